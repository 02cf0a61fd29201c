"""What happens when somebody opens a link: it is found, recorded and told, and it leads to its item's own address."""

import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Length, StrIndex

from .addresses import origin_of
from .models import AllowedOrigin, LinkEvent, SmartLink
from .models.links import digest
from .signals import link_opened
from .sites import is_site_of

CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
NETWORKS = {4: 24, 6: 48}  # so much of a visitor's address is kept


def find(token, now):
    """The link whose token this is, with its contact, item and member, if it leads somewhere at `now`; else None. `site` is
    that of the organization's sites with which the item's address begins, if any: all in one query.

    It is looked up by a digest, whatever the text is, so that neither an answer nor its time tells of a token.
    """
    links = SmartLink.objects.usable(now).select_related("contact", "item", "member__user", "organization")
    return links.annotate(site=_beginning_site()).filter(hashed=digest(token)).first()


def _beginning_site():
    """The longest is the one with the port that the address has, see `address_for`."""
    own = AllowedOrigin.objects.filter(organization=OuterRef("organization"))
    begins = own.alias(place=StrIndex(OuterRef("item__url"), "origin")).filter(place=1)
    return Subquery(begins.order_by(Length("origin").desc()).values("origin")[:1])


@transaction.atomic
def record_open(link, *, at, ip, user_agent, reason=""):
    """Count an opening of `link` at a moment: a person's, which is told, or a machine's with the `reason`. Returns the
    `LinkEvent`, None where the link has too many to keep more. Who opens the same link waits from the count on, so that
    comes after what need not wait."""
    kept, kind = _has_room(link), LinkEvent.BOT if reason else LinkEvent.OPEN
    event = _event(link, kind, at, ip, user_agent, reason=reason)
    if kept:
        event.save(force_insert=True)
    if reason:
        _count(link, bots_count=F("bots_count") + 1)
        link.bots_count += 1
    else:
        first = Coalesce("first_opened_at", at)
        _count(link, opens_count=F("opens_count") + 1, first_opened_at=first, last_opened_at=at)
        link.opens_count, link.first_opened_at, link.last_opened_at = (
            link.opens_count + 1, link.first_opened_at or at, at,
        )  # fmt: skip
    if not reason:
        link_opened.send(sender=SmartLink, link=link, event=event)
    return event if kept else None


@transaction.atomic
def record_page(link, *, at, ip, user_agent, url, title):
    """Keep that the visitor of `link` looked at a page of the organization's site."""
    _count(link, pages_count=F("pages_count") + 1)
    if _has_room(link):
        _event(link, LinkEvent.PAGE, at, ip, user_agent, url=url, title=clean_text(title, 200)).save(force_insert=True)


def address_for(link):
    """Where `link` leads: to its item's own address, with `sl` added to its query if that is a site of the organization's
    own, where `track.js` reads it."""
    url = link.item.url
    if _leads_to_own_site(link):
        parts = urlsplit(url)
        query = f"{parts.query}&sl={link.token}" if parts.query else f"sl={link.token}"
        url = urlunsplit(parts._replace(query=query))
    return url


def _leads_to_own_site(link):
    """Asks nothing where the item's address is written as browsers write it, for then `find` has asked."""
    origin = origin_of(link.item.url)
    if link.item.url.startswith(origin):
        return link.site == origin
    return is_site_of(link.organization_id, origin)


def network_of(address):
    """An IP address with its last part taken away (/24, /48); None for what is none."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.is_unspecified:
        return None
    return str(ipaddress.ip_network(f"{ip}/{NETWORKS[ip.version]}", strict=False).network_address)


def clean_text(text, most):
    """`text` in one line of at most `most` characters, without what no screen shows."""
    return CONTROLS.sub(" ", text).strip()[:most]


def _has_room(link):
    return link.opens_count + link.bots_count + link.pages_count < LinkEvent.MOST


def _count(link, **values):
    SmartLink.objects.filter(pk=link.pk).update(**values)


def _event(link, kind, at, ip, user_agent, **more):
    return LinkEvent(
        organization_id=link.organization_id,
        link=link,
        contact_id=link.contact_id,
        kind=kind,
        at=at,
        ip=network_of(ip),
        user_agent=clean_text(user_agent, 300),
        **more,
    )
