"""One name at a time: what keeps "find or make" from making two."""

import zlib

from django.db import connection


def hold_names(organization_id, texts):
    """As `hold_name` for many, in one order for everybody, so that two who want several cannot wait for each other."""
    if connection.vendor == "postgresql" and texts:
        wanted = sorted({_key(text) for text in texts})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, wanted.key) FROM (SELECT unnest(%s::int[]) AS key) wanted",
                [organization_id % 2**31, wanted],
            )


def hold_name(organization_id, text):
    """Let nobody else find or make `text` in this organization until the transaction ends.

    PostgreSQL: an advisory lock of the transaction. SQLite: nothing to do, its transactions begin IMMEDIATE here and
    so already write one at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [organization_id % 2**31, _key(text)])


def _key(text):
    return zlib.crc32(text.encode()) - 2**31
