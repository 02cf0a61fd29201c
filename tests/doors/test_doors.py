"""Every door × every credential: who gets in, who learns nothing, who is told no. `table.txt` is the specification."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import Resolver404, resolve
from rest_framework.test import APIClient

from tests import cast as people
from tests.conftest import BACKEND, jwt

from . import world
from .routes import routes

COLUMNS = ["nobody", "olivia", "marco", "rita", "tess", "zoe", "key", "revoked", "other"]
TABLE = Path(__file__).parent / "table.txt"


@dataclass(frozen=True)
class Row:
    method: str
    address: str
    expected: tuple
    body: str
    line: int

    def __str__(self):
        return f"{self.method} {self.address}"


def rows():
    for number, line in enumerate(TABLE.read_text().splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            cells, _bar, body = line.partition("|")
            method, address, *expected = cells.split()
            assert len(expected) == len(COLUMNS), f"table.txt:{number} has {len(expected)} columns"
            yield Row(method, address, tuple(expected), body.strip() or "{}", number)


ROWS = list(rows())


class Callers:
    """A client for each column, for REST addresses, which name an organization where they must, or for pages."""

    def __init__(self, cast):
        self.cast = cast
        self.key, self.revoked = world.keys(cast)

    def client(self, column, address):
        rest, own = address.startswith("/api/"), self.cast.rival if column == "zoe" else self.cast.acme
        named = {"HTTP_X_ORG_ID": str(own.pk)} if address.startswith("/api/v1/") else {}
        if column in ("key", "revoked"):
            return APIClient(HTTP_X_API_KEY=getattr(self, column), **named)
        if column == "nobody":
            return APIClient(**named)
        member = self.cast.marco if column == "other" else getattr(self.cast, column)
        if rest == (column == "other"):
            client = Client(enforce_csrf_checks=rest, **named)
            client.force_login(member.user, backend=BACKEND)
            return client
        return APIClient(HTTP_AUTHORIZATION=f"Bearer {jwt(member)}", **named)


def outcome(client, row, named):
    """The status, or `login` for the way to the sign-in page. What was written is taken back."""
    address, body = named(row.address), named(row.body)
    rest = address.startswith("/api/")
    kind = {"content_type": "application/json"} if rest else {}
    body = body if rest else json.loads(body)
    try:
        with transaction.atomic():
            if row.method == "GET":
                answer = client.get(address)
            else:
                answer = getattr(client, row.method.lower())(address, body, **kind)
            raise TakeBack
    except TakeBack:
        pass
    if answer.status_code == 302 and "/account/login" in answer["Location"]:
        return "login"
    return str(answer.status_code)


class TakeBack(Exception):
    pass


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """(what names the world's ids, the callers, where its files are): made once, each row takes back what it wrote."""
    files = tmp_path_factory.mktemp("doors")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files), transaction.atomic():
        cast = people.assemble()
        yield naming(world.build(cast)), Callers(cast), files
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_door_opens_for_whom_the_table_says(row, told, db, settings):
    named, callers, settings.MEDIA_ROOT = told
    wrong = []
    for column, expected in zip(COLUMNS, row.expected, strict=True):
        if expected != "-":
            got = outcome(callers.client(column, row.address), row, named)
            if got != expected:
                wrong.append(f"{column}: {got} instead of {expected}")
    assert not wrong, f"table.txt:{row.line} {row}\n" + "\n".join(wrong)


def naming(ids):
    """What puts the world's ids in place of their names in braces."""
    return lambda text: re.sub(r"{(\w+)}", lambda name: str(ids[name[1]]), text)


# -- completeness ---------------------------------------------------------------------------------


def route_of(address):
    """The pattern of the route that an address of the table asks."""
    plain = re.sub(r"{\w+}", "1", address.partition("?")[0])
    try:
        return "/" + resolve(plain).route.removeprefix("^").removesuffix("$").removesuffix("\\Z")
    except Resolver404:
        return None


@cache
def covered():
    return {(row.method, route_of(row.address)) for row in ROWS}


@pytest.mark.parametrize("route", [route for route in routes() if route.is_ours], ids=lambda route: route.pattern)
def test_every_door_is_in_the_table(route):
    mine = {method for method, pattern in covered() if pattern == route.pattern}
    missing = route.methods - mine if route.methods else ({"GET or POST"} if not mine else set())
    assert not missing, f"table.txt says nothing of {sorted(missing)} {route.pattern}"


def test_every_row_is_of_a_door_that_exists():
    assert not [f"table.txt:{row.line} {row.address}" for row in ROWS if route_of(row.address) is None]
