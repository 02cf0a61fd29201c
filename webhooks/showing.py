"""What is told: records as the house API shows them, what changed of them, and the JSON that is signed and sent."""

import datetime
from collections import defaultdict
from decimal import Decimal

import orjson
from django.db import models

from accounts.ownership import Owned
from api.answers import moment
from contacts.wire import company_rows, contact_rows
from customization.models.customized import PREFIX
from customization.shape import shape_of
from deals.wire import deal_rows
from leads.wire import lead_rows
from tasks.wire import task_rows

from .telling import model_of, outsider, visible_ids
from .vocabulary import TEST

#: What history calls otherwise than the API.
RENAMED = {
    "assigned_to_id": "assigned_to",
    "completed_by_id": "completed_by",
    "disqualified_for": "disqualify_reason",
    "became_contact_id": "contact_id",
    "became_company_id": "company_id",
    "became_deal_id": "deal_id",
}


def link_rows(queryset, *, member):
    """SmartLinks as dicts, without their tokens: whoever has one can open it."""
    links = queryset.select_related("item", "contact", "member__user")
    return [
        {
            "id": link.pk,
            "channel": link.channel,
            "share_item": {"id": link.item_id, "kind": link.item.kind, "title": link.item.title, "url": link.item.url},
            "contact_id": link.contact_id,
            "contact_name": str(link.contact),
            "shared_by": link.member_id,
            "shared_by_name": link.member and link.member.full_name,
            "opens_count": link.opens_count,
            "first_opened_at": moment(link.first_opened_at),
            "last_opened_at": moment(link.last_opened_at),
            "expires_at": moment(link.expires_at),
            "created_at": moment(link.created_at),
        }
        for link in links
    ]


ROWS = {
    "contact": contact_rows,
    "company": company_rows,
    "lead": lead_rows,
    "deal": deal_rows,
    "task": task_rows,
    "smart_link": link_rows,
}


def shown(kind, ids, organization):
    """`{id: record}` of those with these `ids` that the outside may know of. Constantly many queries."""
    member = outsider(organization)
    records = model_of(kind).objects.visible_to(member).filter(pk__in=ids)
    return {row["id"]: row for row in ROWS[kind](records, member=member)}


def as_text(row):
    """A record as the JSON it is sent as."""
    return orjson.dumps(row).decode()


def bodies(event):
    """`[(record id, JSON text, whether it is bare)]` of a waiting `event`, its organization and act fetched along: of
    those records that may still be told of. Constantly many queries."""
    told = [entry for entry in event.records if "was" not in entry and not entry.get("bare")]
    rows = shown(event.kind, [entry["id"] for entry in told], event.organization) if told else {}
    changes = Changes(event, told) if told else None
    found = []
    for entry in event.records:
        content = {"kind": event.kind, "id": entry["id"], "by": _actor(event)}
        if entry.get("bare"):
            content["was"] = None
        elif "was" in entry:
            content["was"] = orjson.Fragment(entry["was"])
        elif entry["id"] in rows:
            content["record"] = rows[entry["id"]]
            content |= {"changes": changes.of(entry["fields"], rows[entry["id"]])} if entry.get("fields") else {}
        else:
            continue  # gone, or private by now
        found.append((entry["id"], _message(event.name, event.at, content), bool(entry.get("bare"))))
    return found


def test_body(event, by):
    """The JSON text of a test."""
    return _message(TEST, event.at, {"by": {"id": by.pk, "name": by.full_name}})


def _message(name, at, content):
    return orjson.dumps({"type": name, "timestamp": moment(at), "data": content}).decode()


def _actor(event):
    member = event.act.member if event.act_id else None
    return member and {"id": member.pk, "name": member.full_name}


class Changes:
    """What changed of the records of one event, in the API's words; a record that cannot be seen is not named."""

    def __init__(self, event, entries):
        self.model, self.kind = model_of(event.kind), event.kind
        self.fields = {field.attname: field for field in self.model._meta.concrete_fields}
        self.shape = shape_of(outsider(event.organization))
        self.seen = self._seen(entries, event.organization)

    def of(self, fields, row):
        """`{name: {"old": …, "new": …}}` of those `{name: [old, new]}` that the record shows too."""
        found = {}
        for name, (old, new) in fields.items():
            if self._is_shown(name, row):
                found[RENAMED.get(name, name)] = {"old": self._plain(name, old), "new": self._plain(name, new)}
        return found

    def _is_shown(self, name, row):
        if name.startswith(PREFIX):
            return self.shape.field(self.kind, name.removeprefix(PREFIX)) is not None
        return RENAMED.get(name, name) in row

    def _plain(self, name, value):
        """A value of the history as the API writes it."""
        if value in (None, ""):
            return None
        field = self.fields.get(name)
        if name in self.seen:
            return value if value in self.seen[name] else None
        if name == "tags":
            return ",".join(sorted(value, key=str.lower))
        if isinstance(field, models.DateTimeField):
            return moment(datetime.datetime.fromisoformat(value).astimezone(datetime.UTC))
        if isinstance(field, models.TimeField):
            return value[:5]
        if isinstance(field, models.DecimalField):
            return orjson.Fragment(f"{Decimal(value).normalize():f}")
        return value

    def _seen(self, entries, organization):
        """`{column: ids}` of the other records that were or are referred to and may be named."""
        asked = defaultdict(set)
        for entry in entries:
            for name, values in entry.get("fields", {}).items():
                field = self.fields.get(name)
                if field is not None and field.is_relation and issubclass(field.related_model, Owned):
                    asked[name].update(value for value in values if value is not None)
        return {
            name: visible_ids(self.fields[name].related_model.KIND, ids, organization) if ids else set()
            for name, ids in asked.items()
        }
