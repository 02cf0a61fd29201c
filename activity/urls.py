"""Taking an act back."""

from django.urls import path

from . import views

pages = [path("undo/<int:pk>", views.undo, name="undo")]
