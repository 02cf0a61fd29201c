"""What Marco keeps to himself is seen by nobody else, through no door.

The others ask every address of the table twice: while Marco's secrets are there, and in the same world without them.
What they are told must be the same, to the letter. An address or a body that names a secret must be refused, and change
nothing of it. A new address is tried by its rows in `table.txt`; a new name in braces there says in `asking.TWIN_OF`
which secret can stand in its place, or in `asking.SHARED` that none can.
"""

import re
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from tests import cast as people

from . import secrets_of_marco as secrets
from . import world
from .asking import PROBES, SHARED, TWIN_OF, Asked, Others, answers, naming_secrets, reading, searching
from .test_doors import ROWS, TakeBack, naming

DOORS = {
    "/api/v1/": "the Org API",
    "/api/key/": "the Key API",
    "/api/company/": "the Rep API of a company",
    "/api/user/": "the Rep API of a user",
    "/api/": "the house API",
    "/admin/": "the back room",
    "/": "the pages",
}
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
REFUSED = {"400", "401", "403", "404", "405", "409", "422", "login"}
SECRET = re.compile("|".join((secrets.MARKER, *secrets.NUMBERS)), re.IGNORECASE)
OWN = {"the pages", "the house API", "the Org API", "the Rep API of a user"}  # that show Marco what is his
ADMINS, MEMBERS = ("olivia", "company"), ("tess", "rita", "key")  # of Marco's own organization; a token sees all, too


def door_of(asked):
    return next(door for front, door in DOORS.items() if asked.address.startswith(front))


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker, tmp_path_factory):
    """(the cast, what all may know as `{name: id}`, the others who ask, where files are)."""
    files = tmp_path_factory.mktemp("private")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files), transaction.atomic():
        with time_machine.travel(NOON, tick=False):
            cast = people.assemble()
            ids = secrets.common_ground(cast) | world.build(cast)
            others = Others(cast)
        yield cast, ids, others, files
        transaction.set_rollback(True)


@contextmanager
def secrets_kept(cast, ids):
    """While it lasts, Marco's secrets are there: `{name: id}`. Afterwards they never were."""
    with suppress(TakeBack), transaction.atomic():
        yield secrets.build(cast, ids)
        raise TakeBack


@pytest.mark.parametrize("door", DOORS.values())
@time_machine.travel(NOON, tick=False)
def test_a_door_tells_no_secret(door, ground, db, settings):
    cast, ids, others, settings.MEDIA_ROOT = ground
    every = [*reading(ROWS, naming(ids)), *(Asked(*probe) for probe in PROBES)]
    plain = [asked for asked in every if door_of(asked) == door]
    lists = [asked for asked in plain if not re.search(r"\d", asked.address.replace("/v1", "").replace("/v202506", ""))]
    with secrets_kept(cast, ids) as secret:
        searches = [more for asked in lists for more in searching(asked, secret)]
        got = answers(others, ADMINS, [*plain, *searches]) | answers(others, MEMBERS, lists)
        foreign = answers(others, ("zoe",), lists)
        own = answers(others, ("marco",), lists) if door in OWN else {}
    without = answers(others, ADMINS, [*plain, *searches]) | answers(others, MEMBERS, lists)
    told = [f"{who}: {asked}" for (who, asked), answer in foreign.items() if is_told(asked, answer)]
    leaks = [leak for key in got if (leak := difference(*key, got[key], without[key]))]
    assert not leaks + told, f"{len(leaks + told)} leaks\n" + "\n".join([*leaks, *told][:60])
    assert any(status == "200" for status, _text in got.values())
    assert any(is_told(asked, answer) for (_who, asked), answer in own.items()) or not own, "nothing there to hide"


@pytest.mark.parametrize("door", DOORS.values())
@time_machine.travel(NOON, tick=False)
def test_a_door_refuses_who_names_a_secret(door, ground, db, settings):
    cast, ids, others, settings.MEDIA_ROOT = ground
    with secrets_kept(cast, ids) as secret:
        named = [asked for asked in naming_secrets(ROWS, naming(ids), secret) if door_of(asked) == door]
        before, changed = secrets.rows(), []
        got = answers(
            others, ADMINS, named, lambda asked: None if secrets.rows() == before else changed.append(str(asked))
        )
    let_in = {asked for (_who, asked), answer in got.items() if answer[0] not in REFUSED or is_told(asked, answer)}
    without = answers(others, ADMINS, sorted(let_in, key=str))  # to whom it means nothing: the same as if it were none
    leaks = [leak for key in without if (leak := difference(*key, got[key], without[key]))]
    assert not leaks, f"{len(leaks)}\n" + "\n".join(leaks[:60])
    assert not changed, "\n".join(changed)


def is_told(asked, answer):
    """Whether an answer holds more of a secret than the question did."""
    _status, text = answer
    return bool(SECRET.search(text)) and not SECRET.search(asked.address)


def difference(who, asked, got, without):
    """What the answer says of a secret, in a line; None when it is the same as without secrets."""
    if got == without:
        return None
    if got[0] != without[0]:
        return f"{who}: {asked} is {got[0]} instead of {without[0]}"
    mine, theirs = got[1].split(), without[1].split()
    pairs = enumerate(zip(mine, theirs, strict=False))
    n = next((n for n, (one, other) in pairs if one != other), min(len(mine), len(theirs)))
    says, would = (" ".join(words[max(n - 3, 0) : n + 4])[:150] for words in (mine, theirs))
    return f"{who}: {asked} says {says!r} instead of {would!r}"


def test_every_name_of_the_table_has_its_secret_or_none():
    names = {name for row in ROWS for name in re.findall(r"{(\w+)}", row.address + row.body)}
    missing = names - TWIN_OF.keys() - SHARED
    assert not missing, f"Say in asking.TWIN_OF or asking.SHARED which secret stands for: {sorted(missing)}"
