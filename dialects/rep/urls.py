"""The Rep API: every row of its contract, for a company and for a user."""

from django.urls import path, re_path

from .activities import ActivityViewSet
from .bulk import BulkView
from .contacts import ContactMetadataViewSet, ContactViewSet
from .groups import GroupContactsViewSet, GroupViewSet
from .notes import NoteViewSet
from .share_items import ShareItemViewSet
from .smart_links import SmartLinkViewSet
from .tasks import TaskViewSet
from .wire import COMPANY, USER, nothing_here

LIST = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}


def in_both(scope):
    """The rows that both scopes have."""
    return [
        path("contacts", ContactViewSet.as_view(LIST, scope=scope), name=f"rep_{scope}_contacts"),
        path("contacts/<int:pk>", ContactViewSet.as_view(ONE, scope=scope), name=f"rep_{scope}_contact"),
        path(
            "contacts/<int:pk>/append_metadata",
            ContactMetadataViewSet.as_view({"patch": "append"}, scope=scope),
            name=f"rep_{scope}_metadata",
        ),
        *on_contacts("notes", NoteViewSet, scope),
        *on_contacts("tasks", TaskViewSet, scope),
        *activities(scope, ""),
        *activities(scope, "contacts/<int:contact_pk>/"),
    ]


def activities(scope, place):
    """What happened on all contacts of the scope, or on one, and what of it was read."""

    def row(address, name, **actions):
        name = f"rep_{scope}_{name}_of_contact" if place else f"rep_{scope}_{name}"
        return path(f"{place}activities{address}", ActivityViewSet.as_view(actions, scope=scope), name=name)

    return [
        row("", "activities", get="list"),
        row("/read_all", "read_all_activities", post="read_all", patch="read_all"),
        row("/<int:pk>", "activity", get="retrieve"),
        row("/<int:pk>/read", "read_activity", post="read", patch="read"),
    ]


def on_contacts(name, viewset, scope, one=ONE):
    """What hangs on contacts: of all of the scope, and of one."""
    every, single = viewset.as_view(LIST, scope=scope), viewset.as_view(one, scope=scope)
    return [
        path(name, every, name=f"rep_{scope}_{name}"),
        path(f"{name}/<int:pk>", single, name=f"rep_{scope}_one_of_{name}"),
        path(f"contacts/<int:contact_pk>/{name}", every, name=f"rep_{scope}_{name}_of_contact"),
        path(f"contacts/<int:contact_pk>/{name}/<int:pk>", single, name=f"rep_{scope}_one_of_{name}_of_contact"),
    ]


def share_items(scope, every=LIST, one=ONE):
    """What may be shared: a company keeps it, reps read it."""
    return [
        path("share_items", ShareItemViewSet.as_view(every, scope=scope), name=f"rep_{scope}_share_items"),
        path("share_items/<int:pk>", ShareItemViewSet.as_view(one, scope=scope), name=f"rep_{scope}_share_item"),
    ]


READ, SHOW, SHOW_AND_REVOKE = {"get": "list"}, {"get": "retrieve"}, {"get": "retrieve", "delete": "destroy"}
GROUPED = {"get": "list", "post": "gather", "delete": "release"}
OF_A_REP = [
    path("contacts/bulk", BulkView.as_view(), name="rep_user_bulk"),
    path("groups", GroupViewSet.as_view(LIST, scope=USER), name="rep_user_groups"),
    path("groups/<int:pk>", GroupViewSet.as_view(ONE, scope=USER), name="rep_user_group"),
    path(
        "groups/<int:group_pk>/contacts", GroupContactsViewSet.as_view(GROUPED, scope=USER), name="rep_user_grouped"
    ),
    *on_contacts("smart_links", SmartLinkViewSet, USER, SHOW_AND_REVOKE),
]  # fmt: skip


def rest(scope):
    """After everybody else's: whatever nobody claimed."""
    return re_path(r"^(?P<rest>.*)$", nothing_here, name=f"rep_{scope}_nothing_here")


company = [*in_both(COMPANY), *share_items(COMPANY), rest(COMPANY)]
user = [*in_both(USER), *share_items(USER, READ, SHOW), *OF_A_REP, rest(USER)]
