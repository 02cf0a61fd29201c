"""Pages above all apps: Today, health."""

from django.urls import path

from . import views

pages = [
    path("", views.today, name="today"),
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
]
