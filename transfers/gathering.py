"""The cells of rows as the values of fields.

Most columns are a field as they stand. Some become one only together: a full name is split, a middle name joined to the
first, of several e-mail addresses the first one counts. What finds no field of its own becomes a line of the notes.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .formulas import cell_value, neutralised
from .naming import split_name

FULL_NAME = "full_name"
TO_NOTES = "notes:"
#: what a column may hold that is not a field of its own, as people call it
PARTS = {
    FULL_NAME: gettext_lazy("Full name (split into first and last)"),
    "middle_name": gettext_lazy("Middle name (joined to the first)"),
    "other_email": gettext_lazy("Another e-mail address"),
    "other_phone": gettext_lazy("Another phone number"),
    "phone_type": gettext_lazy("Kind of the phone number"),
    "mobile_type": gettext_lazy("Kind of the second phone number"),
    "address_more": gettext_lazy("Street, second line"),
    "listed_tags": gettext_lazy("Tags, separated by semicolons"),
}
MORE_NOTES = "more_notes"  # lines for the notes of a row that has no notes of its own: they join those that are there
SEVERAL = {"middle_name", "other_email", "other_phone", "address_more"}  # these may come from more than one column
FEEDS = {
    FULL_NAME: ("first_name", "last_name"),
    "middle_name": ("first_name",),
    "address_more": ("address_street",),
    "listed_tags": ("tags",),
}

_PACKED = " ::: "  # how several values of one kind stand in one cell of an address book's export
_MARKS = {"email": (_PACKED, ",", ";")}
_PACKABLE = {"email", "phone", "mobile", "company_name", "job_title", "website"} | {
    f"address_{part}" for part in ("street", "city", "state", "zip", "country")
}
_TYPES = {"phone_type", "mobile_type"}
_MOBILE = re.compile(r"mobil|m[óo]vil|cell|handy|portable|iphone", re.IGNORECASE)
_EVERYBODY = {"* mycontacts", "* my contacts"}  # the label that every contact there has


@dataclass
class Plan:
    """What a mapping asks for: at which positions the fields and the parts stand."""

    width: int
    plain: list = field(default_factory=list)  # (position, field)
    parts: dict = field(default_factory=dict)  # {part: [position, …]}
    notes: list = field(default_factory=list)  # (position, label)

    @property
    def has_mobile(self):
        return "phone_type" in self.parts or any(name == "mobile" for _n, name in self.plain)

    @property
    def has_only_full_names(self):
        """Whether names come in one column and in no other."""
        apart = {"first_name", "last_name"} & {name for _n, name in self.plain}
        return FULL_NAME in self.parts and not apart and "middle_name" not in self.parts


@lru_cache(maxsize=256)
def _plan(mapping):
    plan = Plan(len(mapping))
    for position, name in enumerate(mapping):
        if name.startswith(TO_NOTES):
            plan.notes.append((position, name.removeprefix(TO_NOTES)))
        elif name in PARTS:
            plan.parts.setdefault(name, []).append(position)
        elif name:
            plan.plain.append((position, name))
    plan.packable = [(p, name, _MARKS.get(name, (_PACKED,))) for p, name in plan.plain if name in _PACKABLE]
    plan.fed = {fed: "" for part in plan.parts for fed in FEEDS.get(part, ())}
    return plan


def values_of(cells, mapping):
    """A row's cells as `{field: text}`; a field that nothing in the mapping stands for comes only when it has a text."""
    plan = _plan(tuple(mapping))
    if len(cells) != plan.width:
        raise ValueError(f"{len(cells)} cells for {plan.width} columns")
    values = plan.fed | {name: cells[position] for position, name in plan.plain}
    if "tags" in values:
        values["tags"] = _tags(values["tags"])
    packed = any(mark in cells[position] for position, _name, marks in plan.packable for mark in marks)
    if packed or plan.parts or plan.notes:
        _mend(values, cells, plan)
    return values


def columns_of(rows, mapping):
    """`{field: [text, …]}` of `rows`, lists of cells: for each row what `values_of` gives, None where it says nothing.

    Columns that are a field as they stand are copied; only rows in which something has to be put together are looked
    at one by one.
    """
    plan = _plan(tuple(mapping))
    columns = {name: [""] * len(rows) for name in plan.fed}
    columns |= {name: [cells[position] for cells in rows] for position, name in plan.plain}
    if "tags" in columns:
        columns["tags"] = [_tags(cell) for cell in columns["tags"]]
    if plan.has_only_full_names:
        pairs = [_split(cells[plan.parts[FULL_NAME][0]]) for cells in rows]
        columns["first_name"], columns["last_name"] = (
            (list(column) for column in zip(*pairs, strict=True)) if pairs else ([], [])
        )
    special = _special(rows, columns, plan)
    if "phone_type" in plan.parts and "phone" in columns:
        _cross(rows, columns, plan, special)
    for number in sorted(special):
        for name, value in values_of(rows[number], mapping).items():
            columns.setdefault(name, [None] * len(rows))[number] = value
    return columns


def _special(rows, columns, plan):
    """The numbers of the rows in which something has to be put together."""
    found = set()
    for _position, name, marks in plan.packable:
        whole = "\x00".join(columns[name])
        for mark in marks:
            if mark in whole:
                found.update(n for n, cell in enumerate(columns[name]) if mark in cell)
    for name, positions in plan.parts.items():
        if name not in _TYPES and not (name == FULL_NAME and plan.has_only_full_names):
            found.update(n for p in positions for n, cells in enumerate(rows) if cells[p])
    return found.union(n for p, _label in plan.notes for n, cells in enumerate(rows) if cells[p])


def _cross(rows, columns, plan, special):
    """Put numbers that stand in the other's column where they belong; `special` rows are looked at by themselves."""
    phones, mobiles = columns["phone"], columns.get("mobile")
    for number, cells in enumerate(rows):
        if number not in special and _is_crossed(cells, plan):
            if mobiles is None:
                mobiles = columns["mobile"] = [None] * len(rows)
            phones[number], mobiles[number] = mobiles[number] or "", phones[number]


def _mend(values, cells, plan):
    lines = []
    given = {part: [cells[p] for p in positions] for part, positions in plan.parts.items()}
    _names(values, given)
    _joined(values, given)
    crossed = "phone" in values and _is_crossed(cells, plan)
    others = {name: _unpack(values, name, marks) for _position, name, marks in plan.packable}
    _emails(values, [*others.pop("email", ()), *given.get("other_email", ())], lines)
    spare = [*others.pop("phone", ()), *others.pop("mobile", ()), *given.get("other_phone", ())]
    _phones(values, spare, lines, crossed=crossed, has_mobile=plan.has_mobile)
    for name, texts in others.items():
        lines += [f"{_other(name)}: {text}" for text in texts]
    lines += [f"{label}: {text}" for p, label in plan.notes if (text := cell_value(cells[p]))]
    if lines:
        notes = cell_value(values.get("notes"))
        values["notes" if notes else MORE_NOTES] = neutralised("\n".join([notes, *lines] if notes else lines))


def _split(cell):
    return [neutralised(text) for text in split_name(cell_value(cell))]


def _names(values, given):
    name = cell_value(given[FULL_NAME][0]) if FULL_NAME in given else ""
    first, last = cell_value(values.get("first_name")), cell_value(values.get("last_name"))
    if name and not (first and last):
        words = " ".join(name.split())
        if first and words.startswith(f"{first} "):
            split = first, words[len(first) + 1 :]
        elif last and words.endswith(f" {last}"):
            split = words[: -len(last) - 1], last
        else:
            split = split_name(name) if not (first or last) else (first, last)
        values["first_name"], values["last_name"] = (neutralised(text) for text in split)
    if first:
        middle = [text for cell in given.get("middle_name", ()) if (text := cell_value(cell))]
        if middle:
            values["first_name"] = neutralised(" ".join([first, *middle]))


def _joined(values, given):
    more = [text for cell in given.get("address_more", ()) if (text := cell_value(cell))]
    if more:
        street = cell_value(values.get("address_street"))
        values["address_street"] = neutralised(", ".join([street, *more] if street else more))
    listed = [text for cell in given.get("listed_tags", ()) for text in cell_value(cell).split(";") if text.strip()]
    if listed:
        own = cell_value(values.get("tags"))
        values["tags"] = neutralised(",".join([own, *listed] if own else listed))


def _unpack(values, name, marks):
    """Leave the first of several values in the cell; returns the others. Tags stay together."""
    if not any(mark in values[name] for mark in marks):
        return []
    texts = _apart(cell_value(values[name]), name)
    if name == "tags":
        values[name] = neutralised(
            ",".join(text.removeprefix("* ") for text in texts if text.lower() not in _EVERYBODY)
        )
        return []
    values[name] = neutralised(texts[0]) if texts else ""
    return texts[1:]


@lru_cache(maxsize=4_096)
def _tags(cell):
    """The labels of an address book with commas between them; other cells as they are."""
    if _PACKED not in cell and "* my" not in cell:
        return cell
    texts = [text for text in cell_value(cell).split(_PACKED) if text.lower() not in _EVERYBODY]
    return neutralised(",".join(text.strip().removeprefix("* ") for text in texts))


def _apart(text, name):
    parts = [part for part in (part.strip() for part in text.split(_PACKED)) if part]
    if name == "email":
        pieces = [piece for part in parts for piece in re.split(r"[,;\s]+", part) if piece]
        return pieces if all("@" in piece for piece in pieces) else parts
    return parts


def _emails(values, others, lines):
    texts = [text for cell in others for text in _apart(cell_value(cell), "email")]
    if texts and not cell_value(values.get("email")) and "email" in values:
        values["email"] = neutralised(texts.pop(0))
    known = {cell_value(values.get("email")).lower()}
    for text in texts:
        if text.lower() not in known:
            lines.append(f"{_other('email')}: {text}")
            known.add(text.lower())


def _phones(values, others, lines, *, crossed, has_mobile):
    texts = [text for cell in others for text in _apart(cell_value(cell), "phone")]
    if crossed:
        values["phone"], values["mobile"] = values.get("mobile", ""), values.get("phone", "")
    for name in ("phone", "mobile") if has_mobile else ("phone",):
        if texts and not crossed and not cell_value(values.get(name)) and "phone" in values:
            values[name] = neutralised(texts.pop(0))
    known = {cell_value(values.get(name)) for name in ("phone", "mobile")}
    lines += [f"{_other('phone')}: {text}" for text in dict.fromkeys(texts) if text not in known]


def _is_crossed(cells, plan):
    """Whether the first number is the mobile one, or the second is not, as the columns beside them say."""
    if "phone_type" not in plan.parts:
        return False
    second = cells[plan.parts["mobile_type"][0]] if "mobile_type" in plan.parts else ""
    return _is_mobile(cells[plan.parts["phone_type"][0]]) and not _is_mobile(second)


@lru_cache(maxsize=1_024)
def _is_mobile(kind):
    return bool(_MOBILE.search(kind))


def _other(name):
    return {
        "email": _("Other e-mail"),
        "phone": _("Other phone"),
        "company_name": _("Other company"),
        "job_title": _("Other job title"),
        "website": _("Other website"),
    }.get(name) or _("Other address")
