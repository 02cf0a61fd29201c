"""Contacts and companies."""

from django.urls import path

from customization.lists.wiring import card_pages, list_pages

from . import api, api_merging, views
from .lists import COMPANIES, CONTACTS
from .merging_pages import merging_doors, merging_pages
from .models import Company, CompanyNote, Contact, ContactNote

pages = [
    *list_pages(CONTACTS, "contacts"),
    path("contacts/new", views.contact_new, name="contact_new"),
    path("contacts/suggest", views.contact_suggest, name="contact_suggest"),
    path("contacts/<int:pk>", views.contact_card, name="contact_card"),
    path("contacts/<int:pk>/write", views.contact_write, name="contact_write"),
    path("contacts/<int:pk>/edit", views.contact_edit, name="contact_edit"),
    *card_pages(Contact, ContactNote, "contacts"),
    *list_pages(COMPANIES, "companies"),
    path("companies/new", views.company_new, name="company_new"),
    path("companies/suggest", views.company_suggest, name="company_suggest"),
    path("companies/<int:pk>", views.company_card, name="company_card"),
    path("companies/<int:pk>/edit", views.company_edit, name="company_edit"),
    *card_pages(Company, CompanyNote, "companies"),
    *merging_pages(Contact, "contacts"),
    *merging_pages(Company, "companies"),
    path("duplicates", views.duplicate_list, name="duplicate_list"),
    path("duplicates/search", views.duplicate_search, name="duplicate_search"),
    path("merges/<int:pk>/undo", views.merge_undo, name="merge_undo"),
]

LIST = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
PART = {"delete": "destroy"}

house = [
    path("contacts", api.ContactViewSet.as_view(LIST), name="api_contacts"),
    path("contacts/<int:pk>", api.ContactViewSet.as_view(ONE), name="api_contact"),
    path("contacts/<int:parent_pk>/notes", api.ContactNoteViewSet.as_view(LIST), name="api_contact_notes"),
    path("contacts/<int:parent_pk>/notes/<int:pk>", api.ContactNoteViewSet.as_view(PART), name="api_contact_note"),
    path("companies", api.CompanyViewSet.as_view(LIST), name="api_companies"),
    path("companies/<int:pk>", api.CompanyViewSet.as_view(ONE), name="api_company"),
    path(
        "companies/<int:pk>/contacts", api.CompanyContactsViewSet.as_view({"get": "list"}), name="api_company_contacts"
    ),
    path("companies/<int:parent_pk>/notes", api.CompanyNoteViewSet.as_view(LIST), name="api_company_notes"),
    path("companies/<int:parent_pk>/notes/<int:pk>", api.CompanyNoteViewSet.as_view(PART), name="api_company_note"),
    *merging_doors(api_merging.ContactMerging, "contacts"),
    *merging_doors(api_merging.CompanyMerging, "companies"),
    path("merges/<int:pk>/undo", api_merging.MergeUndoView.as_view(), name="api_merge_undo"),
]
