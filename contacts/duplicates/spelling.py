"""Names, addresses and numbers brought into one spelling, to be compared."""

import re
from functools import lru_cache

from .. import keys

TITLES = {"dr", "prof", "mr", "mrs", "ms", "miss", "herr", "frau", "mme", "sir", "dipl", "ing"}
GENERATIONS = {"jr", "junior", "sr", "senior", "ii", "iii", "iv"}
#: Mailboxes that many read: who has one is not known by it.
SHARED = {
    "accounting", "accounts", "admin", "billing", "booking", "bookings", "careers", "contact", "contacto", "einkauf",
    "enquiries", "enquiry", "finance", "hallo", "hello", "help", "helpdesk", "hi", "hr", "info", "inquiries", "invoices",
    "jobs", "kontakt", "mail", "marketing", "no-reply", "noreply", "office", "orders", "post", "postmaster", "press",
    "reception", "sales", "secretary", "service", "shop", "support", "team", "verkauf", "vertrieb", "ventas", "webmaster",
}  # fmt: skip
#: Hosts where everybody has a mailbox: they name no company.
FREE = {
    "aol.com", "bluewin.ch", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com",
    "icloud.com", "live.com", "mac.com", "mail.com", "me.com", "msn.com", "orange.fr", "outlook.com", "proton.me",
    "protonmail.com", "t-online.de", "web.de", "yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yandex.ru",
}  # fmt: skip
_NICKNAMES = (
    "alexander alex sasha|andrew andy drew|anthony tony|benjamin ben benny|catherine katherine kate katie cathy kathy|"
    "charles charlie chuck|christopher chris|christina christine tina chris|daniel dan danny|david dave|deborah debbie|"
    "donald don|edward ed eddie ted|elizabeth liz beth betty lizzy|frederick fred freddy|gregory greg|jacob jake|"
    "james jim jimmy|jennifer jen jenny|jessica jess|john johnny jack|jonathan jon|joseph joe joey|joshua josh|"
    "kenneth ken|lawrence larry|margaret maggie peggy meg|matthew matt|michael mike mick|nicholas nick|patricia pat "
    "patty trish|patrick pat|peter pete|philip phil|rebecca becky|richard rick dick rich|robert bob rob bobby|ronald "
    "ron|samantha sam|samuel sam|stephen steven steve|susan sue susie|theodore ted theo|thomas tom tommy|timothy tim|"
    "victoria vicky|vincent vince|walter walt|william bill will billy|francisco paco|jose pepe|ignacio nacho|"
    "johannes hannes hans|maximilian max|sebastian basti|susanne susi|katharina kathi"
)
NICKNAMES = {}
for _number, _group in enumerate(_NICKNAMES.split("|")):
    for _name in _group.split():
        NICKNAMES.setdefault(_name, set()).add(_number)

_APART = re.compile(r"[^\w\s]|_")
_EXTENSION = re.compile(r"\s*(?:;|#|,|\bext\b|\bextension\b|(?<=\d)\s*x(?=\s*\d)).*$", re.IGNORECASE)


@lru_cache(20_000)
def words(text):
    """The folded words of a name, without what stands between letters: "O'Neill-Smith" → ["oneill", "smith"]."""
    return _APART.sub(" ", keys.fold(text).replace("'", "").replace("’", "").replace(".", "")).split()


def name(first, last):
    """(first name, last name, generation) of a person, each folded; titles are left out."""
    first, last = ([word for word in words(part) if word not in TITLES] for part in (first, last))
    both = {word for word in (*first, *last) if word in GENERATIONS}
    if both:
        first, last = ([word for word in part if word not in GENERATIONS] for part in (first, last))
    return " ".join(first), " ".join(last), " ".join(sorted(both))


def email(address):
    """(local part, host) of an address, whatever its case, dots and plus: "Jane.Smith+x@Acme.com" → ("janesmith", …)."""
    local, at, host = address.strip().lower().rpartition("@")
    if not at:
        return "", ""
    local = local.partition("+")[0]
    host = "gmail.com" if host == "googlemail.com" else host
    return (local if local in SHARED else local.replace(".", "").replace("_", "").replace("-", "")), host


def number(text):
    """The last digits of a phone number, which are the same however it is written; "" for what is too short for one."""
    found = keys.digits(_EXTENSION.sub("", text)).lstrip("0") if text else ""
    return found[-9:] if len(found) >= 6 else ""


def host(website, domain, address):
    """The internet domain that a company is known by; "" where there is none of its own."""
    for text in (domain, website):
        plain = re.sub(r"^[a-z]+://", "", text.strip().lower()).removeprefix("www.").partition("/")[0].partition(":")[0]
        if "." in plain:
            return plain
    its = email(address)[1]
    return "" if its in FREE else its
