"""Many records by their ids, in as few steps as the database allows."""

import psycopg
from django.db import connection

from ..bulk import ahead


def fetcher(queryset, paths, *, by="pk"):
    """A function from ids to the rows of `queryset` that have one of them in the column `by`, in no order.

    A row is a list: the values of `paths`, then that id.
    """
    rows = queryset.order_by().values_list(*paths, by)
    if connection.vendor == "postgresql":
        return Statement(rows, by)
    return lambda ids: list(map(list, rows.filter(**{f"{by}__in": ids})))


class Statement:
    """A fetcher for PostgreSQL: written once, the ids given as one array, the values taken as they travel.

    Writing two thousand ids into a statement, and reading what comes back as text, each take the ORM longer than the
    database needs to find the rows.
    """

    STAND_IN = 7_770_000_000_000_000_000  # no record has this id

    def __init__(self, rows, by):
        connection.ensure_connection()
        self.connection = connection.connection  # the very one, so that another thread may ask
        self.compiler = rows.filter(**{f"{by}__in": [self.STAND_IN]}).query.get_compiler(connection=connection)
        sql, params = self.compiler.as_sql()
        before, _in, after = sql.rpartition("IN (%s)")
        self.sql, self.params = f"{before}= ANY(%s){after}", list(params)
        self.place = self.params.index(self.STAND_IN)
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select])

    def __call__(self, ids):
        params = [*self.params[: self.place], list(ids), *self.params[self.place + 1 :]]
        rows = list(map(list, self._asked(params)))
        return list(self.compiler.apply_converters(rows, self.converters)) if self.converters else rows

    def _asked(self, params):
        if connection.queries_logged:  # a log shows what it is given
            with connection.cursor() as cursor:
                return cursor.execute(self.sql, params).fetchall()
        with connection.wrap_database_errors, psycopg.Cursor(self.connection) as cursor:
            return cursor.execute(self.sql, params, binary=True).fetchall()


def answers(ask, parts):
    """(part, ask(part)) for each of `parts`. On PostgreSQL the next is asked for while the caller works on this one."""
    found = ((part, ask(part)) for part in parts)
    if connection.vendor == "postgresql" and not connection.queries_logged:
        return ahead(found, depth=1)
    return found
