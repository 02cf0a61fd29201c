"""What tests of links share: an item, a link made an hour ago, and the browsers that open it."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from sharing.linking import share
from sharing.models import SmartLink
from sharing.offering import add_item
from tests import makers

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
SHOP = "https://shop.example"


def item(by, title="Tent", url=f"{SHOP}/tent?size=2#colours", **values):
    """An item on offer."""
    return add_item(by=by, title=title, url=url, **values)


def link(by, contact=None, share_item=None, channel="email", **values):
    """A link that `by` made an hour ago."""
    made, _is_new = share(contact or makers.contact(by), share_item or item(by), channel, by=by, **values)
    SmartLink.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(hours=1))
    made.refresh_from_db()
    return made


def visitor(agent=BROWSER, **headers):
    """A client that nobody is signed in at, and that is checked as a browser is."""
    return Client(enforce_csrf_checks=True, headers={"User-Agent": agent, **headers})
