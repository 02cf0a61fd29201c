"""Records are given to somebody by somebody else, and leads arrive from outside."""

from collections import defaultdict
from datetime import timedelta

from django.dispatch import receiver
from django.utils import timezone

from accounts.models import Member
from activity.models import Change
from activity.signals import recorded

from ..models import Notification
from ..telling import NAMED, Telling, tell_more

OLD = timedelta(days=1)  # what happened longer ago is history, told later, and no news
INSIDE = ("page", "admin", "system")  # doors at which people work; by all others records arrive
FORM = "form"  # the door of web forms, which tell of what they make themselves


@receiver(recorded)
def tell_of_records(sender, act, kind, action, changes, **_more):
    """One notification for each act and person, with how many there are. What an undo gives back is no news."""
    is_news = action in (Change.CREATED, Change.CHANGED) and act.door != FORM and not act.undo_of_id
    if not is_news or act.at < timezone.now() - OLD:
        return
    arrives = kind == "lead" and action == Change.CREATED and act.door not in INSIDE
    given = defaultdict(list)
    for pk, fields, record in changes:
        if action == Change.CREATED:
            given[record.assigned_to_id].append(pk)
        elif "assigned_to_id" in fields:
            given[fields["assigned_to_id"][1]].append(pk)
    nobodys = given.pop(None, [])
    given.pop(act.member_id, None)
    tellings = [_telling(act, kind, member_id, pks, arrives) for member_id, pks in given.items()]
    if arrives and nobodys:
        tellings += [
            _telling(act, kind, pk, nobodys, arrives) for pk in admins_of(act.organization_id) - {act.member_id}
        ]
    if tellings:
        tell_more(joined(tellings), organization_id=act.organization_id, at=act.at)


def admins_of(organization_id):
    """Who is told of what is nobody's."""
    admins = Member.objects.filter(
        organization=organization_id, role=Member.ADMIN, kind=Member.PERSON, is_active=True, user__is_active=True
    )
    return set(admins.values_list("pk", flat=True))


def joined(tellings):
    """Tellings of which an admin's own and what is nobody's are one."""
    one = {}
    for telling in tellings:
        before = one.get(telling.member_id)
        one[telling.member_id] = _sum(before, telling) if before else telling
    return list(one.values())


def _sum(first, second):
    kind = first.record_kind
    ids = [*first.facts["ids"][kind], *second.facts["ids"][kind]][:NAMED]
    facts = {**first.facts, "ids": {kind: ids}}
    return Telling(first.member_id, first.kind, first.key, kind, None, first.count + second.count, facts)


def _telling(act, kind, member_id, pks, arrives):
    return Telling(
        member_id,
        Notification.LEAD_ARRIVED if arrives else Notification.ASSIGNED,
        f"{'arrived' if arrives else 'assigned'}:{act.pk}",
        record_kind=kind,
        record_id=pks[0] if len(pks) == 1 else None,
        count=len(pks),
        facts={"ids": {kind: pks[:NAMED]}, "by": act.member_id},
    )
