"""A record with all its parts as JSON, and back: what makes a deletion undoable."""

from collections import defaultdict

from django.apps import apps
from django.db import models

from .recording import plain


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


def restore_row(model, values):
    """Insert the row that `columns` described, under its old primary key. References that are gone become null."""
    row = model()
    for field in model._meta.concrete_fields:
        if field.attname in values:
            setattr(
                row,
                field.attname,
                field.target_field.to_python(values[field.attname])
                if field.is_relation
                else field.to_python(values[field.attname]),
            )
    for field in model._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.is_relation and field.null and value is not None:
            if not field.related_model._default_manager.filter(pk=value).exists():
                setattr(row, field.attname, None)
    row.save(force_insert=True)
    return row


def restore_parts(snapshot, pk=None):
    """Bring back the children and links of a snapshot; what has been made anew since is left alone."""
    for label, rows in snapshot.get("children", {}).items():
        model = apps.get_model(label)
        for values in rows:
            if not model._default_manager.filter(pk=values["id"]).exists():
                restore_row(model, values)
    for path, ids in snapshot.get("unlinked", {}).items():
        label, name = path.rsplit(".", 1)
        apps.get_model(label)._default_manager.filter(pk__in=ids, **{name: None}).update(**{f"{name}_id": pk})
