"""Throwing away what is left of removed fields."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from ..models.fields import CustomField
from .rewriting import holders, model_of

CHUNK = 5_000  # records whose value goes by one statement


class Without(models.Func):
    """A JSON object without one of its keys."""

    function = "JSON_REMOVE"
    output_field = models.JSONField()

    def __init__(self, expression, key):
        super().__init__(expression, models.Value(f'$."{key}"'))
        self.key = key

    def as_postgresql(self, compiler, connection, **context):
        key = Cast(models.Value(self.key), models.TextField())
        taken = models.Func(self.source_expressions[0], key, template="(%(expressions)s)", arg_joiner=" - ")
        return taken.as_sql(compiler, connection, **context)


def purge(field):
    """Throw away the values of a removed `CustomField`, and the field itself. Nobody can bring them back."""
    while _purge_some(field):
        pass
    field.delete()


def _purge_some(field):
    """Take the value off a few thousand records; returns how many."""
    ids = list(holders(field).values_list("pk", flat=True)[:CHUNK])
    rows = model_of(field).objects.filter(pk__among=ids)
    return rows.update(custom=Without("custom", field.key)) if ids else 0


def clear_removed(now):
    """Purge the fields that were removed so long before `now` that no undo brings them back; returns how many.

    A chunk at a time: a purge that is broken off goes on the next time, and nobody waits for it.
    """
    old = CustomField.objects.filter(removed_at__lt=now - timedelta(days=settings.UNDO_DAYS))
    fields = list(old)
    for field in fields:
        purge(field)
    return len(fields)
