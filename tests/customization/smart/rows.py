"""Records as plain rows for the evaluator, and which type each field is of."""

import datetime
import re
from decimal import Decimal

from .chance import CUSTOM

TEXTS = {
    "contact": ["name", "first_name", "last_name", "email", "phone", "mobile", "job_title", "source", "company"],
    "company": ["name", "domain", "website", "industry", "email", "phone"],
    "lead": ["name", "first_name", "last_name", "email", "phone", "job_title", "company", "source", "disqualified_for"],
    "deal": ["name", "stage", "pipeline", "loss_reason", "source", "contact", "contact.email", "contact.phone",
             "contact.job_title", "company"],
}  # fmt: skip
OF_COMPANY = {
    "industry": "industry", "domain": "domain", "website": "website", "email": "email", "phone": "phone",
    "street": "address_street", "city": "address_city", "state": "address_state", "zip": "address_zip",
    "country": "address_country",
}  # fmt: skip
ADDRESS = ["address_street", "address_city", "address_state", "address_zip", "address_country"]
OTHERS = {
    "contact": {"status": "select", "dnc": "boolean", "open_deals_count": "number", "groups": "groups"},
    "company": {"open_deals_count": "number"},
    "lead": {"status": "select"},
    "deal": {
        "status": "select", "currency": "select", "value": "number", "probability": "number",
        "expected_close_date": "date", "closed_at": "datetime", "stage_since": "datetime",
    },
}  # fmt: skip
COMMON = {
    "notes": "text", "tags": "tags", "assigned_to": "member", "is_private": "boolean", "created_at": "datetime",
    "updated_at": "datetime", "has_open_task": "boolean", "last_activity_at": "datetime",
}  # fmt: skip


def types_of(kind):
    """`{field: type}` of what is compared."""
    types = dict.fromkeys(TEXTS[kind], "text") | OTHERS[kind] | COMMON
    if kind in ("contact", "company"):
        types |= dict.fromkeys(ADDRESS, "text")
    if kind in ("contact", "deal"):
        types |= {f"company.{name}": "text" for name in OF_COMPANY}
    return types | {f"custom.{key}": type if type not in ("url", "email") else "text" for key, type in CUSTOM.items()}


class Reader:
    """Reads records as `member` may: what is private to others is nothing to them."""

    def __init__(self, member, tasks, deals):
        self.member, self.tasks, self.deals = member, tasks, deals

    def row(self, record, tags):
        kind = record.KIND
        row = {name: getattr(record, name, "") for name in types_of(kind)}
        row |= {
            "tags": tags,
            "assigned_to": record.assigned_to_id,
            "has_open_task": any(task.status == "pending" for task in self.of(record, self.tasks)),
            "last_activity_at": max(
                [record.updated_at]
                + [at for task in self.of(record, self.tasks) for at in (task.created_at, task.completed_at) if at]
            ),
        }
        if kind == "contact":
            row["groups"] = getattr(record, "groups_of_marco", [])
        if kind in ("contact", "lead"):
            row["name"] = f"{record.first_name} {record.last_name}".strip(" ")
        if kind in ("contact", "company"):
            seen = [deal for deal in self.of(record, self.deals) if self.names(deal)]
            row["open_deals_count"] = sum(deal.status == "open" for deal in seen)
        if kind in ("contact", "deal"):
            company = record.company if self.names(record.company) else None
            row["company"] = company.name if company else ""
            row |= {f"company.{name}": getattr(company, column, "") for name, column in OF_COMPANY.items()}
        if kind == "deal":
            row |= self.of_deal(record)
        return row | {f"custom.{key}": fitting(type, record.custom.get(key)) for key, type in CUSTOM.items()}

    def of_deal(self, deal):
        contact = deal.contact if self.names(deal.contact) else None
        chance = deal.stage.probability if deal.probability is None else deal.probability
        return {
            "stage": deal.stage.name,
            "pipeline": deal.stage.pipeline.name,
            "probability": chance,
            "value": None if deal.value is None else float(Decimal(deal.value)),
            "contact": contact.full_name if contact else "",
            "contact.email": contact.email if contact else "",
            "contact.phone": contact.phone if contact else "",
            "contact.job_title": contact.job_title if contact else "",
        }

    def names(self, record):
        return record is not None and (not record.is_private or record.assigned_to_id == self.member.pk)

    @staticmethod
    def of(record, others):
        return [each for each in others if getattr(each, f"{record.KIND}_id", None) == record.pk]


def fitting(type, value):
    """A stored value if it is one of its field's type, else None."""
    if type == "number":
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if type == "boolean":
        return value if isinstance(value, bool) else None
    if type == "multiselect":
        return [one for one in value if isinstance(one, str)] or value or None if isinstance(value, list) else None
    if not isinstance(value, str):
        return None
    if type == "date":
        is_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII)
        return datetime.date.fromisoformat(value) if is_day and value[5:7] <= "12" else None
    return value
