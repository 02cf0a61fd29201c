"""A run is done once, survives its worker, and stops when told."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from contacts.models import Contact
from transfers import run as running
from transfers.bulk import Bulk
from transfers.intake import take_in
from transfers.models import Transfer
from transfers.models.transfer import LeaseLost, lease_from
from transfers.tasks import take_over_abandoned

from .conftest import counts
from .files import customers, table, upload


@pytest.fixture
def waiting(cast):
    transfer = take_in(upload(customers(1_200)), kind="contact", by=cast.olivia)
    assert transfer.ask_to_run()
    return transfer


@pytest.fixture(autouse=True)
def same_chunks(monkeypatch):
    """Of one size on every database."""
    monkeypatch.setattr(running, "chunk_size", lambda: 500)


def fresh(transfer):
    return Transfer.objects.select_related("member__user", "act").get(pk=transfer.pk)


class WorkerKilled(BaseException):
    """What `kill -9` looks like from the inside."""


def die_after(chunks, monkeypatch):
    write, done = running._write, []

    def dying(*args):
        if len(done) == chunks:
            raise WorkerKilled
        done.append(1)
        return write(*args)

    monkeypatch.setattr(running, "_write", dying)


def test_asking_twice_runs_once(waiting):
    assert not waiting.ask_to_run()
    assert running.run(fresh(waiting))
    assert not running.run(fresh(waiting))
    assert Contact.objects.count() == 1_200


def test_a_run_that_is_on_its_way_is_not_taken(waiting):
    assert waiting.claim(timezone.now())
    assert not running.run(fresh(waiting))
    assert Contact.objects.count() == 0


def test_a_silent_worker_is_replaced_and_no_row_lost_or_doubled(waiting, monkeypatch):
    with monkeypatch.context() as patch:
        die_after(2, patch)
        with pytest.raises(WorkerKilled):
            running.run(fresh(waiting))
    assert fresh(waiting).position == Contact.objects.count() == 1_000
    assert not running.run(fresh(waiting))
    Transfer.objects.filter(pk=waiting.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert fresh(waiting).is_abandoned
    assert running.run(fresh(waiting))
    done = fresh(waiting)
    assert (done.status, counts(done)) == ("done", (1_200, 0, 0, 0))
    assert Contact.objects.count() == 1_200
    assert done.act.changes_count == 1_800


def test_who_lost_the_lease_writes_no_more(waiting):
    slow = fresh(waiting)
    slow.claim(timezone.now())
    quick = fresh(waiting)
    assert quick.claim(lease_from(timezone.now()) + timedelta(seconds=1))
    with pytest.raises(LeaseLost):
        slow.advance(1, {}, None)
    slow.finish(Transfer.FAILED, "too late")
    assert fresh(waiting).status == "running"


def test_cancelling_stops_before_the_next_chunk(waiting, monkeypatch):
    batches = Bulk.batches

    def cancelled_meanwhile(self, rows, size):
        for number, batch in enumerate(batches(self, rows, size)):
            if number == 1:
                fresh(waiting).cancel()
            yield batch

    monkeypatch.setattr(Bulk, "batches", cancelled_meanwhile)
    running.run(fresh(waiting))
    stopped = fresh(waiting)
    assert (stopped.status, stopped.position) == ("cancelled", 500)
    assert Contact.objects.count() == stopped.created == stopped.chunks.get().rows == 500
    assert stopped.may_be_undone


def test_our_own_failure_is_said_and_keeps_what_is_written(waiting, monkeypatch):
    write = running._write

    def failing(transfer, *args):
        if transfer.position:
            raise OperationalError("disk full")
        return write(transfer, *args)

    monkeypatch.setattr(running, "_write", failing)
    with pytest.raises(OperationalError):
        running.run(fresh(waiting))
    failed = fresh(waiting)
    assert (failed.status, counts(failed)) == ("failed", (500, 0, 0, 0))
    assert "import the file again" in failed.failure


def test_an_admin_who_has_left_imports_no_more(cast, waiting):
    cast.marco.change_access(by=cast.olivia, role="admin")
    cast.olivia.change_access(by=cast.marco, is_active=False)
    running.run(fresh(waiting))
    assert fresh(waiting).status == "failed"
    assert Contact.objects.count() == 0


def test_a_file_without_names_fails_with_a_reason(cast, bring_in):
    failed = bring_in(table(["colour", "size"], ["red", "XL"]))
    assert failed.status == "failed"
    assert "Let one of the columns fill" in failed.failure


def test_the_command_runs_what_waits_and_nothing_else(waiting, capsys):
    call_command("run_transfer", waiting.pk)
    assert capsys.readouterr().out == "done: 1200 imported, 0 skipped\n"
    for number in (waiting.pk, waiting.pk + 1):
        with pytest.raises(CommandError):
            call_command("run_transfer", number)


@pytest.fixture
def abandoned(waiting, monkeypatch):
    """An import whose worker died after the first chunk, its lease run out a second ago."""
    with monkeypatch.context() as patch:
        die_after(1, patch)
        with pytest.raises(WorkerKilled):
            running.run(fresh(waiting))
    Transfer.objects.filter(pk=waiting.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    return waiting


def test_the_sweep_goes_on_with_what_a_dead_worker_left(abandoned, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert take_over_abandoned(timezone.now()) == 1
    done = fresh(abandoned)
    assert (done.status, counts(done)) == ("done", (1_200, 0, 0, 0))
    assert Contact.objects.count() == 1_200


def test_the_sweep_hands_a_run_on_once(abandoned, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as enqueued:
        assert take_over_abandoned(timezone.now()) == 1
        assert take_over_abandoned(timezone.now() + timedelta(seconds=1)) == 0
    assert len(enqueued) == 1
    assert fresh(abandoned).status == "waiting"


def test_the_sweep_leaves_a_living_worker_alone(waiting):
    assert waiting.claim(timezone.now())
    assert take_over_abandoned(timezone.now()) == 0
    assert fresh(waiting).status == "running"


def test_looking_at_an_abandoned_import_hands_it_on(abandoned, page, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = page(cast.olivia).get(f"/imports/{abandoned.pk}/progress", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert fresh(abandoned).status == "done"
