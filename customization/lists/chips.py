"""Filters of a list's address, said as conditions of a smart list."""

from api.fields import whole_number

from ..filters import FROM, TO
from ..models import Customized
from ..smart.query import QueryRefused, read_query
from ..smart.vocabulary import fields_of

CUSTOM = "custom."
OF_COMPANIES = ("contact", "deal")  # kinds whose records have a company
#: {a list's parameter: the field of the query model it asks about}
SAME = {
    "status": "status",
    "source": "source",
    "industry": "industry",
    "loss_reason": "loss_reason",
}
#: {a list's parameter that names records by their numbers: the field it asks about}
NUMBERED = {"group": "groups"}
#: {a list's parameter: its values: the condition each stands for}
FIXED = {
    "won": {"1": ("status", "eq", "won"), "0": ("status", "eq", "lost")},
    "undated": {"1": ("expected_close_date", "is_empty", None)},
    "scope": {"me": ("assigned_to", "eq", "me")},
}


class Chips:
    """The filters among `params` (a QueryDict) as `conditions`; `taken` are the names of those that could be said so."""

    def __init__(self, kind, params, member):
        self.kind, self.params, self.member = kind, params, member
        self.fields = fields_of(kind, member)
        self.conditions, self.taken = [], []
        for name in params:
            self._take(name)
        self._take_days()

    def joined(self, query):
        """`query`, JSON or None, narrowed by the conditions: every group has them too."""
        groups = query.get("groups") if isinstance(query, dict) else None
        if not self.conditions:
            return query
        if not isinstance(groups, list) or not groups:
            return {"groups": [{"conditions": self.conditions}]}
        return {"groups": [self._narrowed(group) for group in groups]}

    def _narrowed(self, group):
        mine = group.get("conditions") if isinstance(group, dict) else None
        return {"conditions": [*(mine if isinstance(mine, list) else []), *self.conditions]}

    def _take(self, name):
        texts = [text for text in self.params.getlist(name) if text.strip()]
        if not texts:
            return
        if name == "tag":
            said = [("tags", "contains", texts[0])] if len(texts) == 1 else [("tags", "in", texts)]
        elif name == "assigned_to":
            said = [self._owner(texts[-1])]
        elif name == "company_id":
            said = [self._company(texts[-1])]
        elif name in NUMBERED:
            numbers = [(whole_number(text), text) for text in texts]
            said = [(NUMBERED[name], "in", [text if number is None else number for number, text in numbers])]
        elif name in FIXED:
            said = [FIXED[name].get(texts[-1])]
        elif name.startswith(CUSTOM) and name.endswith((FROM, TO)):
            said = [self._bound(name, texts[-1])]
        elif name in SAME or name.startswith(CUSTOM):
            said = [self._one_of(SAME.get(name, name), texts)]
        else:
            return
        self._keep([name], said)

    def _owner(self, text):
        if text == "none":
            return ("assigned_to", "is_empty", None)
        return ("assigned_to", "eq", int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text)

    def _company(self, text):
        """A company is asked for by its name, which no other has; one the member does not see stays a filter."""
        model = next((model for model in Customized.__subclasses__() if self.kind == model.KIND), None)
        if self.kind not in OF_COMPANIES or not (text.isascii() and text.isdigit() and len(text) < 19):
            return None
        company = model._meta.get_field("company").related_model
        name = company.objects.visible_to(self.member).filter(pk=text).values_list("name", flat=True).first()
        return name and ("company", "eq", name)

    def _bound(self, name, text):
        field = self.fields.get(name.removesuffix(FROM).removesuffix(TO))
        return field and (field.name, "gte" if name.endswith(FROM) else "lte", _typed(field, text))

    def _one_of(self, name, texts):
        field = self.fields.get(name)
        if field is None:
            return None
        values = [_typed(field, text) for text in texts]
        return (name, "eq", values[0]) if len(values) == 1 else (name, "in", values)

    def _take_days(self):
        """`date_from` and `date_to`, which mean the day of creation where no `date_field` says another."""
        names = [name for name in ("date_from", "date_to") if self.params.get(name, "").strip()]
        if not names:
            return
        first = "expected_close_date" if self.kind == "deal" else "created_at"
        field = self.params.get("date_field", "").strip() or first
        ops = {"date_from": "gte", "date_to": "lte"}
        self._keep([*names, "date_field"], [(field, ops[name], self.params[name].strip()) for name in names])

    def _keep(self, names, said):
        """Take these filters as these conditions, if all of them make sense."""
        if None in said:
            return
        conditions = [
            {"field": field, "op": op} | ({} if op == "is_empty" else {"value": value}) for field, op, value in said
        ]
        try:
            read_query({"groups": [{"conditions": conditions}]}, kind=self.kind, member=self.member)
        except QueryRefused:
            return
        self.conditions += conditions
        self.taken += names


def _typed(field, text):
    """A parameter's text as a value of the field's type."""
    if field.type == "boolean":
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text.lower(), text)
    if field.type == "number" or field.name.endswith("_id"):
        try:
            return int(text) if text.lstrip("-").isdigit() else float(text)
        except ValueError:
            return text
    return text


def query_of(view, member):
    """The query of a saved view as JSON, with its filters said as conditions; None where it has neither.

    Filters that no condition can say (a word searched for, a team) are left out.
    """
    from .tabs import filters_of

    return Chips(view.kind, filters_of(view), member).joined(view.query)
