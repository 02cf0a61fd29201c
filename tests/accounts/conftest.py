"""What the tests of people and access share."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import PASSWORD


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits and "last seen" live in the cache; no test inherits another's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sign_in():
    """`sign_in(member or email, password=…)`: a client that went through the sign-in page; its answer is `.answer`."""

    def through_the_page(who, password=PASSWORD, *, client=None, **posted):
        client = client or Client()
        email = who if isinstance(who, str) else who.user.email
        client.answer = client.post("/account/login/", {"login": email, "password": password, **posted})
        return client

    return through_the_page


def is_signed_in(client):
    """Whether the client may open a page."""
    return client.get("/profile").status_code == 200
