"""Everything the product serves, and the floors beside it."""

from django.urls import include, path

from . import floor

urlpatterns = [path("floor/list", floor.contacts), path("", include("crm.urls"))]
