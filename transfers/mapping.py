"""Which column fills which field: by its header, by what was chosen last time, by hand.

A mapping names for each column the field it fills, or "". Besides the fields of the record there are those of
`PARTS`, which only together with others become one, and `notes:Label`: the cell becomes a line of the notes.
"""

import hashlib
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .customs import is_custom
from .gathering import FEEDS, FULL_NAME, PARTS, SEVERAL, TO_NOTES, columns_of, values_of
from .terms import Terms

__all__ = ["columns_of", "values_of"]  # what a mapping is for stands next door

OF_REFUSED = ["row", "reason"]  # behind the columns of a download of refused rows
_NUMBERED = re.compile(r"(.+) \([2-9]\d*\)", re.DOTALL)
TERMS = ("mode", "match_by", "blank", "defaults")
_KEYS = {"phone": {"phone", "mobile"}}  # a number is looked for in either


def folded(name):
    """A header compared: without case, accents, spaces and punctuation. "E-Mail 1 - Value" → "email1value"."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return re.sub(r"[^0-9a-z\u0370-\uffff]", "", "".join(c for c in text if not unicodedata.combining(c)))


def numbered(header):
    """`header` with each name once: of two columns called "Phone" the second is "Phone (2)". Blank names stay."""
    taken, names = {name.strip().casefold() for name in header}, []
    seen = set()
    for name in header:
        own, n = name.strip(), 1
        while own and own.casefold() in (taken if n > 1 else seen):
            n += 1
            own = f"{name.strip()} ({n})"
        seen.add(own.casefold())
        taken.add(own.casefold())
        names.append(name if n == 1 else own)
    return names


def alike(header):
    """`[(name, numbered name)]` of the columns of a `numbered` header that had the name of one before them."""
    found = ((name, _NUMBERED.fullmatch(name)) for name in header)
    return [(number[1], name) for name, number in found if number and number[1] in header]


def passed_over(transfer):
    """A sentence about columns that were given another's name and fill nothing; "" where there are none."""
    unused = {name for name, field in zip(transfer.header, transfer.mapping, strict=False) if not field}
    pairs = [{"name": name, "other": other} for name, other in alike(transfer.header) if other in unused]
    told = ", ".join(_("“%(name)s” is used, “%(other)s” is not") % pair for pair in pairs)
    return _("Columns of the file have the same name: %s.") % told if pairs else ""


def header_key(header):
    """What the same header is recognised by the next time, also with the columns that refused rows come back with."""
    names = [folded(name) for name in header]
    if names[-len(OF_REFUSED) :] == OF_REFUSED:
        del names[-len(OF_REFUSED) :]
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


def guess(header, synonyms):
    """For each column of `header` the field it fills, or "".

    `synonyms` maps fields to the names they go by, the likeliest first. "Id + OwnerId" is a column "Id" beside a column
    "OwnerId". A field is filled once: by the column with the likeliest name, of several by the first.
    """
    columns, names = [folded(name) for name in header], {}
    for field, known in synonyms.items():
        for rank, name in enumerate([field, *known]):
            own, _plus, beside = name.partition(" + ")
            names.setdefault(folded(own), []).append((rank, field, folded(beside)))
    wishes = sorted(
        (rank, position, field)
        for position, column in enumerate(columns)
        for rank, field, beside in names.get(column, ())
        if column and (not beside or beside in columns)
    )
    mapping, taken = [""] * len(columns), set()
    for _rank, position, field in wishes:
        if not mapping[position] and (field in SEVERAL or field not in taken):
            mapping[position] = field
            taken.add(field)
    return mapping


def remembered(transfer):
    """The mapping with which this organization last imported a file with the same header, or None."""
    return _earlier(transfer).values_list("mapping", flat=True).first()


def recall_terms(transfer):
    """Let the import ask for what the last one of a file with the same header asked for. Returns whether there was one."""
    earlier = _earlier(transfer).values(*TERMS).first()
    for name, value in (earlier or {}).items():
        setattr(transfer, name, value)
    return earlier is not None


def _earlier(transfer):
    same = type(transfer).objects.filter(
        organization=transfer.organization_id, kind=transfer.kind, header_key=transfer.header_key, status="done"
    )
    return same.exclude(pk=transfer.pk).order_by("-pk")


def fitting(mapping, header, fields):
    """`mapping` cut to what can be: as long as the header, known fields only, each once unless it may come several
    times."""
    seen, fitted = set(), []
    for position, field in enumerate([*mapping, *[""] * len(header)][: len(header)]):
        if field.startswith(TO_NOTES) and "notes" in fields:
            fitted.append(as_note(header, position))
            continue
        fitted.append(field if field in fields and field not in seen else "")
        if field not in SEVERAL:
            seen.add(field)
    return fitted


def fields_of(resource, customs=()):
    """`{field: label}` of everything a column may fill for a resource class, in the template's order; last the custom
    fields `customs`."""
    parts = {name: str(label) for name, label in PARTS.items() if name in resource.SYNONYMS}
    own = {name: resource.label_of(name) for name in resource.columns()}
    all_own = {FULL_NAME: parts.pop(FULL_NAME), **own, **parts} if FULL_NAME in parts else own | parts
    return all_own | {field.name: _labelled(field) for field in customs}


def _labelled(field):
    return f"{field.folder}: {field.label}" if field.folder else field.label


def synonyms_of(resource, customs=()):
    """`{field: names it goes by}` for `guess`: a custom field goes by its label and its key, too."""
    own = {name: resource.SYNONYMS.get(name, []) for name in fields_of(resource)}
    return own | {field.name: [field.label, field.key] for field in customs}


def gone(transfer):
    """The headers of columns that are to fill custom fields which are not there any more."""
    known = {field.name for field in transfer.custom_fields}
    pairs = zip(transfer.header, transfer.mapping, strict=False)
    return [name for name, field in pairs if is_custom(field) and field not in known]


def as_note(header, position):
    """The entry of a mapping that writes the column into the notes, under its own name."""
    return TO_NOTES + (header[position][:80] or _("Column %d") % (position + 1))


def filled(mapping):
    """The fields that columns stand for, so that an empty cell says something about them. What `values_of` gives beside
    them is there only where it has a text."""
    plain = [field for field in mapping if field and field not in PARTS and not field.startswith(TO_NOTES)]
    return list(dict.fromkeys([*(fed for part in mapping for fed in FEEDS.get(part, ())), *plain]))


def must_fit_terms(transfer):
    """Raise ValidationError, by field, for terms that cannot be kept: an unknown owner, or a key that no column gives."""
    resource, wrong = transfer.of.resource_class, {}
    for name, choices in (("mode", transfer.MODES), ("blank", transfer.BLANKS)):
        if getattr(transfer, name) not in dict(choices):
            wrong[name] = _("Use one of: %s.") % ", ".join(key for key, _label in choices)
    if transfer.match_by and transfer.match_by not in resource.MATCHES:
        wrong["match_by"] = _("Use one of: %s.") % ", ".join(resource.MATCHES)
    elif transfer.match_by and not _KEYS.get(transfer.match_by, {transfer.match_by}) & set(filled(transfer.mapping)):
        label = resource.MATCHES[transfer.match_by]
        wrong["match_by"] = _("No column fills “%s”. Let one of the columns fill it, or choose another way.") % label
    unknown = sorted(transfer.defaults.keys() - defaultable(resource))
    wrong |= {name: _("This cannot be set for every row.") for name in unknown}
    wrong |= {name: reason for name, reason in _wrong_defaults(transfer).items() if name not in wrong}
    if wrong:
        raise ValidationError(wrong)


def defaultable(resource):
    """The fields that may be set for every row of a file."""
    return [name for name in ("assigned_to", "tags", "source") if name in resource.columns()]


def _wrong_defaults(transfer):
    try:
        transfer.of.resource_class(transfer.member, terms=Terms.of(transfer))
    except ValidationError as error:
        return {name: reasons[0] for name, reasons in error.message_dict.items()}
    return {}
