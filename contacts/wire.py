"""How contacts, companies and their notes look in the house API.

Rows come straight from SQL: no serializer on the way out.
"""

from collections import defaultdict

from .models.address import Addressed

OWNER = (
    "assigned_to__name",
    "assigned_to__user__first_name",
    "assigned_to__user__last_name",
    "assigned_to__user__email",
)
EMPLOYER = ("company_id", "company__name", "company__is_private", "company__assigned_to_id")
COMMON = (*Addressed.ADDRESS, "notes", "assigned_to_id", "is_private", "created_at", "updated_at")
CONTACT_TEXTS = ("first_name", "last_name", "email", "phone", "mobile", "job_title", "source")
COMPANY_TEXTS = ("name", "domain", "website", "industry", "phone", "email")
AUTHOR = ("created_by__name", "created_by__user__first_name", "created_by__user__last_name", "created_by__user__email")


def moment(at):
    """A time as `2026-01-15T09:30:00.000000Z`."""
    return at.isoformat(timespec="microseconds")[:26] + "Z"


def contact_rows(queryset, *, member):
    """The contacts of `queryset` as wire dicts, in its order, with its annotations. Two queries."""
    also = tuple(queryset.query.annotations)
    rows = list(queryset.values("id", *CONTACT_TEXTS, "status", *EMPLOYER, *COMMON, *OWNER, *also))
    tags = tag_texts(queryset.model, rows)
    return [
        {
            "id": row["id"],
            "first_name": row["first_name"] or None,
            "last_name": row["last_name"] or None,
            "email": row["email"] or None,
            "phone": row["phone"] or None,
            "mobile": row["mobile"] or None,
            "job_title": row["job_title"] or None,
            **employer(row, member),
            **common(row),
            "tags": tags.get(row["id"], ""),
            "status": row["status"],
            "source": row["source"] or None,
            **{name: row[name] for name in also},
        }
        for row in rows
    ]


def company_rows(queryset):
    """The companies of `queryset` as wire dicts, in its order, with its annotations. Two queries."""
    also = tuple(queryset.query.annotations)
    rows = list(queryset.values("id", *COMPANY_TEXTS, *COMMON, *OWNER, *also))
    tags = tag_texts(queryset.model, rows)
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "domain": row["domain"] or None,
            "website": row["website"] or None,
            "industry": row["industry"] or None,
            "phone": row["phone"] or None,
            "email": row["email"] or None,
            **common(row),
            "tags": tags.get(row["id"], ""),
            **{name: row[name] for name in also},
        }
        for row in rows
    ]


def common(row):
    """What contacts and companies share, absent texts as null."""
    return {
        "address_street": row["address_street"] or None,
        "address_city": row["address_city"] or None,
        "address_state": row["address_state"] or None,
        "address_zip": row["address_zip"] or None,
        "address_country": row["address_country"] or None,
        "notes": row["notes"] or None,
        "assigned_to": row["assigned_to_id"],
        "assigned_to_name": person(row, "assigned_to"),
        "is_private": row["is_private"],
        "created_at": moment(row["created_at"]),
        "updated_at": moment(row["updated_at"]),
    }


def employer(row, member):
    """The company of a contact's row; somebody else's private company is not named."""
    hidden = row["company__is_private"] and row["company__assigned_to_id"] != member.pk
    return {
        "company_id": None if hidden else row["company_id"],
        "company_name": None if hidden else row["company__name"],
    }


def person(row, path):
    """The name of the member at `path` of a row, as `Member.full_name` gives it; None if there is none."""
    if row[f"{path}__user__email"] is None:
        return row[f"{path}__name"]
    first, last = row[f"{path}__user__first_name"], row[f"{path}__user__last_name"]
    return f"{first} {last}".strip() or row[f"{path}__user__email"]


def tag_texts(model, rows):
    """`{id: "a,b"}` for the rows that have tags, alphabetically. One query."""
    column = f"{model._meta.model_name}_id"
    names = defaultdict(list)
    tagged = model.tags.through.objects.filter(**{f"{column}__in": [row["id"] for row in rows]})
    for pk, name in tagged.values_list(column, "tag__name"):
        names[pk].append(name)
    return {pk: ",".join(sorted(words, key=str.lower)) for pk, words in names.items()}


def note_rows(queryset):
    """Notes as wire dicts, newest first, in one query."""
    parent = f"{queryset.model.PARENT}_id"
    rows = queryset.order_by("-created_at", "-id").values(
        "id", parent, "content", "created_by_id", "created_at", *AUTHOR
    )
    return [
        {
            "id": row["id"],
            parent: row[parent],
            "content": row["content"],
            "created_by": row["created_by_id"],
            "created_by_name": person(row, "created_by"),
            "created_at": moment(row["created_at"]),
        }
        for row in rows
    ]
