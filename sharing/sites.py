"""The organization's own sites: from their pages links are reported on, and forms are embedded there."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.locks import hold_name

from .addresses import check_address, origin_of
from .models import AllowedOrigin

MOST = 50  # of an organization
LONGEST = AllowedOrigin._meta.get_field("origin").max_length


@transaction.atomic
def allow_site(text, *, by):
    """Let the site with this address (`https://shop.example`, what follows the host is left away) be one of `by`'s
    organization. Returns the `AllowedOrigin`, also where it was one. Raises ValidationError with a sentence."""
    origin = clean_origin(text)
    hold_name(by.organization_id, "allowed sites")
    own = AllowedOrigin.objects.visible_to(by)
    if not own.filter(origin=origin).exists() and own.count() >= MOST:
        raise ValidationError(_("There are %(most)s sites already. Remove one first.") % {"most": MOST})
    return own.get_or_create(origin=origin, defaults={"organization_id": by.organization_id})[0]


def remove_site(site, *, by):
    """Let a site be none of the organization's any more: nothing is reported from it from now on."""
    AllowedOrigin.objects.visible_to(by).filter(pk=site.pk).delete()


def is_site_of(organization_id, origin):
    """Whether `origin`, as a browser sends it, is a site of an organization; whatever is sent instead is none."""
    if not origin.isascii() or not origin.isprintable() or not 0 < len(origin) <= LONGEST:
        return False
    return AllowedOrigin.objects.filter(organization=organization_id, origin=origin).exists()


def clean_origin(text):
    """The origin of an address, as browsers send it. Only https, but for hosts that `EGRESS_ALLOW` names. Raises
    ValidationError with a sentence."""
    url = text.strip()
    check_address(url)
    try:
        parts, origin = urlsplit(url), origin_of(url)
    except (ValueError, UnicodeError):
        raise ValidationError(_("This is not an address on the web.")) from None
    if parts.scheme != "https" and not _is_ours(parts):
        raise ValidationError(_("Use an address that begins with https://."))
    if len(origin) > LONGEST:
        raise ValidationError(_("This address is too long."))
    return origin


def _is_ours(parts):
    return f"{parts.hostname}:{parts.port or 80}" in settings.EGRESS_ALLOW
