"""What is done when the database goes away, and what the sweep does with what a queue has lost."""

from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from contacts.models import Contact
from transfers import recovery, undoing
from transfers.intake import take_in
from transfers.models import Transfer
from transfers.models.transfer import LeaseLost, lease_from
from transfers.recovery import is_passing, outlast, wait_for_database
from transfers.rehearsal import rehearse
from transfers.run import run
from transfers.tasks import rehearse_transfer, take_over_abandoned

from .files import customers, upload


def fresh(transfer):
    return Transfer.objects.select_related("member__user", "act").get(pk=transfer.pk)


def lost(error):
    """An OperationalError of Django's, raised from the driver's `error`."""
    wrapped = OperationalError(*error.args)
    wrapped.__cause__ = error
    return wrapped


@pytest.fixture
def running(cast):
    transfer = take_in(upload(customers(20)), kind="contact", by=cast.olivia)
    transfer.ask_to_run()
    assert transfer.claim(timezone.now())
    return transfer


@pytest.fixture
def at_the_top(monkeypatch):
    """As outside of any transaction, with a database that comes back at once."""
    monkeypatch.setattr(recovery, "connection", SimpleNamespace(in_atomic_block=False))
    waits = []
    monkeypatch.setattr(recovery, "wait_for_database", lambda: waits.append(1))
    monkeypatch.setattr(recovery, "is_passing", lambda error: "gone" in str(error))
    return waits


# -- while it runs ----------------------------------------------------------------------------------------


class TestOutlast:
    @pytest.fixture(autouse=True)
    def stage(self, at_the_top):
        self.waits = at_the_top

    def failing(self, times, error):
        def work(transfer):
            work.calls.append(transfer.position)
            if len(work.calls) <= times:
                raise error
            return "done"

        work.calls = []
        return work

    def test_goes_on_where_the_database_says_it_stands(self, running):
        work = self.failing(2, OperationalError("gone"))
        Transfer.objects.update(position=7)
        assert outlast(running, work) == "done"
        assert (work.calls, self.waits) == ([0, 7, 7], [1, 1])

    def test_does_not_repeat_what_is_wrong(self, running):
        work = self.failing(1, OperationalError("no such table"))
        with pytest.raises(OperationalError):
            outlast(running, work)
        assert self.waits == []

    def test_gives_up_in_the_end(self, running):
        work = self.failing(100, InterfaceError("gone"))
        with pytest.raises(InterfaceError):
            outlast(running, work)
        assert len(work.calls) == recovery.TRIES + 1

    def test_stops_where_somebody_else_has_taken_over(self, running):
        work = self.failing(1, OperationalError("gone"))
        assert fresh(running).claim(lease_from(timezone.now()) + timedelta(seconds=1))
        with pytest.raises(LeaseLost):
            outlast(running, work)


def test_inside_a_transaction_nothing_is_repeated(running, monkeypatch):
    monkeypatch.setattr(recovery, "is_passing", lambda error: True)

    def work(transfer):
        raise OperationalError("gone")

    with pytest.raises(OperationalError):
        outlast(running, work)


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (lost(psycopg.OperationalError("server closed the connection unexpectedly")), True),
        (lost(psycopg.errors.AdminShutdown("terminating connection")), True),
        (lost(psycopg.errors.CannotConnectNow("starting up")), True),
        (lost(psycopg.errors.DeadlockDetected("deadlock")), True),
        (lost(psycopg.errors.DiskFull("no space left")), False),
        (lost(psycopg.errors.QueryCanceled("statement timeout")), False),
        (OperationalError("raised by ourselves"), False),
    ],
)
def test_knows_what_passes_on_postgresql(monkeypatch, error, passes):
    monkeypatch.setattr(recovery, "connection", SimpleNamespace(vendor="postgresql"))
    assert is_passing(error) is passes


@pytest.mark.parametrize(
    ("text", "passes"), [("database is locked", True), ("database or disk is full", False), ("no such table: x", False)]
)
def test_knows_what_passes_on_sqlite(monkeypatch, text, passes):
    monkeypatch.setattr(recovery, "connection", SimpleNamespace(vendor="sqlite"))
    assert is_passing(OperationalError(text)) is passes


def test_waits_until_connections_are_taken(monkeypatch):
    tries, naps = [], []

    class Cursor:
        def __enter__(self):
            tries.append(1)
            if len(tries) < 4:
                raise OperationalError("starting up")
            return self

        def __exit__(self, *_error):
            return False

        def execute(self, statement):
            pass

    monkeypatch.setattr(recovery, "connection", SimpleNamespace(close=lambda: None, cursor=Cursor))
    wait_for_database(sleep=naps.append)
    assert naps == [0.1, 0.2, 0.4]
    tries.clear()
    with pytest.raises(OperationalError):
        wait_for_database(patience=-1, sleep=naps.append)


# -- what a queue has lost --------------------------------------------------------------------------------------


def overdue(transfer):
    Transfer.objects.filter(pk=transfer.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_run_the_queue_has_lost_is_enqueued_again(cast, django_capture_on_commit_callbacks):
    transfer = take_in(upload(customers(20)), kind="contact", by=cast.olivia)
    transfer.ask_to_run()
    assert take_over_abandoned(timezone.now()) == 0
    overdue(transfer)
    with django_capture_on_commit_callbacks(execute=True):
        assert take_over_abandoned(timezone.now()) == 1
        assert take_over_abandoned(timezone.now()) == 0
    assert fresh(transfer).status == "done"
    assert Contact.objects.count() == 20


def test_a_rehearsal_that_died_is_begun_again(cast, django_capture_on_commit_callbacks):
    transfer = take_in(upload(customers(20)), kind="contact", by=cast.olivia)
    transfer.ask_to_rehearse()
    assert fresh(transfer).claim_rehearsal(timezone.now())
    assert not fresh(transfer).claim_rehearsal(timezone.now())
    assert not fresh(transfer).is_abandoned
    overdue(transfer)
    assert fresh(transfer).is_abandoned
    with django_capture_on_commit_callbacks(execute=True):
        assert take_over_abandoned(timezone.now()) == 1
    assert (fresh(transfer).status, fresh(transfer).rehearsal["counts"]["created"]) == ("rehearsed", 20)


def test_a_rehearsal_shows_that_it_lives(cast):
    transfer = take_in(upload(customers(20)), kind="contact", by=cast.olivia)
    transfer.ask_to_rehearse()
    transfer = fresh(transfer)
    assert transfer.claim_rehearsal(timezone.now())
    overdue(transfer)
    transfer.refresh_from_db()
    rehearse(transfer)
    assert fresh(transfer).lease_until > timezone.now()


def test_a_rehearsal_that_is_over_is_not_begun_again(cast):
    transfer = take_in(upload(customers(20)), kind="contact", by=cast.olivia)
    transfer.ask_to_rehearse()
    rehearse_transfer.call(transfer.pk)
    overdue(transfer)
    assert take_over_abandoned(timezone.now()) == 0


def died(transfer):
    """The transfer, its worker dead again."""
    transfer = fresh(transfer)
    if transfer.is_being_undone:
        assert undoing._claim(transfer, timezone.now())
    else:
        assert transfer.claim(timezone.now()) or transfer.claim_rehearsal(timezone.now())
    overdue(transfer)
    return transfer


@pytest.fixture
def two_deaths(monkeypatch):
    monkeypatch.setattr(recovery, "DEATHS", 2)


def test_a_run_that_kills_every_worker_is_ended(two_deaths, cast):
    transfer = take_in(upload(customers(20)), kind="contact", by=cast.olivia)
    transfer.ask_to_run()
    assert [take_over_abandoned(timezone.now()) for _each in range(3) if died(transfer)] == [1, 1, 0]
    ended = fresh(transfer)
    assert (ended.status, ended.is_abandoned) == ("failed", False)
    assert "again and again" in ended.failure


def test_one_that_moves_on_between_deaths_is_not(two_deaths, cast):
    transfer = take_in(upload(customers(20)), kind="contact", by=cast.olivia)
    transfer.ask_to_run()
    for position in range(5):
        died(transfer)
        Transfer.objects.update(position=position)
        assert take_over_abandoned(timezone.now()) == 1


def test_one_that_only_waits_long_is_not(two_deaths, cast):
    transfer = take_in(upload(customers(20)), kind="contact", by=cast.olivia)
    transfer.ask_to_run()
    for _each in range(5):
        overdue(transfer)
        assert take_over_abandoned(timezone.now()) == 1


def test_a_rehearsal_that_kills_every_worker_becomes_a_draft(two_deaths, cast):
    transfer = take_in(upload(customers(20)), kind="contact", by=cast.olivia)
    transfer.ask_to_rehearse()
    assert [take_over_abandoned(timezone.now()) for _each in range(3) if died(transfer)] == [1, 1, 0]
    assert fresh(transfer).status == "draft"


def test_an_undo_that_kills_every_worker_can_be_asked_again(two_deaths, cast, bring_in):
    transfer = bring_in(customers(20))
    undoing.ask_to_take_back(transfer, by=cast.olivia, in_background=True)
    assert [take_over_abandoned(timezone.now()) for _each in range(3) if died(transfer)] == [1, 1, 0]
    ended = fresh(transfer)
    assert (ended.undo_state, ended.may_be_undone) == ("refused", True)
    undoing.ask_to_take_back(ended, by=cast.olivia, in_background=False)
    assert (fresh(transfer).undo_state, "failure" in fresh(transfer).options["undo"]) == ("done", False)


# -- an undo whose worker died ---------------------------------------------------------------------------------------


class WorkerKilled(BaseException):
    """What `kill -9` looks like from the inside."""


@pytest.fixture
def half_undone(cast, bring_in, monkeypatch):
    """An undo killed after its first chunk."""
    transfer = bring_in(customers(600))
    advance = undoing._advance

    def dying(transfer, *args):
        if transfer.undo_position:
            raise WorkerKilled
        advance(transfer, *args)

    with monkeypatch.context() as patch:
        patch.setattr(undoing, "_advance", dying)
        with pytest.raises(WorkerKilled):
            undoing.ask_to_take_back(transfer, by=cast.olivia, in_background=False)
    return fresh(transfer)


def test_an_undo_whose_worker_died_is_finished_by_another(half_undone, django_capture_on_commit_callbacks):
    assert (half_undone.undo_state, half_undone.undo_position) == ("running", 500)
    assert 0 < Contact.objects.count() < 600
    assert take_over_abandoned(timezone.now()) == 0
    overdue(half_undone)
    with django_capture_on_commit_callbacks(execute=True):
        assert take_over_abandoned(timezone.now()) == 1
    done = fresh(half_undone)
    assert (done.undo_state, done.undo_position, Contact.objects.count()) == ("done", 900, 0)
    assert done.options["undo"] == {"restored": 900, "kept": [], "kept_count": 0}


def test_an_undo_that_is_on_its_way_is_not_taken(half_undone):
    left = Contact.objects.count()
    assert not undoing.take_back(fresh(half_undone))
    assert Contact.objects.count() == left


def test_an_undo_that_failed_can_be_asked_to_go_on(cast, bring_in, monkeypatch):
    transfer = bring_in(customers(600))

    def failing(*args, **options):
        raise RuntimeError("our own bug")

    with monkeypatch.context() as patch:
        patch.setattr(undoing.undos, "take_back", failing)
        with pytest.raises(RuntimeError):
            undoing.ask_to_take_back(transfer, by=cast.olivia, in_background=False)
    stopped = fresh(transfer)
    assert (stopped.undo_state, stopped.may_be_undone, Contact.objects.count()) == ("refused", True, 600)
    assert "Undo again" in stopped.options["undo"]["failure"]
    assert undoing.may_take_back(stopped, cast.olivia)
    with pytest.raises(undoing.CannotUndo):
        undoing.ask_to_take_back(transfer, by=cast.zoe)
    undoing.ask_to_take_back(transfer, by=cast.olivia, in_background=False)
    assert (fresh(transfer).undo_state, Contact.objects.count()) == ("done", 0)


def test_a_run_and_its_undo_do_not_meet(cast, running):
    run(running)
    with pytest.raises(undoing.CannotUndo):
        undoing.ask_to_take_back(fresh(running), by=cast.olivia)
