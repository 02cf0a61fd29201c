"""The Org API: every row of its contract."""

from django.urls import path, re_path

from .contacts import ContactViewSet
from .custom_fields import ContactCustomViewSet, FieldViewSet, FolderViewSet
from .custom_values import CustomValueViewSet
from .importing import ContactImportView
from .opportunities import OpportunityViewSet
from .search import ContactSearchViewSet
from .tags import ContactTagsViewSet, TagViewSet
from .views import ContactViewsView
from .wire import nothing_here

LIST = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
SHAPED = {"patch": "partial_update", "delete": "destroy"}
PUT = {"put": "keep"}

org = [
    path("contacts", ContactViewSet.as_view(LIST), name="org_contacts"),
    path("contacts/import", ContactImportView.as_view(), name="org_import"),
    path("contacts/search", ContactSearchViewSet.as_view({"post": "search"}), name="org_search"),
    path("contacts/views", ContactViewsView.as_view(), name="org_views"),
    path("contacts/<int:pk>", ContactViewSet.as_view(ONE), name="org_contact"),
    path("contacts/<int:pk>/opportunities", OpportunityViewSet.as_view({"get": "list"}), name="org_opportunities"),
    path("contacts/<int:pk>/tags", ContactTagsViewSet.as_view({"post": "add"}), name="org_contact_tags"),
    path(
        "contacts/<int:pk>/tags/<path:name>",
        ContactTagsViewSet.as_view({"delete": "remove"}),
        name="org_contact_tag",
    ),
    path("contacts/<int:pk>/custom/<str:key>", ContactCustomViewSet.as_view(PUT), name="org_contact_custom"),
    path("tags", TagViewSet.as_view(LIST), name="org_tags"),
    path("tags/<int:pk>", TagViewSet.as_view({"delete": "destroy"}), name="org_tag"),
    path("custom-fields", FieldViewSet.as_view(LIST), name="org_custom_fields"),
    path("custom-fields/<int:pk>", FieldViewSet.as_view(SHAPED), name="org_custom_field"),
    path("custom-field-folders", FolderViewSet.as_view(LIST), name="org_folders"),
    path("custom-field-folders/<int:pk>", FolderViewSet.as_view(SHAPED), name="org_folder"),
    path("custom-values", CustomValueViewSet.as_view({"get": "list"}), name="org_custom_values"),
    path(
        "custom-values/<str:key>",
        CustomValueViewSet.as_view({"put": "keep", "delete": "drop"}),
        name="org_custom_value",
    ),
    re_path(r"^(?P<rest>.*)$", nothing_here, name="org_nothing_here"),
]
