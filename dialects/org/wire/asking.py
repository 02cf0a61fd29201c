"""Who asks, for which organization, and for which stretch of a list."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError

from api.authentication import HouseAuthentication, asked_organization
from api.errors import Unprocessable
from api.fields import whole_number

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
MAX_OFFSET = 2**31 - 1
STRETCH = ("limit", "offset", "page", "per_page")


class OrgAuthentication(HouseAuthentication):
    """As the house, but every call names its organization in `X-Org-Id`: 400 without it, 403 to who is no member."""

    def authenticate(self, request):
        named = asked_organization(request)
        found = super().authenticate(request) if named is None or named > 0 else ()
        if found is not None and not (named and named > 0):
            raise ParseError({"X-Org-Id": _("Name the organization you act for: X-Org-Id with its id.")})
        return found


@dataclass(frozen=True)
class Stretch:
    """Which part of a list was asked for."""

    limit: int
    offset: int

    @property
    def window(self):
        return slice(self.offset, self.offset + self.limit)


def asked_stretch(params):
    """The `Stretch` that `limit` and `offset`, or `page` and `per_page`, ask for. Raises Unprocessable."""
    numbers, errors = {}, {}
    for name, least, most in (
        ("limit", 1, MAX_LIMIT),
        ("offset", 0, MAX_OFFSET),
        ("page", 1, MAX_OFFSET // MAX_LIMIT),
        ("per_page", 1, MAX_LIMIT),
    ):
        if params.get(name) is not None:
            numbers[name] = whole_number(params[name])
            if numbers[name] is None or not least <= numbers[name] <= most:
                errors[name] = _("Give a whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
    if {"limit", "offset"} & numbers.keys() and {"page", "per_page"} & numbers.keys():
        errors["page"] = _("Give limit and offset, or page and per_page, not both.")
    if errors:
        raise Unprocessable(errors)
    limit = numbers.get("limit") or numbers.get("per_page") or DEFAULT_LIMIT
    return Stretch(limit, numbers["offset"] if "offset" in numbers else (numbers.get("page", 1) - 1) * limit)
