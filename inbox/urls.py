"""Routes of inbox: `pages` for browsers, `house` for the house API."""

from django.urls import path

from contacts.models import Company, Contact
from deals.models import Deal
from leads.models import Lead

from . import api, views

pages = [
    path("mail", views.message_list, name="message_list"),
    path("mail/import", views.message_import, name="message_import"),
    path("mail/<int:pk>", views.message_show, name="message_show"),
]


def _linked(base, model):
    view = api.LinkedEmailsView.as_view(model=model)
    return path(f"{base}/<int:pk>/linked-emails", view, name=f"api_{model.KIND}_linked_emails")


house = [
    _linked("contacts", Contact),
    _linked("leads", Lead),
    _linked("companies", Company),
    _linked("deals", Deal),
    path("linked-emails/<int:pk>", api.LinkedEmailView.as_view(), name="api_linked_email"),
]
