"""The operators of smart lists, and what they are called."""

from django.utils.translation import gettext_lazy as _

#: `{operator: what stands between field and value}`
OPERATOR_LABELS = {
    "eq": _("is"),
    "neq": _("is not"),
    "contains": _("contains"),
    "not_contains": _("does not contain"),
    "starts_with": _("begins with"),
    "ends_with": _("ends with"),
    "in": _("is one of"),
    "not_in": _("is none of"),
    "gt": _("is more than"),
    "gte": _("is at least"),
    "lt": _("is less than"),
    "lte": _("is at most"),
    "between": _("is between"),
    "before": _("is before"),
    "after": _("is after"),
    "is_empty": _("is empty"),
    "is_not_empty": _("is not empty"),
    "in_last_days": _("in the last days"),
    "older_than_days": _("older than days"),
}

#: Operators that are said of a day or a moment otherwise than of a number.
DAY_LABELS = {
    "gt": _("is after"),
    "gte": _("is on or after"),
    "lt": _("is before"),
    "lte": _("is on or before"),
}

#: Those that match what their opposite does not, so also where nothing is.
OPPOSITES = {"neq": "eq", "not_contains": "contains", "not_in": "in", "is_not_empty": "is_empty"}

WITHOUT_VALUE = ("is_empty", "is_not_empty")
WITH_LIST = ("in", "not_in")
WITH_DAYS = ("in_last_days", "older_than_days")
