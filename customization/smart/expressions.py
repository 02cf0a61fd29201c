"""Parts of SQL statements that mean the same on SQLite and on PostgreSQL.

What a query holds comes in as parameters only. Keys of custom fields are parameters too, and are checked besides.
"""

import unicodedata

from django.db import models
from django.db.models import F, Func, Value

from ..models.fields import KEY
from .formula import TEXT, Formula, Given

DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


# -- text without case ----------------------------------------------------------------------------------------


def fold_text(text):
    """`text` as both sides of a comparison are folded: composed (NFC), in small letters, one sigma. Accents count.

    What PostgreSQL does with its ICU collation, for SQLite, whose LOWER knows ASCII only.
    """
    if text is None or text.isascii():
        return text and text.lower()
    return unicodedata.normalize("NFC", text).lower().replace("ς", "σ")


def teach_sqlite(sender, connection, **_signal):
    """Receiver of `connection_created`: SQLite learns `fold_text`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("rapport_fold", 1, _folded_by_sqlite, deterministic=True)


def _folded_by_sqlite(value):
    return fold_text(value if value is None or isinstance(value, str) else str(value))


def folded(expression):
    """A text expression without case, whatever the locale of the database; see `fold_text`.

    PostgreSQL asks ICU only where a text has letters beyond ASCII: that is ten times faster.
    """
    return Formula(
        expression,
        postgresql=(
            'CASE WHEN OCTET_LENGTH({0}) = LENGTH({0}) THEN (LOWER({0} COLLATE "C") COLLATE "C") '
            "ELSE (REPLACE(LOWER(NORMALIZE({0}, NFC) COLLATE \"und-x-icu\"), 'ς', 'σ') COLLATE \"C\") END"
        ),
        sqlite="RAPPORT_FOLD({0})",
        output_field=TEXT,
    )


# -- custom fields --------------------------------------------------------------------------------------------


def custom_text(key):
    """The text of a custom field; null where the stored value is none."""
    return _custom(key, "= 'string'", "({0} ->> {1})", "= 'text'", "JSON_EXTRACT({0}, {1})", TEXT)


def custom_raw(key):
    """What stands in a custom field as text, whatever it is: cheaper than `custom_text` where `is_custom_text` is asked
    afterwards."""
    return Formula(
        F("custom"), Path(key), postgresql="({0} ->> {1})", sqlite="JSON_EXTRACT({0}, {1})", output_field=TEXT
    )


def is_custom_text(key):
    """Whether the value of a custom field is a text."""
    return Formula(
        F("custom"),
        Path(key),
        postgresql="(JSONB_TYPEOF({0} -> {1}) = 'string')",
        sqlite="(JSON_TYPE({0}, {1}) = 'text')",
    )


def custom_number(key):
    """The number of a custom field; null where the stored value is none."""
    number = models.FloatField()
    return _custom(
        key, "= 'number'", "({0} ->> {1})::numeric", "IN ('integer', 'real')", "JSON_EXTRACT({0}, {1})", number
    )


def custom_boolean(key):
    """Yes or no of a custom field; null where the stored value is neither."""
    return _custom(
        key,
        "= 'boolean'",
        "({0} ->> {1})::boolean",
        "IN ('true', 'false')",
        "JSON_EXTRACT({0}, {1})",
        models.BooleanField(),
    )


def custom_date(key):
    """The day of a custom field as text, YYYY-MM-DD, which sorts as days do; null where the stored value is no day."""
    within = "SUBSTR({0}, 6, 2) BETWEEN '01' AND '12' AND SUBSTR({0}, 9, 2) BETWEEN '01' AND '31'"
    return Formula(
        custom_text(key),
        postgresql=f"CASE WHEN {{0}} ~ '^{DAY}$' AND {within} THEN ({{0}} COLLATE \"C\") END",
        sqlite=f"CASE WHEN {{0}} GLOB '{DAY}' AND {within} THEN {{0}} END",
        output_field=TEXT,
    )


def custom_items(key):
    """The list of a custom field as the text of a JSON array; null where the stored value is no list or an empty one."""
    return _custom(
        key,
        "= 'array' AND JSONB_ARRAY_LENGTH({0} -> {1}) > 0",
        "({0} -> {1})::text",
        "= 'array' AND JSON_ARRAY_LENGTH({0}, {1}) > 0",
        "JSON_EXTRACT({0}, {1})",
        TEXT,
    )


def custom_has(key, item):
    """Whether the list of a custom field holds the text `item`."""
    return Formula(
        F("custom"),
        Given({checked(key): [item]}),
        Path(key),
        Given(item),
        postgresql="({0} @> {1})",
        sqlite=(
            "EXISTS (SELECT 1 FROM JSON_EACH(CASE WHEN JSON_TYPE({0}, {2}) = 'array' THEN JSON_EXTRACT({0}, {2}) "
            "ELSE '[]' END) AS item WHERE item.type = 'text' AND item.value = {3})"
        ),
    )


def custom_is(key, value):
    """Whether the value of a custom field is exactly `value`, a text, number or boolean; by index on PostgreSQL."""
    types = {str: "= 'text'", bool: "IN ('true', 'false')"}.get(type(value), "IN ('integer', 'real')")
    return Formula(
        F("custom"),
        Given({checked(key): value}),
        Path(key),
        Given(value) if not isinstance(value, bool) else Value(int(value)),
        postgresql="({0} @> {1})",
        sqlite=f"(JSON_TYPE({{0}}, {{2}}) {types} AND JSON_EXTRACT({{0}}, {{2}}) = {{3}})",
    )


def custom_hint(key, value):
    """What an index of PostgreSQL finds rows by whose custom field is `value`; true of all elsewhere."""
    return Formula(F("custom"), Given({checked(key): value}), postgresql="({0} @> {1})", sqlite="TRUE")


class Path(Value):
    """The key of a custom field, as each database names it."""

    def as_sql(self, compiler, connection):
        key = checked(self.value)
        return ("%s::text", [key]) if connection.vendor == "postgresql" else ("%s", [f'$."{key}"'])


def checked(key):
    """`key` if it is one of a custom field. Raises ValueError."""
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of a custom field")
    return key


def _custom(key, pg_type, pg_value, sqlite_type, sqlite_value, output_field):
    return Formula(
        F("custom"),
        Path(key),
        postgresql=f"CASE WHEN JSONB_TYPEOF({{0}} -> {{1}}) {pg_type} THEN {pg_value} END",
        sqlite=f"CASE WHEN JSON_TYPE({{0}}, {{1}}) {sqlite_type} THEN {sqlite_value} END",
        output_field=output_field,
    )


# -- truth ----------------------------------------------------------------------------------------------------


def compared(left, sign, right):
    """`left sign right`; `sign` is one of ours."""
    assert sign in ("=", "<", "<=", ">", ">=")
    return Formula(left, right, postgresql=f"({{0}} {sign} {{1}})")


class Among(Func):
    """`expression IN (values)`."""

    output_field = models.BooleanField()

    def as_sql(self, compiler, connection, **_context):
        written = [compiler.compile(each) for each in self.source_expressions]
        left, *values = [each for each, _params in written]
        params = [param for _sql, given in written for param in given]
        return f"({left} IN ({', '.join(values)}))", params


def among(expression, values):
    """Whether an expression is one of some texts or numbers."""
    return Among(expression, *(Given(value) for value in values))


def contains(text, part):
    return Formula(text, part, postgresql="(STRPOS({0}, {1}) > 0)", sqlite="(INSTR({0}, {1}) > 0)")


def starts_with(text, part):
    return Formula(text, part, postgresql="STARTS_WITH({0}, {1})", sqlite="(SUBSTR({0}, 1, LENGTH({1})) = {1})")


def ends_with(text, part):
    return Formula(text, part, postgresql="(RIGHT({0}, LENGTH({1})) = {1})", sqlite="(SUBSTR({0}, -LENGTH({1})) = {1})")


def is_null(expression):
    return Formula(expression, postgresql="({0} IS NULL)")


def is_blank(text):
    """Whether a text is missing or empty."""
    return Formula(text, postgresql="(COALESCE({0}, '') = '')")


def is_false(truth):
    return Formula(truth, postgresql="({0} IS FALSE)")


def holds(truth):
    """`truth` for certain: unknown is no."""
    return Formula(truth, postgresql="({0} IS TRUE)")


def holds_not(truth):
    """The opposite of `truth`, unknown being no: a missing value is not equal to anything."""
    return Formula(truth, postgresql="({0} IS NOT TRUE)")


NEVER = Formula(postgresql="FALSE")


def all_of(truths):
    """Whether each of some expressions holds."""
    return _joined(truths, " AND ")


def any_of(truths):
    """Whether one of some expressions holds."""
    return _joined(truths, " OR ")


def _joined(truths, word):
    if len(truths) == 1:
        return truths[0]
    return Func(*truths, template="(%(expressions)s)", arg_joiner=word, output_field=models.BooleanField())
