"""What admins do with endpoints. Every verb keeps `Organization.hears` right: the names of the events that anybody wants,
which every member is read with, so that nothing is asked where nobody listens."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization
from egress import Forbidden, check_url

from .models import Delivery, Endpoint, Event
from .showing import test_body
from .signals import endpoint_disabled
from .signing import STILL_GOOD, new_secret, sealed
from .telling import untellable
from .vocabulary import NAMES, TEST

PATIENCE = timedelta(days=3)  # of failing without a success …
ENOUGH = 10  # … and so many failures, before we turn an endpoint off
TRIED_FOR = timedelta(days=1)


class EndpointRefused(Exception):
    """It cannot be so; `field` is what is wrong, "" for all of it, the message says why."""

    def __init__(self, message, field=""):
        super().__init__(message)
        self.field = field


@transaction.atomic
def add(url, events, *, by, description=""):
    """Tell `url` of `events` (names) from now on. Returns (endpoint, secret): the secret is readable here alone.

    Raises EndpointRefused.
    """
    _hold(by.organization_id)
    if Endpoint.objects.visible_to(by).count() >= Endpoint.MOST:
        raise EndpointRefused(
            _("You have %(most)s webhooks already. Remove one that is not used any more.") % {"most": Endpoint.MOST}
        )
    secret = new_secret()
    endpoint = Endpoint.objects.create(
        organization_id=by.organization_id,
        url=_checked(url),
        events=_known(events),
        description=description,
        secret=sealed(secret),
        created_by=by,
    )
    _keep_ears(by)
    return endpoint, secret


@transaction.atomic
def change(endpoint, *, by, url, events, description=""):
    """Tell another address, or of other events. What waits goes to the new address. Raises EndpointRefused."""
    endpoint = _held(endpoint, by)
    if url != endpoint.url:
        endpoint.failing_since, endpoint.failures_count, endpoint.resting_until = None, 0, None
    endpoint.url, endpoint.events, endpoint.description = _checked(url), _known(events), description
    endpoint.save()
    _keep_ears(by)
    return endpoint


@transaction.atomic
def rotate(endpoint, *, by):
    """Sign with a new secret, which is returned, and for a day with the old one too."""
    endpoint, secret = _held(endpoint, by), new_secret()
    endpoint.previous_secret, endpoint.previous_until = endpoint.secret, timezone.now() + STILL_GOOD
    endpoint.secret = sealed(secret)
    endpoint.save()
    return secret


@transaction.atomic
def turn_on(endpoint, *, by):
    """Tell it again from now on; what happened meanwhile is not told."""
    endpoint = _held(endpoint, by)
    endpoint.is_active, endpoint.disabled_at = True, None
    endpoint.failing_since, endpoint.failures_count, endpoint.resting_until = None, 0, None
    endpoint.save()
    _keep_ears(by)
    return endpoint


@transaction.atomic
def turn_off(endpoint, *, by):
    """Tell it nothing more; what waits is dropped by the next worker that looks."""
    endpoint = _held(endpoint, by)
    endpoint.is_active = False
    endpoint.save()
    _keep_ears(by)
    return endpoint


@transaction.atomic
def remove(endpoint, *, by):
    """Tell it nothing more and forget it. Its deliveries are cleared away in the background: they may be millions."""
    endpoint = _held(endpoint, by)
    endpoint.is_active, endpoint.removed_at = False, timezone.now()
    endpoint.save()
    _keep_ears(by)


@transaction.atomic
def send_test(endpoint, *, by):
    """Let a message that says it is a test be delivered. Returns its `Delivery`. Raises EndpointRefused."""
    endpoint, now = _on(endpoint, by), timezone.now()
    event = Event.objects.create(organization_id=by.organization_id, name=TEST, at=now, expanded_at=now)
    return _deliver(event, endpoint, now, name=TEST, body=test_body(event, by), is_bare=True)


@transaction.atomic
def send_again(delivery, *, by):
    """Send what was sent once more, as a message of its own. Returns the new `Delivery`.

    Raises EndpointRefused where the endpoint is off, or where the record is not everybody's to know of any more.
    """
    endpoint = _on(delivery.endpoint, by)
    if untellable([delivery], by.organization):
        raise EndpointRefused(_("The record is gone or has become private: what was told of it is not told again."))
    same = {name: getattr(delivery, name) for name in ("name", "record_id", "body", "is_bare")}
    return _deliver(delivery.event, endpoint, timezone.now(), replay_of=delivery, **same)


@transaction.atomic
def disable(pk, *, at, is_gone=False):
    """Turn off the endpoint `pk` by ourselves, if it is gone, or has been failing for long. Returns whether it was."""
    organization_id = Endpoint.objects.filter(pk=pk).values_list("organization_id", flat=True).first()
    if organization_id is None:
        return False
    _hold(organization_id)
    endpoint = Endpoint.objects.select_for_update(of=("self",)).filter(pk=pk, is_active=True).first()
    if endpoint is None or not (is_gone or has_failed_for_long(endpoint, at)):
        return False
    endpoint.is_active, endpoint.disabled_at = False, at
    endpoint.save()
    _write_ears(organization_id)
    endpoint_disabled.send(sender=Endpoint, endpoint=endpoint, at=at)
    return True


def has_failed_for_long(endpoint, at):
    """Whether nothing has arrived for days although it was tried often enough."""
    since = endpoint.failing_since
    return since is not None and at - since >= PATIENCE and endpoint.failures_count >= ENOUGH


# -- how they do it ------------------------------------------------------------------------------------


def _hold(organization_id):
    """Let nobody else change the endpoints of an organization until the transaction ends; its records go on."""
    Organization.objects.select_for_update(no_key=True).get(pk=organization_id)


def _held(endpoint, by):
    """The endpoint as it is now."""
    _hold(by.organization_id)
    return Endpoint.objects.visible_to(by).select_for_update(of=("self",)).get(pk=endpoint.pk)


def _on(endpoint, by):
    endpoint = _held(endpoint, by)
    if not endpoint.is_active:
        raise EndpointRefused(_("This webhook is off. Turn it on first."))
    return endpoint


def _keep_ears(by):
    by.organization.hears = _write_ears(by.organization_id)


def _write_ears(organization_id):
    """Write down which events anybody in an organization wants; returns their names."""
    wanted = Endpoint.objects.active().filter(organization=organization_id).values_list("events", flat=True)
    names = sorted({name for events in wanted for name in events})
    Organization.objects.filter(pk=organization_id).update(hears=names)
    return names


def _checked(url):
    try:
        check_url(url)
    except Forbidden as why:
        raise EndpointRefused(str(why), "url") from why
    return url


def _known(events):
    unknown = [name for name in events if name not in NAMES]
    if unknown or not events:
        raise EndpointRefused(_("Choose at least one event of the list."), "events")
    return [name for name in NAMES if name in events]


def _deliver(event, endpoint, now, **values):
    return Delivery.objects.create(
        organization_id=event.organization_id,
        event=event,
        endpoint=endpoint,
        due_at=now,
        give_up_at=now + TRIED_FOR,
        **values,
    )
