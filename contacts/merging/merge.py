"""One record of two, in one transaction."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from activity import recording
from activity.snapshots import columns

from ..duplicates.kinds import kinds
from ..models import FormerAddress, Merge
from .fields import chosen, fields_of
from .parts import move_all


class MergeRefused(Exception):
    """These two are not made one. The text says why, `field` (of the API's body) what is wrong."""

    def __init__(self, text, field="other_id"):
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Rules:
    """What a kind has of its own, as functions: `left_out(kept, gone)` names fields that are not chosen, `refuses(kept,
    gone)` says why not or "", `completes(values, gone)` adds what belongs to taken values."""

    left_out: object = field(default=lambda kept, gone: ())
    refuses: object = field(default=lambda kept, gone: "")
    completes: object = field(default=lambda values, gone: values)


_rules = {}


def rules_for(kind, rules=None):
    """The `Rules` of a kind; given some, they are set."""
    if rules is not None:
        _rules[kind] = rules
    return _rules.get(kind, Rules())


def verb_of(kind):
    """What an act is called that merges records of `kind`."""
    return f"{kind}_merged"


@transaction.atomic
def merge(kept, gone, *, by, choices=None, values=None):
    """Make one of `kept` and `gone`: fields as `choices` and `values` say (see `fields.chosen`; by default what `kept` has,
    or lacks), the tags of both, and everything that was attached to either. `gone` goes. Returns the `Merge`.

    Raises MergeRefused, PermissionDenied, ValidationError naming a field. Of many at once one merges.
    """
    kept, gone = held(kept, gone, by)
    rules = rules_for(kept.KIND)
    taken = rules.completes(chosen(choosable(kept, gone, by=by), choices or {}, values or {}), gone)
    act = recording.open_act(verb_of(kept.KIND), by=by)
    addresses = {*_own(kept), *_addresses(kept), *_own(gone), *_addresses(gone)} - {""}
    moved, doubled = move_all(gone, kept, act=act)
    snapshot = {"columns": columns(gone), "relations": type(gone).states_of_relations([gone])[gone.pk]}
    changed = _change(kept, gone, taken, by=by, act=act)
    made = Merge.objects.create(
        organization_id=kept.organization_id, kind=kept.KIND, kept_id=kept.pk, gone_id=gone.pk, gone_name=str(gone)[:300],
        act=act, member=by, at=act.at, snapshot=snapshot, changed=changed, moved=moved, doubled=doubled,
        gone_ids=[gone.pk, *_gone_before(gone)],
    )  # fmt: skip
    _remember(made, addresses - _own(kept))
    recording.removed(act, [gone])
    type(gone).objects.filter(pk=gone.pk).delete()
    return made


def choosable(kept, gone, *, by):
    """The `FieldOfTwo`s of two records between whose values `by` may choose."""
    return fields_of(kept, gone, member=by, left_out=rules_for(kept.KIND).left_out(kept, gone))


def held(kept, gone, by):
    """Both records as they are now, locked in the order of their ids. Raises MergeRefused, PermissionDenied."""
    must_be_two(kept, gone)
    model = type(kept)
    model.hold_relations(by.organization_id, [kept.state(["tags"]), gone.state(["tags"])])
    model.objects.all().lock(sorted((kept.pk, gone.pk)))
    there = model.objects.visible_to(by).whole().prefetch_related(None).in_bulk([kept.pk, gone.pk])
    if kept.pk not in there or gone.pk not in there:
        raise MergeRefused(_("One of the two is gone by now. It may have been merged already."))
    kept, gone = there[kept.pk], there[gone.pk]
    must_be_mergeable(kept, gone, by=by)
    return kept, gone


def must_be_two(kept, gone):
    """Raise MergeRefused unless these are two records of one kind that merges."""
    if type(kept) is not type(gone) or kept.KIND not in kinds():
        raise MergeRefused(_("Only records of one kind can be merged."))
    if kept.pk == gone.pk:
        raise MergeRefused(_("That is one record. Choose another to merge it with."))


def must_be_mergeable(kept, gone, *, by):
    """Raise PermissionDenied or MergeRefused where `by` may not, or cannot, make one of these two."""
    must_be_two(kept, gone)
    by.must_edit(kept)
    by.must_edit(gone)
    if kept.is_private != gone.is_private:
        raise MergeRefused(_("One of the two is private. Share it first, or make the other private too."))
    refusal = rules_for(kept.KIND).refuses(kept, gone)
    if refusal:
        raise MergeRefused(refusal)


def _change(kept, gone, values, *, by, act):
    """Give `kept` its new values and the tags of both. Returns `{field: [old, new]}` of what differs now."""
    names = {name.casefold() for name in kept.tag_names}
    more = [name for name in gone.tag_names if name.casefold() not in names]
    if more:
        values = values | {"tags": [*kept.tag_names, *more]}
    before = kept.state(values)
    kept.change(by=by, act=act, **values)
    return recording.difference(before, kept.state(values))


def _gone_before(gone):
    """Ids of those that were merged into `gone` before."""
    lists = Merge.objects.standing().filter(organization=gone.organization_id, kind=gone.KIND, kept_id=gone.pk)
    return sorted({pk for ids in lists.values_list("gone_ids", flat=True) for pk in ids})


# -- addresses by which mail finds it ----------------------------------------------------------------------------


def _own(record):
    """The addresses that stand on a record: a contact has two."""
    return {record.email.strip().lower(), getattr(record, "email2", "").strip().lower()}


def _addresses(record):
    """What a record is found by since others were merged into it."""
    found = FormerAddress.objects.filter(organization=record.organization_id, kind=record.KIND, record_id=record.pk)
    return found.values_list("email_key", flat=True)


def _remember(merge, addresses):
    FormerAddress.objects.bulk_create(
        FormerAddress(
            organization_id=merge.organization_id, merge=merge, kind=merge.kind, record_id=merge.kept_id, email_key=key
        )
        for key in sorted(addresses)
    )  # fmt: skip
