"""SmartLinks: made for a contact, and taken back."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact

from .models import ShareItem, SmartLink
from .models.links import digest, new_token


@transaction.atomic
def share(contact, share_item, channel, *, by, expires_at=None):
    """The link by which `by` shares an item with a contact through a channel, and whether it is new: `(link, is_new)`.

    While one lives, also of many at once, it is the one; `expires_at` is for a new one. Raises ValidationError
    `{"contact", "share_item", "channel" or "expires_at": [sentence]}`.
    """
    now = timezone.now()
    _check(channel, expires_at, now)
    contact = Contact.objects.visible_to(by).select_for_update(no_key=True, of=("self",)).filter(pk=contact.pk).first()
    item = ShareItem.objects.visible_to(by).select_for_update(no_key=True).filter(pk=share_item.pk).first()
    if contact is None:
        raise ValidationError({"contact": [_("This contact is gone.")]})
    alike = SmartLink.objects.filter(contact=contact, item=item, channel=channel, member=by)
    living = item and alike.usable(now).order_by("pk").first()
    if living:
        return living, False
    if item is None or not item.is_active:
        raise ValidationError({"share_item": [_("This is not offered any more. Choose another.")]})
    alike.filter(revoked_at=None).update(live_key="")  # expired: it gives its place away
    if item.shared_at is None:
        ShareItem.objects.filter(pk=item.pk).update(shared_at=now)
    return _make(contact, item, channel, by, now, expires_at), True


def _check(channel, expires_at, now):
    channels = [name for name, _label in SmartLink.CHANNELS]
    if channel not in channels:
        raise ValidationError({"channel": [_("Choose one of: %s.") % ", ".join(channels)]})
    if expires_at is not None and expires_at <= now:
        raise ValidationError({"expires_at": [_("Choose a moment to come.")]})


def _make(contact, item, channel, by, now, expires_at):
    token = new_token()
    link = SmartLink(
        organization_id=by.organization_id,
        contact=contact,
        item=item,
        member=by,
        channel=channel,
        token=token,
        hashed=digest(token),
        expires_at=expires_at,
        created_at=now,
    )
    link.live_key = live_key(link)
    link.save(force_insert=True)
    return link


@transaction.atomic
def revoke(link, *, by):
    """Let a link lead nowhere from now on; a second time changes nothing. Returns it as it is now."""
    found = SmartLink.objects.visible_to(by).select_for_update(of=("self",)).get(pk=link.pk)
    if found.revoked_at is None:
        found.revoked_at, found.live_key = timezone.now(), ""
        found.save(update_fields=["revoked_at", "live_key"])
    return found


@transaction.atomic
def restore(link, *, by):
    """Let a revoked link lead to its item again. Returns it. Raises ValidationError where another took its place."""
    ShareItem.objects.visible_to(by).select_for_update(no_key=True).get(pk=link.item_id)
    found = SmartLink.objects.visible_to(by).select_for_update(of=("self",)).get(pk=link.pk)
    if found.revoked_at is None:
        return found
    key = live_key(found)
    if SmartLink.objects.filter(live_key=key).exists():
        raise ValidationError(_("It was shared anew since: use that link."))
    found.revoked_at, found.live_key = None, key
    found.save(update_fields=["revoked_at", "live_key"])
    return found


def live_key(link):
    """What only one link has at a time, see `SmartLink`."""
    return f"{link.contact_id}.{link.item_id}.{link.channel}.{link.member_id}"


def link_address(link):
    """The whole address that visitors open."""
    return settings.BASE_URL.rstrip("/") + reverse("link_open", args=[link.token])
