import pytest


@pytest.fixture
def key(cast, keyed):
    """A client of the Key API whose key sees all of Acme."""
    client = keyed(by=cast.olivia)
    client.default_format = "json"
    return client
