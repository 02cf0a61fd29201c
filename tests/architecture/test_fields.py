"""Whoever adds a field to a model decides what becomes of it: filtered or sorted by, sent out by the API, or neither on
purpose, with the reason here."""

import pytest
from django.apps import apps

import crm.urls  # noqa: F401  every door is loaded
from api.viewsets import RecordViewSet

from .source import APPS

TENANT = "the organization is the member's own"
FOUND = "only finds and sorts"
SECRET = "a secret's hash"
AUTHOR = "told by the history"
FILES = "for files and the back room: the API's shape was promised without it"

#: Fields of models with a door that go neither in nor out.
KEPT_IN = {
    "accounts.Credential": {
        "organization": TENANT,
        "member": "acts for it; role and data_scope are told",
        "hashed": SECRET,
    },
    "accounts.Member": {
        "organization": TENANT,
        "kind": "a key's member is no person; its key tells",
        "name": "of keys alone",
        "last_seen_at": "shown on the page of people; last_login is told",
    },
    "accounts.Team": {"organization": TENANT},
    "contacts.Company": {"organization": TENANT, "created_by": AUTHOR, "match_key": FOUND, "external_id": FILES},
    "contacts.CompanyNote": {"organization": TENANT},
    "contacts.Contact": {
        "organization": TENANT,
        "created_by": AUTHOR,
        "phone_e164": FOUND,
        "mobile_e164": FOUND,
        "external_id": FILES,
    },
    "contacts.ContactNote": {"organization": TENANT},
    "customization.Option": {"organization": TENANT},
}

#: Models without a REST door of their own, and who shows them.
WITHOUT_DOOR = {
    "accounts.Invitation": "an invited person of /api/users",
    "accounts.Organization": "told with the account",
    "accounts.User": "told as the account, and as the person of a member",
    "activity.Act": "the timeline of a card",
    "activity.Change": "the timeline of a card",
    "activity.Tally": "totals",
    "api.RememberedRequest": "answers to repeated requests",
    "customization.SavedView": "tabs over a list",
    "customization.Tag": "by its name, on records and as a filter",
    "transfers.Chunk": "the results of an import",
    "transfers.RefusedRow": "the results of an import",
    "transfers.Transfer": "/api/imports and the pages of imports",
}

#: What goes out under another name.
RENAMED = {"members": "member_ids", "company": "company_id", "contact": "contact_id"}


def every(cls):
    for subclass in cls.__subclasses__():
        yield subclass
        yield from every(subclass)


def doors():
    """`{model: its viewsets}`, the abstract ones left out."""
    found = {}
    for viewset in every(RecordViewSet):
        if getattr(viewset, "model", None) and getattr(viewset, "wire_serializer_class", None):
            found.setdefault(viewset.model, []).append(viewset)
    return found


def models():
    return [model for model in apps.get_models() if model.__module__.partition(".")[0] in APPS]


def sent(viewset):
    """Names the API sends out of a record."""
    return set(viewset.wire_serializer_class._declared_fields)


def asked(viewset):
    """Fields a list is narrowed or sorted by."""
    filterset = getattr(viewset, "filterset_class", None)
    if filterset is None:
        return set()
    by = {entry.field_name.partition("__")[0] for entry in filterset.base_filters.values() if entry.field_name}
    sorts = {column.partition("__")[0] for columns in filterset.SORTS.values() for column in columns}
    return by | sorts | ({"search_text"} if "search" in filterset.base_filters else set())


def fields(model):
    return {field.name for field in model._meta.get_fields() if field.concrete}


def used(model):
    known = set().union(*((sent(viewset) | asked(viewset)) for viewset in doors()[model]))
    return {name for name in fields(model) if name in known or RENAMED.get(name) in known}


@pytest.mark.parametrize("model", doors(), ids=lambda model: model._meta.label)
def test_every_field_is_used_or_kept_in_on_purpose(model):
    undecided = fields(model) - used(model) - KEPT_IN.get(model._meta.label, {}).keys()
    assert not undecided, f"Filter by it, send it out, or say in KEPT_IN why not: {sorted(undecided)}"


@pytest.mark.parametrize("label", KEPT_IN)
def test_what_is_kept_in_exists_and_is(label):
    model = apps.get_model(label)
    assert KEPT_IN[label].keys() <= fields(model)
    assert not KEPT_IN[label].keys() & used(model), "This one does go in or out: take it off the list."


def test_every_model_has_a_door_or_is_known_to_have_none():
    behind = {model._meta.label for model in doors()}
    assert {model._meta.label for model in models()} == behind | WITHOUT_DOOR.keys()
    assert not behind & WITHOUT_DOOR.keys()
