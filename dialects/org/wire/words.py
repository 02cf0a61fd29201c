"""What the Org API calls what a contact is sorted and shown by."""

from django.utils.translation import gettext as _

from api.errors import Unprocessable
from customization.shape import shape_of

#: {what this tongue calls it: the house's word to sort by}
SORTS = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "company": "company_name",
    "source": "source",
    "status": "status",
    "assigned_to": "assigned_to_name",
    "created_at": "created_at",
    "updated_at": "updated_at",
}
#: {what this tongue calls it: the column of the page}
COLUMNS = {"assigned_to": "owner", "created_at": "created", "updated_at": "updated"}
LONGEST_SORT = 40


def read_sort(value, *, member, path="sort"):
    """("ASC" or "DESC" of the house's `sort_by`) of "name", "-name", {"field": "name", "dir": "asc"}: (sort_by,
    sort_dir), ("", "ASC") for null. Raises Unprocessable naming `path`."""
    if value in (None, ""):
        return "", "ASC"
    if isinstance(value, str):
        value = {"field": value.removeprefix("-"), "dir": "desc" if value[0] == "-" else "asc"}
    if not isinstance(value, dict) or not value.keys() <= {"field", "dir"}:
        raise Unprocessable({path: [_('Give "name", "-name" or {"field": "name", "dir": "asc"}.')]})
    name, direction = value.get("field"), value.get("dir", "asc")
    if not isinstance(direction, str) or direction.lower() not in ("asc", "desc"):
        raise Unprocessable({f"{path}.dir": [_("Give asc or desc.")]})
    return _sort_by(name, member, path), direction.upper()


def _sort_by(name, member, path):
    customs = [field.name for field in shape_of(member).fields("contact") if len(field.name) <= LONGEST_SORT]
    known = {**SORTS, **{custom: custom for custom in customs}}
    if not isinstance(name, str) or name not in known:
        raise Unprocessable({f"{path}.field": [_("Choose one of: %s.") % ", ".join(known)]})
    return known[name]


def told_sort(sort_by, sort_dir):
    """The house's sort as `{"field", "dir"}`; None for none."""
    names = {house: own for own, house in SORTS.items()}
    return {"field": names.get(sort_by, sort_by), "dir": sort_dir.lower()} if sort_by else None


def read_columns(names):
    """Names of columns as the page calls them; what is no list of texts is left for the verb to refuse."""
    if not isinstance(names, list):
        return names
    return [COLUMNS.get(name, name) if isinstance(name, str) else name for name in names]


def told_columns(names):
    """The page's columns as this tongue calls them."""
    own = {house: name for name, house in COLUMNS.items()}
    return [own.get(name, name) for name in names]
