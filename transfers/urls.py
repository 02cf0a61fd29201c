"""Imports and exports."""

from django.urls import path

from . import api, api_exports, kinds, views
from .api_imports import ImportViewSet

pages = [
    path("imports", views.import_list, name="import_list"),
    path("imports/new", views.import_new, name="import_new"),
    path("imports/template/<slug:kind>", views.import_template, name="import_template"),
    path("imports/<int:pk>", views.import_show, name="import_show"),
    path("imports/<int:pk>/reading", views.import_reading, name="import_reading"),
    path("imports/<int:pk>/columns", views.import_columns, name="import_columns"),
    path("imports/<int:pk>/run", views.import_run, name="import_run"),
    path("imports/<int:pk>/cancel", views.import_cancel, name="import_cancel"),
    path("imports/<int:pk>/undo", views.import_undo, name="import_undo"),
    path("imports/<int:pk>/progress", views.import_progress, name="import_progress"),
    path("imports/<int:pk>/refused", views.import_refused, name="import_refused"),
    path("export/<slug:kind>", views.export_page, name="export"),
    path("exports/<int:pk>", views.export_show, name="export_show"),
    path("exports/<int:pk>/progress", views.export_progress, name="export_progress"),
    path("exports/<int:pk>/cancel", views.export_cancel, name="export_cancel"),
    path("exports/<int:pk>/file", views.export_file, name="export_file"),
]

house = [
    path("imports", ImportViewSet.as_view({"get": "list"}), name="api_imports"),
    path("imports/<int:pk>", ImportViewSet.as_view({"get": "retrieve"}), name="api_import"),
    path("imports/<int:pk>/undo", ImportViewSet.as_view({"post": "undo"}), name="api_import_undo"),
    path("imports/<int:pk>/cancel", ImportViewSet.as_view({"post": "cancel"}), name="api_import_cancel"),
    path("exports/<int:pk>", api_exports.ExportJobView.as_view(), name="api_export_job"),
    path("exports/<int:pk>/file", api_exports.ExportFileView.as_view(), name="api_export_file"),
]
for _kind in kinds.registered():
    for _verb, _view in (
        ("import", api.ImportView),
        ("export", api_exports.ExportView),
        ("template", api_exports.TemplateView),
    ):
        _name = f"api_{_kind.plural}_{_verb}"
        house.append(path(f"{_kind.plural}/{_verb}", _view.as_view(kind=_kind.slug), name=_name))
