"""The Today page."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm import today
from tests import makers
from transfers.models import Transfer

from .reporting import closed

WORK = ["Overdue and today", "Closing this week", "Stalled or at risk", "Your new leads"]
NEWS = ["Your newest contacts", "Changed by others", "Nobody's yet"]


def titles(answer):
    return [str(section.title) for section in answer.context["sections"]]


def section(answer, title):
    return next(each for each in answer.context["sections"] if str(each.title) == title)


def day(days):
    return timezone.localdate() + timedelta(days=days)


def figures(answer):
    return {str(figure.label): (figure.text, figure.others) for figure in answer.context["glance"]}


def busy(cast, count):
    """Marco has so many of everything."""
    marco = cast.marco
    for number in range(count):
        contact = makers.contact(cast.olivia, f"C{number}", assigned_to=marco, company="Acme")
        contact.change(by=cast.olivia, job_title="CEO")
        makers.contact(cast.olivia, f"N{number}", company=f"Co {number}")
        lead = makers.lead(marco, f"L{number}", assigned_to=marco)
        company = makers.company(marco, f"Customer {number}")
        deal = makers.deal(marco, f"D{number}", assigned_to=marco, company=company, expected_close_date=day(0))
        for parent in (contact, lead, company, deal, None):
            makers.task(marco, f"T{number}", on=parent, due_date=day(-number))


# -- as a whole ------------------------------------------------------------------------------------


def test_a_new_organization_is_told_what_to_do_first(cast, page):
    text = page(cast.olivia).get("/").content.decode()
    assert "Import your contacts" in text
    assert "Add a contact" in text
    assert "Import your contacts" not in page(cast.marco).get("/").content.decode()


def test_shows_what_concerns_the_member(cast, page):
    busy(cast, 1)
    deal = makers.deal(cast.marco, assigned_to=cast.marco, expected_close_date=day(-40))
    assert titles(page(cast.marco).get("/")) == [*WORK, *NEWS]
    assert titles(page(cast.olivia).get("/")) == ["Nobody's yet"]
    assert titles(page(cast.rita).get("/")) == []
    assert titles(page(cast.zoe).get("/")) == []
    assert str(deal) not in page(cast.olivia).get("/").content.decode()


def test_shows_imports_to_admins(cast, page):
    Transfer.objects.create(
        organization=cast.acme, member=cast.marco, kind="contact", filename="people.csv", started_at=timezone.now()
    )
    assert titles(page(cast.olivia).get("/")) == ["Recent imports"]
    assert titles(page(cast.marco).get("/")) == []


def test_asks_no_more_for_many_records_than_for_few(cast, page, django_assert_max_num_queries):
    busy(cast, 2)
    client = page(cast.marco)
    client.get("/")
    with django_assert_max_num_queries(16) as few:
        client.get("/")
    busy(cast, 23)
    with django_assert_max_num_queries(16) as many:
        client.get("/")
    assert len(many) == len(few)


# -- tasks -----------------------------------------------------------------------------------------


def test_shows_tasks_that_are_due_in_their_order(cast, page):
    now = timezone.localtime()
    makers.task(cast.marco, "Late", due_date=day(-3))
    makers.task(cast.marco, "All day", due_date=day(0))
    makers.task(cast.marco, "Timed", due_date=day(0), due_time=time(23, 59))
    makers.task(cast.marco, "Tomorrow", due_date=day(1))
    makers.task(cast.marco, "Some day")
    makers.task(cast.marco, "Done", due_date=day(-1), status="completed")
    makers.task(cast.olivia, "Olivia's", due_date=day(0))
    records = section(page(cast.marco).get("/"), "Overdue and today").records
    assert [(task.title, task.overdue) for task in records] == [("Late", True), ("Timed", False), ("All day", False)]
    assert now.date() == timezone.localdate(), "midnight passed meanwhile"


def test_today_is_that_of_the_reader(cast):
    makers.task(cast.marco, due_date=date(2026, 3, 2))
    late = datetime.fromisoformat("2026-03-01T23:30:00+00:00")
    assert today.tasks(cast.marco, late).records == []
    with timezone.override("Europe/Paris"):  # where it is half past midnight
        assert len(today.tasks(cast.marco, late).records) == 1


def test_a_task_names_its_record_and_leads_to_what_one_sees(cast, page):
    secret = makers.contact(cast.olivia, "Secret", assigned_to=cast.olivia)
    foreign = makers.contact(cast.olivia, "Foreign", assigned_to=cast.olivia)
    own = makers.contact(cast.rita, "Own")
    for contact in (secret, foreign, own):
        makers.task(cast.olivia, f"About {contact.first_name}", on=contact, assigned_to=cast.rita, due_date=day(0))
    secret.change(by=cast.olivia, is_private=True)
    answer = page(cast.rita).get("/")
    assert [(str(task.about), task.about_url) for task in section(answer, "Overdue and today").records] == [
        ("None", ""), ("Foreign Smith", ""), ("Own Smith", own.get_absolute_url()),
    ]  # fmt: skip
    assert "Secret Smith" not in answer.content.decode()


# -- deals and leads -------------------------------------------------------------------------------


def test_shows_deals_that_close_by_the_end_of_the_week(cast):
    wednesday = datetime.fromisoformat("2026-03-04T12:00:00+00:00")
    for name, on in (("Late", "2026-02-20"), ("Sunday", "2026-03-08"), ("Monday", "2026-03-09"), ("Old", "2025-12-01")):
        makers.deal(cast.marco, name, expected_close_date=on, assigned_to=cast.marco)
    makers.deal(cast.marco, "Nobody's", expected_close_date="2026-03-05")
    records = today.closing_deals(cast.marco, wednesday).records
    assert [(deal.name, deal.is_late) for deal in records] == [("Late", True), ("Sunday", False)]


def test_shows_the_deals_most_at_risk_first_with_reasons(cast, page):
    makers.deal(cast.marco, "Fine", assigned_to=cast.marco, expected_close_date=day(20))
    makers.deal(cast.marco, "Late", assigned_to=cast.marco, expected_close_date=day(-3), value=Decimal(10))
    makers.deal(cast.marco, "Great", assigned_to=cast.marco, expected_close_date=day(-3), value=Decimal(90))
    answer = page(cast.marco).get("/")
    assert [deal.name for deal in section(answer, "Stalled or at risk").records] == ["Great", "Late"]
    assert "The expected close was 3 days ago." in answer.content.decode()


def test_shows_open_leads_that_are_new_to_the_member(cast, page):
    old = timezone.now() - timedelta(days=40)
    makers.lead(cast.olivia, "Fresh", assigned_to=cast.marco)
    makers.lead(cast.olivia, "Done", assigned_to=cast.marco, status="disqualified")
    makers.lead(cast.olivia, "Old", assigned_to=cast.marco, created_at=old, updated_at=old)
    handed = makers.lead(cast.olivia, "Handed", created_at=old, updated_at=old)
    handed.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    records = section(page(cast.marco).get("/"), "Your new leads").records
    assert [lead.first_name for lead in records] == ["Fresh", "Handed"]


# -- at a glance -----------------------------------------------------------------------------------


def test_says_what_the_pipeline_comes_to_in_each_currency(cast, page):
    now = timezone.now()
    makers.deal(cast.olivia, value=Decimal(50_000), stage="Proposal")
    makers.deal(cast.olivia, value=Decimal(3000), currency="EUR")
    closed(cast.olivia, "won", now, value=Decimal(700), currency="GBP")
    closed(cast.olivia, "won", now - timedelta(days=62), value=Decimal(1))
    closed(cast.olivia, "lost", now, value=Decimal(1))
    makers.contact(cast.olivia)
    assert figures(page(cast.olivia).get("/")) == {
        "in open deals": ("$50K", ["€3,000"]),
        "weighted by their chance": ("$20K", ["€300"]),
        "won this month": ("£700", []),
        "contact": ("1", []),
    }


@pytest.mark.parametrize(("who", "text"), [("rita", "$40"), ("zoe", "$0"), ("marco", "$940")])
def test_counts_what_the_member_sees(cast, page, who, text):
    makers.deal(cast.marco, value=Decimal(900), assigned_to=cast.marco)
    makers.deal(cast.marco, value=Decimal(40), assigned_to=cast.rita)
    makers.contact(cast.zoe)
    answer = page(getattr(cast, who)).get("/")
    assert figures(answer)["in open deals"][0] == text


def test_names_no_company_private_to_somebody_else(cast, page):
    secret = makers.company(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    makers.contact(cast.marco, company=secret)
    makers.deal(cast.marco, company=secret, assigned_to=cast.olivia, expected_close_date=day(0))
    answer = page(cast.olivia).get("/")
    assert "Closing this week" in titles(answer)
    assert "Secret" not in answer.content.decode()


def test_a_task_is_done_with_one_click_and_can_be_undone(cast, page):
    task = makers.task(cast.marco, due_date=day(0))
    client = page(cast.marco)
    assert f'action="/tasks/{task.pk}/done"' in client.get("/").content.decode()
    answer = client.post(f"/tasks/{task.pk}/done", headers={"Referer": "http://testserver/"}, follow=True)
    assert answer.redirect_chain[0][0] == "http://testserver/"
    assert titles(answer) == []
    assert "is done" in answer.content.decode()
