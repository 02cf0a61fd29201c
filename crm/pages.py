"""Pages above all apps: Today, search, reports, health."""

from django.urls import path

from . import views
from .reports import views as reports

pages = [
    path("", views.today, name="today"),
    path("search", views.search, name="search"),
    path("reports", reports.report_overview, name="report_overview"),
    path("reports/<slug:slug>", reports.report_show, name="report_show"),
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
]
