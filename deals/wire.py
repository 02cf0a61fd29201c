"""How deals, pipelines and stages look in the house API.

Deals come straight from SQL: no serializer on the way out.
"""

import orjson

from contacts.wire import OWNER, TAGS, employer, moment, person, with_tags
from customization.shape import shape_of

from .money import plain_amount
from .risk import READ, assessor, fact_names, with_facts

BUYER = (
    "contact_id",
    "contact__first_name",
    "contact__last_name",
    "contact__is_private",
    "contact__assigned_to_id",
    "company_id",
    "company__name",
    "company__is_private",
    "company__assigned_to_id",
)
STAGE = ("stage__name", "stage__probability", "stage__pipeline_id", "stage__pipeline__name")
OWN = (
    "name",
    "value",
    "currency",
    "probability",
    "closed_at",
    "loss_reason",
    "source",
    "notes",
    "custom",
    "assigned_to_id",
    "is_private",
    "created_at",
)
RISK = ("risk_score", "risk_level", "risk_factors")


def deal_rows(queryset, *, member):
    """The deals of `queryset` as wire dicts, in its order, with its annotations. One query, and now and then one for
    what is usual in a stage."""
    also = tuple(queryset.query.annotations)
    return show_deals(select_deals(queryset), member=member, also=also)


def select_deals(queryset):
    """What `show_deals` needs, and the annotations of `queryset`."""
    also = tuple(queryset.query.annotations)
    read = with_tags(with_facts(queryset))
    return read.values("id", *OWN, *READ, *STAGE, *BUYER, *OWNER, *TAGS, *fact_names(), *also)


def show_deals(rows, *, member, also=()):
    """Deals as wire dicts."""
    assess, shape = assessor(member), shape_of(member)
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "title": row["name"],
            **worth(row),
            **place(row),
            **buyer(row, member),
            **employer(row, member),
            "source": row["source"] or None,
            "notes": row["notes"] or None,
            "tags": ",".join(sorted((row["joined_tags"] or "").split(","), key=str.lower)),
            "assigned_to": row["assigned_to_id"],
            "assigned_name": (owner := person(row, "assigned_to")),
            "assigned_to_name": owner,
            "is_private": row["is_private"],
            "custom": shape.shown("deal", row["custom"]),
            **risk(assess(row.__getitem__)),
            "created_at": moment(row["created_at"]),
            "updated_at": moment(row["updated_at"]),
            **{name: row[name] for name in also},
        }
        for row in rows
    ]


def number(value, currency):
    """An amount as an exact JSON number, with the decimals of its currency: `50000.00`; None stays None."""
    return None if value is None else orjson.Fragment(plain_amount(value, currency))


def worth(row):
    """What a deal's row is worth, now and hoped for."""
    value, currency = row["value"], row["currency"]
    chance = row["stage__probability"] if row["probability"] is None else row["probability"]
    return {
        "value": number(value, currency),
        "currency": currency,
        "probability": chance,
        "weighted_value": number(value if value is None else value * chance / 100, currency),
    }


def place(row):
    """Where a deal's row stands, and how it was closed."""
    expected, closed = row["expected_close_date"], row["closed_at"]
    return {
        "pipeline_id": row["stage__pipeline_id"],
        "pipeline_name": row["stage__pipeline__name"],
        "stage_id": row["stage_id"],
        "stage_name": row["stage__name"],
        "stage_since": moment(row["stage_since"]),
        "status": row["status"],
        "is_won": row["status"] == "won",
        "is_lost": row["status"] == "lost",
        "expected_close_date": expected and expected.isoformat(),
        "closed_at": closed and moment(closed),
        "loss_reason": row["loss_reason"] or None,
    }


def buyer(row, member):
    """The contact of a deal's row; somebody else's private one is not named."""
    hidden = row["contact__is_private"] and row["contact__assigned_to_id"] != member.pk
    if hidden or row["contact_id"] is None:
        return {"contact_id": None, "contact_name": None}
    name = f"{row['contact__first_name']} {row['contact__last_name']}".strip()
    return {"contact_id": row["contact_id"], "contact_name": name}


def risk(found):
    """A `Risk`, or None, as the three keys of the wire."""
    if found is None:
        return dict.fromkeys(RISK)
    return {"risk_score": found.score, "risk_level": found.level, "risk_factors": found.factors}


def step_rows(steps):
    """Steps as wire dicts, in one query."""
    return [
        {
            "id": step.pk,
            "stage_id": step.stage_id,
            "stage_name": step.stage_name,
            "at": moment(step.at),
            "stayed_seconds": step.stayed,
            "moved_by": step.member_id,
            "moved_by_name": str(step.member.full_name) if step.member_id else None,
        }
        for step in steps.select_related("member__user")
    ]


def closing_rows(closings):
    """Closings as wire dicts, in one query."""
    return [
        {
            "id": closing.pk,
            "outcome": closing.outcome,
            "closed_at": moment(closing.closed_at),
            "loss_reason": closing.reason or None,
            "closed_by": closing.member_id,
            "closed_by_name": str(closing.member.full_name) if closing.member_id else None,
            "told_at": moment(closing.created_at),
            "reopened_at": closing.reopened_at and moment(closing.reopened_at),
        }
        for closing in closings.select_related("member__user")
    ]


def stage_row(stage):
    """A stage as a wire dict."""
    return {
        "id": stage.pk,
        "pipeline_id": stage.pipeline_id,
        "name": stage.name,
        "color": stage.color,
        "colour": stage.color,
        "order": stage.position,
        "probability": stage.probability,
        "closing": stage.closing or "none",
        "created_at": moment(stage.created_at),
    }


def pipeline_row(pipeline):
    """A pipeline, its stages fetched along, as a wire dict."""
    stages = sorted(pipeline.stages.all(), key=lambda stage: (stage.position, stage.pk))
    return {
        "id": pipeline.pk,
        "name": pipeline.name,
        "order": pipeline.position,
        "stages": [stage_row(stage) for stage in stages],
        "created_at": moment(pipeline.created_at),
    }
