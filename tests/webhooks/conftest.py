from datetime import timedelta

import pytest
from django.utils import timezone

from webhooks import endpoints, settling
from webhooks.sending import Round, send_waiting
from webhooks.vocabulary import NAMES

from .receivers import Receiver


@pytest.fixture(autouse=True)
def nobody_is_known(monkeypatch):
    """A worker of its own for each test: it does not know yet how long endpoints take."""
    monkeypatch.setattr(Round, "pace", {})


@pytest.fixture
def receiver(settings):
    """`receiver(status="200 OK", …)`: a receiver that we may call."""
    started = []

    def start(status="200 OK", **options):
        started.append(Receiver(status, **options))
        settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, started[-1].place]
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def listen(receiver):
    """`listen(*events, by=admin, status=…)`: (receiver, endpoint, secret) that hears these events, or all."""

    def begin(*events, by, status="200 OK", **options):
        other = receiver(status, **options)
        endpoint, secret = endpoints.add(other.url + "hook", events or NAMES, by=by)
        return other, endpoint, secret

    return begin


@pytest.fixture
def clock():
    """`clock()` is now, or as much later as `clock.later(seconds=…)` said."""

    class Clock:
        ahead = timedelta()

        def __call__(self):
            return timezone.now() + self.ahead

        def later(self, **much):
            self.ahead += timedelta(**much)

    return Clock()


@pytest.fixture
def work(clock):
    """What a worker does in its round: `work()` returns how many deliveries arrived."""
    return lambda: send_waiting(seconds=600, clock=clock)


@pytest.fixture
def evenly(monkeypatch):
    """Waits are as long as the table says."""
    monkeypatch.setattr(settling, "JITTER", 0)
