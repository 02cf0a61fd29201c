"""Taking an act back, and whom notes can mention."""

from django.urls import path

from . import views

pages = [
    path("mentions", views.mention_names, name="mention_names"),
    path("undo/<int:pk>", views.undo, name="undo"),
]
