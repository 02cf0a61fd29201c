"""Records and queries by chance, from a seed."""

import datetime
import random

from contacts.models import Company, Contact
from customization.models import Tag
from deals.models import Deal, Stage
from leads.models import Lead
from sharing.models import Group, Grouped
from tasks.models import Task
from tests.makers import custom_field

NOW = datetime.datetime(2026, 3, 29, 3, 30, tzinfo=datetime.UTC)  # an hour in Europe that the clocks leave out is near
WORDS = [
    "Jane", "JANE", "jané", "jane\u0301", "Łukasz", "İstanbul", "istanbul", "ẞtraße", "STRASSE", "ΣΑΣ", "σας", "ÉCOLE",
    "100%", "a_b", "a\\b", "O'Neil", 'say "hi"', "percent % under_", "日本語", "ǅ", "ﬁne", "  two  spaces ", "x", "e",
    "\U0001f600 smile", "--;DROP", "*.?[a-z]", "null", "NULL", "0", "Ωmega", "ς", "K\u212a",
]  # fmt: skip
TAGS = ["VIP", "Fair 2026", "Straße", "100%"]
OPTIONS = ["Gold", "Silver", "50%_off", "Größe"]
CUSTOM = {
    "a_text": "text", "a_number": "number", "a_boolean": "boolean", "a_date": "date", "a_select": "select",
    "a_multiselect": "multiselect", "a_url": "url", "an_email": "email",
}  # fmt: skip
OPS = {
    "text": ["eq", "neq", "contains", "not_contains", "starts_with", "ends_with", "in", "not_in"],
    "number": ["eq", "neq", "gt", "gte", "lt", "lte", "between", "in", "not_in"],
    "boolean": ["eq", "neq"],
    "select": ["eq", "neq", "in", "not_in"],
    "multiselect": ["contains", "not_contains", "eq", "neq", "in", "not_in"],
    "tags": ["contains", "not_contains", "eq", "neq", "in", "not_in"],
    "member": ["eq", "neq", "in", "not_in"],
    "groups": ["in", "not_in"],
}
OPS["date"] = OPS["datetime"] = [*OPS["number"], "before", "after", "in_last_days", "older_than_days"]
NUMBERS = [0, 1, -1, 2, 5, 10, 0.1, 0.5, 2.5, -3.75, 1e-3, 999_999_999_999_999, 100]
STRAY = ["text", "", 5, 1.5, True, False, "2026-03-29", "2026-13-99", ["Gold"], [], {"a": 1}, ["x", 5], "Gold", None]


class Chance(random.Random):
    """A source of records for the members of a cast, and of queries about them."""

    def text(self, fewest=0):
        return " ".join(self.choice(WORDS) for _ in range(self.randint(fewest, 2)))

    def day(self):
        return NOW.date() + datetime.timedelta(
            days=self.choice([0, 0, 1, -1, -2, -7, -30, 30, -365, self.randint(-400, 400)])
        )

    def moment(self):
        at = datetime.datetime.combine(self.day(), datetime.time(), tzinfo=datetime.UTC)
        near = self.choice([0, 0, -4, 4, 1, 2, 12])
        return at + datetime.timedelta(hours=near, microseconds=self.choice([0, 0, 1, -1, 500_000]))

    def custom(self):
        """Values of custom fields, some missing, some of a type their field has not."""
        values = {}
        for key, type in CUSTOM.items():
            chance = self.random()
            if chance < 0.1:
                values[key] = self.choice(STRAY)
            elif chance < 0.75:
                values[key] = self.custom_value(type)
        return values

    def custom_value(self, type):
        return {
            "number": lambda: self.choice(NUMBERS),
            "boolean": lambda: self.random() < 0.5,
            "date": lambda: self.day().isoformat(),
            "select": lambda: self.choice(OPTIONS),
            "multiselect": lambda: self.sample(OPTIONS, self.randint(1, 3)),
        }.get(type, lambda: self.text(fewest=1))()

    # -- queries ----------------------------------------------------------------------------------------------

    def query(self, types, rows):
        """A query about fields of `types`, with values that rows have or nearly have."""
        groups = [
            {"conditions": [self.condition(types, rows) for _ in range(self.choice([0, 1, 1, 1, 2, 2, 3]))]}
            for _ in range(self.choice([0, 1, 1, 1, 1, 2, 2, 3, 4]))
        ]
        return {"groups": groups}

    def condition(self, types, rows):
        field = self.choice(list(types))
        type = types[field]
        if self.random() < 0.15:
            return {"field": field, "op": self.choice(["is_empty", "is_not_empty"])}
        op = self.choice(OPS[type])
        if op in ("in_last_days", "older_than_days"):
            value = self.choice([0, 1, 2, 7, 30, 365, 36_500])
        elif op in ("in", "not_in"):
            value = [self.value(field, type, rows, "eq") for _ in range(self.randint(1, 4))]
        elif op == "between":
            value = sorted(self.value(field, type, rows, op) for _ in range(2))
        else:
            value = self.value(field, type, rows, op)
        return {"field": field, "op": op, "value": value}

    def value(self, field, type, rows, op):
        if type == "text":
            return self.words(self.choice(rows)[field] or self.choice(WORDS), op)
        if type == "number":
            return self.choice(NUMBERS)
        if type == "boolean":
            return self.random() < 0.5
        if type == "date" or (type == "datetime" and (op == "between" or self.random() < 0.6)):
            return self.day().isoformat()
        if type == "datetime":
            return self.moment().isoformat()
        if type == "tags":
            return self.choice([*TAGS, "vip", "straße", "none such"])
        if type == "groups":
            return self.choice(self.group_ids)
        if type == "member":
            return self.choice(["me", "none", *self.member_ids])
        if type == "multiselect" or field == "custom.a_select":
            option = self.choice(OPTIONS)
            return self.choice([option, option.upper()]) if option.upper().lower() == option.lower() else option
        return self.choice([row[field] for row in rows])  # of a list that the product made

    def words(self, text, op):
        """A part of `text` as the operator asks for it, in any case."""
        if op == "contains" or op == "not_contains":
            start = self.randrange(len(text))
            text = text[start : start + self.randint(1, 6)]
        elif op == "starts_with":
            text = text[: self.randint(1, 6)]
        elif op == "ends_with":
            text = text[-self.randint(1, 6) :]
        text = self.choice([text, text, text.lower(), text.upper()])
        return text if text.strip() else "x"


# -- records -------------------------------------------------------------------------------------------------------


def shape(by):
    """Custom fields of every type, for every kind."""
    for entity in ("contact", "company", "lead", "deal"):
        for key, type in CUSTOM.items():
            options = OPTIONS if type in ("select", "multiselect") else []
            custom_field(by, key, key=key, entity=entity, type=type, options=options)


def records(chance, cast, count):
    """So many records of each kind: `{kind: [(record, row)]}`, rows as the evaluator takes them, as Marco sees them."""
    members = [cast.olivia, cast.marco, cast.rita]
    chance.member_ids = [member.pk for member in members]
    tags = {tag.name: tag for tag in Tag.ensure(cast.acme.pk, TAGS)}
    stages = list(Stage.objects.filter(organization=cast.acme.pk).select_related("pipeline"))

    def common():
        owner = chance.choice([None, *members])
        created = chance.moment()
        return {
            "organization": cast.acme, "assigned_to": owner, "is_private": owner is not None and chance.random() < 0.2,
            "notes": chance.text(), "custom": chance.custom(), "created_at": created, "updated_at": chance.moment(),
        }  # fmt: skip

    def address():
        return {name: chance.text()[:20] for name in Company.ADDRESS}

    def email():
        return chance.choice(["", "jane@acme.example", "JANE@Acme.Example", "o'neil_%@x.example"])

    def phone():
        return chance.choice(["", "+49 30 123", "(555) 100-200", "100%"])

    companies = [
        Company(
            name=chance.text(1), domain=chance.text()[:50], website=chance.text(), industry=chance.text(), email=email(),
            phone=phone(), **common(), **address(),
        )
        for _ in range(count // 4 + 1)
    ]  # fmt: skip
    people = [
        Contact(
            first_name=chance.text()[:99], last_name=chance.text(1)[:99], email=email(), phone=phone(), mobile=phone(),
            job_title=chance.text(), source=chance.text(), status=chance.choice(["active", "inactive"]),
            dnc=chance.random() < 0.3, company=chance.choice([None, *companies]), **common(), **address(),
        )
        for _ in range(count)
    ]  # fmt: skip
    leads = [
        Lead(
            first_name=chance.text()[:99], last_name=chance.text(1)[:99], email=email(), phone=phone(),
            company=chance.text(), job_title=chance.text(), source=chance.text(),
            status=chance.choice(["new", "contacted", "disqualified"]), disqualified_for=chance.text(), **common(),
        )
        for _ in range(count // 2)
    ]  # fmt: skip
    deals = [
        Deal(
            name=chance.text(1), value=chance.choice([None, 0, 5, 100, "0.1", "2.5"]),
            currency=chance.choice(["USD", "EUR"]), stage=chance.choice(stages),
            probability=chance.choice([None, 0, 50, 100]), stage_since=chance.moment(),
            expected_close_date=chance.choice([None, chance.day()]), closed_at=chance.moment(), source=chance.text(),
            loss_reason=chance.text(), contact=chance.choice([None, *people]), company=chance.choice([None, *companies]),
            **common(),
        )
        for _ in range(count // 2)
    ]  # fmt: skip
    made = {}
    for kind, rows in (("company", companies), ("contact", people), ("lead", leads), ("deal", deals)):
        model = type(rows[0])
        for row in rows:
            row.derive()
        model.objects.bulk_create(rows)
        made[kind] = [(row, chance.sample(TAGS, chance.choice([0, 0, 1, 1, 2]))) for row in rows]
        column = f"{kind}_id"
        model.tags.through.objects.bulk_create(
            model.tags.through(**{column: row.pk, "tag_id": tags[name].pk})
            for row, names in made[kind]
            for name in names
        )
    group(chance, cast, people)
    tasks = [(chance.choice(people), chance.choice(["pending", "completed"])) for _ in range(count // 3)]
    Task.objects.bulk_create(
        Task(
            organization=cast.acme, title="Call", contact=on, status=status, created_at=chance.moment(),
            completed_at=chance.moment() if status == "completed" else None,
        )
        for on, status in tasks
    )  # fmt: skip
    return made


def group(chance, cast, people):
    """Groups of Marco's and of Olivia's, with some of the people in each; a contact keeps which of his it is in."""
    for person in people:
        person.groups_of_marco = []
    chance.group_ids = []
    for member, name in ((cast.marco, "Fair"), (cast.marco, "Golf"), (cast.olivia, "Fair"), (cast.marco, "Nobody")):
        made = Group.objects.create(organization=cast.acme, member=member, name=name)
        within = chance.sample(people, len(people) // 3) if name != "Nobody" else []
        Grouped.objects.bulk_create(Grouped(organization=cast.acme, group=made, contact=each) for each in within)
        if member == cast.marco:
            chance.group_ids.append(made.pk)
            for person in within:
                person.groups_of_marco.append(made.pk)
