"""A declared list's routes."""

from django.urls import path

from . import saved, views


def list_pages(declared, base):
    """Routes under `base` ("contacts") for everything a list can do; names begin with its kind."""
    routes = [
        ("", views.show_list, "list"),
        ("/filters", views.show_filters, "filters"),
        ("/columns", views.show_columns, "columns"),
        ("/tabs", views.show_tabs, "tabs"),
        ("/bulk", views.bulk, "bulk"),
        ("/<int:pk>/cell/<slug:column>", views.cell, "cell"),
        ("/views/new", saved.view_new, "view_new"),
        ("/views/<int:pk>", saved.view_edit, "view_edit"),
        ("/views/<int:pk>/remove", saved.view_remove, "view_remove"),
    ]
    extra = {"declared": declared}
    return [path(base + route, view, extra, name=f"{declared.kind}_{name}") for route, view, name in routes]
