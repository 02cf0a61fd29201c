"""Pieces of SQL that say on each database what only it understands, with everything given as parameters."""

import datetime
import json
import re

from django.db import models
from django.db.models import Func, Value


class Formula(Func):
    """A piece of SQL for each database in which `{0}`, `{1}`, … stand for the expressions, as often as they like."""

    def __init__(self, *expressions, postgresql, sqlite=None, output_field=None):
        self.templates = {"postgresql": postgresql, "sqlite": postgresql if sqlite is None else sqlite}
        super().__init__(*expressions, output_field=output_field or models.BooleanField())

    def as_sql(self, compiler, connection, **_context):
        written = [compiler.compile(expression) for expression in self.source_expressions]
        sql, params = [], []
        for part in re.split(r"(\{\d\})", self.templates[connection.vendor]):
            place = re.fullmatch(r"\{(\d)\}", part)
            if place:
                part, given = written[int(place[1])]
                params.extend(given)
            sql.append(part)
        return "".join(sql), params


TEXT = models.TextField()


class Given(Value):
    """A value of a query as a parameter that says its type, so that neither database has to guess.

    Texts are texts, numbers numbers (never a text that a database compares by its own rules), JSON is JSON.
    """

    CASTS = {
        str: "text",
        int: "numeric",
        float: "numeric",
        dict: "jsonb",
        datetime.date: "date",
        datetime.datetime: "timestamptz",
    }

    def as_sql(self, compiler, connection):
        kind, value = type(self.value), self.value
        if connection.vendor == "postgresql":
            value = WRITTEN.get(kind, repr)(value)
            return f"%s::{self.CASTS[kind]}", [value]
        if kind is datetime.datetime:
            value = connection.ops.adapt_datetimefield_value(value)
        elif kind in (dict, datetime.date):
            value = WRITTEN[kind](value)
        return "%s", [value]


WRITTEN = {
    str: str,
    dict: json.dumps,
    datetime.date: datetime.date.isoformat,
    datetime.datetime: datetime.datetime.isoformat,
}
