"""What was done to groups taken back: a deleted one is there again, what was put in goes out and the other way round.

Groups are nobody's but their member's, so nobody else takes this back, admins included.
"""

from activity import recording
from activity.undo import CannotUndo, UndoReport, begin
from contacts.models import Contact

from .grouping import GROUP, GROUPED, MOST_GROUPS
from .models import Group, Grouped


def undo_removal(act, *, by):
    """Bring a deleted group back under its old number, with the contacts that are still there. Returns an `UndoReport`.

    Raises CannotUndo, also where its name is taken by now.
    """
    if act.member_id != by.pk:
        raise CannotUndo
    report = UndoReport(begin(act, by=by))
    lots = list(act.changes.filter(kind=GROUP).order_by("pk"))
    group = _back(lots[0], by)
    recording.told(report.act, GROUP, [(group.pk, {"name": [None, group.name], "color": [None, group.color]})])
    for lot in lots:
        _fill(group, lot.fields["contact_ids"][0])
    report.restored = 1
    return report


def only_by_its_member(act, *, by):
    """For acts that put contacts in or took them out: refuses others, and leaves the rest to `take_back_places`."""
    if act.member_id != by.pk:
        raise CannotUndo
    return None


def take_back_places(changes, act, by):
    """Take a run of changes of the kind `grouped` back, see `activity.undo.take_back`. What is so already, because somebody
    did it since, is fine; of groups and contacts that are gone nothing is said."""
    outcome = []
    for old, new in {tuple(change.fields["group_id"]) for change in changes}:
        group = Group.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=new or old).first()
        if group is None:
            continue
        ours = [change for change in changes if change.fields["group_id"] == [old, new]]
        ids = [change.record_id for change in ours]
        turned = _empty(group, ids) if new else _fill(group, ids)
        recording.told(act, GROUPED, [(pk, {"group_id": [new, old]}) for pk in turned])
        outcome += [(change, True) for change in ours if change.record_id in set(turned)]
    return outcome


def _back(lot, by):
    name, color = lot.fields["name"][0], lot.fields["color"][0]
    own = Group.objects.visible_to(by)
    if own.named(name).exists() or own.count() >= MOST_GROUPS:
        raise CannotUndo
    return Group.objects.create(pk=lot.record_id, organization_id=by.organization_id, member=by, name=name, color=color)


def _fill(group, ids):
    """Put those of the contacts back that are there. Returns the ids of those that were not in."""
    there = Contact.objects.filter(organization=group.organization_id, pk__among=ids).select_for_update(of=("self",))
    there = set(there.order_by("pk").values_list("pk", flat=True))
    new = sorted(there - set(group.grouped.filter(contact__pk__among=ids).values_list("contact_id", flat=True)))
    rows = [Grouped(organization_id=group.organization_id, group=group, contact_id=pk) for pk in new]
    Grouped.objects.bulk_create(rows, batch_size=2_000)
    return new


def _empty(group, ids):
    """Take contacts out. Returns the ids of those that were in."""
    rows = group.grouped.filter(contact__pk__among=ids)
    out = sorted(rows.values_list("contact_id", flat=True))
    rows.delete()
    return out
