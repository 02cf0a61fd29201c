"""Telling people something: in the transaction of what happened, once for each cause, by the ways they chose."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from .choices import Choices
from .models import Delivery, Notification
from .tasks import deliver

CHUNK = 500
NAMED = 3  # records of each kind that one notification remembers
SILENCE = timedelta(minutes=15)  # between two mails or pushes of the same thing


@dataclass(frozen=True, eq=False)
class Telling:
    """What one person is to be told. `key` says what makes it the same, `facts` holds ids of what its words need."""

    member_id: int
    kind: str
    key: str
    record_kind: str = ""
    record_id: int | None = None
    count: int = 1
    facts: dict = field(default_factory=dict)


def tell(tellings, *, organization_id, at):
    """Tell each once: what has been told already, by its member and key, is left alone, and nobody is told who is not
    active or wants it by no way. In the caller's transaction, so that either both happen or none; the same few queries for
    five hundred people as for one. Returns how many notifications were made."""
    tellings = list(tellings)
    return sum(_tell_some(tellings[n : n + CHUNK], organization_id, at) for n in range(0, len(tellings), CHUNK))


@transaction.atomic(savepoint=False)
def _tell_some(tellings, organization_id, at, known=None, choices=None):
    """`known` is what has been told of these, `{(member, key): pk}`, and `choices` what their people chose, where that has
    been looked up already."""
    choices = choices or Choices({telling.member_id for telling in tellings}, organization_id)
    ways = {telling: choices.ways(telling.member_id, telling.kind, at) for telling in _unique(tellings, choices)}
    wanted = [t for t, out in ways.items() if out or choices.is_shown(t.member_id, t.kind)]
    known = _pks(wanted) if known is None else known
    fresh = [telling for telling in wanted if _same(telling) not in known]
    if not fresh:
        return 0
    rows = [_notification(t, organization_id, at, choices.is_shown(t.member_id, t.kind)) for t in fresh]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    goes_out = [telling for telling in fresh if ways[telling]]
    pks = _pks(goes_out)  # also what another worker told in the same moment: its deliveries are there already
    deliveries = [
        Delivery(
            organization_id=organization_id,
            notification_id=pks[_same(telling)],
            member_id=telling.member_id,
            channel=channel,
            device_id=device_id,
            due_at=due_at,
        )
        for telling in goes_out
        for channel, device_id, due_at in ways[telling]
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    if any(delivery.due_at <= at for delivery in deliveries):
        deliver_soon()
    return len(fresh)


def _same(telling):
    return telling.member_id, telling.key


def _unique(tellings, choices):
    """The tellings to people who are there, the first of each key."""
    firsts = {}
    for telling in tellings:
        if telling.member_id in choices.people:
            firsts.setdefault(_same(telling), telling)
    return firsts.values()


def _pks(tellings):
    """`{(member, key): pk}` of what has been told of these."""
    if not tellings:
        return {}
    told = Notification.objects.filter(
        member__in={telling.member_id for telling in tellings}, key__among=[telling.key for telling in tellings]
    )
    return {(member_id, key): pk for member_id, key, pk in told.values_list("member", "key", "pk")}


def _notification(telling, organization_id, at, is_shown):
    return Notification(
        organization_id=organization_id,
        member_id=telling.member_id,
        kind=telling.kind,
        key=telling.key,
        record_kind=telling.record_kind,
        record_id=telling.record_id,
        count=telling.count,
        facts=telling.facts,
        at=at,
        is_shown=is_shown,
    )


def deliver_soon():
    """Let a worker send what is due, once what is being written is there. A queue that is away does no harm: the sweep of
    the worker sends it a little later."""
    transaction.on_commit(deliver.enqueue, robust=True)


# -- what comes again --------------------------------------------------------------------------------------


@transaction.atomic(savepoint=False)
def tell_again(telling, *, organization_id, at):
    """Tell what may come again and again: while nobody looked, the same notification counts on and moves up, and is mailed
    and pushed again only after `SILENCE`; once it was looked at, the next is a new one. In the caller's transaction; two
    small statements where it counts on, six where it is new and goes nowhere but into the bell."""
    if _count_on(telling, at):
        return
    choices = Choices({telling.member_id}, organization_id, holding=True)
    before = _told(telling).first()
    if before and before.seen_at is None and _count_on(telling, at):  # somebody told it while we waited for the person
        return
    if before:
        _told(telling).update(key=Concat("key", Value("@"), Cast("pk", CharField())))
    _tell_some([telling], organization_id, at, known={}, choices=choices)


def _told(telling):
    return Notification.objects.filter(member=telling.member_id, key=telling.key)


def _count_on(telling, at):
    """Count on in what nobody has looked at yet; whether there was such a thing."""
    counted = {"count": F("count") + telling.count, "at": at, "facts": telling.facts}
    if not _told(telling).unseen().update(**counted):
        return False
    silent_since = at - SILENCE
    sent = Delivery.objects.filter(
        member=telling.member_id,
        notification__key=telling.key,
        notification__member=telling.member_id,
        state=Delivery.SENT,
        sent_at__lte=silent_since,
    )
    _send_again(list(sent), telling, at)
    return True


def _send_again(sent, telling, at):
    """Let deliveries that went out a while ago wait once more, where their person still wants them."""
    if not sent:
        return
    choices = Choices({telling.member_id}, sent[0].organization_id)
    if not choices.people:
        return
    for delivery in sent:
        due_at = choices.due_at(delivery.channel, telling.member_id, telling.kind, at)
        again = Delivery.objects.filter(pk=delivery.pk, state=Delivery.SENT)
        if due_at:
            again.update(state=Delivery.WAITING, due_at=due_at, attempts=0, mail_id="", lease_until=None)
    deliver_soon()


@transaction.atomic(savepoint=False)
def tell_more(tellings, *, organization_id, at):
    """Tell what comes in pieces, as an act on thousands of records does: the pieces of one key become one notification that
    counts them all and remembers the first `NAMED` of each kind in `facts["ids"]`. In the transaction of each piece."""
    more = {_same(telling): telling for telling in tellings}
    keys = [telling.key for telling in tellings]
    told = Notification.objects.select_for_update(of=("self",)).filter(
        member__in={telling.member_id for telling in tellings}, key__among=keys
    )
    grown = [one for one in told.order_by("pk") if (one.member_id, one.key) in more]
    for one in grown:
        telling = more.pop((one.member_id, one.key))
        one.count, one.at, one.seen_at = one.count + telling.count, at, None
        one.facts = _with_more(one.facts, telling.facts)
        one.record_kind = one.record_kind if one.record_kind == telling.record_kind else ""
        one.record_id = None
    Notification.objects.bulk_update(grown, ["count", "at", "seen_at", "facts", "record_kind", "record_id"])
    if more:
        _tell_some(list(more.values()), organization_id, at, known={})


def _with_more(facts, more):
    ids = {kind: list(pks) for kind, pks in facts.get("ids", {}).items()}
    for kind, pks in more.get("ids", {}).items():
        ids[kind] = [*ids.get(kind, []), *pks][:NAMED]
    return {**facts, "ids": ids}
