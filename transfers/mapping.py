"""Which column fills which field: by its header, by what was chosen last time, by hand."""

import hashlib
import re
import unicodedata

from .formulas import cell_value

FULL_NAME = "full_name"


def folded(name):
    """A header compared: without case, accents, spaces and punctuation. "E-Mail 1 - Value" → "email1value"."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return re.sub(r"[^0-9a-z\u0370-\uffff]", "", "".join(c for c in text if not unicodedata.combining(c)))


def header_key(header):
    """What the same header is recognised by the next time."""
    return hashlib.sha256("\x1f".join(folded(name) for name in header).encode()).hexdigest()


def guess(header, synonyms):
    """For each column of `header` the field it fills, or "".

    `synonyms` maps fields to the names they go by, the likeliest first. A field is filled once: by the column with the
    likeliest name, of several by the first.
    """
    columns = [folded(name) for name in header]
    mapping, taken = [""] * len(columns), set()
    wishes = sorted(
        (rank, position, field)
        for field, names in synonyms.items()
        for rank, name in enumerate([field, *names])
        for position, column in enumerate(columns)
        if column and column == folded(name)
    )
    for _rank, position, field in wishes:
        if not mapping[position] and field not in taken:
            mapping[position] = field
            taken.add(field)
    return mapping


def remembered(transfer):
    """The mapping with which this organization last imported a file with the same header, or None."""
    earlier = type(transfer).objects.filter(
        organization=transfer.organization_id, kind=transfer.kind, header_key=transfer.header_key, status="done"
    )
    return earlier.exclude(pk=transfer.pk).order_by("-pk").values_list("mapping", flat=True).first()


def fitting(mapping, header, fields):
    """`mapping` cut to what can be: as long as the header, known fields only, each once."""
    seen, fitted = set(), []
    for field in [*mapping, *[""] * len(header)][: len(header)]:
        usable = field in fields and field not in seen
        seen.add(field)
        fitted.append(field if usable else "")
    return fitted


def values_of(cells, mapping):
    """A row's cells as `{field: text}`; a full name is split at the first space."""
    values = {field: cell for field, cell in zip(mapping, cells, strict=True) if field}
    name = values.pop(FULL_NAME, None)
    if name is not None:
        first, _space, last = " ".join(cell_value(name).split()).partition(" ")
        values["first_name"] = values.get("first_name") or first
        values["last_name"] = values.get("last_name") or last
    return values
