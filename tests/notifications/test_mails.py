"""The mails: to a real mail server on loopback, one to a person, again after a failure, and never what is not theirs."""

import smtplib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, connections

from notifications import delivering
from notifications.choices import choices_of, choose
from notifications.delivering import LEASE, PATIENCE, deliver_due, take_mail
from notifications.mailing import off_token
from notifications.models import Delivery, Notification
from notifications.telling import Telling, tell
from tests import cast as people
from tests import makers

from .receiver import Receiver

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def server(settings):
    with Receiver() as receiver:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", receiver.port, 5
        yield receiver


@pytest.fixture
def jane(cast):
    return makers.contact(cast.olivia, "Jane", "Smith", assigned_to=cast.olivia)


def say(member, record, key="one", kind="assigned", mail_choice="at_once", at=AT):
    choose({(kind, "mail"): mail_choice}, by=member)
    telling = Telling(member.pk, kind, key, record_kind=record.KIND, record_id=record.pk)
    record.change(by=member, assigned_to_id=member.pk)
    tell([telling], organization_id=member.organization_id, at=at)


def states():
    return sorted(Delivery.objects.values_list("state", flat=True))


def test_a_real_server_gets_it_as_text_and_html_with_a_way_out(cast, jane, server, settings):
    say(cast.marco, jane)
    assert deliver_due(AT) == 1
    (got,) = server.mails
    assert (got["To"], got["Subject"]) == ("marco@acme.example", "Jane Smith is assigned to you")
    text = got.get_body("plain").get_content()
    assert f"{settings.BASE_URL}/contacts/{jane.pk}" in text
    assert f'href="{settings.BASE_URL}/contacts/{jane.pk}"' in got.get_body("html").get_content()
    off_url = got["List-Unsubscribe"].strip(" <>")  # a long header begins on the next line
    assert off_url.startswith(f"{settings.BASE_URL}/notifications/off/")
    assert off_url in text
    assert states() == ["sent"]
    assert deliver_due(AT + LEASE) == 0


def test_what_waits_together_comes_in_one_mail_by_kind(cast, server):
    for n in range(3):
        say(cast.marco, makers.contact(cast.olivia, f"C{n}"), f"a{n}", mail_choice="daily")
    say(cast.marco, makers.lead(cast.olivia, "Lea"), "lead", kind="lead_arrived", mail_choice="daily")
    assert deliver_due(AT) == 0
    assert deliver_due(AT + timedelta(days=1)) == 4
    (got,) = server.mails
    text = got.get_body("plain").get_content()
    assert got["Subject"] == "4 notifications"
    assert text.index("A lead arrives") < text.index("Lea Stone") < text.index("Something is assigned to you")


def test_a_mail_names_twenty_and_counts_the_rest(cast, server):
    for n in range(25):
        say(cast.marco, makers.contact(cast.olivia, f"C{n}"), f"a{n}")
    deliver_due(AT)
    assert "and 5 more" in server.mails[0].get_body("plain").get_content()


def test_a_name_is_no_markup_and_no_second_header(cast, server):
    say(cast.marco, makers.contact(cast.olivia, "<b>Pay</b>", "X\r\nBcc: all@example.com"))
    deliver_due(AT)
    (got,) = server.mails
    assert (got["Bcc"], "&lt;b&gt;Pay" in got.get_body("html").get_content()) == (None, True)


@pytest.mark.parametrize("why", ["seen", "lost", "left"])
def test_what_is_not_wanted_any_more_is_not_sent(cast, jane, server, why):
    say(cast.rita, jane)
    if why == "seen":
        Notification.objects.update(seen_at=AT)
    elif why == "lost":
        jane.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    else:
        cast.rita.change_access(by=cast.olivia, is_active=False)
    assert (deliver_due(AT), server.mails) == (0, [])
    assert list(Delivery.objects.filter(member=cast.rita).values_list("state", flat=True)) == ["dropped"]


def test_a_private_record_is_named_to_nobody_else(cast, jane, server):
    say(cast.marco, jane)
    jane.change(by=cast.olivia, assigned_to_id=cast.olivia.pk)
    jane.change(by=cast.olivia, is_private=True)
    deliver_due(AT)
    assert server.mails == []


# -- when it does not work ---------------------------------------------------------------------------------


def test_a_server_that_is_away_is_tried_again_later_and_later(cast, jane, server, settings):
    say(cast.marco, jane)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert deliver_due(AT) == 0
    one = Delivery.objects.get()
    assert (one.state, one.due_at - AT >= 2 * MINUTE, one.problem != "") == ("waiting", True, True)
    assert deliver_due(AT + MINUTE) == 0
    deliver_due(AT + 3 * MINUTE)
    again = Delivery.objects.get()
    assert again.due_at - (AT + 3 * MINUTE) >= 4 * MINUTE
    settings.EMAIL_PORT = port
    assert deliver_due(again.due_at) == 1
    assert len(server.mails) == 1


def test_a_server_that_is_away_is_asked_once_a_round(cast, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    asked = []

    def away(*_where, **_how):
        asked.append(1)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(smtplib.SMTP, "__init__", away)
    for member in (cast.marco, cast.rita, cast.tess):
        say(member, makers.contact(cast.olivia))
    deliver_due(AT)
    assert (len(asked), states()) == (1, ["waiting"] * 3)


def test_in_the_end_it_is_given_up(cast, jane, server, settings):
    say(cast.marco, jane)
    settings.EMAIL_PORT, at = 1, AT
    for _try in range(PATIENCE):
        deliver_due(at)
        at = Delivery.objects.get().due_at
    assert states() == ["failed"]
    assert at - AT > timedelta(hours=12)


@pytest.mark.parametrize(("code", "state"), [(550, "failed"), (450, "waiting")])
def test_an_address_that_is_refused_for_good_is_not_tried_again(cast, jane, server, code, state):
    say(cast.marco, jane)
    server.refusal = (code, "no such box")
    assert deliver_due(AT) == 0
    assert states() == [state]
    assert "no such box" in Delivery.objects.get().problem


def test_one_who_is_refused_does_not_keep_others_from_theirs(cast, jane, server):
    say(cast.marco, jane), say(cast.rita, makers.contact(cast.olivia, "Hers"), "two")
    refused = [Delivery.objects.order_by("member_id")[0].member_id]
    whole = delivering.mailing.Post.send

    def some(post, wanted):
        if wanted[0][0].member_id in refused:
            raise delivering.mailing.Unsent("greylisted")
        return whole(post, wanted)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivering.mailing.Post, "send", some)
        assert deliver_due(AT) == 1
    assert len(server.mails) == 1


def test_a_mail_of_which_nobody_knows_whether_it_arrived_is_the_same_mail_again(cast, jane, server):
    say(cast.marco, jane)
    server.breaks_off = True
    assert deliver_due(AT) == 0
    server.breaks_off = False
    say(cast.marco, makers.contact(cast.olivia, "New"), "later", at=AT + MINUTE)
    assert deliver_due(AT + 5 * MINUTE) == 2
    first, again, new = (got["Message-ID"] for got in server.mails)
    assert first == again != new
    assert server.mails[0].get_body("plain").get_content() == server.mails[1].get_body("plain").get_content()


def test_what_a_dead_worker_held_is_sent_when_its_lease_is_over(cast, jane, server):
    say(cast.marco, jane)
    assert len(take_mail(cast.marco.pk, AT)) == 1  # and then it died
    assert (take_mail(cast.marco.pk, AT), deliver_due(AT + LEASE - MINUTE)) == ([], 0)
    assert deliver_due(AT + LEASE) == 1


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_mail_server_is_talked_to(monkeypatch):
    cast, inside = people.assemble(), []
    say(cast.marco, makers.contact(cast.olivia))
    monkeypatch.setattr("notifications.mailing.Post.send", lambda *_: inside.append(connection.in_atomic_block))
    deliver_due(AT)
    assert inside == [False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one at a time")
def test_several_workers_at_once_send_everything_once():
    cast, gate = people.assemble(), threading.Barrier(4)
    for n in range(20):
        say(cast.marco if n % 2 else cast.rita, makers.contact(cast.olivia, f"C{n}"), f"k{n}")

    def work():
        gate.wait()
        deliver_due(AT)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert states() == ["sent"] * 20
    assert sorted(sent.to[0] for sent in mail.outbox) == ["marco@acme.example", "rita@acme.example"]


@pytest.mark.parametrize("count", [2, 25])
def test_asks_as_little_for_a_long_mail_as_for_a_short_one(cast, count, django_assert_max_num_queries):
    for n in range(count):
        say(cast.marco, makers.contact(cast.olivia, f"C{n}"), f"k{n}")
    with django_assert_max_num_queries(13):
        assert deliver_due(AT) == count


# -- a way to be told less ---------------------------------------------------------------------------------


def test_the_link_in_a_mail_turns_its_kinds_off_after_a_click(cast, jane, server, page, settings):
    say(cast.marco, jane)
    deliver_due(AT)
    url = server.mails[0]["List-Unsubscribe"].strip(" <>").removeprefix(settings.BASE_URL)
    client = page()
    assert "Something is assigned to you" in client.get(url).content.decode()
    assert choices_of(cast.marco)["assigned", "mail"] == "at_once"
    assert "not mailed these any more" in client.post(url).content.decode()
    assert choices_of(cast.marco)["assigned", "mail"] == "off"
    assert choices_of(cast.marco)["assigned", "bell"] == choices_of(cast.marco)["mentioned", "mail"] == "at_once"


def test_a_mail_program_may_do_it_by_itself(cast, page):
    client = page(enforce_csrf_checks=True)
    token = off_token(cast.marco.pk, ["mentioned"])
    client.post(f"/notifications/off/{token}", {"List-Unsubscribe": "One-Click"})
    assert choices_of(cast.marco)["mentioned", "mail"] == "off"


@pytest.mark.parametrize("how", ["changed", "cut", "of a member who left"])
def test_a_link_that_we_did_not_make_turns_nothing_off(cast, page, how):
    token = off_token(cast.marco.pk, ["mentioned"])
    if how == "of a member who left":
        cast.marco.change_access(by=cast.olivia, is_active=False)
    token = {"changed": token[:-1] + ("A" if token[-1] != "A" else "B"), "cut": token[:-3]}.get(how, token)
    assert page().post(f"/notifications/off/{token}").status_code == 404
    assert choices_of(cast.marco)["mentioned", "mail"] == "at_once"
