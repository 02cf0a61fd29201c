"""Saved views, tags, options."""

from django.urls import path

from . import views
from .api import OptionViewSet

pages = [
    path("tags/suggest", views.tag_suggest, name="tag_suggest"),
    path("settings/tags", views.tag_list, name="tag_list"),
    path("settings/tags/<int:pk>", views.tag_edit, name="tag_edit"),
    path("settings/tags/<int:pk>/remove", views.tag_remove, name="tag_remove"),
    path("settings/options", views.option_list, name="option_list"),
    path("settings/options/<slug:category>/new", views.option_new, name="option_new"),
    path("settings/options/<int:pk>/remove", views.option_remove, name="option_remove"),
    path("settings/options/<int:pk>/move", views.option_move, name="option_move"),
]

house = [
    path("config-options", OptionViewSet.as_view({"get": "list", "post": "create"}), name="api_options"),
    path(
        "config-options/<int:pk>",
        OptionViewSet.as_view({"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}),
        name="api_option",
    ),
]
