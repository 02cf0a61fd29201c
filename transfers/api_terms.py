"""What a call of the API asks of an import: its terms, and which column fills which field."""

import json

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Member
from api.errors import Unprocessable

from . import mapping
from .intake import must_be_mapped
from .reading import Unreadable
from .widgets import owner_text

TERMS = ("mode", "match_by", "blank")
DEFAULTS = {"owner": "assigned_to", "tags": "tags", "source": "source"}
ASKED = (*TERMS, *DEFAULTS, "mapping", "background")  # in the query, or as fields beside the file


def asked_of(request):
    """`{name: text}` of what the query and the fields of the form ask; the query counts. Raises Unprocessable."""
    form = {name: text for name, text in request.data.items() if name != "file"} if request.data else {}
    wrong = {name: _("Unknown field.") for name in form if name not in (*ASKED, "dry_run")}
    asked = {name: text for name, text in (form | request.query_params.dict()).items() if name in ASKED}
    wrong |= {
        name: _("Send text without NUL.") for name, text in asked.items() if not isinstance(text, str) or "\0" in text
    }
    wrong |= {name: _("This is too long.") for name in DEFAULTS if len(asked.get(name) or "") > 1_000}
    if wrong:
        raise Unprocessable(wrong)
    return {name: text.strip() for name, text in asked.items() if text.strip()}


def settle(transfer, asked):
    """Give the import the terms that were `asked`. Raises Unprocessable, naming the parameter, or the file."""
    for name in TERMS:
        setattr(transfer, name, asked.get(name, getattr(transfer, name)))
    transfer.defaults = {field: asked[name] for name, field in DEFAULTS.items() if name in asked}
    if transfer.defaults.get("assigned_to", "").isdigit():
        transfer.defaults["assigned_to"] = _owner(transfer, transfer.defaults["assigned_to"])
    if "mapping" in asked:
        transfer.mapping = _mapped(transfer, asked["mapping"])
    names = {field: name for name, field in DEFAULTS.items()}
    try:
        must_be_mapped(transfer)
        mapping.must_fit_terms(transfer)
    except Unreadable as error:
        raise Unprocessable({"mapping" if "mapping" in asked else "file": str(error)}) from error
    except ValidationError as error:
        raise Unprocessable({names.get(name, name): texts[0] for name, texts in error.message_dict.items()}) from error
    if transfer.match_by == next(iter(transfer.of.resource_class.MATCHES)):
        transfer.match_by = ""


def _owner(transfer, number):
    people = Member.objects.visible_to(transfer.member).filter(is_active=True).select_related("user")
    owner = people.filter(pk=int(number)).first() if len(number) < 19 else None
    if owner is None:
        raise Unprocessable({"owner": _("There is no such user.")})
    return owner_text(owner)


def _mapped(transfer, text):
    """The transfer's mapping with what the JSON object `{header: field}` says; a column it names wins over others that
    filled the same field."""
    try:
        wanted = json.loads(text)
    except ValueError as error:
        raise Unprocessable({"mapping": _("Send a JSON object of headers and fields.")}) from error
    if not isinstance(wanted, dict) or not all(isinstance(field, str | None) for field in wanted.values()):
        raise Unprocessable({"mapping": _("Send a JSON object of headers and fields.")})
    known = mapping.fields_of(transfer.of.resource_class, transfer.custom_fields)
    chosen = {}
    for header, field in wanted.items():
        if header not in transfer.header:
            raise Unprocessable({"mapping": _("The file has no column “%s”.") % header[:100]})
        if field and field not in known:
            told = {"field": field[:100], "known": ", ".join(known)}
            raise Unprocessable({"mapping": _("There is no field “%(field)s”. Use one of: %(known)s.") % told})
        if field and field in chosen.values() and field not in mapping.SEVERAL:
            raise Unprocessable({"mapping": _("Two columns fill “%s”. Choose one.") % field})
        chosen[transfer.header.index(header)] = field or ""
    taken = {field for field in chosen.values() if field not in mapping.SEVERAL}
    return [chosen.get(position, "" if field in taken else field) for position, field in enumerate(transfer.mapping)]
