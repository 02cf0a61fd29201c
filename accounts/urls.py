"""Pages about people and access."""

from django.urls import path

pages = [
    path("invitation/<str:token>", lambda request, token: None, name="invitation_accept"),
]
