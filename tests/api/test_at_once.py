"""What those who come at the same moment get. On PostgreSQL: SQLite lets one write at a time and hides every race."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.models import Member, Team
from api.tokens import issue
from tests import cast as people

from .conftest import Caller

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time and hides races"),
]
assert connection is not None


def at_once(calls):
    """The results of all `calls`, begun together."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def statuses(answers):
    return sorted(answer.status_code for answer in answers)


def test_refresh_token_works_exactly_once():
    cast = people.assemble()
    tokens = [issue(cast.marco.user)["refresh"] for _n in range(5)]
    calls = [
        lambda token=token: Caller().post("/api/auth/refresh", {"refresh": token})
        for token in tokens
        for _twice in range(4)
    ]
    assert statuses(at_once(calls)) == [200] * 5 + [401] * 15


def test_two_requests_with_one_key_write_once():
    cast = people.assemble()
    callers = [Caller(cast.olivia) for _n in range(8)]
    calls = [lambda c=c: c.post("/api/teams", {"name": "South"}, idempotency_key="k1") for c in callers]
    answers = at_once(calls)
    assert set(statuses(answers)) <= {201, 409}
    assert Team.objects.filter(name="South").count() == 1
    replays = [answer.get("Idempotent-Replay") for answer in answers if answer.status_code == 201]
    assert replays.count(None) == 1


def test_one_of_two_writes_over_the_same_version_wins():
    cast = people.assemble()
    path = f"/api/teams/{cast.team.pk}"
    etag = Caller(cast.olivia).get(path)["ETag"]
    callers = [Caller(cast.olivia) for _n in range(6)]
    calls = [lambda n=n, c=c: c.put(path, {"name": f"Team {n}"}, if_match=etag) for n, c in enumerate(callers)]
    assert statuses(at_once(calls)) == [200] + [412] * 5


def test_two_admins_cannot_demote_each_other():
    cast = people.assemble()
    cast.marco.change_access(by=cast.olivia, role="admin")
    callers = [(Caller(cast.olivia), cast.marco), (Caller(cast.marco), cast.olivia)]
    calls = [lambda c=c, m=m: c.put(f"/api/users/{m.pk}", {"role": "member"}) for c, m in callers]
    assert 200 in statuses(at_once(calls))
    assert Member.objects.filter(organization=cast.acme, role="admin").count() == 1


def test_name_is_given_to_one_team():
    cast = people.assemble()
    callers = [Caller(cast.olivia) for _n in range(6)]
    calls = [lambda c=c: c.post("/api/teams", {"name": "South"}) for c in callers]
    assert statuses(at_once(calls)) == [201] + [422] * 5


def test_address_is_registered_once():
    body = {
        "organization_name": "Initech",
        "first_name": "Peter",
        "last_name": "Gibbons",
        "email": "peter@initech.example",
        "password": "a stapler of my own",
    }
    calls = [lambda: Caller().post("/api/auth/register", body) for _n in range(4)]
    assert statuses(at_once(calls)) == [201] + [422] * 3
