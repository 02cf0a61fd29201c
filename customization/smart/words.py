"""Smart lists as people read them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .operators import WITH_DAYS, WITH_LIST, WITHOUT_VALUE

MOST_SAID = 5  # values of a list


def in_words(condition, member):
    """A condition in words: "E-mail contains “@acme”", "Created in the last 30 days"."""
    field, op, value = condition.field, condition.op, condition.value
    label = f"{field.section}: {field.label}" if "." in field.name and not field.custom_key else str(field.label)
    if op in WITHOUT_VALUE:
        return f"{label} {field.operator_label(op)}"
    if op in WITH_DAYS:
        return _days_in_words(label, op, value)
    if field.type == "boolean":
        return _("%(field)s: %(value)s") % {
            "field": label,
            "value": _said(value if op == "eq" else not value, condition, member),
        }
    if op in WITH_LIST:
        said = _(", ").join(_said(each, condition, member) for each in value[:MOST_SAID])
        if len(value) > MOST_SAID:
            said = _("%(values)s and %(more)s more") % {"values": said, "more": len(value) - MOST_SAID}
    elif op == "between":
        first, last = (_said(each, condition, member) for each in value)
        said = _("%(first)s and %(last)s") % {"first": first, "last": last}
    else:
        said = _said(value, condition, member)
    return f"{label} {field.operator_label(op)} {said}"


def _days_in_words(label, op, days):
    if op == "in_last_days":
        if days == 0:
            return _("%(field)s today") % {"field": label}
        words = ngettext("%(field)s in the last %(days)s day", "%(field)s in the last %(days)s days", days)
    else:
        words = ngettext("%(field)s more than %(days)s day ago", "%(field)s more than %(days)s days ago", days)
    return words % {"field": label, "days": days}


def _said(value, condition, member):
    return str(condition.field.kind_of_value.say(value, condition.field, member))


def query_in_words(query, member):
    """A query in words: the conditions of a group with "and", the groups with "or"."""
    if query.matches_all:
        return _("All")
    groups = [_(" and ").join(in_words(each, member) for each in group.conditions) for group in query.groups]
    if len(groups) == 1:
        return groups[0]
    return _(" or ").join(
        f"({group})" if len(query.groups[n].conditions) > 1 else group for n, group in enumerate(groups)
    )
