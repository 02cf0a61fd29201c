"""Why a record is on a smart list, or is not."""

from dataclasses import dataclass

from .compiling import truth
from .expressions import holds
from .query import Condition


@dataclass(frozen=True)
class Verdict:
    """A condition, whether it holds for the record, and what the record has there, in words ("" for nothing)."""

    condition: Condition
    holds: bool
    seen: str


def explain(query, record, *, member):
    """[[Verdict]], group by group, for a `record` that `member` sees. One query, of the expressions the list itself is
    made of. Raises `DoesNotExist` where the record is gone."""
    fields = list({condition.field.name: condition.field for condition in query.conditions}.values())
    asked = {f"holds_{number}": holds(truth(each, member)) for number, each in enumerate(query.conditions)}
    asked |= {f"seen_{number}": field.value(member) for number, field in enumerate(fields)}
    if not asked:
        return [[] for _group in query.groups]
    rows = type(record).objects.visible_to(member).order_by().filter(pk=record.pk)
    found = rows.values(*()).annotate(**asked).values(*asked).get()
    seen = {
        field.name: field.kind_of_value.seen(found[f"seen_{number}"], field, member)
        for number, field in enumerate(fields)
    }
    verdicts = iter(
        Verdict(each, bool(found[f"holds_{number}"]), str(seen[each.field.name]))
        for number, each in enumerate(query.conditions)
    )
    return [[next(verdicts) for _condition in group.conditions] for group in query.groups]
