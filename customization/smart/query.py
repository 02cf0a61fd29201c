"""A smart list as it comes in and as it is kept."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Member

from .operators import WITH_DAYS, WITH_LIST, WITHOUT_VALUE
from .times import read_days
from .values import MOST_ITEMS
from .vocabulary import SmartField, fields_of

MOST_GROUPS = 20
MOST_CONDITIONS = 50


class QueryRefused(Exception):
    """A query that makes no sense: `errors` is `{path: [sentence]}`."""

    def __init__(self, errors):
        super().__init__("; ".join(f"{path}: {' '.join(map(str, told))}" for path, told in errors.items()))
        self.errors = errors


@dataclass(frozen=True)
class Condition:
    """One question: a field, an operator that fits it, and the value as JSON, None for operators without one."""

    field: SmartField
    op: str
    value: object = None

    def as_json(self):
        made = {"field": self.field.name, "op": self.op}
        return made if self.op in WITHOUT_VALUE else {**made, "value": self.value}


@dataclass(frozen=True)
class Group:
    """Conditions that must all hold."""

    conditions: tuple

    def as_json(self):
        return {"conditions": [condition.as_json() for condition in self.conditions]}


@dataclass(frozen=True)
class Query:
    """Groups of which one must match."""

    kind: str
    groups: tuple = ()

    @property
    def conditions(self):
        return [condition for group in self.groups for condition in group.conditions]

    @property
    def matches_all(self):
        return not self.groups or any(not group.conditions for group in self.groups)

    def as_json(self):
        """The query as it came in, tidied: what `read_query` takes again."""
        return {"groups": [group.as_json() for group in self.groups]}


def read_query(raw, *, kind, member, path="query"):
    """The `Query` of `raw`, JSON as it came in, about records of `kind` ("contact") as `member` may ask for them.

    Raises `QueryRefused` naming every offender by its path below `path`. One query where it names members, else none.
    """
    reader = Reader(kind, member)
    groups = reader.groups(raw, path)
    if reader.errors:
        raise QueryRefused(reader.errors)
    return Query(kind, groups)


class Reader:
    """Reads one query and gathers what is wrong with it."""

    MOST_ERRORS = 50

    def __init__(self, kind, member):
        self.kind, self.member = kind, member
        self.errors, self.count, self._offered = {}, 0, {}
        self.fields = fields_of(kind, member)

    @cached_property
    def member_ids(self):
        """The ids of everybody in the organization."""
        return set(Member.objects.filter(organization=self.member.organization_id).values_list("pk", flat=True))

    def offered(self, field):
        """The values that a field offers the member, asked for once."""
        if field.name not in self._offered:
            self._offered[field.name] = {value for value, _label in field.choices(self.member)}
        return self._offered[field.name]

    def refuse(self, path, sentence):
        if len(self.errors) < self.MOST_ERRORS:
            self.errors.setdefault(path, []).append(str(sentence))

    def is_object(self, raw, names, path):
        """Whether `raw` is an object that has no more than `names`; tells what is wrong."""
        if not isinstance(raw, dict):
            self.refuse(path, _("Give an object with: %(names)s.") % {"names": ", ".join(names)})
            return False
        for name in [name for name in raw if name not in names][:10]:
            self.refuse(f"{path}.{_short(name)}", _("Unknown. Give: %(names)s.") % {"names": ", ".join(names)})
        return True

    def groups(self, raw, path):
        if raw is None or not self.is_object(raw, ("groups",), path):
            return ()
        groups, path = raw.get("groups"), f"{path}.groups"
        if groups is None:
            return ()
        if not isinstance(groups, list):
            self.refuse(path, _("Give a list of groups."))
            return ()
        if len(groups) > MOST_GROUPS:
            self.refuse(path, _("Give at most %(most)s groups.") % {"most": MOST_GROUPS})
            return ()
        return tuple(self.group(group, f"{path}[{number}]") for number, group in enumerate(groups))

    def group(self, raw, path):
        if not self.is_object(raw, ("conditions",), path):
            return Group(())
        conditions, path = raw.get("conditions"), f"{path}.conditions"
        if conditions is None:
            return Group(())
        if not isinstance(conditions, list):
            self.refuse(path, _("Give a list of conditions."))
            return Group(())
        before, self.count = self.count, self.count + len(conditions)
        if self.count > MOST_CONDITIONS:
            if before <= MOST_CONDITIONS:
                self.refuse(path, _("Give at most %(most)s conditions in all groups.") % {"most": MOST_CONDITIONS})
            return Group(())
        return Group(tuple(self.condition(each, f"{path}[{number}]") for number, each in enumerate(conditions)))

    def condition(self, raw, path):
        """The `Condition`, None where it is refused."""
        if not self.is_object(raw, ("field", "op", "value"), path):
            return None
        field = self.field(raw.get("field"), f"{path}.field")
        if field is None:
            return None
        op = raw.get("op")
        if not isinstance(op, str) or op not in field.operators:
            self.refuse(f"{path}.op", _("Choose one of: %(names)s.") % {"names": ", ".join(field.operators)})
            return None
        return Condition(field, op, self.value(raw.get("value"), op, field, f"{path}.value"))

    def field(self, name, path):
        if isinstance(name, str) and name in self.fields:
            return self.fields[name]
        if isinstance(name, str) and name.startswith("custom."):
            self.refuse(path, _("There is no such custom field."))
        else:
            self.refuse(path, _("Choose one of: %(names)s.") % {"names": ", ".join(self.fields)})
        return None

    # -- values -----------------------------------------------------------------------------------------------

    def value(self, raw, op, field, path):
        if op in WITHOUT_VALUE:
            if raw not in (None, "") and raw is not True:
                self.refuse(path, _("Leave the value out."))
            return None
        if raw is None:
            self.refuse(path, _("Give a value."))
            return None
        if op in WITH_DAYS:
            return self.read(read_days, raw, path)
        if op in WITH_LIST:
            return self.many(raw, field, path)
        if op == "between":
            return self.two(raw, field, path)
        return self.one(raw, field, path)

    def read(self, reading, raw, path):
        try:
            return reading(raw)
        except ValidationError as refusal:
            self.refuse(path, refusal.messages[0])
            return None

    def one(self, raw, field, path):
        return self.read(lambda value: field.kind_of_value.read(value, field, self), raw, path)

    def many(self, raw, field, path):
        if not isinstance(raw, list) or not raw:
            self.refuse(path, _("Give a list of values."))
        elif len(raw) > MOST_ITEMS:
            self.refuse(path, _("Give at most %(most)s values.") % {"most": MOST_ITEMS})
        else:
            return [self.one(each, field, f"{path}[{number}]") for number, each in enumerate(raw)]
        return None

    def two(self, raw, field, path):
        if not isinstance(raw, list) or len(raw) != 2:
            self.refuse(path, _("Give a list of two values, the smaller first."))
            return None
        first, last = (self.one(each, field, f"{path}[{number}]") for number, each in enumerate(raw))
        if first is None or last is None:
            return None
        if field.kind_of_value.comes_before(last, first, field):
            self.refuse(path, _("Give the smaller value first."))
        return [first, last]


def _short(name):
    text = str(name)[:40]
    return text.encode("utf-8", "replace").decode()
