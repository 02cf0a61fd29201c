"""Smart lists that are measured: with 1, 5 and 20 conditions, over contacts with custom fields."""

import json
from urllib.parse import urlencode

from django.db.models import Case, F, Value, When
from django.db.models.functions import JSONObject, Mod

from contacts.models import Contact
from customization.models import CustomField

PLANS = ["Gold", "Silver", "Bronze"]
FIVE = [
    {"field": "status", "op": "eq", "value": "active"},
    {"field": "created_at", "op": "in_last_days", "value": 365},
    {"field": "custom.rank", "op": "in", "value": ["gold", "silver"]},
    {"field": "custom.score", "op": "gte", "value": 500},
    {"field": "company.industry", "op": "neq", "value": "Retail"},
]
MORE = [
    {"field": "name", "op": "contains", "value": "an"},
    {"field": "email", "op": "ends_with", "value": ".example"},
    {"field": "phone", "op": "is_not_empty"},
    {"field": "tags", "op": "not_in", "value": ["VIP", "Fair"]},
    {"field": "source", "op": "is_not_empty"},
    {"field": "open_deals_count", "op": "lte", "value": 2},
    {"field": "has_open_task", "op": "eq", "value": False},
    {"field": "last_activity_at", "op": "in_last_days", "value": 1000},
    {"field": "company", "op": "not_contains", "value": "gmbh"},
    {"field": "job_title", "op": "not_contains", "value": "intern"},
]


def queries():
    """`{name: query}` of what is measured."""
    one = {"field": "custom.score", "op": "eq", "value": 77}
    gold, silver, bronze = ({"field": "custom.rank", "op": "eq", "value": plan} for plan in PLANS)
    some = {"field": "custom.score", "op": "between", "value": [100, 200]}
    called = {"field": "dnc", "op": "eq", "value": False}
    groups = [[*FIVE, *MORE], [gold, some, called], [silver, bronze]]
    return {
        "smart list of 1": {"groups": [{"conditions": [one]}]},
        "smart list of 5": {"groups": [{"conditions": FIVE}]},
        "smart list of 20": {"groups": [{"conditions": group} for group in groups]},
    }


def paths(base):
    """`{name: path}` of each query over the list at `base`."""
    return {name: f"{base}?{urlencode({'query': json.dumps(query)})}" for name, query in queries().items()}


def shape(member):
    """Custom fields for the contacts of `member`'s organization, with values that repeat. What is there already stays."""
    for key, type, options in (("rank", "select", PLANS), ("score", "number", [])):
        CustomField.objects.get_or_create(
            organization_id=member.organization_id, entity="contact", key=key, removed_at=None,
            defaults={"label": key.title(), "type": type, "options": options},
        )  # fmt: skip
    plan = Case(*(When(rest=number, then=Value(name)) for number, name in enumerate(PLANS)), default=Value(PLANS[0]))
    bare = Contact.objects.filter(organization=member.organization_id, custom={})
    bare.alias(rest=Mod(F("pk"), 3)).update(custom=JSONObject(rank=plan, score=Mod(F("pk"), 1000)))
