"""What hangs on a record: everything whose foreign key names it, of whatever app.

Nothing is listed here: models tell themselves (`_meta`), so what a later app attaches moves along by itself.
"""

from collections import defaultdict

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import ngettext

from activity.models import Note, Recorded
from activity.snapshots import columns, restore_rows, with_parents

CHUNK = 500


def attached_to(model):
    """Every foreign key of the project that names records of `model`, hidden ones included; those of its tags excepted,
    which are united by name."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        if relation.field.model is not model.tags.through:
            yield relation.field


def path_of(field):
    """A foreign key's name in `Merge.moved`: "tasks.Task.contact"."""
    return f"{field.model._meta.label}.{field.name}"


def field_at(path):
    """The foreign key that `path_of` named; None where it is no more."""
    label, name = path.rsplit(".", 1)
    try:
        return apps.get_model(label)._meta.get_field(name)
    except LookupError:
        return None


def move_all(gone, kept, *, act):
    """Put everything that hangs on `gone` onto `kept`. Returns (`{path: [ids]}` of what moved, `{label: [columns]}` of rows
    that `kept` has already, which are taken away)."""
    moved, doubled = {}, defaultdict(list)
    for field in attached_to(type(kept)):
        rows = field.model._base_manager.filter(**{field.name: gone.pk})
        twice = list(rows.filter(has_already(field, kept)))
        doubled[field.model._meta.label] += [columns(row) for row in twice]
        field.model._base_manager.filter(pk__in=[row.pk for row in twice]).delete()
        moved[path_of(field)] = ids = sorted(rows.values_list("pk", flat=True))
        move(field, ids, kept, act=act)
    return {path: ids for path, ids in moved.items() if ids}, {label: rows for label, rows in doubled.items() if rows}


def move(field, ids, to, *, act):
    """Let the rows `ids` name the record `to` in `field`. What has a history gets it told; what is derived follows."""
    model = field.model
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        if not issubclass(model, Recorded):
            model._base_manager.filter(pk__in=chunk).update(**{field.name: to})
            continue
        model.objects.all().lock(chunk)
        records = list(model.objects.all().whole().filter(pk__among=chunk).order_by("pk"))
        model.objects.all().change_locked(records, {pk: {field.attname: to.pk} for pk in chunk}, act=act)


def has_already(field, kept):
    """A Q for rows of which `kept` has the like, where the database allows one only."""
    twice = Q(pk__in=[])
    for names, condition in _once(field):
        others = [name for name in names if name != field.name]
        likes = field.model._base_manager.filter(condition, **{field.name: kept.pk})
        likes = likes.filter(**{name: models.OuterRef(name) for name in others})
        twice |= condition & Q(models.Exists(likes))
    return twice


def _once(field):
    """(names of the fields, condition) of every rule by which one record has a row only once."""
    meta = field.model._meta
    if field.unique:
        yield (field.name,), Q()
    for names in meta.unique_together:
        if field.name in names:
            yield names, Q()
    for rule in meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and field.name in rule.fields:
            yield rule.fields, rule.condition or Q()


def restore_doubled(doubled):
    """Bring back the rows that were taken away as doubled, where nothing has their place by now."""
    for label, rows in doubled.items():
        model = apps.get_model(label)
        there = set(model._base_manager.filter(pk__in=[row["id"] for row in rows]).values_list("pk", flat=True))
        restore_rows(model, with_parents(model, [row for row in rows if row["id"] not in there]))


def counts_of(record, *, by):
    """`[(label, how many)]` of what hangs on `record` that `by` sees, "notes" for example; constantly many queries."""
    counts = {}
    for field in attached_to(type(record)):
        model = field.model
        if issubclass(model, Note | Recorded):
            n = model.objects.visible_to(by).filter(**{field.name: record.pk}).count()
            if n:
                label = label_of(model, n)
                counts[label] = counts.get(label, 0) + n
    return list(counts.items())


def label_of(model, n):
    """What `n` rows of a model are called."""
    if issubclass(model, Note):
        return ngettext("note", "notes", n)
    return str(model._meta.verbose_name if n == 1 else model._meta.verbose_name_plural)


def since(record, at, *, by):
    """As `counts_of`, of what was written onto `record` after the moment `at`."""
    counts = {}
    for field in attached_to(type(record)):
        model = field.model
        if issubclass(model, Note | Recorded):
            new = model.objects.visible_to(by).filter(**{field.name: record.pk}, created_at__gt=at).count()
            if new:
                counts[label_of(model, new)] = counts.get(label_of(model, new), 0) + new
    return list(counts.items())
