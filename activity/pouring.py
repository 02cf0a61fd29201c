"""Many rows at once: COPY on PostgreSQL, many-row inserts elsewhere."""

from django.db import connection, models
from django.db.models import Max
from django.db.models.base import ModelState

FEW = 20  # below, an ordinary insert is as quick


def blank_maker(model):
    """A function that makes unsaved `model` instances with the defaults of their fields, several times faster than
    `model()`: no signals are sent."""
    fields = model._meta.concrete_fields
    fresh = [(f.attname, f.default) for f in fields if f.has_default() and callable(f.default)]
    fixed = {f.attname: f.get_default() for f in fields if (f.attname, f.default) not in fresh}
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


def insert(model, records):
    """Insert unsaved instances of `model`, which get their primary keys. Must run in a transaction."""
    if connection.vendor != "postgresql" or len(records) < FEW:
        model._base_manager.bulk_create(records)
        return
    for record, pk in zip(records, reserve_ids(model, len(records)), strict=True):
        record.pk = pk
    names = [field.attname for field in model._meta.concrete_fields]
    rows = ([record.__dict__[name] for name in names] for record in records)
    pour(model, names, rows)
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


def reserve_ids(model, count):
    """`count` primary keys that nobody else will get. Must run in the transaction that uses them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [pk for (pk,) in cursor.fetchall()]
    last = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
    return list(range(last + 1, last + count + 1))


def pour(model, columns, rows):
    """Insert `rows`, sequences in the order of `columns` (attribute names); other columns get their defaults."""
    if connection.vendor == "postgresql":
        _copy(model, columns, rows)
    else:
        model._base_manager.bulk_create(
            (model(**dict(zip(columns, row, strict=True))) for row in rows), batch_size=1000
        )


def _copy(model, columns, rows):
    fields = {field.attname: field for field in model._meta.concrete_fields}
    others = [field for name, field in fields.items() if name not in columns and not field.primary_key]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    chosen = [fields[name] for name in columns]
    names = [field.column for field in (*chosen, *others)]
    quoted = ", ".join(map(connection.ops.quote_name, names))
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({quoted}) FROM STDIN"
    prepared = [(n, f) for n, f in enumerate(chosen) if isinstance(f, models.JSONField | models.DecimalField)]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            if prepared:
                row = list(row)
                for position, field in prepared:
                    row[position] = field.get_db_prep_save(row[position], connection)
            copy.write_row((*row, *defaults))
