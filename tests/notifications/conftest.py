"""Push services on loopback, and browsers that subscribed there."""

import pytest

from notifications import pushing
from notifications.subscribing import subscribe

from .push_service import push_service


@pytest.fixture
def service(settings):
    """A push service that may be called."""
    pushing._resting.end()
    with push_service() as running:
        settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, running.place]
        yield running


@pytest.fixture
def other_service(service, settings):
    """Another push service that may be called."""
    with push_service() as running:
        settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, running.place]
        yield running


@pytest.fixture
def subscribed():
    """`subscribed(browser, member)`: a browser where this member turned pushes on."""

    def subscribe_it(browser, member):
        return subscribe(
            browser.address, p256dh=browser.p256dh, auth=browser.auth, device="Chrome on Android", by=member
        )

    return subscribe_it
