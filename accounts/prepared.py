"""Statements that are written once and asked again and again.

For a small question the ORM takes several times longer to write the statement than PostgreSQL to answer it. The few
questions that nearly every request asks are therefore written once a process, with stand-ins where the numbers go.
"""

import re

import psycopg
from django.db import connection
from django.db.models.query import ValuesIterable, get_related_populators
from psycopg.sql import Literal
from psycopg.types.numeric import Int8

FIRST_STAND_IN = 7_770_000_000_000_000_000  # so high that no record, and nothing else in a statement, has the number
MARKS = re.compile(r"%s|777\d{16}")


class Prepared:
    """A question to the database: `Prepared(build)` where `build(*shape, **numbers)` returns a queryset.

    `ask` answers with the list of its rows. `numbers` are whole numbers: ids, limits. All else that decides how the
    statement looks is `shape`, which must be hashable and take few values. Other databases than PostgreSQL are asked
    through the queryset itself; both ways give the same rows.

    Where the connection keeps prepared statements, PostgreSQL plans a statement a few times a connection and then
    keeps the plan. `keeps_plan=False` is for questions whose best plan depends on the numbers.
    """

    def __init__(self, build, *, keeps_plan=True):
        self.build, self.keeps_plan, self.statements = build, keeps_plan, {}

    def ask(self, *shape, **numbers):
        if connection.vendor != "postgresql":
            return list(self.build(*shape, **numbers))
        if shape not in self.statements:
            self.statements[shape] = Statement(self.build, shape, numbers, self.keeps_plan)
        return self.statements[shape].ask(numbers)


class Statement:
    """The SQL of one shape of a question, and how its rows are read."""

    def __init__(self, build, shape, names, keeps_plan):
        stand_ins = {name: FIRST_STAND_IN + number for number, name in enumerate(names)}
        queryset = build(*shape, **stand_ins)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self.keeps_plan = keeps_plan
        self.sql = self._with_names(sql, iter(params), {number: name for name, number in stand_ins.items()})
        self.converters = compiler.get_converters([column[0] for column in compiler.select])
        self.read = _reader(queryset, compiler)

    def _with_names(self, sql, params, names):
        def named(mark):
            value = next(params) if mark[0] == "%s" else int(mark[0])
            name = names.get(value) if isinstance(value, int) else None
            return f"%({name})s" if name else _literal(value)

        return MARKS.sub(named, sql)

    def ask(self, numbers):
        with _cursor(self.keeps_plan) as cursor:
            cursor.execute(self.sql, {name: Int8(number) for name, number in numbers.items()})
            rows = cursor.fetchall()
        if self.converters:
            rows = [self._converted(row) for row in rows]
        return [self.read(row) for row in rows]

    def _converted(self, row):
        row = list(row)
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        return row


class PlannedCursor(psycopg.Cursor):
    """A cursor whose statements the database prepares, and plans anew only where that pays."""

    def execute(self, query, params=None):
        return super().execute(query, params, prepare=True)


def _cursor(keeps_plan):
    connection.ensure_connection()
    is_refused = connection.connection.prepare_threshold is None
    if is_refused or not keeps_plan or connection.queries_logged:  # a log shows statements with their values
        return connection.cursor()
    return connection._prepare_cursor(PlannedCursor(connection.connection))


def _literal(value):
    """What is always the same stands in the statement itself, so that its plan can count on it."""
    connection.ensure_connection()
    return Literal(value).as_string(connection.connection).replace("%", "%%")


def _reader(queryset, compiler):
    """How a row becomes what the queryset would give: a dict of `values()`, or a record with its `select_related` and its
    annotations."""
    if issubclass(queryset._iterable_class, ValuesIterable):
        names = list(queryset.query.selected)
        return lambda row: dict(zip(names, row, strict=True))
    plan, select, database = compiler.klass_info, compiler.select, queryset.db
    places, annotated = plan["select_fields"], (compiler.annotation_col_map or {}).items()
    start, end = places[0], places[-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    populators = get_related_populators(plan, select, database)

    def read(row):
        record = plan["model"].from_db(database, names, row[start:end])
        for populator in populators:
            populator.populate(row, record)
        for name, place in annotated:
            setattr(record, name, row[place])
        return record

    return read
