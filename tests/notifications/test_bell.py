"""The bell: its number, its list, its page, opening what it tells of, and the pulse."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Member
from contacts.models import ContactNote
from notifications.models import Notification
from notifications.seeing import COUNTED, forget
from notifications.telling import Telling, tell, tell_again
from sharing.linking import share
from sharing.offering import add_item
from tasks.reminders import remind_due
from tests import makers
from transfers.models import Transfer

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


def told_of(member, record, key="one", at=None, kind="assigned"):
    telling = Telling(member.pk, kind, key, record_kind=record.KIND, record_id=record.pk)
    tell([telling], organization_id=member.organization_id, at=at or timezone.now())
    return Notification.objects.get(member=member, key=key)


@pytest.fixture
def jane(cast):
    return makers.contact(cast.olivia, assigned_to=cast.olivia)


def number_on(client, url="/profile"):
    shown = client.get(url).content.decode()
    found = shown.partition('class="count" aria-hidden="true">')[2]
    return found.partition("<")[0] if found else ""


def test_every_page_counts_what_one_has_not_seen(cast, jane, page):
    client = page(cast.marco)
    assert number_on(client) == ""
    told_of(cast.marco, jane), told_of(cast.marco, jane, "two"), told_of(cast.rita, jane)
    assert (number_on(client), number_on(page(cast.olivia))) == ("2", "")
    client.post("/notifications/seen")
    assert number_on(client) == ""


def test_more_than_a_hundred_are_not_counted(cast, page, django_assert_num_queries):
    rows = [Notification(organization=cast.acme, member=cast.marco, kind="assigned", key=n, at=AT) for n in range(150)]
    Notification.objects.bulk_create(rows)
    assert number_on(page(cast.marco)) == "99+"
    assert page(cast.marco).get("/notifications/pulse").json()["count"] == COUNTED


def test_the_list_under_it_leads_to_what_it_tells_of(cast, jane, page):
    told = told_of(cast.marco, jane)
    shown = page(cast.marco).get("/notifications/bell", headers=HTMX).content.decode()
    assert "Jane Smith is assigned to you" in shown
    assert f'action="/notifications/{told.pk}/open"' in shown


def test_without_scripts_the_bell_is_a_page(cast, page):
    assert page(cast.marco).get("/notifications/bell")["Location"] == "/notifications"
    assert page(cast.marco).get("/tasks/reminders")["Location"] == "/notifications"


def test_opening_one_sees_it_and_leads_there(cast, jane, page):
    told = told_of(cast.marco, jane)
    client = page(cast.marco)
    client.get("/notifications"), client.get("/notifications/bell", headers=HTMX)
    assert Notification.objects.get(pk=told.pk).seen_at is None
    assert client.post(f"/notifications/{told.pk}/open")["Location"] == f"/contacts/{jane.pk}"
    assert Notification.objects.get(pk=told.pk).seen_at is not None


def test_opening_what_is_out_of_sight_says_so(cast, jane, page):
    told = told_of(cast.rita, jane)
    answer = page(cast.rita).post(f"/notifications/{told.pk}/open", follow=True).content.decode()
    assert "Something was assigned to you" in answer
    assert "Jane" not in answer


def test_nobody_opens_anothers(cast, jane, page):
    told = told_of(cast.marco, jane)
    for member in (cast.olivia, cast.zoe):
        assert page(member).post(f"/notifications/{told.pk}/open").status_code == 404
    assert Notification.objects.get(pk=told.pk).seen_at is None


def test_the_page_narrows_by_kind_and_to_what_is_new(cast, jane, page):
    first = told_of(cast.marco, jane)
    told_of(cast.marco, makers.lead(cast.olivia), "lead", kind="lead_arrived")
    Notification.objects.filter(pk=first.pk).update(seen_at=AT)
    client = page(cast.marco)
    shown = {
        q: client.get(f"/notifications{q}").content.decode() for q in ("", "?kind=assigned", "?unseen=1", "?kind=x")
    }
    assert [("Jane Smith" in text, "Lea Stone" in text) for text in shown.values()] == [
        (True, True), (True, False), (False, True), (True, True)
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["2", "999", "x", "-1", "9" * 30])
def test_the_page_has_pages(cast, page, number):
    rows = [Notification(organization=cast.acme, member=cast.marco, kind="assigned", key=n, at=AT) for n in range(60)]
    Notification.objects.bulk_create(rows)
    shown = page(cast.marco).get("/notifications", {"page": number}).content.decode()
    assert shown.count('/open"') == (50 if number == "x" else 10)


@pytest.mark.parametrize("number", [2, 25])
def test_asks_as_little_for_many_of_each_kind(cast, page, number, django_assert_max_num_queries):
    """Two or twenty-five of every kind there is."""
    item = add_item(title="Brochure", url="https://shop.example/b", by=cast.olivia)
    at = timezone.now()
    for n in range(number):
        jane = makers.contact(cast.olivia, f"C{n}", assigned_to=cast.marco)
        makers.task(cast.marco, f"T{n}", on=jane, due_date=at.date() - timedelta(days=1))
        ContactNote.write(jane, "@Marco Diaz look", by=cast.olivia)
        makers.lead(cast.olivia.through("api"), f"L{n}", assigned_to=cast.marco)
        link, _new = share(jane, item, "email", by=cast.marco)
        opened = Telling(cast.marco.pk, "link_opened", f"l{n}", "contact", jane.pk, facts={"link": link.pk})
        tell_again(opened, organization_id=cast.acme.pk, at=at)
        run = Transfer.objects.create(organization=cast.acme, member=cast.marco, kind="contact", status="done")
        tell(
            [Telling(cast.marco.pk, "import_finished", f"i{n}", "transfer", run.pk)],
            organization_id=cast.acme.pk,
            at=at,
        )
    remind_due(at)
    client = page(cast.marco)
    client.get("/notifications")
    with django_assert_max_num_queries(17):
        shown = client.get("/notifications").content.decode()
    assert shown.count('/open"') == min(50, 6 * number)


# -- the pulse ---------------------------------------------------------------------------------------------


def pulse(client, since=""):
    answer = client.get("/notifications/pulse", {"since": since})
    return json.loads(answer.content) if answer.status_code == 200 else None


def test_the_pulse_says_what_is_new_and_nothing_where_nothing_is(cast, jane, page):
    client = page(cast.marco)
    before = pulse(client)
    assert (before["count"], before["text"], pulse(client, before["state"])) == (0, "", None)
    told_of(cast.marco, jane)
    news = pulse(client, before["state"])
    assert (news["count"], news["text"]) == (1, "Jane Smith is assigned to you")
    assert pulse(client, news["state"]) is None


def test_the_pulse_says_what_happened_again(cast, jane, page):
    client, link = page(cast.marco), Telling(cast.marco.pk, "assigned", "again", "contact", jane.pk)
    tell_again(link, organization_id=cast.acme.pk, at=AT)
    before = pulse(client)
    tell_again(link, organization_id=cast.acme.pk, at=AT + timedelta(microseconds=1))
    assert pulse(client, before["state"])["text"] != ""


def test_the_pulse_counts_down_without_a_word(cast, jane, page):
    told_of(cast.marco, jane), told_of(cast.marco, jane, "two")
    client = page(cast.marco)
    before = pulse(client)
    Notification.objects.filter(key="two").update(seen_at=AT)
    assert {**pulse(client, before["state"]), "state": ""} == {"state": "", "count": 1, "text": ""}


@pytest.mark.parametrize("since", ["x", "1.2", "\x00", "9" * 40 + ".1.1.1", "{pk}.1.1." + "9" * 17, "１.1.1.1"])
def test_the_pulse_takes_nonsense_for_nothing(cast, jane, page, since):
    told_of(cast.marco, jane)
    news = pulse(page(cast.marco), since.replace("{pk}", str(cast.marco.pk)))
    assert news["count"] == 1


def test_the_state_of_somebody_else_tells_nothing(cast, jane, page):
    before = pulse(page(cast.olivia))
    told_of(cast.marco, jane)
    assert pulse(page(cast.marco), before["state"])["text"] == ""


def test_the_pulse_asks_once_and_writes_nothing(cast, jane, page, django_assert_num_queries):
    client = page(cast.marco)
    told_of(cast.marco, jane)
    state = pulse(client)["state"]
    Member.objects.update(last_seen_at=None)
    sessions = list(Session.objects.values())
    with django_assert_num_queries(1):
        assert client.get("/notifications/pulse", {"since": state}).status_code == 204
    assert list(Session.objects.values()) == sessions
    assert Member.objects.get(pk=cast.marco.pk).last_seen_at is None


def test_news_ask_as_little_as_a_page(cast, jane, page, django_assert_max_num_queries):
    client = page(cast.marco)
    state = pulse(client)["state"]
    told_of(cast.marco, jane)
    with django_assert_max_num_queries(9):  # in vain; session, user, member; the state, what is new, its words
        assert pulse(client, state)["text"]


def test_the_pulse_of_a_session_is_no_others(cast, page):
    first, second = page(cast.marco), page(cast.marco)
    state = pulse(first)["state"]
    again = pulse(second, state)  # the same state, signed anew
    assert (again["count"], again["text"], again["state"].rpartition(".")[0]) == (0, "", state.rpartition(".")[0])
    assert pulse(second, again["state"]) is None


@pytest.mark.parametrize("end", ["signed_out", "expired", "deactivated", "user_deactivated"])
def test_the_pulse_of_who_left_leads_to_signing_in(cast, page, end):
    client = page(cast.marco)
    state = pulse(client)["state"]
    cookies = client.cookies.copy()
    if end == "signed_out":
        client.logout()
        client.cookies = cookies
    elif end == "expired":
        Session.objects.update(expire_date=AT)
    elif end == "deactivated":
        Member.objects.filter(pk=cast.marco.pk).update(is_active=False)
    else:
        type(cast.marco.user).objects.filter(pk=cast.marco.user_id).update(is_active=False)
    answer = client.get("/notifications/pulse", {"since": state})
    assert answer.status_code == (403 if end == "deactivated" else 302)


def test_the_pulse_follows_to_another_organization(cast, page):
    elsewhere = Member.objects.create(organization=cast.rival, user=cast.marco.user, kind=Member.PERSON)
    user = cast.marco.user
    user.last_organization = cast.acme
    user.save(update_fields=["last_organization"])
    client = page(cast.marco)
    state = pulse(client)["state"]
    assert pulse(client, state) is None
    user.last_organization = elsewhere.organization
    user.save(update_fields=["last_organization"])
    assert pulse(client, state)["state"].startswith(f"{elsewhere.pk}.")


@pytest.mark.parametrize("change", [lambda s: s[:-1] + "g", lambda s: "9" + s, lambda s: s[:-40] + "0" * 40])
def test_a_state_that_was_written_by_hand_is_not_believed(cast, page, change):
    client = page(cast.marco)
    state = pulse(client)["state"]
    assert pulse(client, change(state))["state"] == state


def test_the_pulse_of_who_is_not_signed_in_leads_to_signing_in(page, db):
    assert page().get("/notifications/pulse").status_code == 302


def test_old_ones_are_forgotten(cast, jane):
    told_of(cast.marco, jane, at=AT)
    assert (forget(AT + timedelta(days=90)), forget(AT + timedelta(days=91))) == (0, 1)


def test_many_old_ones_are_forgotten_some_at_a_time(cast, monkeypatch):
    monkeypatch.setattr("notifications.seeing.TOGETHER", 2)
    own = {"organization": cast.acme, "member": cast.marco, "kind": Notification.MENTIONED}
    Notification.objects.bulk_create(Notification(key=str(n), at=AT, **own) for n in range(5))
    kept = Notification.objects.create(key="new", at=AT + timedelta(days=1), **own)
    with CaptureQueriesContext(connection) as asked:
        assert forget(AT + timedelta(days=91)) == 5
    gone = [query for query in asked.captured_queries if 'DELETE FROM "notifications_notification"' in query["sql"]]
    assert (len(gone), Notification.objects.get()) == (3, kept)
