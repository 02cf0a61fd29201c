"""What visitors send with a web form, and what becomes of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activity.models import Change
from contacts.models import Contact, ContactNote
from leads.models import Lead, LeadNote
from sharing import stamps
from sharing.enquiries import forget_sendings
from sharing.models import AllowedOrigin, Sending, WebForm
from sharing.signals import form_sent
from sharing.visitor_forms import TRAP
from sharing.web_forms import add_form, change_form
from tests import makers

pytestmark = pytest.mark.django_db
JANE = {"first_name": "Jane", "last_name": "Doe", "email": "jane@shop.example", "message": "Call me"}


def form_of(cast, **values):
    made = {"name": "Site", "title": "Talk to us", "fields": list(WebForm.FIELDS), "source": "Web form"}
    return add_form(by=cast.olivia, **made | values)


@pytest.fixture
def form(cast):
    return form_of(cast)


def stamped(form, ago=10, **values):
    """Answers with a stamp of a page that was opened so many seconds ago."""
    return {**JANE, "stamp": stamps.stamp_for(form, timezone.now() - timedelta(seconds=ago)), **values}


def send(form, values, address="", **meta):
    return Client(enforce_csrf_checks=True).post(f"/f/{form.token}{address}", values, **meta)


def text(answer):
    return answer.content.decode()


# -- shown --------------------------------------------------------------------------------------------


def test_is_shown_to_anybody_without_a_cookie(form):
    answer = Client().get(f"/f/{form.token}")
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert "Talk to us" in text(answer)
    assert "<script" not in text(answer)


def test_recognises_nobody(cast, page, form):
    """Who is signed in is a visitor like others: their session is not read."""
    client = page(cast.marco)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/f/{form.token}").status_code == 200
    assert [query for query in asked.captured_queries if "django_session" in query["sql"]] == []


def test_an_unknown_and_a_closed_form_are_the_same(cast, form):
    change_form(form, by=cast.olivia, is_active=False)
    closed, unknown = Client().get(f"/f/{form.token}"), Client().get("/f/" + "x" * 22)
    assert (closed.status_code, unknown.status_code) == (404, 404)
    assert closed.content == unknown.content
    assert send(form, stamped(form)).status_code == 404
    assert Client().get("/f/%00").status_code == 404
    assert not Lead.objects.exists()


def test_what_an_admin_wrote_is_text(cast):
    form = form_of(cast, title="<script>alert(1)</script>", intro="<b>x</b>", consent="<i>yes</i>", thanks="<u>t</u>")
    page = text(Client().get(f"/f/{form.token}"))
    assert "&lt;script&gt;" in page
    for raw in ("<script", "<b>x", "<i>yes"):
        assert raw not in page
    assert "<u>t" not in text(send(form, stamped(form, consent="on")))


# -- sent ---------------------------------------------------------------------------------------------


def test_makes_a_lead(cast, form):
    change_form(form, by=cast.olivia, assigned_to=cast.rita)
    told = []
    form_sent.connect(lambda form, record, **_: told.append((form.pk, record.pk)), weak=False, dispatch_uid="test")
    try:
        answer = send(
            form, stamped(form, company="Orchard", phone="+49 30 1", best_time="mornings"), REMOTE_ADDR="203.0.113.9"
        )
    finally:
        form_sent.disconnect(dispatch_uid="test")
    assert answer.status_code == 200
    assert "Thank you" in text(answer)
    lead = Lead.objects.get()
    assert (lead.full_name, lead.email, lead.company, lead.phone) == (
        "Jane Doe",
        "jane@shop.example",
        "Orchard",
        "+49 30 1",
    )
    assert (lead.source, lead.notes, lead.ip, lead.status) == ("Web form", "Call me", "203.0.113.9", "new")
    assert (lead.assigned_to, lead.is_private, lead.created_by) == (cast.rita, False, form.member)
    assert timezone.now() - lead.requested_at < timedelta(minutes=1)
    assert "Best time to call: mornings" in LeadNote.objects.get(lead=lead).content
    assert Change.objects.get(kind="lead", record_id=lead.pk).act.door == "form"
    assert told == [(form.pk, lead.pk)]
    form.refresh_from_db()
    assert form.sent_count == 1


def test_makes_a_company_contact(cast):
    form, orchard = form_of(cast, makes="contact"), makers.company(cast.olivia, "Orchard")
    send(form, stamped(form, company="ORCHARD", interest="Apples"))
    contact = Contact.objects.get()
    assert (contact.company, contact.interest, contact.is_private) == (orchard, "Apples", False)
    assert contact.requested_at
    assert contact.ip == "127.0.0.1"


def test_a_visitor_makes_no_company(cast):
    form = form_of(cast, makes="contact")
    send(form, stamped(form, company="Nowhere"))
    assert Contact.objects.get().company is None
    assert "Company: Nowhere" in ContactNote.objects.get().content


def test_asks_only_what_it_is_told_to(cast):
    form = form_of(cast, fields=["message"])
    page = text(Client().get(f"/f/{form.token}"))
    assert 'name="message"' in page
    assert 'name="phone"' not in page
    send(form, stamped(form, phone="+49"))
    assert Lead.objects.get().phone == ""


@pytest.mark.parametrize("makes", ["lead", "contact"])
def test_somebody_known_gets_a_note_and_no_double(cast, makes):
    form = form_of(cast, makes=makes)
    send(form, stamped(form))
    send(form, stamped(form, email="JANE@shop.example", message="Me again", first_name="J."))
    model, notes = (Lead, LeadNote) if makes == "lead" else (Contact, ContactNote)
    record = model.objects.get()
    assert record.first_name == "Jane"
    assert "Message: Me again" in notes.objects.order_by("pk").last().content
    form.refresh_from_db()
    assert form.sent_count == 2


def test_a_private_contact_and_one_of_others_are_not_known(cast):
    form = form_of(cast, makes="contact")
    private = makers.contact(cast.marco, email=JANE["email"], is_private=True)
    foreign = makers.contact(cast.zoe, email=JANE["email"])
    send(form, stamped(form))
    assert Contact.objects.exclude(pk__in=[private.pk, foreign.pk]).count() == 1
    assert not ContactNote.objects.filter(contact__in=[private, foreign]).exists()


def test_a_lead_that_is_over_is_not_gone_on_with(cast, form):
    old = makers.lead(cast.marco, email=JANE["email"])
    Lead.objects.filter(pk=old.pk).update(status="disqualified")
    send(form, stamped(form))
    assert Lead.objects.count() == 2


def test_whoever_left_gets_nothing_more(cast, form):
    change_form(form, by=cast.olivia, assigned_to=cast.rita)
    cast.rita.change_access(by=cast.olivia, is_active=False)
    send(form, stamped(form))
    assert Lead.objects.get().assigned_to is None


def test_scripts_are_text_on_the_card(cast, form, page):
    nasty = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    send(form, stamped(form, first_name=nasty[:90], message=nasty, company=nasty, interest=nasty))
    card = text(page(cast.marco).get(Lead.objects.get().get_absolute_url()))
    assert "alert(1)" in card
    assert "<script>alert" not in card
    assert "<img src=x" not in card


# -- consent ------------------------------------------------------------------------------------------


def test_consent_is_asked_for_and_kept(cast):
    form = form_of(cast, consent="You may mail me.\nEvery day.")
    refused = send(form, stamped(form))
    assert refused.status_code == 422
    assert "Tick this" in text(refused)
    assert 'value="Jane"' in text(refused)
    assert not Lead.objects.exists()
    send(form, stamped(form, consent="on"))
    note = LeadNote.objects.get().content
    assert "You may mail me.\nEvery day." in note
    assert f"Agreed on {timezone.now():%Y-%m-%d}" in note


# -- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_name": ""}, "first_name"),
        ({"first_name": "x" * 101}, "first_name"),
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "x@" + "y" * 300 + ".example"}, "email"),
        ({"message": "x" * 5_001}, "message"),
        ({"message": "a\0b"}, "message"),
        ({"phone": "1" * 51}, "phone"),
    ],
)
def test_is_refused_by_field_and_keeps_what_was_typed(form, values, field):
    answer = send(form, stamped(form, last_name="Kept", **values))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text(answer)
    assert 'value="Kept"' in text(answer)
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "body", [b"\xff\xfe%%%", b"stamp=%ED%A0%80&first_name=%ED%A0%80&email=a@b.example", b"&" * 999, b""]
)
def test_broken_bodies_are_refused(form, body):
    answer = Client().post(f"/f/{form.token}", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 400, 422)


def test_two_megabytes_of_message_are_refused(form):
    assert send(form, stamped(form, message="x" * 2_000_000)).status_code == 422
    assert send(form, stamped(form, message="x" * 9_000_000)).status_code in (400, 413, 422)
    assert not Lead.objects.exists()


KEYS = [*JANE, "phone", "company", "job_title", "best_time", "interest", "stamp", "thanks", "consent", "x"]


TEXTS = st.text(max_size=300) | st.lists(st.text(max_size=20), max_size=3)


@given(values=st.dictionaries(st.sampled_from(KEYS), TEXTS, max_size=11))
def test_hostile_bodies_never_break_it(unlimited, values):
    answer = Client(raise_request_exception=True).post(f"/f/{unlimited.token}", sayable(values))
    assert answer.status_code in (303, 422)
    answer = Client().post(f"/f/{unlimited.token}", JANE | sayable(values) | {"stamp": ""})
    assert answer.status_code in (303, 422)


def sayable(values):
    """Without halves of characters, which the client itself cannot send."""

    def clean(one):
        return one.encode("utf-8", "ignore").decode()

    return {name: list(map(clean, one)) if isinstance(one, list) else clean(one) for name, one in values.items()}


@pytest.fixture
def unlimited(cast, settings):
    settings.FORM_RATE_LIMIT = settings.FORM_TOTAL_RATE_LIMIT = "off"
    return form_of(cast, consent="", thanks_urls=["https://shop.example/thanks"])


# -- machines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["trap", "quick"])
def test_a_machine_is_thanked_and_nothing_is_made(form, how):
    values = stamped(form, ago=0 if how == "quick" else 10, **({TRAP: "https://spam.example"} if how == "trap" else {}))
    answer = send(form, values)
    assert answer.content == send(form, stamped(form)).content
    form.refresh_from_db()
    assert (form.trapped_count, form.sent_count) == (1, 1)
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("stamp", ["x", "a:b:c", "é", "x" * 10_000])
def test_a_stamp_that_is_none_is_asked_for_again(form, stamp):
    answer = send(form, {**JANE, "stamp": stamp})
    assert answer.status_code == 422
    assert "once more" in text(answer)
    assert 'value="Jane"' in text(answer)
    assert not Lead.objects.exists()


def test_a_stamp_that_is_old_or_of_another_form_is_asked_for_again(cast, form):
    other = form_of(cast, name="Other")
    for values in (
        stamped(form, ago=90_000),
        stamped(other),
        {**JANE, "stamp": signing.dumps(["x"], salt=stamps.SALT)},
    ):
        assert send(form, values).status_code == 422
    assert not Lead.objects.exists()


def test_sent_twice_is_written_once(form):
    values = stamped(form)
    assert [send(form, values).status_code for _ in range(3)] == [200] * 3
    assert (Lead.objects.count(), LeadNote.objects.count()) == (1, 1)
    form.refresh_from_db()
    assert form.sent_count == 1


def test_what_is_changed_and_sent_again_is_not_lost(form):
    """Whoever goes back in the browser finds the page with its stamp, and is thanked: so it must be written."""
    first = stamped(form)
    for values in (first, first | {"message": "No, mail me"}, first | {"email": "jack@shop.example"}):
        assert "Thank you" in text(send(form, values))
    assert sorted(Lead.objects.values_list("email", flat=True)) == ["jack@shop.example", "jane@shop.example"]
    assert "No, mail me" in LeadNote.objects.filter(lead__email="jane@shop.example").latest("pk").content


def test_sent_twice_without_a_stamp_is_written_once(form):
    for _ in range(2):
        assert send(form, JANE, HTTP_ORIGIN="https://elsewhere.example").status_code == 200
    assert LeadNote.objects.count() == 1
    send(form, JANE | {"message": "Something else"})
    assert (Lead.objects.count(), LeadNote.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_stamp_are_written_once(cast):
    form = form_of(cast)
    values = stamped(form)

    def sent(_number):
        try:
            return send(form, values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(sent, range(8))) == [200] * 8
    assert (Lead.objects.count(), LeadNote.objects.count(), Sending.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_of_one_person_are_one_lead(cast):
    form = form_of(cast)
    many = [stamped(form, message=f"No {n}") for n in range(8)]

    def sent(values):
        try:
            return send(form, values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(sent, many)) == [200] * 8
    assert (Lead.objects.count(), LeadNote.objects.count()) == (1, 8)


def test_sendings_are_forgotten(form):
    send(form, stamped(form))
    assert forget_sendings(timezone.now()) == 0
    assert forget_sendings(timezone.now() + timedelta(days=3)) == 1


def test_too_often_is_told_until_one_waits(form, settings):
    settings.FORM_RATE_LIMIT = "2/minute"
    answers = [send(form, stamped(form, message=str(n)), REMOTE_ADDR="203.0.113.7") for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert "wait a minute" in text(answers[2])
    assert send(form, stamped(form), REMOTE_ADDR="203.0.113.8").status_code == 200


def test_a_form_is_sent_so_often_in_all(form, settings):
    settings.FORM_TOTAL_RATE_LIMIT = "2/hour"
    codes = [send(form, stamped(form, message=str(n)), REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(3)]
    assert codes == [200, 200, 429]


# -- where it leads -----------------------------------------------------------------------------------

A, B = "https://shop.example/thanks", "https://shop.example/b?x=1&y=2"


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("", A), ("0", A), ("1", B), (B, B), ("2", A), ("-1", A), ("https://evil.example/", A), ("//evil.example", A),
        (B + "#", A), ("javascript:alert(1)", A), ("٠", A), ("9" * 50, A),
    ],
)  # fmt: skip
def test_leads_to_one_of_its_own_addresses_only(cast, asked, led):
    form = form_of(cast, thanks_urls=[A, B])
    answer = send(form, stamped(form, thanks=asked))
    assert (answer.status_code, answer["Location"]) == (303, led)
    again = Client().post(f"/f/{form.token}", stamped(form), QUERY_STRING=urlencode({"thanks": asked}))
    assert again["Location"] == led


def test_the_policy_lets_a_form_lead_there_and_nowhere_else(cast):
    form = form_of(cast, thanks_urls=[A, "http://other.example:8080/x"])
    policy = Client().get(f"/f/{form.token}")["Content-Security-Policy"]
    assert "form-action 'self' http://other.example:8080 https://shop.example;" in policy + ";"


# -- in a frame ---------------------------------------------------------------------------------------


def test_only_allowed_sites_frame_it_and_only_where_it_is_meant_to(cast, form):
    AllowedOrigin.objects.create(organization=cast.acme, origin="https://shop.example")
    AllowedOrigin.objects.create(organization=cast.rival, origin="https://rival.example")
    plain, embedded = Client().get(f"/f/{form.token}"), Client().get(f"/f/{form.token}?embedded=1")
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]
    assert plain["X-Frame-Options"] == "DENY"
    assert "frame-ancestors https://shop.example;" in embedded["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in embedded
    assert "rival" not in embedded["Content-Security-Policy"]


def test_without_allowed_sites_nobody_frames_it(form):
    answer = Client().get(f"/f/{form.token}?embedded=1")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_in_a_frame_a_link_leads_out_of_it(cast):
    form = form_of(cast, thanks_urls=[A])
    assert f'action="/f/{form.token}?embedded=1"' in text(Client().get(f"/f/{form.token}?embedded=1"))
    answer = send(form, stamped(form), "?embedded=1")
    assert answer.status_code == 200
    assert f'href="{A}" target="_top"' in text(answer)


def test_costs_few_queries(form, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        Client().get(f"/f/{form.token}")
    with django_assert_max_num_queries(30):
        send(form, stamped(form))
