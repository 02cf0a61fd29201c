"""What a test that committed leaves behind: nothing, also when a server was still answering."""

import threading
import urllib.request
from types import SimpleNamespace

import pytest
from django.core.signals import request_finished, request_started
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import TestCase, TransactionTestCase

from accounts.models import Organization
from tests import emptying
from tests.answering import Answering, answering
from tests.conftest import pytest_runtest_setup

pytestmark = pytest.mark.django_db(transaction=True)

CASE = TransactionTestCase(methodName="__init__")


def test_waits_for_an_answer_that_still_writes():
    emptied = threading.Event()
    request = late(until=emptied)
    emptying.empty_after(CASE)
    emptied.set()
    request.join()
    assert not Organization.objects.exists()


def test_begins_empty_after_an_answer_that_came_too_late():
    begun = threading.Event()
    emptying.empty_after(CASE)
    request = late(until=begun)
    begin(TestCase)
    begun.set()
    request.join()
    assert not Organization.objects.exists()


@pytest.mark.parametrize("fault", [IntegrityError, OperationalError])
def test_tries_again_when_somebody_wrote_between(monkeypatch, fault):
    Organization.objects.create(name="Acme")
    tried = fail(monkeypatch, fault, times=2)
    emptying.empty_after(CASE)
    assert len(tried) == 3
    assert not Organization.objects.exists()


def test_does_not_try_for_ever(monkeypatch):
    Organization.objects.create(name="Acme")
    tried = fail(monkeypatch, IntegrityError, times=1_000)
    with pytest.raises(IntegrityError):
        emptying.empty_after(CASE)
    assert len(tried) == emptying.TRIES


@pytest.mark.parametrize("case", [TestCase, TransactionTestCase])
def test_begins_empty_after_an_emptying_that_failed(monkeypatch, case):
    Organization.objects.create(name="Acme")
    fail(monkeypatch, OperationalError, times=emptying.TRIES)
    with pytest.raises(OperationalError):
        emptying.empty_after(CASE)
    begin(case)
    assert not Organization.objects.exists()


def test_leaves_the_world_of_a_module_alone():
    with transaction.atomic():
        Organization.objects.create(name="Acme")
        emptying.Trust.lose()
        begin(TestCase)
        assert Organization.objects.exists()
        transaction.set_rollback(True)


def test_keeps_a_world_until_its_end():
    with emptying.kept():
        Organization.objects.create(name="Acme")
        pytest_runtest_setup(SimpleNamespace(execution_count=2))
        begin(TransactionTestCase)
        emptying.empty_after(CASE)
        assert Organization.objects.exists()
    assert not Organization.objects.exists()


@pytest.mark.parametrize(("times", "left"), [(1, 1), (2, 0)])
def test_a_second_time_begins_empty(times, left):
    emptying.empty_after(CASE)
    Organization.objects.create(name="Acme")
    pytest_runtest_setup(SimpleNamespace(execution_count=times))
    begin(TransactionTestCase)
    assert Organization.objects.count() == left


def test_a_test_with_the_server_is_emptied_this_way(live_server):
    assert not connection.in_atomic_block
    assert TransactionTestCase._fixture_teardown is emptying.empty_after


def test_the_server_is_heard(live_server):
    before = answering.begun
    urllib.request.urlopen(f"{live_server.url}/account/login/").read()  # noqa: S310
    assert answering.begun == before + 1


def test_gives_up_a_stream_nobody_reads():
    heard = Answering()
    thread = threading.Thread(target=heard._begin)
    thread.start()
    thread.join()
    heard.wait_for_silence(patience=0.01)
    assert not heard._threads


def late(*, until):
    """A request in a thread of its own, begun; it writes an organization when `until` is set, and soon anyway."""
    begun = threading.Event()

    def answer():
        request_started.send(sender="tests", environ={})
        begun.set()
        until.wait(0.3)
        Organization.objects.create(name="Late")
        request_finished.send(sender="tests")
        connection.close()

    thread = threading.Thread(target=answer)
    thread.start()
    assert begun.wait(100)
    return thread


def begin(case):
    """Begin a test of this kind, and leave the transaction it began."""
    case._pre_setup()
    if case is TestCase:
        case._rollback_atomics(case.atomics)


def fail(monkeypatch, fault, *, times):
    """Let the database refuse the emptying so many times. Returns the list of the tries."""
    tried, execute = [], connection.ops.execute_sql_flush

    def refuse(statements):
        tried.append(statements)
        if len(tried) <= times:
            raise fault
        execute(statements)

    monkeypatch.setattr(connection.ops, "execute_sql_flush", refuse)
    return tried
