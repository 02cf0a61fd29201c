"""By which ways people want to be told what."""

import datetime
from collections import defaultdict

from django.utils.functional import cached_property

from accounts.models import Member
from tasks.models import zone_of

from .kinds import KINDS
from .models import Preference, PushSubscription

MORNING = datetime.time(8)  # when the daily mail goes out, where its reader lives


class Choices:
    """What some people of one organization chose, read at once: three queries for any number of people. `holding` them,
    nobody else does so until the transaction ends."""

    def __init__(self, member_ids, organization_id, *, holding=False):
        active = Member.objects.filter(
            pk__among=list(member_ids),
            organization=organization_id,
            kind=Member.PERSON,
            is_active=True,
            user__is_active=True,
        )
        if holding:
            active = active.select_for_update(no_key=True, of=("self",))
        self.people = {member.pk: member for member in active.select_related("user")}
        rows = Preference.objects.filter(member__in=self.people).values_list("member", "kind", "channel", "choice")
        self._chosen = {row[:3]: row[3] for row in rows}

    @cached_property
    def _devices(self):
        devices = defaultdict(list)
        for member_id, pk in PushSubscription.objects.filter(member__in=self.people).values_list("member", "pk"):
            devices[member_id].append(pk)
        return devices

    def by(self, channel, member_id, kind):
        """What this person chose for `kind` by `channel`: one of `Preference.CHOICES`."""
        return self._chosen.get((member_id, kind, channel)) or KINDS[kind].default(channel)

    def is_shown(self, member_id, kind):
        return self.by(Preference.BELL, member_id, kind) != Preference.OFF

    def ways(self, member_id, kind, at):
        """By which ways something that happened at `at` goes outside: `[(channel, device id or None, when it is due)]`."""
        ways = []
        due_at = self.due_at(Preference.MAIL, member_id, kind, at)
        if due_at:
            ways.append((Preference.MAIL, None, due_at))
        if self.by(Preference.PUSH, member_id, kind) != Preference.OFF:
            ways += [(Preference.PUSH, pk, at) for pk in self._devices[member_id]]
        return ways

    def due_at(self, channel, member_id, kind, at):
        """When it goes out by `channel`, None where it does not."""
        choice = self.by(channel, member_id, kind)
        if choice == Preference.DAILY:
            return next_morning(at, zone_of(self.people[member_id]))
        return None if choice == Preference.OFF else at


def next_morning(at, zone):
    """The first `MORNING` in `zone` that is not before `at`."""
    day = at.astimezone(zone).date()
    morning = datetime.datetime.combine(day, MORNING, tzinfo=zone)
    return morning if morning >= at else datetime.datetime.combine(day + datetime.timedelta(days=1), MORNING, zone)


def choices_of(member):
    """`{(kind, channel): choice}` of everything `member` can be told: one query."""
    rows = Preference.objects.visible_to(member).values_list("kind", "channel", "choice")
    chosen = {row[:2]: row[2] for row in rows}
    channels = [channel for channel, _name in Preference.CHANNELS]
    return {(k, c): chosen.get((k, c)) or kind.default(c) for k, kind in KINDS.items() for c in channels}


def choose(wanted, *, by):
    """Keep what `by` chose: `wanted` is `{(kind, channel): choice}`. What is not in it stays as it is."""
    rows = [
        Preference(organization_id=by.organization_id, member=by, kind=kind, channel=channel, choice=choice)
        for (kind, channel), choice in wanted.items()
    ]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["member", "kind", "channel"], update_fields=["choice"]
    )
