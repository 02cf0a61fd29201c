"""One of many values, as one parameter."""

import json

from django.db import models
from django.db.models.lookups import Lookup

from .pouring import array


@models.Field.register_lookup
class AmongValues(Lookup):
    """`column__among=[…]`: as `__in`, but the values are one array, so that a thousand of them cost no more to say than
    one, and no limit of parameters is met."""

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        prepare = self.lhs.output_field.get_prep_value
        values = [prepare(each) for each in value]
        return "%s", [array(values) if connection.vendor == "postgresql" else json.dumps(values)]

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        _right, values = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            cast = self.lhs.output_field.db_type(connection).split("(")[0]
            return f"{left} = ANY(%s::{cast}[])", [*params, *values]
        return f"{left} IN (SELECT value FROM json_each(%s))", [*params, *values]  # noqa: S608
