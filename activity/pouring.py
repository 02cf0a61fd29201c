"""Many rows at once: COPY on PostgreSQL, many-row inserts elsewhere."""

import json
from operator import itemgetter

from django.db import connection, models
from django.db.models.base import ModelState
from django.utils import timezone

FEW = 20  # below, an ordinary insert is as quick


def blank_maker(model):
    """A function that makes unsaved `model` instances with the defaults of their fields, several times faster than
    `model()`: no signals are sent, and all are of the moment this was called."""
    fields = model._meta.concrete_fields
    fixed = {f.attname: timezone.now() if f.default is timezone.now else f.get_default() for f in fields}
    fresh = [(f.attname, f.default) for f in fields if isinstance(fixed[f.attname], dict | list)]
    new = model.__new__

    def make():
        record = new(model)
        values = record.__dict__
        values["_state"] = ModelState()
        values.update(fixed)
        for name, default in fresh:
            values[name] = default()
        return record

    return make


def row_maker(model, names):
    """A function that makes saved `model` instances of values in the order of `names` (attribute names), several times
    faster than `from_db`: no signals are sent."""
    new, alias = model.__new__, connection.alias

    def make(values):
        record = new(model)
        state = ModelState()
        state.adding, state.db = False, alias
        record.__dict__.update(zip(names, values, strict=True), _state=state)
        return record

    return make


def put_relation(record, name, related):
    """Let the relation `name` (a foreign key) of `record` be `related`, without the questions Django asks on the way."""
    record.__dict__[f"{name}_id"] = related.pk
    record._state.fields_cache[name] = related


def insert(model, records, prepare=None):
    """Insert unsaved instances of `model`, which get their primary keys. Must run in a transaction.

    `prepare` is called with each record before it goes: while PostgreSQL takes some, the next are made ready.
    """
    if len(records) < FEW:
        for record in records if prepare else ():
            prepare(record)
        model._base_manager.bulk_create(records)
        return
    for record, pk in zip(records, reserve_ids(model, len(records)), strict=True):
        record.pk = pk
    names, alias = [field.attname for field in model._meta.concrete_fields], connection.alias
    pour(model, names, _values(records, itemgetter(*names), prepare))
    for record in records:
        state = record._state
        state.adding, state.db = False, alias


def _values(records, values, prepare):
    for record in records:
        if prepare:
            prepare(record)
        yield values(record.__dict__)


def reserve_ids(model, count):
    """`count` primary keys that nobody else will get. Must run in the transaction that uses them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
    return list(range(last + 1, last + count + 1))


def pour(model, columns, rows):
    """Insert `rows`, sequences in the order of `columns` (attribute names); other columns get their defaults."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    others = [field for name, field in fields.items() if name not in columns and not field.primary_key]
    chosen = [fields[name] for name in columns]
    rows = _prepared(chosen, [field.get_db_prep_save(field.get_default(), connection) for field in others], rows)
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in (*chosen, *others))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (len(chosen) + len(others)))
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own tables
            cursor.executemany(statement, list(rows))


def update(model, records, names):
    """Write the columns `names` (field names) of saved `records`, each with its own values, in one go.

    PostgreSQL joins the table to arrays of new values; other databases take row after row of one statement.
    """
    fields = [model._meta.get_field(name) for name in names]
    if not records or not fields:
        return
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    rows = ([getattr(record, field.attname) for field in fields] for record in records)
    columns = list(zip(*_prepared(fields, (), rows), strict=True))
    ids = [record.pk for record in records]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kinds = [field.db_type(connection).split("(")[0] for field in fields]
            sets = ", ".join(
                f"{quote(field.column)} = new.c{n}::{kind}"
                for n, (field, kind) in enumerate(zip(fields, kinds, strict=True))
            )
            arrays = ", ".join(["%s::text[]"] * len(fields))
            cells = ", ".join(f"c{n}" for n in range(len(fields)))
            cursor.execute(
                f"UPDATE {table} SET {sets} FROM unnest(%s::bigint[], {arrays}) AS new(id, {cells})"  # noqa: S608
                f" WHERE {table}.{key} = new.id",
                [ids, *(array(column) for column in columns)],
            )
        else:
            sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
            statement = f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608 - names of our own tables
            cursor.executemany(statement, [(*values, pk) for *values, pk in zip(*columns, ids, strict=True)])


def array(values):
    """`values` as the text of an array of PostgreSQL (section "Array Input and Output Syntax" of its manual)."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value):
    if value is None:
        return "NULL"
    text = str(getattr(value, "dumps", json.dumps)(value.obj)) if hasattr(value, "obj") else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_PREPARED = (models.DateTimeField, models.DateField, models.TimeField, models.JSONField, models.DecimalField)


def _prepared(fields, defaults, rows):
    """`rows` as the database takes them, each with the `defaults` behind."""
    special = [(n, field) for n, field in enumerate(fields) if isinstance(field, _PREPARED)]
    if connection.vendor == "postgresql":  # which knows times, dates and decimals by itself
        special = [(n, field) for n, field in special if isinstance(field, models.JSONField)]
    moments = {}  # many rows are written at the same one
    for row in rows:
        row = [*row, *defaults]
        for n, field in special:
            value = row[n]
            if isinstance(field, models.DateTimeField):
                if value not in moments:
                    moments[value] = field.get_db_prep_save(value, connection)
                row[n] = moments[value]
            else:
                row[n] = field.get_db_prep_save(value, connection)
        yield row
