"""Every address of the Rep API: what opens it. The table of all doors has no column for company tokens; this is it."""

import re

import pytest
from rest_framework.test import APIClient

from accounts.models import Credential
from tests.conftest import jwt
from tests.doors.routes import routes

from .conftest import COMPANY, USER

OURS = [
    (route, method)
    for route in routes()
    if route.pattern.startswith((COMPANY, USER)) and "rest" not in route.pattern
    for method in sorted(route.methods - {"HEAD"})
]


@pytest.fixture
def callers(cast):
    """`{credential: client}`."""
    made = {
        "company": Credential.issue(by=cast.olivia, name="Site", kind="company"),
        "revoked": Credential.issue(by=cast.olivia, name="Old", kind="company"),
        "key": Credential.issue(by=cast.olivia, name="Shop"),
    }
    made["revoked"][0].revoke(by=cast.olivia)
    return {
        "company": APIClient(HTTP_AUTHORIZATION=f"Bearer {made['company'][1]}"),
        "revoked": APIClient(HTTP_AUTHORIZATION=f"Bearer {made['revoked'][1]}"),
        "key": APIClient(HTTP_X_API_KEY=made["key"][1]),
        "user": APIClient(HTTP_AUTHORIZATION=f"Bearer {jwt(cast.marco)}"),
        "nobody": APIClient(),
    }


OPENS = {COMPANY: {"company", "key"}, USER: {"user"}}


@pytest.mark.parametrize(("route", "method"), OURS, ids=[f"{method} {route.pattern}" for route, method in OURS])
def test_opens_for_its_credential_alone(route, method, callers):
    address = re.sub(r"<.*?>", "0", route.pattern)
    opens = OPENS[COMPANY if address.startswith(COMPANY) else USER]
    for name, client in callers.items():
        answer = client.generic(method, address, "{}", content_type="application/json")
        assert (answer.status_code != 401) == (name in opens), name
        if answer.status_code == 401:
            assert answer.json().keys() == {"message", "meta"}
        else:
            assert answer.json().keys() >= {"meta"}


def test_there_is_something_to_open():
    assert len(OURS) > 30
