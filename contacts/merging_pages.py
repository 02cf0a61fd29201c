"""Routes of duplicates and merging for one kind of record."""

from django.urls import path

from . import views


def merging_pages(model, base):
    """Routes under `base` ("contacts") by which duplicates of a record are found, told apart and merged."""
    routes = [
        ("duplicates", views.duplicates_of_one, "duplicates"),
        ("duplicates/dismiss", views.not_duplicate, "not_duplicate"),
        ("merge", views.record_merge, "merge"),
    ]
    extra = {"model": model}
    return [path(f"{base}/<int:pk>/{end}", view, extra, f"{model.KIND}_{name}") for end, view, name in routes]


def merging_doors(viewset, base):
    """The house API's addresses under `base` of the same."""
    kind = viewset.model.KIND
    return [
        path(f"{base}/<int:pk>/duplicates", viewset.as_view({"get": "duplicates"}), name=f"api_{kind}_duplicates"),
        path(f"{base}/<int:pk>/merge", viewset.as_view({"post": "merge"}), name=f"api_{kind}_merge"),
    ]
