"""Pages above all apps: Today, health."""

from django.urls import path

from . import views

pages = [
    path("", views.today, name="today"),
    path("search", views.search, name="search"),
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
]
