"""When a task is due and reminded of: in the zone of who has to do it, right across changes of the clocks."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from tasks.models import Task, due_moments
from tests import makers

DAY, NINE = datetime.date(2026, 3, 28), datetime.time(9)


def utc(text):
    return datetime.datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("zone", "day", "hour", "expected"),
    [
        ("Europe/Berlin", "2026-03-28", "09:00", "2026-03-28T08:00"),
        ("Europe/Berlin", "2026-03-29", "09:00", "2026-03-29T07:00"),
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30"),  # an hour that there is not
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),  # one that comes twice: the first
        ("America/New_York", "2026-03-07", "09:00", "2026-03-07T14:00"),
        ("America/New_York", "2026-03-08", "09:00", "2026-03-08T13:00"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"),
        ("Pacific/Kiritimati", "2026-01-01", "00:00", "2025-12-31T10:00"),
    ],
)
def test_an_hour_is_the_hour_where_one_lives(zone, day, hour, expected):
    day, hour = datetime.date.fromisoformat(day), datetime.time.fromisoformat(hour)
    assert due_moments(day, hour, ZoneInfo(zone)) == (utc(expected), utc(expected))


def test_a_whole_day_is_remembered_in_its_morning():
    assert due_moments(datetime.date(2026, 3, 29), None, ZoneInfo("Europe/Berlin")) == (None, utc("2026-03-29T06:00"))
    assert due_moments(None, None, ZoneInfo("UTC")) == (None, None)


@pytest.fixture
def in_berlin(cast):
    cast.marco.user.time_zone = "Europe/Berlin"
    cast.marco.user.save(update_fields=["time_zone"])
    return cast.marco


def test_another_assignee_has_another_hour(cast, in_berlin):
    task = makers.task(in_berlin, due_date=DAY, due_time=NINE)
    assert task.due_at == utc("2026-03-28T08:00")
    task.change(by=in_berlin, assigned_to_id=cast.rita.pk)
    assert task.due_at == utc("2026-03-28T09:00")
    Task.objects.visible_to(in_berlin).change_all(by=in_berlin, assigned_to_id=in_berlin.pk)
    assert Task.objects.get().due_at == utc("2026-03-28T08:00")


def test_a_zone_by_another_name_counts_too(cast):
    cast.marco.user.time_zone = "US/Eastern"
    cast.marco.user.save(update_fields=["time_zone"])
    assert makers.task(cast.marco, due_date=DAY, due_time=NINE).due_at == utc("2026-03-28T13:00")


@pytest.fixture
def dated(cast):
    """Marco's open and done task, and Rita's, all due at nine."""
    makers.task(cast.marco, "open", due_date=DAY, due_time=NINE)
    makers.task(cast.marco, "done", due_date=DAY, due_time=NINE, status="completed")
    makers.task(cast.rita, "hers", due_date=DAY, due_time=NINE)
    makers.task(cast.marco, "undated")


def due():
    return {task.title: task.due_at and task.due_at.hour for task in Task.objects.all()}


@pytest.mark.parametrize("door", ["page", "api"])
def test_who_moves_has_open_tasks_due_at_the_hour_there(cast, dated, page, rest, door):
    names = {"first_name": "Marco", "last_name": "Diaz", "time_zone": "Europe/Berlin"}
    if door == "page":
        assert page(cast.marco).post("/profile", names | {"theme": "system"}).status_code == 302
    else:
        assert rest(cast.marco).put("/api/auth/me", names).status_code == 200
    assert due() == {"open": 8, "done": 9, "hers": 9, "undated": None}
    assert Task.objects.get(title="open").remind_at == utc("2026-03-28T08:00")


def test_saving_the_profile_without_moving_changes_nothing(cast, dated, page):
    before = Task.objects.get(title="open").updated_at
    names = {"first_name": "Marco", "last_name": "Diaz", "time_zone": "UTC", "theme": "system"}
    page(cast.marco).post("/profile", names)
    assert (due()["open"], Task.objects.get(title="open").updated_at) == (9, before)
