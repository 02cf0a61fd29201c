"""Listening to what happens: an event is written in the transaction in which it happens, where an endpoint wants it.

Where nobody does, nothing is asked of the database: which names are wanted stands on the organization.
"""

from django.conf import settings
from django.db import connection, transaction
from django.dispatch import receiver
from django.utils import timezone

from activity.models import Act, Change
from activity.signals import recorded
from sharing.signals import link_opened

from . import vocabulary
from .models import Event
from .showing import as_text, shown
from .telling import visible_ids

CHUNK = 500  # records of one event


@receiver(recorded)
def hear_change(sender, act, kind, action, changes, **_more):
    """Write the events of one chunk of an act."""
    if kind not in vocabulary.RECORDS or action not in TELLS:
        return
    organization = _organization(act)
    if not organization.hears:
        return
    told = _wanted(TELLS[action](kind, act, changes), organization.hears)
    if told:
        _write(organization, kind, act, {name: entries for name, entries in told.items() if entries})


@receiver(link_opened)
def hear_open(sender, link, event, **_more):
    """Write that a person opened a link, unless its contact is somebody's own."""
    organization = link.organization
    if vocabulary.LINK_OPENED in organization.hears and not link.contact.is_private:
        _keep([Event(organization=organization, name=vocabulary.LINK_OPENED, at=event.at, kind="smart_link",
                     records=[{"id": link.pk}])])  # fmt: skip


# -- what an act means to the outside ----------------------------------------------------------------------


def _made(kind, act, changes):
    """What was made, or brought back. A deal that is made as won is won, one that comes back was so before."""
    yield f"{kind}.created", changes, False
    if kind == "deal" and act.undo_of_id is None:
        for status in ("won", "lost"):
            yield f"deal.{status}", [c for c in changes if getattr(c[2], "status", "") == status], False


def _changed(kind, act, changes):
    """To the outside a record begins to be when it is shared, and ends when it becomes somebody's own."""
    closed = [c for c in changes if c[1].get("is_private", [0, 0])[1] is True]
    opened = [(pk, {}, record) for pk, fields, record in changes if fields.get("is_private", [0, 0])[1] is False]
    others = [c for c in changes if "is_private" not in c[1]]
    yield f"{kind}.deleted", closed, True
    yield f"{kind}.created", opened, False
    yield f"{kind}.updated", others, False
    if kind == "lead":
        yield "lead.qualified", [c for c in others if _becomes(c[1], "qualified")], False
    elif kind == "deal":
        yield "deal.moved", [c for c in others if "stage_id" in c[1]], False
        for status in ("won", "lost"):
            yield f"deal.{status}", [c for c in others if _becomes(c[1], status)], False


def _removed(kind, act, changes):
    yield f"{kind}.deleted", changes, False


def _becomes(fields, status):
    return fields.get("status", [None, None])[1] == status


TELLS = {Change.CREATED: _made, Change.CHANGED: _changed, Change.REMOVED: _removed}


def _wanted(told, names):
    """`{name: [(change, whether it is bare)]}` of what somebody wants to hear."""
    wanted = {}
    for name, changes, is_bare in told:
        if changes and name in names:
            wanted.setdefault(name, []).extend((change, is_bare) for change in changes)
    return wanted


# -- writing -----------------------------------------------------------------------------------------------


def _write(organization, kind, act, told):
    """Write `told` of records the outside may know of; what is removed is read now, as long as it is there."""
    changes = [change for entries in told.values() for change, is_bare in entries if not is_bare]
    ids = {change[0] for change in changes}
    is_going = f"{kind}.deleted" in told and ids
    rows = shown(kind, ids, organization) if is_going else {}
    seen = rows.keys() if is_going else (visible_ids(kind, ids, organization) if ids else set())
    events = []
    for name, entries in told.items():
        records = [_entry(name, change, is_bare, rows) for change, is_bare in entries if is_bare or change[0] in seen]
        for start in range(0, len(records), CHUNK):
            part = records[start : start + CHUNK]
            events.append(
                Event(organization=organization, name=name, at=timezone.now(), kind=kind, records=part, act=act)
            )
    _keep(events)


def _entry(name, change, is_bare, rows):
    pk, fields, _record = change
    if is_bare:
        return {"id": pk, "bare": True}
    return {"id": pk, "was": as_text(rows[pk])} if name.endswith(".deleted") else {"id": pk, "fields": fields}


def _keep(events):
    Event.objects.bulk_create(events)
    if events and settings.TASKS_BACKEND == "immediate":
        _send_at_once()


def _send_at_once():
    """Without a worker nobody looks for events: they are sent once what is being written is written."""
    from .tasks import send

    if not any(hook[1] == send.enqueue for hook in connection.run_on_commit):
        transaction.on_commit(send.enqueue)


# -- who hears ---------------------------------------------------------------------------------------------


def _organization(act):
    """The organization of an act: whoever acts was read with it; of an act that was read alone it is asked once."""
    is_cached = Act._meta.get_field("member").is_cached(act)
    return act.member.organization if is_cached and act.member else act.organization
