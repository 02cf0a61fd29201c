"""Saved views, tags, options."""

from django.urls import path

from .api import OptionViewSet

pages = []

house = [
    path("config-options", OptionViewSet.as_view({"get": "list", "post": "create"}), name="api_options"),
    path(
        "config-options/<int:pk>",
        OptionViewSet.as_view({"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}),
        name="api_option",
    ),
]
