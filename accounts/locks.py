"""One name at a time: what keeps "find or make" from making two."""

import zlib

from django.db import connection


def hold_name(organization_id, text):
    """Let nobody else find or make `text` in this organization until the transaction ends.

    PostgreSQL: an advisory lock of the transaction. SQLite: nothing to do, its transactions begin IMMEDIATE here and
    so already write one at a time.
    """
    if connection.vendor == "postgresql":
        key = zlib.crc32(text.encode()) - 2**31
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [organization_id % 2**31, key])
