"""Files of imports are kept as long as somebody may need them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from crm.clearing import clear_expired
from transfers.clearing import forget_files
from transfers.intake import take_in
from transfers.models import Transfer

from .files import upload

PEOPLE = "First name,Last name\nJane,Smith\nBad\n"


def earlier(transfer, **ago):
    """Let the transfer have been begun, and ended if it has, so long ago; returns the path of its file."""
    at = timezone.now() - timedelta(**ago)
    ended = {"finished_at": at} if transfer.finished_at else {}
    Transfer.objects.filter(pk=transfer.pk).update(created_at=at, **ended)
    return Path(transfer.kept.path)


@pytest.fixture
def clear(django_capture_on_commit_callbacks):
    def forget(way=forget_files):
        with django_capture_on_commit_callbacks(execute=True):
            return way(timezone.now())

    return forget


@pytest.mark.parametrize("status", [Transfer.DRAFT, Transfer.REHEARSING, Transfer.REHEARSED])
def test_a_draft_nobody_went_on_with_goes_with_its_file(cast, clear, status):
    old, new = (take_in(upload(PEOPLE), kind="contact", by=cast.olivia) for _ in range(2))
    Transfer.objects.update(status=status)
    old_file, new_file = earlier(old, hours=25), earlier(new, hours=23)
    assert old_file.exists()
    assert clear()["import drafts"] == 1
    assert (old_file.exists(), new_file.exists()) == (False, True)
    assert list(Transfer.objects.all()) == [new]


def test_how_long_a_draft_is_kept_is_a_setting(cast, clear, settings):
    settings.IMPORT_DRAFT_HOURS = 72
    draft = take_in(upload(PEOPLE), kind="contact", by=cast.olivia)
    earlier(draft, hours=71)
    assert clear()["import drafts"] == 0
    earlier(draft, hours=73)
    assert clear()["import drafts"] == 1


def test_a_run_that_ended_long_ago_stays_without_its_file(cast, bring_in, clear, page, settings):
    settings.IMPORT_FILE_DAYS = 10
    old, new = bring_in(PEOPLE), bring_in(PEOPLE)
    old_file, new_file = earlier(old, days=11), earlier(new, days=9)
    assert clear()["import files"] == 1
    assert clear()["import files"] == 0
    assert (old_file.exists(), new_file.exists()) == (False, True)
    client = page(cast.olivia)
    assert client.get(f"/imports/{old.pk}").status_code == 200
    assert client.get(f"/imports/{old.pk}/refused").status_code == 200


@pytest.mark.parametrize("status", [Transfer.WAITING, Transfer.RUNNING])
def test_the_file_of_a_run_under_way_stays(cast, clear, status):
    transfer = take_in(upload(PEOPLE), kind="contact", by=cast.olivia)
    Transfer.objects.update(status=status)
    file = earlier(transfer, days=400)
    assert not any(clear().values())
    assert file.exists()


def test_a_file_that_is_gone_already_stops_nobody(cast, clear):
    drafts = [take_in(upload(PEOPLE), kind="contact", by=cast.olivia) for _ in range(2)]
    for draft in drafts:
        earlier(draft, days=2).unlink(missing_ok=True)
    assert clear()["import drafts"] == 2


def test_the_daily_clearing_includes_the_files(cast, clear, settings):
    settings.TASKS_BACKEND = "immediate"  # as the tasks of these tests are
    earlier(take_in(upload(PEOPLE), kind="contact", by=cast.olivia), days=2)
    assert clear(clear_expired)["import drafts"] == 1
