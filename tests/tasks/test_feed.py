"""The calendar feed, read as calendar programs read it."""

import datetime

import icalendar
import pytest

from tasks.ical import folded
from tasks.models import CalendarFeed
from tests import makers

DAY, NINE = datetime.date(2099, 11, 24), datetime.time(9)


@pytest.fixture
def address(cast):
    """Marco's feed."""
    return f"/calendar/{CalendarFeed.issue(by=cast.marco)[1]}.ics"


def events(answer):
    assert answer.status_code == 200
    return {str(event["SUMMARY"]): event for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}


def zoned(member, name):
    member.user.time_zone = name
    member.user.save(update_fields=["time_zone"])


def test_an_empty_calendar_is_one(cast, address, page):
    answer = page().get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = icalendar.Calendar.from_ical(answer.content)
    assert (str(found["VERSION"]), "PRODID" in found, events(answer)) == ("2.0", True, {})


def test_tasks_are_events(cast, address, page, settings):
    task = makers.task(
        cast.marco, "Call Jane", due_date=DAY, due_time=NINE, description="About the offer", priority="high"
    )
    makers.task(cast.marco, "Whole day", due_date=DAY)
    makers.task(cast.marco, "Done", due_date=DAY, status="completed")
    makers.task(cast.marco, "Undated")
    makers.task(cast.marco, "Of somebody else", due_date=DAY, assigned_to=cast.rita)
    found = events(page().get(address))
    assert set(found) == {"Call Jane", "Whole day", "✓ Done"}
    call = found["Call Jane"]
    assert call.decoded("DTSTART") == datetime.datetime(2099, 11, 24, 9, tzinfo=datetime.UTC)
    assert call.decoded("DTEND") - call.decoded("DTSTART") == datetime.timedelta(minutes=30)
    assert (str(call["DESCRIPTION"]), call["PRIORITY"]) == ("About the offer", 1)
    assert str(call["URL"]) == f"{settings.BASE_URL}/tasks/{task.pk}"
    assert found["Whole day"].decoded("DTSTART") == DAY
    assert found["Whole day"].decoded("DTEND") == DAY + datetime.timedelta(days=1)
    assert all({"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE"} <= event.keys() for event in found.values())


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("Europe/Berlin", "2099-03-28", 8),
        ("Europe/Berlin", "2099-03-29", 7),
        ("America/New_York", "2099-03-07", 14),
        ("America/New_York", "2099-03-08", 13),
    ],
)
def test_nine_oclock_is_nine_across_a_change_of_clocks(cast, address, page, zone, day, hour):
    zoned(cast.marco, zone)
    makers.task(cast.marco, "Nine", due_date=datetime.date.fromisoformat(day), due_time=NINE)
    assert events(page().get(address))["Nine"].decoded("DTSTART").hour == hour


def test_any_text_survives(cast, address, page):
    title = "Ünïcode; commas, \\back\\ 🎉 " + "é" * 120
    text = "line one\r\nline two; with, signs\\n" + "語" * 200 + "\x1b[0m\tend"
    makers.task(cast.marco, title, due_date=DAY, description=text)
    answer = page().get(address)
    (event,) = events(answer).values()
    assert str(event["SUMMARY"]) == title
    assert str(event["DESCRIPTION"]) == text.replace("\r\n", "\n").replace("\x1b", "")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    answer.content.decode()


def test_a_line_cannot_be_smuggled_in(cast, address, page):
    makers.task(cast.marco, "A", due_date=DAY, description="x\r\nEND:VEVENT\rBEGIN:VEVENT\nSUMMARY:Evil")
    assert list(events(page().get(address))) == ["A"]


@pytest.mark.parametrize("length", [1, 74, 75, 76, 149, 150, 300])
@pytest.mark.parametrize("letter", ["a", "é", "語", "🎉"])
def test_folding_keeps_every_letter(length, letter):
    lines = folded(letter * length).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[0] + "".join(line.removeprefix(" ") for line in lines[1:]) == letter * length


def test_a_change_is_a_new_version_of_the_same_event(cast, address, page):
    task = makers.task(cast.marco, "Call", due_date=DAY)
    before = events(page().get(address))["Call"]
    later = task.created_at + datetime.timedelta(seconds=90)
    task.change(by=cast.marco, title="Call Jane")
    type(task).objects.update(updated_at=later)
    after = events(page().get(address))["Call Jane"]
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") > before.decoded("LAST-MODIFIED")


def test_unchanged_it_is_not_sent_again(cast, address, page):
    task = makers.task(cast.marco, "Call", due_date=DAY)
    etag = page().get(address)["ETag"]
    assert page().get(address, headers={"If-None-Match": etag}).status_code == 304
    assert page().get(address, headers={"If-None-Match": f'"x", W/{etag}'}).status_code == 304
    task.change(by=cast.marco, title="Other")
    assert page().get(address, headers={"If-None-Match": etag}).status_code == 200


def test_of_what_is_long_past_nothing_is_left(cast, address, page):
    makers.task(cast.marco, "Ancient", due_date=datetime.date(2020, 1, 1))
    assert events(page().get(address)) == {}


@pytest.mark.parametrize("token", ["unknown", "x" * 500, "%00", "a%2Fb", "Ünknown"])
def test_an_unknown_address_is_404(cast, page, token):
    assert page().get(f"/calendar/{token}.ics").status_code == 404


def test_who_is_deactivated_has_none(cast, address, page):
    cast.marco.change_access(by=cast.olivia, is_active=False)
    assert page().get(address).status_code == 404


def test_making_renewing_and_revoking(cast, page):
    client = page(cast.marco)
    assert "off" in client.get("/tasks/feed").content.decode()
    shown = [client.post("/tasks/feed").context["address"] for _ in range(2)]
    paths = ["/" + address.split("/", 3)[3] for address in shown]
    assert [page().get(path).status_code for path in paths] == [404, 200]
    assert shown[1] not in client.get("/tasks/feed").content.decode()
    assert paths[1].split("/")[2].removesuffix(".ics") not in str(CalendarFeed.objects.values())
    client.post("/tasks/feed", {"revoke": "1"})
    assert page().get(paths[1]).status_code == 404


def test_somebody_elses_feed_stays(cast, address, page):
    page(cast.olivia).post("/tasks/feed", {"revoke": "1"})
    assert page().get(address).status_code == 200


def test_it_says_when_it_was_read(cast, address, page):
    page().get(address)
    assert CalendarFeed.objects.get().last_read_at is not None


@pytest.mark.parametrize("number", [2, 25])
def test_it_asks_no_more_for_more(cast, address, page, django_assert_num_queries, number):
    for at in range(number):
        makers.task(cast.marco, f"T{at}", on=makers.contact(cast.marco, f"C{at}"), due_date=DAY)
    page().get(address)
    with django_assert_num_queries(2):  # whose it is, the tasks
        assert len(events(page().get(address))) == number
