"""Which addresses on the web an organization may name: those of its items, of their pictures, and its sites."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from egress import Forbidden, check_url

MOST = 2_000  # characters of an address as it is sent
INWARD = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def check_address(url):
    """`url`, if a visitor of anywhere may be led there: http or https, a public host, no name and password.

    Raises ValidationError with a sentence.
    """
    try:
        _scheme, host, port = check_url(url)
    except Forbidden as refusal:
        raise ValidationError(str(refusal)) from refusal
    if is_inward(host) and f"{host}:{port}" not in settings.EGRESS_ALLOW:
        raise ValidationError(_("This address is private: people elsewhere cannot open it."))
    if len(iri_to_uri(url)) > MOST:
        raise ValidationError(_("Use at most %(most)s characters.") % {"most": MOST})
    return url


def is_inward(host):
    """Whether a host's name tells that it means something else, or nothing, elsewhere: `intranet`, `printer.local`, or a
    number that browsers read as an address (`0177.0.0.1`)."""
    if ":" in host or (re.fullmatch(r"[0-9]+(\.[0-9]+){3}", host) and not re.search(r"(^|\.)0[0-9]", host)):
        return False  # an address as it should be written: `check_url` has judged it
    name = host.rstrip(".")
    return "." not in name or name.endswith(INWARD) or NUMBER.fullmatch(name.rpartition(".")[2]) is not None


def origin_of(url):
    """`https://shop.example` of an address below it, as browsers write it: small letters, no usual port, international
    names in punycode. Raises ValueError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(url)
    host = f"[{host}]" if ":" in host else host.encode("idna").decode().lower()
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return f"{parts.scheme}://{host}{port}"
