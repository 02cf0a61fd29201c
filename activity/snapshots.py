"""A record with all its parts as JSON, and back: what makes a deletion undoable."""

from collections import defaultdict

from django.apps import apps
from django.db import models

from .recording import count_children, plain


def columns(record):
    """Every column of a row as JSON, by attribute name."""
    return {field.attname: plain(getattr(record, field.attname)) for field in record._meta.concrete_fields}


def child_snapshot(child):
    """A snapshot that holds one part only."""
    return {"children": {child._meta.label: [columns(child)]}}


def take_snapshots(records):
    """Snapshots of `records` (one kind) by primary key: columns, relations, parts that go with them, links that break.

    A constant number of queries for any number of records.
    """
    model = type(records[0])
    ids = [record.pk for record in records]
    relations = model.states_of_relations(records) if hasattr(model, "states_of_relations") else {}
    children, unlinked = defaultdict(lambda: defaultdict(list)), defaultdict(lambda: defaultdict(list))
    for relation in model._meta.related_objects:
        field = relation.field
        if field.many_to_many or getattr(field.model._meta, "auto_created", False):
            continue
        rows = field.model._default_manager.filter(**{f"{field.name}__in": ids})
        if field.remote_field.on_delete is models.CASCADE:
            for row in rows:
                children[getattr(row, field.attname)][field.model._meta.label].append(columns(row))
        elif field.remote_field.on_delete is models.SET_NULL:
            for parent, pk in rows.values_list(field.attname, "pk"):
                unlinked[parent][f"{field.model._meta.label}.{field.name}"].append(pk)
    return {
        record.pk: {
            "columns": columns(record),
            "relations": relations.get(record.pk, {}),
            "children": children[record.pk],
            "unlinked": unlinked[record.pk],
        }
        for record in records
    }


def restore_rows(model, snapshots):
    """Insert the rows that `columns` described, under their old primary keys. References that are gone become null.

    Returns the rows. A constant number of queries.
    """
    fields = model._meta.concrete_fields
    rows = [_row(model, fields, values) for values in snapshots]
    for field in (field for field in fields if field.is_relation and field.null):
        wanted = {getattr(row, field.attname) for row in rows} - {None}
        there = set(field.related_model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        for row in rows:
            if getattr(row, field.attname) not in there:
                setattr(row, field.attname, None)
    return model._default_manager.bulk_create(rows)


def _row(model, fields, values):
    row = model()
    for field in fields:
        if field.attname in values:
            kind = field.target_field if field.is_relation else field
            setattr(row, field.attname, kind.to_python(values[field.attname]))
    return row


def with_parents(model, rows):
    """Those rows whose every reference that cannot be null is still there: of a group that is gone nobody is a member."""
    for field in (field for field in model._meta.concrete_fields if field.is_relation and not field.null):
        wanted = {values[field.attname] for values in rows}
        there = set(field.related_model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        rows = [values for values in rows if values[field.attname] in there]
    return rows


def _depth(model, among):
    """How many of the models `among` have to be there before rows of `model`: an event follows its link."""
    parents = {field.related_model for field in model._meta.concrete_fields if field.is_relation and not field.null}
    return 1 + max((_depth(parent, among) for parent in parents & among.keys() - {model}), default=0)


def restore_parts(snapshots):
    """Bring back the children and links of `{pk: snapshot}`; what has been made anew since is left alone."""
    children = defaultdict(list)
    for snapshot in snapshots.values():
        for label, rows in snapshot.get("children", {}).items():
            children[label] += rows
    models_of = {apps.get_model(label): rows for label, rows in children.items()}
    for model in sorted(models_of, key=lambda model: _depth(model, models_of)):
        rows = models_of[model]
        there = model._default_manager.filter(pk__in=[values["id"] for values in rows])
        there = set(there.values_list("pk", flat=True))
        missing = with_parents(model, [values for values in rows if values["id"] not in there])
        if missing:
            restore_rows(model, missing)
            count_children(missing[0]["organization_id"], model, missing, 1)
    for pk, snapshot in snapshots.items():
        for path, ids in snapshot.get("unlinked", {}).items():
            label, name = path.rsplit(".", 1)
            rows = apps.get_model(label)._default_manager.filter(pk__in=ids, **{name: None})
            rows.update(**{f"{name}_id": pk})
