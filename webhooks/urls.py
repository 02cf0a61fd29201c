"""The organization's webhooks."""

from django.urls import path

from . import views

pages = [
    path("settings/webhooks", views.endpoint_list, name="endpoint_list"),
    path("settings/webhooks/new", views.endpoint_new, name="endpoint_new"),
    path("settings/webhooks/<int:pk>", views.endpoint_card, name="endpoint_card"),
    path("settings/webhooks/<int:pk>/edit", views.endpoint_edit, name="endpoint_edit"),
    path("settings/webhooks/<int:pk>/switch", views.endpoint_switch, name="endpoint_switch"),
    path("settings/webhooks/<int:pk>/test", views.endpoint_test, name="endpoint_test"),
    path("settings/webhooks/<int:pk>/secret", views.endpoint_rotate, name="endpoint_rotate"),
    path("settings/webhooks/<int:pk>/remove", views.endpoint_remove, name="endpoint_remove"),
    path("settings/webhooks/<int:pk>/deliveries/<int:delivery_pk>", views.delivery_card, name="delivery_card"),
    path("settings/webhooks/<int:pk>/deliveries/<int:delivery_pk>/again", views.delivery_again, name="delivery_again"),
]
