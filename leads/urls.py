"""Routes of leads: `pages` for browsers, `house` for the house API."""

from django.urls import path

from contacts.merging_pages import merging_doors, merging_pages
from customization.lists.wiring import card_pages, list_pages

from . import api, api_merging, views
from .lists import LEADS
from .models import Lead, LeadNote

pages = [
    *list_pages(LEADS, "leads"),
    path("leads/new", views.lead_new, name="lead_new"),
    path("leads/<int:pk>", views.lead_card, name="lead_card"),
    path("leads/<int:pk>/edit", views.lead_edit, name="lead_edit"),
    path("leads/<int:pk>/qualify", views.lead_qualify, name="lead_qualify"),
    path("leads/<int:pk>/unqualify", views.lead_unqualify, name="lead_unqualify"),
    path("leads/<int:pk>/disqualify", views.lead_disqualify, name="lead_disqualify"),
    path("leads/<int:pk>/reopen", views.lead_reopen, name="lead_reopen"),
    *card_pages(Lead, LeadNote, "leads"),
    *merging_pages(Lead, "leads"),
]

LIST = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
PART = {"delete": "destroy"}
ASIDE = {"put": "disqualify", "post": "disqualify"}

house = [
    path("leads", api.LeadViewSet.as_view(LIST), name="api_leads"),
    path("leads/match-company", api.MatchCompanyView.as_view(), name="api_lead_match_company"),
    path("leads/match-contact", api.MatchContactView.as_view(), name="api_lead_match_contact"),
    path("leads/<int:pk>", api.LeadViewSet.as_view(ONE), name="api_lead"),
    path("leads/<int:pk>/qualify", api.LeadViewSet.as_view({"post": "qualify"}), name="api_lead_qualify"),
    path("leads/<int:pk>/unqualify", api.LeadViewSet.as_view({"post": "unqualify"}), name="api_lead_unqualify"),
    path("leads/<int:pk>/disqualify", api.LeadViewSet.as_view(ASIDE), name="api_lead_disqualify"),
    path("leads/<int:parent_pk>/notes", api.LeadNoteViewSet.as_view(LIST), name="api_lead_notes"),
    path("leads/<int:parent_pk>/notes/<int:pk>", api.LeadNoteViewSet.as_view(PART), name="api_lead_note"),
    *merging_doors(api_merging.LeadMerging, "leads"),
]
