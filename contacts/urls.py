"""Contacts and companies."""

from django.urls import path

from activity import views as activity_views
from customization.lists.wiring import list_pages

from . import api, views
from .forms import NoteForm
from .lists import COMPANIES, CONTACTS
from .models import Company, CompanyNote, Contact, ContactNote


def record_pages(base, model, note_model):
    """Routes of what every card of a kind can do."""
    record, note = {"model": model}, {"note_model": note_model}
    return [
        path(f"{base}/<int:pk>/timeline", activity_views.timeline, record, f"{model.KIND}_timeline"),
        path(f"{base}/<int:pk>/remove", activity_views.record_remove, record, f"{model.KIND}_remove"),
        path(
            f"{base}/<int:pk>/notes",
            activity_views.note_add,
            record | note | {"form_class": NoteForm},
            f"{model.KIND}_note_new",
        ),
        path(
            f"{base}/<int:pk>/notes/<int:note_pk>/remove",
            activity_views.note_remove,
            record | note,
            f"{model.KIND}_note_remove",
        ),
    ]


pages = [
    *list_pages(CONTACTS, "contacts"),
    path("contacts/new", views.contact_new, name="contact_new"),
    path("contacts/<int:pk>", views.contact_card, name="contact_card"),
    path("contacts/<int:pk>/edit", views.contact_edit, name="contact_edit"),
    *record_pages("contacts", Contact, ContactNote),
    *list_pages(COMPANIES, "companies"),
    path("companies/new", views.company_new, name="company_new"),
    path("companies/suggest", views.company_suggest, name="company_suggest"),
    path("companies/<int:pk>", views.company_card, name="company_card"),
    path("companies/<int:pk>/edit", views.company_edit, name="company_edit"),
    *record_pages("companies", Company, CompanyNote),
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
]
