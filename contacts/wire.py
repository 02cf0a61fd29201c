"""How contacts, companies and their notes look in the house API.

Rows come straight from SQL: no serializer on the way out.
"""

from django.db.models import Aggregate, OuterRef, Subquery, TextField

from accounts.prepared import Prepared
from customization.shape import shape_of

from .models.address import Addressed

OWNER = (
    "assigned_to__name",
    "assigned_to__user__first_name",
    "assigned_to__user__last_name",
    "assigned_to__user__email",
)
EMPLOYER = ("company_id", "company__name", "company__is_private", "company__assigned_to_id")
TAGS = ("joined_tags",)
COMMON = (*Addressed.ADDRESS, "notes", "custom", "assigned_to_id", "is_private", "created_at", "updated_at")
CONTACT_TEXTS = ("first_name", "last_name", "email", "phone", "mobile", "job_title", "source")
COMPANY_TEXTS = ("name", "domain", "website", "industry", "phone", "email")
AUTHOR = ("created_by__name", "created_by__user__first_name", "created_by__user__last_name", "created_by__user__email")


def moment(at):
    """A time as `2026-01-15T09:30:00.000000Z`."""
    return at.isoformat(timespec="microseconds")[:26] + "Z"


def contact_rows(queryset, *, member):
    """The contacts of `queryset` as wire dicts, in its order, with its annotations. One query."""
    also = tuple(queryset.query.annotations)
    return show_contacts(select_contacts(queryset), member=member, also=also)


def select_contacts(queryset):
    """What `show_contacts` needs, and the annotations of `queryset`."""
    also = tuple(queryset.query.annotations)
    return with_tags(queryset).values("id", *CONTACT_TEXTS, "status", "dnc", *EMPLOYER, *COMMON, *OWNER, *TAGS, *also)


def show_contacts(rows, *, member, also=()):
    """Contacts as wire dicts."""
    shape = shape_of(member)
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
            "status": row["status"],
            "source": row["source"] or None,
            "dnc": row["dnc"],
            "custom": shape.shown("contact", row["custom"]),
            **{name: row[name] for name in also},
        }
        for row in rows
    ]


def company_rows(queryset, *, member):
    """The companies of `queryset` as wire dicts, in its order, with its annotations. One query."""
    return show_companies(select_companies(queryset), member=member, also=tuple(queryset.query.annotations))


def select_companies(queryset):
    """What `show_companies` needs, and the annotations of `queryset`."""
    also = tuple(queryset.query.annotations)
    return with_tags(queryset).values("id", *COMPANY_TEXTS, *COMMON, *OWNER, *TAGS, *also)


def show_companies(rows, *, member, also=()):
    """Companies as wire dicts."""
    shape = shape_of(member)
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
            "custom": shape.shown("company", row["custom"]),
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
        **common_facts(row),
    }


def common_facts(row):
    """What records of every kind share."""
    return {
        "notes": row["notes"] or None,
        "tags": ",".join(sorted((row["joined_tags"] or "").split(","), key=str.lower)),
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


class Joined(Aggregate):
    """Texts in one, with commas between them; tags have none of their own."""

    function, template, output_field = "STRING_AGG", "%(function)s(%(expressions)s, ',')", TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def with_tags(queryset):
    """`queryset` with the names of the tags of each record in `joined_tags`."""
    column = f"{queryset.model._meta.model_name}_id"
    tagged = queryset.model.tags.through.objects.filter(**{column: OuterRef("pk")}).order_by().values(column)
    return queryset.annotate(joined_tags=Subquery(tagged.annotate(names=Joined("tag__name")).values("names")))


def note_rows(queryset):
    """Notes as wire dicts, newest first, in one query; a stretch of them in the order it has."""
    rows = with_author(queryset) if queryset.query.is_sliced else select_notes(queryset)
    return show_notes(rows, parent=f"{queryset.model.PARENT}_id")


def notes_of(note_model, pk):
    """The notes of the record `pk` as wire dicts, newest first, in one query."""
    return show_notes(_NOTES.ask(note_model, pk=pk), parent=f"{note_model.PARENT}_id")


def select_notes(queryset):
    """What `show_notes` needs, newest first."""
    return with_author(queryset.order_by("-created_at", "-id"))


def with_author(queryset):
    """What `show_notes` needs, in the order of `queryset`."""
    return queryset.values("id", f"{queryset.model.PARENT}_id", "content", "created_by_id", "created_at", *AUTHOR)


_NOTES = Prepared(lambda note_model, pk: select_notes(note_model.objects.filter(**{note_model.PARENT: pk})))


def show_notes(rows, *, parent):
    """Notes as wire dicts; `parent` names the column of the record they stand on."""
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
