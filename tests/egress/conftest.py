import pytest

from .peers import Peer


@pytest.fixture
def peer(settings):
    """`peer(answer, tls=None)`: a server on loopback that we may call."""
    peers = []

    def start(answer, **options):
        peers.append(Peer(answer, **options))
        settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, peers[-1].place]
        return peers[-1]

    yield start
    for each in peers:
        each.close()
