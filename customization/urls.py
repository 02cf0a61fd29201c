"""Saved views, tags, options."""

from django.urls import path

from . import views
from .api import OptionViewSet
from .views import jobs, subscriptions, templates, words

pages = [
    path("tags/suggest", views.tag_suggest, name="tag_suggest"),
    path("settings/tags", views.tag_list, name="tag_list"),
    path("settings/tags/<int:pk>", views.tag_edit, name="tag_edit"),
    path("settings/tags/<int:pk>/merge", views.tag_merge, name="tag_merge"),
    path("settings/tags/<int:pk>/remove", views.tag_remove, name="tag_remove"),
    path("profile/subscriptions", subscriptions.subscription_list, name="subscription_list"),
    path("views/<int:pk>/follow", subscriptions.view_follow, name="view_follow"),
    path("views/<int:pk>/unfollow", subscriptions.view_unfollow, name="view_unfollow"),
    path("bulk", jobs.bulk_list, name="bulk_list"),
    path("bulk/<int:pk>", jobs.bulk_show, name="bulk_show"),
    path("bulk/<int:pk>/progress", jobs.bulk_progress, name="bulk_progress"),
    path("bulk/<int:pk>/cancel", jobs.bulk_cancel, name="bulk_cancel"),
    path("bulk/<int:pk>/undo", jobs.bulk_undo, name="bulk_undo"),
    path("settings/fields", views.field_list, name="field_list"),
    path("settings/fields/new", views.field_new, name="field_new"),
    path("settings/fields/order", views.field_order, name="field_order"),
    path("settings/fields/<int:pk>", views.field_edit, name="field_edit"),
    path("settings/fields/<int:pk>/remove", views.field_remove, name="field_remove"),
    path("settings/fields/<int:pk>/restore", views.field_restore, name="field_restore"),
    path("settings/fields/<int:pk>/move", views.field_move, name="field_move"),
    path("settings/folders/new", views.folder_new, name="folder_new"),
    path("settings/folders/<int:pk>", views.folder_edit, name="folder_edit"),
    path("settings/folders/<int:pk>/remove", views.folder_remove, name="folder_remove"),
    path("settings/folders/<int:pk>/move", views.folder_move, name="folder_move"),
    path("settings/values", words.value_list, name="value_list"),
    path("settings/values/<slug:key>", words.value_edit, name="value_edit"),
    path("settings/values/<slug:key>/remove", words.value_remove, name="value_remove"),
    path("settings/values/<slug:key>/restore", words.value_restore, name="value_restore"),
    path("settings/templates", templates.template_list, name="template_list"),
    path("settings/templates/new", templates.template_new, name="template_new"),
    path("settings/templates/preview", templates.template_preview, name="template_preview"),
    path("settings/templates/<int:pk>", templates.template_edit, name="template_edit"),
    path("settings/templates/<int:pk>/remove", templates.template_remove, name="template_remove"),
    path("settings/templates/<int:pk>/restore", templates.template_restore, name="template_restore"),
    path("settings/options", views.option_list, name="option_list"),
    path("settings/options/<slug:category>/new", views.option_new, name="option_new"),
    path("settings/options/<slug:category>/order", views.option_order, name="option_order"),
    path("settings/options/<int:pk>", views.option_edit, name="option_edit"),
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
