"""The condition of smart lists that asks for a member's own groups. To others the groups are none that there are."""

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Q, Subquery, TextField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customization.smart import expressions as sql
from customization.smart.facts import Names
from customization.smart.vocabulary import SmartField

from .models import Group, Grouped

BETWEEN = "\x1f"  # the names of groups as one text; no name holds it


class GroupsType:
    """Groups by their ids: `in` asks for any of several."""

    operators = ("in", "not_in", "is_empty", "is_not_empty")

    def read(self, value, field, reader):
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError(_("Give the id of a group."))
        if value not in reader.offered(field):
            raise ValidationError(_("You have no such group."))
        return value

    def truth(self, op, value, field, member):
        return sql.holds_not(field.has(None, member)) if op == "is_empty" else field.has(value, member)

    def say(self, value, field, member):
        return f"“{dict(field.choices(member)).get(value, value)}”"

    def seen(self, value, field, member):
        return ", ".join(sorted(value.split(BETWEEN), key=str.casefold)) if value else ""


def own_groups(member):
    """[(id, name)] of the member's groups."""
    return list(Group.objects.visible_to(member).values_list("pk", "name"))


def names_of_groups(member):
    """The expression of the names of a contact's groups, as far as they are the member's, with `BETWEEN` between."""
    rows = Grouped.objects.visible_to(member).filter(contact=OuterRef("pk")).order_by().values("contact")
    joined = Names(
        F("group__name"),
        postgresql="STRING_AGG({0}, CHR(31))",
        sqlite="GROUP_CONCAT({0}, CHAR(31))",
        output_field=TextField(),
    )
    return Subquery(rows.annotate(names=joined).values("names"))


def is_in(ids, member):
    """A Q for contacts in one of the member's groups with these ids; in any of them for None."""
    rows = Grouped.objects.visible_to(member).order_by()
    if ids is not None:
        rows = rows.filter(group__in=ids)
    return Q(pk__in=rows.values("contact"))


GROUPS = SmartField("groups", gettext_lazy("Groups"), "groups", value=names_of_groups, options=own_groups, has=is_in)
