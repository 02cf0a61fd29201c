"""Emptying the database after a test that committed, quicker than Django does it, and surer.

Django truncates every table and makes content types and permissions anew, which costs PostgreSQL about a second a test:
a truncated table gets new files, and there are hundreds with the indexes. Most tests leave a few rows in a few tables.

A browser that goes away leaves the server answering. So the emptying waits for the answers, tries again when one of
them came between, and a test begins with another emptying when there may be rows left.
"""

from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, IntegrityError, OperationalError, connections
from django.test import TransactionTestCase

from .answering import answering

MADE_BY_MIGRATIONS = ("django_content_type", "auth_permission")  # the same before and after every test
FEW = 2_000  # rows of one table that are sooner deleted than truncated
TRIES = 5


class Trust:
    """Whether the tables are known to be empty when a test begins."""

    begun = 0  # requests at the last emptying that went well; None when it did not
    is_kept = False  # whether what is there is meant to stay

    @classmethod
    def lose(cls):
        cls.begun = None

    @classmethod
    def holds(cls):
        return cls.is_kept or cls.begun == answering.begun


@contextmanager
def kept():
    """Nothing is emptied before the end: for a world that a module builds once, and its tests only look at."""
    Trust.is_kept = True
    try:
        yield
    finally:
        Trust.is_kept = False
        Trust.lose()
        empty([DEFAULT_DB_ALIAS])


def empty_after(case):
    """Take the place of `TransactionTestCase._fixture_teardown`: empty the tables that have rows."""
    if not Trust.is_kept:
        Trust.lose()
        empty(case._databases_names(include_mirrors=False))


def empty_before(cls):
    """Before the set-up of a test: empty what a failed emptying or a late answer left, but not a world that a module
    has built in a transaction around its tests."""
    aliases = cls._databases_names(include_mirrors=False)
    if not Trust.holds() and not any(connections[alias].in_atomic_block for alias in aliases):
        empty(aliases)


def empty(aliases):
    """Empty the tables of these databases as soon as nobody is being answered.

    IntegrityError or OperationalError when somebody keeps writing between.
    """
    for attempt in range(1, TRIES + 1):
        answering.wait_for_silence()
        begun = answering.begun
        try:
            for alias in aliases:
                _empty(connections[alias])
        except (IntegrityError, OperationalError):
            if attempt == TRIES:
                raise
        else:
            Trust.begun = begun
            return


def _empty(connection):
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    tables = sorted(tables.difference(MADE_BY_MIGRATIONS))
    counted = _counted(connection, tables)
    if max(counted.values(), default=0) > FEW:
        statements = connection.ops.sql_flush(no_style(), tables)
    else:
        quote = connection.ops.quote_name
        statements = [f"DELETE FROM {quote(name)}" for name, rows in counted.items() if rows]  # noqa: S608
    connection.ops.execute_sql_flush(statements)
    ContentType.objects.clear_cache()


def _counted(connection, tables):
    """`{table: how many rows it has, FEW + 1 at most}` of those that have any. One statement."""
    quote = connection.ops.quote_name
    each = (
        f"SELECT '{name}', COUNT(*) FROM (SELECT 1 FROM {quote(name)} LIMIT {FEW + 1}) AS few"  # noqa: S608
        for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return {name: rows for name, rows in cursor.fetchall() if rows}


def install():
    """Let every test that commits be cleaned up this way, and every test begin this way."""
    set_up = TransactionTestCase._pre_setup.__func__

    def _pre_setup(cls):
        empty_before(cls)
        set_up(cls)

    answering.listen()
    TransactionTestCase._pre_setup = classmethod(_pre_setup)
    TransactionTestCase._fixture_teardown = empty_after
