"""A member's groups of contacts: making, changing and removing one, putting contacts in and taking them out.

Nothing of it stands in the history of a contact, for a group is nobody's but its member's. It is kept as changes of the
kinds `group` and `grouped`, so that it can be taken back, see `sharing.ungrouping`.
"""

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Member
from activity import recording
from contacts.models import Contact

from .models import Group, Grouped

MOST_GROUPS = 200  # of one member
GROUP, GROUPED = "group", "grouped"  # kinds of changes
REMOVED, FILLED, EMPTIED = "group_removed", "group_filled", "group_emptied"  # verbs of acts
CHUNK = 2_000


class GroupRefused(Exception):
    """A group cannot be so. The message is a sentence that says why; `field` names what it is about, and `contact_ids` are
    those that the member does not see."""

    def __init__(self, message, field="name", contact_ids=()):
        super().__init__(message)
        self.field, self.contact_ids = field, list(contact_ids)


@transaction.atomic
def add_group(name, color="", *, by):
    """Make a group of `by`'s; `color` is one of `Group.COLORS`, grey if it is empty. Returns it. Raises GroupRefused."""
    name, color = _clean(name, color)
    _hold_groups_of(by)
    own = Group.objects.visible_to(by)
    if own.count() >= MOST_GROUPS:
        raise GroupRefused(_("You have %d groups, which is the most. Remove one first.") % MOST_GROUPS)
    _must_be_new(name, own)
    return Group.objects.create(organization_id=by.organization_id, member=by, name=name, color=color)


@transaction.atomic
def change_group(group, *, by, name=None, color=None):
    """Give a group another name or colour; what is None stays. Returns it. Raises GroupRefused, Group.DoesNotExist."""
    _hold_groups_of(by)
    held = _held(group, by)
    name, color = _clean(held.name if name is None else name, held.color if color is None else color)
    _must_be_new(name, Group.objects.visible_to(by).exclude(pk=held.pk))
    held.name, held.color = name, color
    held.save()
    return held


@transaction.atomic
def remove_group(group, *, by):
    """Delete a group; its contacts stay. Returns the `Act`, which can be undone. Raises Group.DoesNotExist."""
    held = _held(group, by)
    act = recording.open_act(REMOVED, by=by)
    ids = list(held.grouped.order_by("contact_id").values_list("contact_id", flat=True))
    facts = {"name": [held.name, None], "color": [held.color, None]}
    lots = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)] or [[]]
    recording.told(act, GROUP, [(held.pk, facts | {"contact_ids": [lot, None]}) for lot in lots])
    held.delete()
    return act


def group_called(name, *, by):
    """`by`'s group of this name, whatever its case, made where there is none. Raises GroupRefused."""
    with transaction.atomic():
        _hold_groups_of(by)
        found = Group.objects.visible_to(by).named(" ".join(name.split())).first()
        return found or add_group(name, by=by)


@transaction.atomic
def put_in(group, contact_ids, *, by, act=None):
    """Put contacts into a group, all of them or none; those that are in it stay. Returns the `Act`, or None if all were in.

    Raises GroupRefused where `by` does not see one of them, Group.DoesNotExist.
    """
    return _fill(_held(group, by), _all_seen(contact_ids, by), act, by)


@transaction.atomic
def take_out(group, contact_ids, *, by, act=None):
    """Take contacts out of a group, as `put_in` puts them into it."""
    return _empty(_held(group, by), _all_seen(contact_ids, by), act, by)


@transaction.atomic
def put_all_in(group, contacts, *, by, act=None):
    """As `put_in`, of a queryset of contacts, those of them that are still there and that `by` still sees."""
    return _fill(_held(group, by), _seen(contacts.values_list("pk", flat=True), by), act, by)


@transaction.atomic
def take_all_out(group, contacts, *, by, act=None):
    """As `take_out`, of a queryset of contacts."""
    return _empty(_held(group, by), _seen(contacts.values_list("pk", flat=True), by), act, by)


def counts_of(groups, *, by):
    """`{group's id: how many contacts in it `by` sees}` of some groups, in one query."""
    counts = {group.pk: 0 for group in groups}
    seen = Contact.objects.visible_to(by).order_by().values("pk")
    rows = Grouped.objects.visible_to(by).filter(group__in=counts, contact__in=seen).order_by()
    return counts | dict(rows.values_list("group").annotate(n=Count("pk")))


def _clean(name, color):
    name, color = " ".join(str(name).split()), color or "grey"
    if not name:
        raise GroupRefused(_("Give the group a name."))
    if "\0" in name:
        raise GroupRefused(_("A name cannot hold a null character."))
    if len(name) > (most := Group._meta.get_field("name").max_length):
        raise GroupRefused(_("A name has at most %d characters.") % most)
    if color not in Group.COLORS:
        raise GroupRefused(_("Choose one of: %s.") % ", ".join(Group.COLORS), field="color")
    return name, color


def _must_be_new(name, groups):
    if groups.named(name).exists():
        raise GroupRefused(_("You have a group “%s” already.") % name)


def _hold_groups_of(member):
    """Let nobody else make or rename a group of this member's until the transaction ends."""
    list(Member.objects.select_for_update(no_key=True, of=("self",)).filter(pk=member.pk).values_list("pk"))


def _held(group, by):
    """The group, locked. Who puts something in waits for whoever does so now."""
    return Group.objects.visible_to(by).select_for_update(of=("self",)).get(pk=group.pk)


def _seen(contact_ids, by):
    """Those of the ids that are contacts `by` sees, in order; nobody removes them until the transaction ends."""
    seen = Contact.objects.visible_to(by).filter(pk__among=list(contact_ids))
    return list(seen.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk", flat=True))


def _all_seen(contact_ids, by):
    """As `_seen`. Raises GroupRefused where one is missing."""
    ids = set(contact_ids)
    seen = _seen(ids, by)
    if missing := sorted(ids.difference(seen)):
        told = ", ".join(map(str, missing[:5]))
        raise GroupRefused(_("There is no contact %s.") % told, field="contact_ids", contact_ids=missing)
    return seen


def _fill(group, ids, act, by):
    there = set(group.grouped.filter(contact__pk__among=ids).values_list("contact_id", flat=True))
    new = [pk for pk in ids if pk not in there]
    rows = [Grouped(organization_id=by.organization_id, group=group, contact_id=pk) for pk in new]
    Grouped.objects.bulk_create(rows, batch_size=CHUNK)
    return _tell(new, [None, group.pk], act, FILLED, by)


def _empty(group, ids, act, by):
    gone = group.grouped.filter(contact__pk__among=ids)
    out = sorted(gone.values_list("contact_id", flat=True))
    gone.delete()
    return _tell(out, [group.pk, None], act, EMPTIED, by)


def _tell(ids, places, act, verb, by):
    if not ids:
        return None
    act = act or recording.open_act(verb, by=by)
    recording.told(act, GROUPED, [(pk, {"group_id": places}) for pk in ids])
    return act
