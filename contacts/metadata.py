"""`metadata` of contacts: a JSON object that belongs to a client. What may stand in it, how it grows, who holds what."""

import json

import orjson
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from api.fields import encodes
from api.parsers import depth_over

MOST_BYTES, MOST_DEEP = 16 * 1024, 5
MOST_NUMBER = 2**53  # above it, a number does not come back as it went in


def check_metadata(metadata):
    """`metadata` if it may be kept. Raises ValidationError."""
    if not isinstance(metadata, dict):
        raise ValidationError(_("Give a JSON object."))
    if depth_over(metadata, MOST_DEEP - 1):
        raise ValidationError(_("Objects and lists may stand at most %d deep in each other.") % MOST_DEEP)
    if not all(_is_storable(each) for each in _leaves(metadata)):
        raise ValidationError(_("Contains a text with characters, or a number of a size, that cannot be stored."))
    if len(orjson.dumps(metadata)) > MOST_BYTES:
        raise ValidationError(_("Use at most %d bytes of JSON.") % MOST_BYTES)
    return metadata


def _leaves(value):
    """Every text, number and key within `value`."""
    if isinstance(value, dict):
        yield from value
    elif not isinstance(value, list):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _leaves(child)


def _is_storable(leaf):
    if isinstance(leaf, str):
        return "\x00" not in leaf and encodes(leaf)
    return leaf is None or isinstance(leaf, bool) or abs(leaf) <= MOST_NUMBER


@transaction.atomic
def append_metadata(contact, added, *, by):
    """Merge `added` into the contact's metadata: each of its keys takes the place of the one that is there; null takes
    it away. What stands below a key is not merged. Two at once both count. Raises ValidationError naming `metadata`."""
    locked = type(contact).objects.select_for_update(of=("self",)).get(pk=contact.pk)
    merged = {key: value for key, value in {**locked.metadata, **added}.items() if value is not None}
    try:
        check_metadata(merged)
    except ValidationError as error:
        raise ValidationError({"metadata": error.messages}) from error
    contact.change(by=by, metadata=merged)


def holds(whole, part):
    """Whether `whole` contains `part`, as PostgreSQL's `@>` has it: objects by their keys, lists as sets, the rest by
    being equal."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and holds(whole[key], part[key]) for key in part)
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(holds(one, each) for one in whole) for each in part)
    if isinstance(whole, bool) or isinstance(part, bool):
        return whole is part
    return not isinstance(whole, dict | list) and whole == part


class Holds(models.Func):
    """`holds` in SQL, of a JSON column and an object. On PostgreSQL an index serves it."""

    output_field = models.BooleanField()

    def __init__(self, column, part):
        super().__init__(models.F(column), models.Value(json.dumps(part)))

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="(%(expressions)s::jsonb)", arg_joiner=" @> ", **context)

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="RAPPORT_HOLDS", **context)


def teach_sqlite(sender, connection, **_signal):
    """Receiver of `connection_created`: SQLite learns `holds`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("rapport_holds", 2, _held_by_sqlite, deterministic=True)


def _held_by_sqlite(whole, part):
    return holds(json.loads(whole), json.loads(part))
