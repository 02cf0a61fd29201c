"""Whoever adds a field to a model decides what becomes of it: filtered or sorted by, sent out by the API, or neither on
purpose, with the reason here."""

import pytest
from django.apps import apps

import crm.urls  # noqa: F401  every door is loaded
from api.viewsets import RecordViewSet
from contacts.models.enquiry import Enquirer

from .source import APPS

TENANT = "the organization is the member's own"
FOUND = "only finds and sorts"
SECRET = "a secret's hash"
AUTHOR = "told by the history"
SHAPED = "when it was shaped tells nothing of it"
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
        "email2_key": FOUND,
        **dict.fromkeys(
            {*Enquirer.ENQUIRY} - {"metadata"}, "told by the Rep API, in words of its own, and on the card"
        ),
        "external_id": FILES,
    },
    "contacts.ContactNote": {"organization": TENANT},
    "customization.CustomField": {
        "organization": TENANT,
        "removed_at": "a removed field is shown nowhere",
        "created_at": SHAPED,
        "updated_at": SHAPED,
    },
    "customization.CustomFieldFolder": {"organization": TENANT},
    "customization.CustomValue": {"organization": TENANT, "id": "its key names it", "created_at": SHAPED},
    "customization.Option": {"organization": TENANT},
    "customization.Tag": {"organization": TENANT, "key": FOUND, "created_at": SHAPED},
    "tasks.Task": {
        "organization": TENANT,
        "is_private": "never set: a task is seen as its record is",
        "remind_at": "follows from due_date and due_time",
        "reminded_at": "what the bell shows",
    },
    "deals.Deal": {
        "organization": TENANT,
        "created_by": "told on the timeline",
        "external_id": "what imports find it by; the form of the API's answers is fixed",
    },
    "deals.DealNote": {"organization": TENANT, "deal": "named by its address"},
    "deals.Pipeline": {"organization": TENANT},
    "deals.Stage": {"organization": TENANT},
    "leads.Lead": {
        "organization": TENANT,
        "created_by": AUTHOR,
        "company_match": FOUND,
        "phone_e164": FOUND,
        "external_id": FILES,
        "ip": "told on its card: where a web form was sent from",
        "requested_at": "told on its card: when a web form was sent",
        "disqualified_for": "told by its history and on its card: the API's shape was promised without it",
        "became_contact": "the answer to qualifying it tells",
        "became_company": "the answer to qualifying it tells",
        "became_deal": "the answer to qualifying it tells",
    },
    "leads.LeadNote": {"organization": TENANT, "lead": "named by its address"},
    "sharing.Group": {
        "organization": TENANT,
        "member": "nobody else has it",
        "key": FOUND,
        "created_at": SHAPED,
        "updated_at": SHAPED,
    },
    "sharing.ShareItem": {
        "organization": TENANT,
        "created_by": AUTHOR,
        "shared_at": "whether it can be removed",
        "removed_at": "what is removed is not told",
    },
    "sharing.SmartLink": {
        "organization": TENANT,
        "item": "told whole, as share_item",
        "member": "who asks made it, or has its contact",
        "token": "stands in its url",
        "hashed": SECRET,
        "live_key": FOUND,
        "bots_count": "told on the card: no person looked",
        "pages_count": "its events tell",
    },
}

#: Models without a REST door of their own, and who shows them.
WITHOUT_DOOR = {
    "accounts.Invitation": "an invited person of /api/users",
    "accounts.Organization": "told with the account",
    "accounts.User": "told as the account, and as the person of a member",
    "activity.Act": "the timeline of a card",
    "activity.Change": "the timeline of a card",
    "activity.ReadMark": "read_at of activities in the Rep API",
    "activity.ReadUpTo": "read_at of activities in the Rep API",
    "activity.Tally": "totals",
    "api.RecentCalls": "the pace of a key",
    "api.RememberedRequest": "answers to repeated requests",
    "customization.BulkJob": "the page of a large change",
    "contacts.DuplicatePair": "/duplicates, and duplicates of contacts, companies and leads",
    "contacts.DuplicateSearch": "the page of duplicates",
    "contacts.FormerAddress": "finds the mail of a merged record",
    "contacts.Merge": "/api/merges/{id}/undo, and the card of what stayed",
    "customization.MessageTemplate": "pages: messages are written by people",
    "customization.SavedView": "tabs over a list, /api/v1/contacts/views",
    "customization.Subscription": "the tab it is of",
    "deals.Closing": "/api/deals/{id}/history",
    "deals.Step": "/api/deals/{id}/history",
    "inbox.Mailbox": "whose mail it is",
    "inbox.Message": "linked-emails of contacts, leads, companies and deals",
    "inbox.MessageAddress": "finds the mail of a record",
    "inbox.MessageCopy": "whose mail it is",
    "leads.Conversion": "the answer to qualifying a lead, and the lead's card",
    "notifications.Delivery": "what the bell tells, by mail and push",
    "notifications.Notification": "the bell",
    "notifications.Preference": "the page of preferences",
    "notifications.PushSubscription": "the page of preferences",
    "notifications.VapidKeys": "the page of preferences hands out the public one",
    "sharing.AllowedOrigin": "the page of share items",
    "sharing.Grouped": "/api/user/crm/v202506/groups",
    "sharing.LinkEvent": "/api/user/crm/v202506/smart_links",
    "sharing.Sending": "the page of a web form",
    "sharing.WebForm": "pages: forms are made by people",
    "tasks.CalendarFeed": "the address of a calendar",
    "transfers.Chunk": "the results of an import",
    "transfers.RefusedRow": "the results of an import",
    "transfers.Transfer": "/api/imports and the pages of imports",
    "webhooks.Attempt": "the page of a webhook",
    "webhooks.Delivery": "the page of a webhook",
    "webhooks.Endpoint": "the page of webhooks",
    "webhooks.Event": "the page of a webhook",
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
