"""The plan of a qualification: what is shown before is what happens."""

import pytest
from django.core.exceptions import PermissionDenied

from inbox.reading import Found
from inbox.taking import take
from leads.conversion import AlreadyQualified, Met, NotQualifiable, Wish, disqualify, plan, qualify
from leads.models import LeadNote
from tests import makers

from .test_failures import dump

pytestmark = pytest.mark.django_db
LETTER = b"From: lea@example.com\nTo: marco@acme.example\nMessage-ID: <1@x.example>\nSubject: Hi\n\nHello"


@pytest.fixture
def jane(cast):
    return makers.contact(cast.olivia, email="lea@example.com", phone="1", tags=["old"])


@pytest.fixture
def lead(cast):
    return makers.lead(
        cast.marco, email="LEA@example.com", phone="2", job_title="CTO", company="Acme", tags=["OLD", "new"], notes="Hot.",
    )  # fmt: skip


def outcomes(planned):
    return {one.name: (one.old, one.new, one.outcome) for one in planned.fields}


def test_writes_nothing(cast, jane, lead):
    before = dump()
    plan(lead, Wish(create_company=True, create_deal=True), by=cast.marco)
    assert dump() == before


def test_tells_which_fields_are_filled_kept_and_taken(cast, jane, lead):
    planned = plan(lead, Wish(take=frozenset({"phone"}), create_company=True), by=cast.marco)
    assert outcomes(planned) == {
        "first_name": ("Jane", "Lea", Met.KEPT),
        "last_name": ("Smith", "Stone", Met.KEPT),
        "phone": ("1", "2", Met.TAKEN),
        "job_title": ("", "CTO", Met.FILLED),
        "company": ("", "Acme", Met.FILLED),
    }
    assert [one.label for one in planned.met(Met.TAKEN)] == ["Phone"]
    assert (planned.tags, planned.joins_notes) == (["new"], True)


def test_tells_whom_it_joins_and_why(cast, jane, lead):
    planned = plan(lead, by=cast.marco)
    assert (planned.contact, planned.contact_why, planned.makes_contact) == (jane, "email", False)
    chosen = makers.contact(cast.olivia, "Chosen", "One")
    assert plan(lead, Wish(contact=chosen), by=cast.marco).contact_why == "chosen"


def test_tells_of_the_company(cast, lead):
    assert plan(lead, by=cast.marco).company_name == ""
    made = plan(lead, Wish(create_company=True), by=cast.marco)
    assert (made.makes_company, made.company_name) == (True, "Acme")
    acme = makers.company(cast.olivia, "ACME Inc.")
    joined = plan(lead, Wish(create_company=True), by=cast.marco)
    assert (joined.company, joined.company_why, joined.makes_company) == (acme, "name", False)


def test_counts_what_comes_along(cast, lead):
    LeadNote.write(lead, "Called", by=cast.marco)
    makers.task(cast.marco, on=lead)
    makers.task(cast.marco, on=lead)
    take([Found("hi.eml", LETTER)], owner=cast.marco)
    planned = plan(lead, by=cast.marco)
    assert (planned.notes_count, planned.tasks_count, planned.mails_count) == (1, 2, 1)


def test_does_not_tell_of_a_company_private_to_somebody_else(cast, jane, lead):
    secret = makers.company(cast.olivia, "Secret")
    jane.change(by=cast.olivia, company_id=secret.pk)
    secret.change(by=cast.olivia, is_private=True, assigned_to_id=cast.olivia.pk)
    planned = plan(lead, Wish(create_company=True), by=cast.marco)
    assert "company" not in outcomes(planned)
    qualify(lead, by=cast.marco, wish=Wish(create_company=True))
    jane.refresh_from_db()
    assert jane.company == secret


def test_is_refused_as_qualifying_is(cast, lead):
    private = makers.lead(cast.olivia, is_private=True, assigned_to=cast.olivia)
    with pytest.raises(PermissionDenied):
        plan(private, by=cast.marco)
    disqualify(lead, by=cast.marco)
    with pytest.raises(NotQualifiable):
        plan(lead, by=cast.marco)
    done = makers.lead(cast.marco)
    qualify(done, by=cast.marco)
    with pytest.raises(AlreadyQualified):
        plan(done, by=cast.marco)


def test_of_what_went_meanwhile_is_refused(cast, lead):
    for wish, field in (
        (Wish(contact=makers.contact(cast.olivia)), "contact_id"),
        (Wish(company=makers.company(cast.olivia)), "company_id"),
    ):
        gone = wish.contact or wish.company
        type(gone).objects.get(pk=gone.pk).remove(by=cast.olivia)
        with pytest.raises(NotQualifiable) as refused:
            plan(lead, wish, by=cast.marco)
        assert refused.value.field == field


def test_is_what_happens(cast, jane, lead):
    wish = Wish(take=frozenset({"phone"}), create_company=True, create_deal=True)
    planned = plan(lead, wish, by=cast.marco)
    conversion = qualify(lead, by=cast.marco, wish=wish)
    jane.refresh_from_db()
    assert (conversion.made_contact, conversion.made_company) == (planned.makes_contact, planned.makes_company)
    for one in planned.fields:
        if one.name != "company":
            assert getattr(jane, one.name) == (one.old if one.outcome == Met.KEPT else one.new)
    assert (jane.company.name, lead.became_deal.name) == (planned.company_name, planned.deal["name"])


def test_asks_a_constant_number_of_questions(cast, django_assert_max_num_queries):
    lead = makers.lead(cast.marco, email="lea@example.com", company="Acme", tags=["a"])
    for number in range(25):
        makers.contact(cast.olivia, f"P{number}", email="lea@example.com", tags=["x"])
        LeadNote.write(lead, f"Note {number}", by=cast.marco)
        makers.task(cast.marco, on=lead)
    with django_assert_max_num_queries(12):
        plan(lead, by=cast.marco)
