"""From a query to one statement."""

from . import expressions as sql
from .operators import OPPOSITES


def matching(queryset, query, *, member):
    """`queryset`, which must begin with `visible_to(member)`, narrowed to what `query` matches. No query by itself."""
    if query.matches_all:
        return queryset
    return queryset.filter(sql.any_of([group_truth(group, member) for group in query.groups]))


def group_truth(group, member):
    """The expression of whether all conditions of a group hold."""
    return sql.all_of([truth(condition, member) for condition in group.conditions])


def truth(condition, member):
    """The expression of whether a condition holds. It may be null for no."""
    field, op = condition.field, condition.op
    asked = field.kind_of_value.truth(OPPOSITES.get(op, op), condition.value, field, member)
    return sql.holds_not(asked) if op in OPPOSITES else asked
