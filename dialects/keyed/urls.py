"""The Key API: every row of its contract."""

from django.urls import path, re_path

from .contacts import ContactsView, ContactView, EditView
from .wire import nothing_here

keyed = [
    path("contacts", ContactsView.as_view(), name="keyed_contacts"),
    path("contacts/update", EditView.as_view(), name="keyed_update"),
    path("contacts/edit", EditView.as_view(), name="keyed_edit"),
    path("contacts/<int:pk>", ContactView.as_view(), name="keyed_contact"),
    re_path(r"^(?P<rest>.*)$", nothing_here, name="keyed_nothing_here"),
]
