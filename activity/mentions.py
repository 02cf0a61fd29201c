"""Names in notes: `@Marco Diaz`, `@Marco`, or `@md`, as in md@acme.example, or that whole address, means a person of the
organization."""

import re

from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.html import format_html, format_html_join

from accounts.models import Member

AT = re.compile(r"(?<![\w@./+-])@(?=\w)")  # not the one within an e-mail address
SUGGESTED = 6
PART_OF_A_NAME = re.compile(r"[\w@]")


class Names:
    """How the active people of an organization can be mentioned. Asked of the database when first needed."""

    def __init__(self, organization_id):
        self.organization_id = organization_id
        self._ids = None

    def _known(self):
        if self._ids is None:
            self._ids = {}
            people = people_of(self.organization_id).values_list(
                "pk", "user__first_name", "user__last_name", "user__email"
            )
            for pk, first, last, email in people:
                for name in {f"{first} {last}".strip(), first.strip(), email.partition("@")[0], email} - {""}:
                    self._ids.setdefault(name.lower(), set()).add(pk)
            self._lengths = sorted({len(name) for name in self._ids}, reverse=True)
        return self._ids

    def spans(self, text):
        """`[(start, end, member id)]` of every mention in `text`: of the longest name that is there; a name that several
        have means nobody."""
        found = []
        for at in AT.finditer(text):
            span = self._longest(text, at.end())
            if span:
                found.append((at.start(), *span))
        return found

    def _longest(self, text, start):
        known = self._known()
        for length in self._lengths:
            end = start + length
            ids = known.get(text[start:end].lower())
            if ids and not PART_OF_A_NAME.match(text, end):
                return (end, next(iter(ids))) if len(ids) == 1 else None
        return None

    def marked(self, text):
        """`text` as HTML, its mentions marked."""
        parts, before = [], 0
        for start, end, _pk in self.spans(text):
            parts += [text[before:start], format_html('<mark class="mention">{}</mark>', text[start:end])]
            before = end
        return format_html_join("", "{}", ((part,) for part in [*parts, text[before:]]))


def people_of(organization_id):
    """The people that can be mentioned."""
    return Member.objects.filter(organization=organization_id, kind=Member.PERSON, is_active=True, user__is_active=True)


def mentioned(text, organization_id):
    """The ids of the members that `text` mentions. One query where there is an @ that may begin a name."""
    return {pk for _start, _end, pk in Names(organization_id).spans(text)}


def suggested(text, member):
    """The first people of `member`'s organization whose first, last or full name begins with `text`, each with how to
    write them so that nobody else is meant."""
    begun = text.replace("\x00", "").strip().lower()[:100]
    people = people_of(member.organization_id).annotate(
        full=Lower(Concat("user__first_name", Value(" "), "user__last_name")), last=Lower("user__last_name")
    )
    found = (
        people.filter(Q(full__startswith=begun) | Q(last__startswith=begun))
        .select_related("user")
        .order_by("full", "pk")
    )
    names = Names(member.organization_id)
    return [{"name": one.full_name, "written": _written(one, names)} for one in found[:SUGGESTED]]


def _written(member, names):
    """The first way to write them that means them alone; their whole address always does."""
    address = member.user.email
    ways = (f"@{member.full_name}", f"@{address.partition('@')[0]}", f"@{address}")
    return next((way for way in ways if [pk for _start, _end, pk in names.spans(way)] == [member.pk]), ways[-1])
