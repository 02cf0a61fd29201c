"""Signed in, but in no organization: the operator, and people whose only membership ended. No door breaks for them."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.conftest import BACKEND

from . import world
from .routes import routes
from .test_doors import ROWS, naming, outcome

PEOPLE = ["operator", "former"]


@pytest.fixture
def outsiders(cast):
    """`{who: user}`: a superuser who never had a membership, and a person whose only one was ended."""
    former = cast.rita
    former.change_access(by=cast.olivia, is_active=False)
    operator = User.objects.create_superuser("operator@rapport.example", "correct horse battery")
    return {"operator": operator, "former": former.user}


def signed_in(user):
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=BACKEND)
    return client


class Visitor:
    """One who is signed in at every door: signed in again only after a door that has signed them out."""

    def __init__(self, user):
        self.user, self.key = user, None

    @property
    def client(self):
        if self.key is None or self._session() != self.key:
            self._client = signed_in(self.user)
            self.key = self._session()
        return self._client

    def _session(self):
        return self._client.cookies[settings.SESSION_COOKIE_NAME].value


def addresses(ids):
    """An address of every route of the project: those of the table with real ids, the rest with what fits."""
    named = naming(ids)
    known = {named(row.address) for row in ROWS}
    return sorted(known | {filled(route.pattern) for route in routes()})


def filled(pattern):
    """`/contacts/<int:pk>` as an address."""
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "1", pattern).replace("\\", "").replace("$", "").replace("^", "")
    return re.sub(r"<(?:\w+:)?\w+>", "1", plain)


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_breaks_for_somebody_without_membership(cast, outsiders, who):
    every = addresses(world.build(cast))
    visitor, broken = Visitor(outsiders[who]), []
    for address in every:
        is_page = not address.startswith(("/api/", "/admin/"))  # nobody else asks for parts
        for headers in ({}, {"HX-Request": "true"}) if is_page else ({},):
            answer = visitor.client.get(address, headers=headers)
            if answer.status_code >= 500:
                broken.append(f"{answer.status_code} {address} {headers}")
    assert len(every) > 150
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("who", PEOPLE)
def test_no_form_breaks_for_somebody_without_membership(cast, outsiders, who):
    named, visitor, broken = naming(world.build(cast)), Visitor(outsiders[who]), []
    for row in ROWS:
        if row.method != "GET":
            status = outcome(visitor.client, row, named)
            if status.startswith("5"):
                broken.append(f"{status} {row}")
    assert not broken, "\n".join(broken)


def is_a_members_page(pattern):
    return not pattern.startswith(("/account/", "/admin/", "/api/", "/invitation/", "/health", "/ready", "/f/", "/s/"))


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_says_what_is_missing(cast, outsiders, who):
    client = signed_in(outsiders[who])
    pages = [filled(route.pattern) for route in routes() if is_a_members_page(route.pattern)]
    pages = [address for address in pages if (who, address) != ("operator", "/")]
    assert len(pages) > 40
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert "You are in no organization" in answer.text, address


def test_signing_in_takes_the_operator_to_the_back_room(cast, outsiders):
    client = signed_in(outsiders["operator"])
    assert client.get("/").headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert signed_in(outsiders["former"]).get("/").status_code == 403
