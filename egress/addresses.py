"""Which addresses may be called.

An address is judged after its name was resolved and just before it is connected to, so it does not matter how it is
written (`0177.0.0.1`, `2130706433`, full-width digits) nor what its name meant a moment ago. What is not public: the
special-purpose registries of IANA (RFC 6890 and its successors), multicast, and every way of writing an IPv4 address
as IPv6. `EGRESS_ALLOW` names exceptions.
"""

import ipaddress
import re
import socket
import threading
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

SCHEMES = {"http": 80, "https": 443}
PORTS = frozenset({80, 443, 8080, 8443})
MOST = 2_000  # characters of an address
HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?")  # what is left of a name, once it is ASCII
TRIES = 8  # addresses of one name that are tried
SAFE = "%/?:@!$&'()*+,;=~[]|"  # stays as it is in what is asked for

_V4 = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
_V6_PUBLIC = ipaddress.ip_network("2000::/3")
_V6 = [
    ipaddress.ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]


class Forbidden(Exception):
    """We do not call this address; the message says why, for people."""


def check_url(url):
    """(scheme, host, port) of an address on the web that may be called as far as can be told without asking for its
    name. Raises Forbidden."""
    if len(url) > MOST or any(not letter.isprintable() or letter.isspace() for letter in url):
        raise Forbidden(_("This is not an address on the web."))
    try:
        parts = urlsplit(url)
        port = SCHEMES.get(parts.scheme) if parts.port is None else parts.port
        host = _ascii(parts.hostname or "")
    except (ValueError, UnicodeError):
        raise Forbidden(_("This is not an address on the web.")) from None
    if parts.scheme not in SCHEMES or not host:
        raise Forbidden(_("Give an address that begins with https:// or http://."))
    if parts.username is not None or parts.password is not None:
        raise Forbidden(_("Leave name and password out of the address."))
    if port not in PORTS and not _is_allowed(host, port):
        raise Forbidden(_("This port is not called. Use one of: %s.") % ", ".join(map(str, sorted(PORTS))))
    _must_be_outside(host, port)
    return parts.scheme, host, port


def target_of(url):
    """What is asked of the host of a checked `url`: its path and query, in ASCII."""
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe=SAFE)
    return f"{path}?{quote(parts.query, safe=SAFE)}" if parts.query else path


def _ascii(host):
    """`host` as it is asked for. Raises ValueError or UnicodeError for what is none."""
    if ":" in host:
        return host.encode("ascii").decode()
    name = host.encode("idna").decode().lower()
    if name and not HOST.fullmatch(name):
        raise ValueError(host)
    return name


def _must_be_outside(host, port):
    """Refuse what is private by its very writing. Raises Forbidden."""
    ip = _literal(host)
    is_here = host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost")
    if is_here or (ip is not None and not is_public(ip)):
        if not _is_allowed(host, port, ip):
            raise Forbidden(_("This address is private: nothing is sent there."))


def resolve(host, port, seconds=None):
    """The addresses of `host` (text), all of which may be called. Raises Forbidden where one may not, OSError where the
    name is not known or nobody knows it within `seconds`."""
    found = _asked(host, port, seconds)
    addresses = list(dict.fromkeys(info[4][0] for info in found))
    for address in addresses:
        ip = ipaddress.ip_address(address.partition("%")[0])
        if not is_public(ip) and not _is_allowed(host, port, ip):
            raise Forbidden(_("This address is private: nothing is sent there."))
    return addresses[:TRIES]


def _asked(host, port, seconds):
    """What `getaddrinfo` says. It knows no time-out of its own, and whoever runs the name's server may take their time: so
    it is asked aside, and left alone when time is up."""
    if seconds is None or _literal(host) is not None:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    outcome = []

    def ask():
        try:
            outcome.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            outcome.append(error)

    asking = threading.Thread(target=ask, daemon=True, name="resolve")
    asking.start()
    asking.join(seconds)
    if not outcome:
        raise TimeoutError("the name is not known in time")
    if isinstance(outcome[0], Exception):
        raise OSError(getattr(outcome[0], "strerror", None) or str(outcome[0])) from outcome[0]
    return outcome[0]


def is_public(ip):
    """Whether an `ip_address` belongs to the public net."""
    if ip.version == 4:
        return not any(ip in network for network in _V4)
    return ip in _V6_PUBLIC and not any(ip in network for network in _V6)


def _is_allowed(host, port, ip=None):
    named = {f"{host}:{port}", f"[{host}]:{port}", f"{ip}:{port}", f"[{ip}]:{port}"}
    networks = (entry for entry in settings.EGRESS_ALLOW if "/" in entry)
    return any(entry.lower() in named for entry in settings.EGRESS_ALLOW) or (
        ip is not None and any(ip in ipaddress.ip_network(entry, strict=False) for entry in networks)
    )


def _literal(host):
    """The address that `host` is, also in the old ways of writing one (`0177.1`, `2130706433`); None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.ip_address(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None
