"""How tasks look in the house API. Rows come straight from SQL: no serializer on the way out."""

from api.answers import moment
from contacts.wire import AUTHOR, OWNER, person

COLUMNS = (
    "id", "title", "description", "due_date", "due_time", "due_at", "priority", "status", "assigned_to_id",
    "contact_id", "company_id", "lead_id", "deal_id", "completed_at", "completed_by_id", "created_by_id",
    "created_at", "updated_at",
)  # fmt: skip
PATHS = ("contact", "company", "lead", "deal", "contact__company", "deal__company")
NAMES = {
    "contact": ("first_name", "last_name"), "company": ("name",), "lead": ("first_name", "last_name"), "deal": ("name",),
}  # fmt: skip


def task_rows(queryset, *, member):
    """The tasks of `queryset` as wire dicts for `member`, in its order, with its annotations. One query."""
    also = tuple(queryset.query.annotations)
    parts = [
        f"{path}__{part}" for path in PATHS for part in (*NAMES[path.split("__")[-1]], "is_private", "assigned_to_id")
    ]
    rows = queryset.values(*COLUMNS, *OWNER, *AUTHOR, *parts, *also)
    return [{**show(row, member), **{name: row[name] for name in also}} for row in rows]


def show(row, member):
    """One task as a wire dict."""
    return {
        "id": row["id"],
        "title": row["title"],
        "description": row["description"] or None,
        "due_date": row["due_date"] and row["due_date"].isoformat(),
        "due_time": row["due_time"] and row["due_time"].strftime("%H:%M"),
        "due_at": moment(row["due_at"]),
        "priority": row["priority"],
        "status": row["status"],
        "assigned_to": row["assigned_to_id"],
        "assigned_to_name": person(row, "assigned_to"),
        "contact_id": row["contact_id"],
        "contact_name": named(row, "contact", member),
        "company_id": row["company_id"],
        "company_name": named(row, "company", member) or company_of(row, member),
        "lead_id": row["lead_id"],
        "lead_name": named(row, "lead", member),
        "deal_id": row["deal_id"],
        "deal_title": named(row, "deal", member),
        "completed_at": moment(row["completed_at"]),
        "completed_by": row["completed_by_id"],
        "created_by": row["created_by_id"],
        "created_by_name": person(row, "created_by"),
        "created_at": moment(row["created_at"]),
        "updated_at": moment(row["updated_at"]),
    }


def named(row, path, member):
    """The name of the record at `path` of a row; None where there is none, and where it is private to somebody else."""
    hidden = row[f"{path}__is_private"] and row[f"{path}__assigned_to_id"] != member.pk
    words = [row[f"{path}__{part}"] for part in NAMES[path.split("__")[-1]]]
    return None if hidden else " ".join(word for word in words if word) or None


def company_of(row, member):
    """The name of the company of the contact or deal the task is on, as far as `member` may know both."""
    for name in ("contact", "deal"):
        if named(row, name, member):
            return named(row, f"{name}__company", member)
    return None
