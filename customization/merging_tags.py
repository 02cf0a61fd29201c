"""What is done to a tag on all its records at once: renaming it, merging it into another, deleting it, undoing both."""

from types import SimpleNamespace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from activity import pouring, recording
from activity.undo import CannotUndo, UndoReport, begin

from .models import SavedView, Tag, Taggable
from .tagging import once_named

CHUNK = 2_000  # records that are locked, tagged and told together
MOST_AT_ONCE = 50_000  # records that get other tags while one waits
KIND = "tag"  # of the change that tells what a tag was
MERGED, REMOVED = "tags_merged", "tag_removed"


class TooManyTagged(Exception):
    """So many records carry a tag that nobody waits until it is off them; the message says what to do."""


def tagged_kinds():
    """Every model that carries tags."""
    related = (relation.related_model for relation in Tag._meta.related_objects)
    return [model for model in related if issubclass(model, Taggable)]


def counts_of(tags, *, by):
    """`{tag's id: how many records that `by` sees carry it}` of some tags, one query for each kind of records."""
    counts = {tag.pk: 0 for tag in tags}
    for model in tagged_kinds():
        column, through = f"{model._meta.model_name}_id", model.tags.through
        seen = model.objects.visible_to(by).order_by().values("pk")
        rows = through.objects.filter(tag__in=counts, **{f"{column}__in": seen}).order_by()
        for pk, n in rows.values_list("tag").annotate(n=Count("pk")):
            counts[pk] += n
    return counts


@transaction.atomic
def rename_tag(tag, *, by, name, color):
    """Give a tag another name, also in saved views, and a colour. Returns it. Raises TagExists."""
    old = Tag.objects.visible_to(by).select_for_update().get(pk=tag.pk).name
    tag.name, tag.color = name, color
    with once_named(name):
        tag.save()
    if old != name:
        _rename_in_views(old, name, by)
    return tag


@transaction.atomic
def merge_tags(kept, gone, *, by):
    """Give every record of all kinds that carries the tag `gone` the tag `kept`, once, and delete `gone`.

    Saved views that ask for `gone` ask for `kept`. Private records of others are retagged too, unseen. Returns the
    `Act`, which can be undone. Raises ValidationError where the two are one, or one is gone, and TooManyTagged.
    """
    kept, gone = _held((kept, gone), by)
    _must_be_few(gone)
    act = _opened(MERGED, gone, by)
    for model in tagged_kinds():
        _retag(model, gone, kept, act)
    gone.delete()
    _rename_in_views(gone.name, kept.name, by)
    return act


@transaction.atomic
def remove_tag(tag, *, by):
    """Delete a tag, off every record of all kinds; their histories tell it. Returns the `Act`, which can be undone.

    Raises ValidationError where it is gone already, and TooManyTagged.
    """
    (gone,) = _held((tag,), by)
    _must_be_few(gone)
    act = _opened(REMOVED, gone, by)
    for model in tagged_kinds():
        _retag(model, gone, None, act)
    gone.delete()
    return act


def _held(tags, by):
    ids = {tag.pk for tag in tags}
    found = {tag.pk: tag for tag in Tag.objects.visible_to(by).select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(found) < len(tags):
        raise ValidationError({"name": [_("Choose two tags that are there.") if len(tags) > 1 else _("It is gone.")]})
    return [found[tag.pk] for tag in tags]


def _must_be_few(tag):
    room = MOST_AT_ONCE
    for model in tagged_kinds():
        room -= model.tags.through.objects.filter(tag=tag)[: room + 1].count()
        if room < 0:
            text = _("More than %(most)s records carry this tag. Take it off them from their list first.")
            raise TooManyTagged(text % {"most": MOST_AT_ONCE})


def _opened(verb, gone, by):
    act = recording.open_act(verb, by=by)
    recording.told(act, KIND, [(gone.pk, {"name": [gone.name, None], "color": [gone.color, None]})])
    return act


def _retag(model, gone, kept, act):
    """Take `gone` off all records of one kind and put `kept` on them, a chunk at a time."""
    through, column = model.tags.through.objects, f"{model._meta.model_name}_id"
    while ids := list(through.filter(tag=gone).order_by(column).values_list(column, flat=True)[:CHUNK]):
        model.objects.lock(ids)
        before = _names(model, ids)
        if kept:
            there = set(through.filter(tag=kept, **{f"{column}__in": ids}).values_list(column, flat=True))
            pouring.pour(through.model, (column, "tag_id"), [(pk, kept.pk) for pk in ids if pk not in there])
        through.filter(tag=gone, **{f"{column}__in": ids}).delete()
        _tell(model, ids, before, act)


def _names(model, ids):
    states = model.states_of_relations([SimpleNamespace(pk=pk) for pk in ids])
    return {pk: state["tags"] for pk, state in states.items()}


def _tell(model, ids, before, act):
    after = _names(model, ids)
    model.objects.filter(pk__in=ids).update(updated_at=act.at)
    recording.told(act, model.KIND, [(pk, {"tags": [before[pk], after[pk]]}) for pk in ids])


# -- taking it back --------------------------------------------------------------------------------


def undo_tags(act, *, by):
    """Take a merge or a deletion back: the tag is there again, on the records whose tags nobody changed since."""
    if not by.is_admin:
        raise CannotUndo
    report = UndoReport(begin(act, by=by))
    Tag.objects.visible_to(by).held()  # which of them the records had, they say only once they are locked
    was = {name: old for name, (old, _new) in act.changes.get(kind=KIND).fields.items()}
    if not Tag.objects.visible_to(by).named([was["name"]]).exists():
        Tag.objects.create(organization_id=by.organization_id, **was)
    for model in tagged_kinds():
        changes = act.changes.filter(kind=model.KIND).order_by("pk")
        for chunk in _chunks(changes):
            _put_back(model, chunk, report, by)
    return report


def _chunks(changes):
    last = 0
    while chunk := list(changes.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _put_back(model, changes, report, by):
    ids = [change.record_id for change in changes]
    model.objects.lock(ids)
    there = set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))
    seen = set(model.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    now, going = _names(model, there), {}
    for change in changes:
        old, new = change.fields["tags"]
        if change.record_id in there and now[change.record_id] == new:
            going[change.record_id] = old
            report.restored += change.record_id in seen
        elif change.record_id in seen or change.record_id not in there:
            report.kept.append((change.kind, change.record_id))
    if going:
        column = f"{model._meta.model_name}_id"
        model.tags.through.objects.filter(**{f"{column}__in": list(going)}).delete()
        model.put_tags(by.organization_id, going)
        _tell(model, list(going), now, report.act)


# -- saved views -----------------------------------------------------------------------------------


def _rename_in_views(old, new, by):
    """Let all saved views of the organization, also those of others, ask for the tag `new` where they asked for `old`."""
    for view in SavedView.objects.filter(organization=by.organization_id):
        params, query = _renamed_in_params(view.params, old, new), _renamed_in_query(view.query, old, new)
        if (params, query) != (view.params, view.query):
            SavedView.objects.filter(pk=view.pk).update(params=params, query=query)


def _renamed_in_params(params, old, new):
    return {**params, "tag": _renamed(params["tag"], old, new)} if "tag" in params else params


def _renamed_in_query(query, old, new):
    if not query:
        return query
    groups = [[_renamed_in(one, old, new) for one in group["conditions"]] for group in query["groups"]]
    return {**query, "groups": [{"conditions": conditions} for conditions in groups]}


def _renamed_in(condition, old, new):
    if condition.get("field") != "tags" or "value" not in condition:
        return condition
    return {**condition, "value": _renamed(condition["value"], old, new)}


def _renamed(value, old, new):
    """A tag's name, or several, with the old one replaced by the new one, once."""
    if isinstance(value, list):
        return list(dict.fromkeys(_renamed(one, old, new) for one in value))
    return new if isinstance(value, str) and value.casefold() == old.casefold() else value
