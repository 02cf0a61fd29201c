"""The routes of a declared list and of its cards."""

from django.urls import path

from activity import views as activity_views

from ..forms import NoteForm
from . import registry, saved, smart, views


def list_pages(declared, base):
    """Routes under `base` ("contacts") for everything a list can do; names begin with its kind."""
    routes = [
        ("", views.show_list, "list"),
        ("/filters", views.show_filters, "filters"),
        ("/columns", views.show_columns, "columns"),
        ("/tabs", views.show_tabs, "tabs"),
        ("/bulk", views.bulk, "bulk"),
        ("/<int:pk>/cell/<str:column>", views.cell, "cell"),
        ("/views/new", saved.view_new, "view_new"),
        ("/views/<int:pk>", saved.view_edit, "view_edit"),
        ("/views/<int:pk>/remove", saved.view_remove, "view_remove"),
        ("/views/<int:pk>/move", saved.view_move, "view_move"),
    ]
    if declared.is_smart:
        routes += [("/smart", smart.smart, "smart"), ("/smart/count", smart.smart_count, "smart_count")]
    registry.register(declared)
    extra = {"declared": declared}
    return [path(base + route, view, extra, name=f"{declared.kind}_{name}") for route, view, name in routes]


def card_pages(model, note_model, base):
    """Routes under `base` ("contacts") for what every card of a kind can do."""
    record, note = {"model": model}, {"note_model": note_model}
    routes = [
        ("timeline", activity_views.timeline, record, "timeline"),
        ("remove", activity_views.record_remove, record, "remove"),
        ("notes", activity_views.note_add, record | note | {"form_class": NoteForm}, "note_new"),
        ("notes/<int:note_pk>/remove", activity_views.note_remove, record | note, "note_remove"),
    ]
    return [path(f"{base}/<int:pk>/{end}", view, extra, f"{model.KIND}_{name}") for end, view, extra, name in routes]
