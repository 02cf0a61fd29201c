"""Smart lists in plain Python, written from the contract alone: what the databases are compared with.

A row is `{field: value}`: text, number, bool, date, aware datetime, list of texts (tags, several of a list), id of a
member, list of ids of groups; None for nothing. `types` says which is which.
"""

import datetime
import unicodedata

OPPOSITE = {"neq": "eq", "not_contains": "contains", "not_in": "in", "is_not_empty": "is_empty"}
DAYS_OF_UTC = {"closed_at"}  # a day that was chosen, wherever the reader is


class Evaluator:
    """Evaluates queries at the moment `now` in the time zone `zone` for the member with the id `me`."""

    def __init__(self, types, *, now, zone, me):
        self.types, self.now, self.mine, self.me = types, now, zone, me

    def matches(self, query, row):
        groups = query.get("groups") or []
        return not groups or any(all(self.holds(c, row) for c in g.get("conditions") or []) for g in groups)

    def holds(self, condition, row):
        op, value = condition["op"], condition.get("value")
        if op in OPPOSITE:
            return not self.asks(condition["field"], OPPOSITE[op], value, row)
        return self.asks(condition["field"], op, value, row)

    def asks(self, field, op, value, row):
        seen, kind = row[field], self.types[field]
        if op == "is_empty":
            return seen is None or seen == "" or seen == []
        if op == "in":
            return any(self.asks(field, "eq", one, row) for one in value)
        if kind == "member":
            return seen == {"me": self.me, "none": None}.get(value, value)
        if seen is None or seen == [] or seen == "":
            return False
        self.zone = datetime.UTC if field in DAYS_OF_UTC else self.mine
        return getattr(self, f"_{kind}")(seen, op, value)

    def _text(self, seen, op, value):
        seen, value = small(seen), small(value)
        if op == "eq":
            return seen == value
        return {"contains": value in seen, "starts_with": seen.startswith(value), "ends_with": seen.endswith(value)}[op]

    def _number(self, seen, op, value):
        if op == "between":
            return value[0] <= seen <= value[1]
        return {
            "eq": seen == value,
            "gt": seen > value,
            "gte": seen >= value,
            "lt": seen < value,
            "lte": seen <= value,
        }[op]

    def _boolean(self, seen, op, value):
        return seen is value

    def _select(self, seen, op, value):
        return seen.lower() == value.lower()

    def _multiselect(self, seen, op, value):
        return value.lower() in [one.lower() for one in seen]

    _tags = _multiselect

    def _groups(self, seen, op, value):
        return value in seen

    def _date(self, seen, op, value):
        today = self.now.astimezone(self.zone).date()
        if op == "in_last_days":
            return today - datetime.timedelta(days=value) <= seen <= today
        if op == "older_than_days":
            return seen < today - datetime.timedelta(days=value)
        read = datetime.date.fromisoformat
        if op == "between":
            return read(value[0]) <= seen <= read(value[1])
        value = read(value)
        return {
            "eq": seen == value, "gt": seen > value, "after": seen > value, "lt": seen < value, "before": seen < value,
            "gte": seen >= value, "lte": seen <= value,
        }[op]  # fmt: skip

    def _datetime(self, seen, op, value):
        if op in ("in_last_days", "older_than_days"):
            return self._date(seen.astimezone(self.zone).date(), op, value)
        if op == "between":
            return self._datetime(seen, "gte", value[0]) and self._datetime(seen, "lte", value[1])
        if len(value) == 10:
            seen, value = seen.astimezone(self.zone).date().isoformat(), value
        else:
            value = datetime.datetime.fromisoformat(value)
            value = value if value.tzinfo else value.replace(tzinfo=self.zone)
        return {
            "eq": seen == value, "gt": seen > value, "after": seen > value, "lt": seen < value, "before": seen < value,
            "gte": seen >= value, "lte": seen <= value,
        }[op]  # fmt: skip


def small(text):
    """Text as it is compared: composed, in small letters, the final sigma as any other."""
    return unicodedata.normalize("NFC", text).lower().replace("\u03c2", "\u03c3")
