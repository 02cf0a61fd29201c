"""Which column fills which field: by its header, by what was chosen last time, by hand.

A mapping names for each column the field it fills, or "". Besides the fields of the record there are those of
`PARTS`, which only together with others become one, and `notes:Label`: the cell becomes a line of the notes.
"""

import hashlib
import re
import unicodedata

from django.utils.translation import gettext as _

from .gathering import FEEDS, FULL_NAME, PARTS, SEVERAL, TO_NOTES, columns_of, values_of

__all__ = ["FULL_NAME", "columns_of", "fields_of", "filled", "fitting", "guess", "header_key", "values_of"]


def folded(name):
    """A header compared: without case, accents, spaces and punctuation. "E-Mail 1 - Value" → "email1value"."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return re.sub(r"[^0-9a-z\u0370-\uffff]", "", "".join(c for c in text if not unicodedata.combining(c)))


def header_key(header):
    """What the same header is recognised by the next time."""
    return hashlib.sha256("\x1f".join(folded(name) for name in header).encode()).hexdigest()


def guess(header, synonyms):
    """For each column of `header` the field it fills, or "".

    `synonyms` maps fields to the names they go by, the likeliest first. "Id + OwnerId" is a column "Id" beside a column
    "OwnerId"; "Titre#2" is the second column of that name. A field is filled once: by the column with the likeliest
    name, of several by the first.
    """
    columns, names = [folded(name) for name in header], {}
    for field, known in synonyms.items():
        for rank, name in enumerate([field, *known]):
            own, beside, place = _condition(name)
            names.setdefault(own, []).append((rank, field, beside, place))
    wishes = sorted(
        (rank, position, field)
        for position, column in enumerate(columns)
        for rank, field, beside, place in names.get(column, ())
        if column and (not beside or beside in columns) and (not place or columns[:position].count(column) == place - 1)
    )
    mapping, taken = [""] * len(columns), set()
    for _rank, position, field in wishes:
        if not mapping[position] and (field in SEVERAL or field not in taken):
            mapping[position] = field
            taken.add(field)
    return mapping


def _condition(name):
    """(column, column that must be there too, which of several of that name) of a synonym."""
    name, _plus, beside = name.partition(" + ")
    name, _hash, place = name.partition("#")
    return folded(name), folded(beside), int(place or 0)


def remembered(transfer):
    """The import with which this organization last brought in a file with the same header, or None."""
    earlier = type(transfer).objects.filter(
        organization=transfer.organization_id, kind=transfer.kind, header_key=transfer.header_key, status="done"
    )
    return earlier.exclude(pk=transfer.pk).order_by("-pk").values_list("mapping", flat=True).first()


def fitting(mapping, header, fields):
    """`mapping` cut to what can be: as long as the header, known fields only, each once unless it may come several
    times."""
    seen, fitted = set(), []
    for field in [*mapping, *[""] * len(header)][: len(header)]:
        usable = (field in fields and field not in seen) or (field.startswith(TO_NOTES) and "notes" in fields)
        if field not in SEVERAL:
            seen.add(field)
        fitted.append(field if usable else "")
    return fitted


def fields_of(resource):
    """`{field: label}` of everything a column may fill for a resource class, in the template's order."""
    parts = {name: str(label) for name, label in PARTS.items() if name in resource.SYNONYMS}
    own = {name: resource.label_of(name) for name in resource.columns()}
    return {FULL_NAME: parts.pop(FULL_NAME), **own, **parts} if FULL_NAME in parts else own | parts


def as_note(header, position):
    """The entry of a mapping that writes the column into the notes, under its own name."""
    return TO_NOTES + (header[position][:80] or _("Column %d") % (position + 1))


def filled(mapping):
    """The fields that columns stand for, so that an empty cell says something about them. What `values_of` gives beside
    them is there only where it has a text."""
    plain = [field for field in mapping if field and field not in PARTS and not field.startswith(TO_NOTES)]
    return list(dict.fromkeys([*(fed for part in mapping for fed in FEEDS.get(part, ())), *plain]))
