"""What every kind of record can be asked for: owner, tags, days, the last activity."""

from django.db.models import F, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from accounts.models import Member

from ..models import Tag
from .expressions import any_of
from .formula import Formula
from .vocabulary import SmartField, column


def members(member):
    """[(id, name)] of everybody in the organization."""
    found = Member.objects.filter(organization=member.organization_id).select_related("user")
    return sorted(((each.pk, str(each)) for each in found), key=lambda pair: pair[1].lower())


def tag_names(member):
    """[(name, name)] of the organization's tags."""
    return [(name, name) for name in Tag.objects.visible_to(member).values_list("name", flat=True)]


_moments: dict = {}


def register_moment(kind, value, since):
    """Let a moment count as activity on records of a kind: a task, a mail, …

    `value(member)` is its expression, null for none; `since(moment, member)` tells whether it is not before `moment`,
    found from where such moments stand rather than asked of every record.
    """
    _moments.setdefault(kind, []).append((value, since))


def last_activity_of(model, note_model):
    """The field `last_activity_at`: the latest of the record's own changes (`updated_at`, which every verb sets), its
    notes, and what `register_moment` brings. The history itself is not walked: `updated_at` says the same."""

    def value(member):
        notes = note_model.objects.filter(**{note_model.PARENT: OuterRef("pk")}).order_by("-created_at")
        moments = [Subquery(notes.values("created_at")[:1])]
        moments += [make(member) for make, _since in _moments.get(model.KIND, ())]
        return Greatest(F("updated_at"), *(Coalesce(moment, F("updated_at")) for moment in moments))

    def since(moment, member):
        notes = note_model.objects.filter(organization=member.organization_id, created_at__gte=moment)
        truths = [Q(updated_at__gte=moment), Q(pk__in=notes.order_by().values(note_model.PARENT))]
        return any_of([*truths, *(make(moment, member) for _value, make in _moments.get(model.KIND, ()))])

    return SmartField("last_activity_at", _("Last activity"), "datetime", value=value, since=since)


#: Fields of every kind of record.
COMMON = (
    column("assigned_to", _("Owner"), "member", path="assigned_to_id", options=members),
    column("notes", _("About")),
    column("created_at", _("Created"), "datetime"),
    column("updated_at", _("Changed"), "datetime"),
    column("is_private", _("Private"), "boolean"),
)


def tags_of(model):
    """The field `tags` of a taggable model."""
    through, record = model.tags.through, f"{model._meta.model_name}_id"

    def value(member):
        rows = through.objects.filter(**{record: OuterRef("pk")}).order_by().values(record)
        return Subquery(rows.annotate(names=joined(F("tag__name"))).values("names"))

    def has(keys, member):
        """Whether a record has one of the tags with these keys; any tag for None."""
        rows = through.objects.all()
        if keys is not None:
            own = Tag.objects.visible_to(member).filter(key__in=keys)
            rows = rows.filter(tag__in=own.values("pk"))
        return Q(pk__in=rows.values(record))

    return SmartField("tags", _("Tags"), "tags", value=value, has=has)


def joined(names):
    """The aggregate of names with commas between, which no name holds."""
    return Names(names, postgresql="STRING_AGG({0}, ',')", sqlite="GROUP_CONCAT({0}, ',')", output_field=TextField())


class Names(Formula):
    """An aggregate, which is nothing to group by."""

    contains_aggregate = True

    def get_group_by_cols(self):
        return []
