"""How leads look in the house API. Rows come straight from SQL, as those of contacts do."""

from contacts.wire import OWNER, TAGS, common_facts, with_tags
from customization.shape import shape_of

TEXTS = ("first_name", "last_name", "email", "phone", "company", "job_title", "source")
FACTS = ("status", "disqualified_for", "notes", "custom", "assigned_to_id", "is_private", "created_at", "updated_at")
BECAME = tuple(
    f"became_{name}{column}"
    for name in ("contact", "company", "deal")
    for column in ("_id", "__is_private", "__assigned_to_id")
)


def lead_rows(queryset, *, member):
    """The leads of `queryset` as wire dicts, in its order, with its annotations. One query."""
    also = tuple(queryset.query.annotations)
    return show_leads(select_leads(queryset), member=member, also=also)


def select_leads(queryset):
    """What `show_leads` needs, and the annotations of `queryset`."""
    also = tuple(queryset.query.annotations)
    return with_tags(queryset).values("id", *TEXTS, *FACTS, *BECAME, *OWNER, *TAGS, *also)


def show_leads(rows, *, member, also=()):
    """Leads as wire dicts, absent texts as null."""
    shape = shape_of(member)
    return [
        {
            "id": row["id"],
            **{name: row[name] or None for name in TEXTS},
            "status": row["status"],
            "disqualify_reason": row["disqualified_for"] or None,
            **{f"{name}_id": became(row, name, member) for name in ("contact", "company", "deal")},
            **common_facts(row),
            "custom": shape.shown("lead", row["custom"]),
            **{name: row[name] for name in also},
        }
        for row in rows
    ]


def became(row, name, member):
    """The id of what the lead became; None where that is private to somebody else."""
    is_hidden = row[f"became_{name}__is_private"] and row[f"became_{name}__assigned_to_id"] != member.pk
    return None if is_hidden else row[f"became_{name}_id"]
