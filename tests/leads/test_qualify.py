"""Qualifying a lead: what is made, what is joined, what comes along."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from activity.models import Act, Change
from contacts.models import Company, Contact, ContactNote
from deals.models import Deal, Stage
from leads.conversion import AlreadyQualified, NotQualifiable, Wish, disqualify, qualify
from leads.models import Conversion, Lead, LeadNote
from leads.signals import lead_qualified
from tests import makers

pytestmark = pytest.mark.django_db


class TestContact:
    def test_is_made_of_what_the_lead_says(self, cast):
        lead = makers.lead(
            cast.marco, email="Lea@Stone.example", phone="+49 30 1234567", job_title="CTO", source="Fair",
            notes="Hot.", tags=["fair", "vip"], assigned_to=cast.tess,
        )  # fmt: skip
        conversion = qualify(lead, by=cast.marco)
        contact = Contact.objects.get()
        assert (contact.first_name, contact.last_name, contact.email) == ("Lea", "Stone", "Lea@Stone.example")
        assert (contact.phone, contact.job_title, contact.source) == ("+49 30 1234567", "CTO", "Fair")
        assert (contact.notes, contact.tag_names, contact.assigned_to) == ("Hot.", ["fair", "vip"], cast.tess)
        assert (lead.status, lead.became_contact, lead.became_company, lead.became_deal) == (
            "qualified", contact, None, None,
        )  # fmt: skip
        assert (conversion.made_contact, conversion.made_company, conversion.made_deal) == (True, False, False)
        assert (conversion.status_before, conversion.member) == ("new", cast.marco)

    def test_with_the_same_email_is_joined_whatever_its_case(self, cast):
        jane = makers.contact(cast.olivia, "Jane", "Smith", email="JANE@example.com")
        lead = makers.lead(cast.marco, "J.", "Smith", email="jane@Example.com")
        conversion = qualify(lead, by=cast.marco)
        assert (lead.became_contact, conversion.made_contact, Contact.objects.count()) == (jane, False, 1)

    def test_with_the_same_name_comes_before_an_older_one_with_the_same_email(self, cast):
        makers.contact(cast.olivia, "Office", "Desk", email="desk@example.com")
        jane = makers.contact(cast.olivia, "Jane", "Smith", email="desk@example.com")
        lead = makers.lead(cast.marco, "jane", "SMITH", email="desk@example.com")
        qualify(lead, by=cast.marco)
        assert lead.became_contact == jane

    def test_is_the_oldest_of_several_with_other_names(self, cast):
        first = makers.contact(cast.olivia, "Office", "Desk", email="desk@example.com")
        makers.contact(cast.olivia, "Front", "Desk", email="desk@example.com")
        lead = makers.lead(cast.marco, email="desk@example.com")
        qualify(lead, by=cast.marco)
        assert lead.became_contact == first

    def test_blank_fields_are_filled_and_others_kept(self, cast):
        jane = makers.contact(cast.olivia, email="j@example.com", phone="1", tags=["old"], notes="Known.")
        lead = makers.lead(
            cast.marco, email="j@example.com", phone="2", job_title="CTO", source="Web", tags=["Old", "new"], notes="Hot.",
        )  # fmt: skip
        qualify(lead, by=cast.marco)
        jane.refresh_from_db()
        assert (jane.first_name, jane.phone, jane.job_title, jane.source) == ("Jane", "1", "CTO", "Web")
        assert (jane.tag_names, jane.notes) == (["new", "old"], "Known.\n\nHot.")

    def test_takes_what_is_asked_for(self, cast):
        jane = makers.contact(cast.olivia, email="j@example.com", phone="1", job_title="CEO")
        lead = makers.lead(cast.marco, email="j@example.com", phone="2", job_title="CTO")
        qualify(lead, by=cast.marco, wish=Wish(take=frozenset({"phone", "first_name"})))
        jane.refresh_from_db()
        assert (jane.first_name, jane.last_name, jane.phone, jane.job_title) == ("Lea", "Smith", "2", "CEO")

    def test_that_is_chosen_is_joined_whatever_its_email(self, cast):
        makers.contact(cast.olivia, email="lea@example.com")
        chosen = makers.contact(cast.olivia, "Chosen", "One", email="other@example.com")
        lead = makers.lead(cast.marco, email="lea@example.com")
        qualify(lead, by=cast.marco, wish=Wish(contact=chosen))
        chosen.refresh_from_db()
        assert (lead.became_contact, chosen.email) == (chosen, "other@example.com")

    def test_keeps_the_same_text_about_them_once(self, cast):
        jane = makers.contact(cast.olivia, email="j@example.com", notes="Met in Rome.")
        qualify(makers.lead(cast.marco, email="j@example.com", notes="Met in Rome."), by=cast.marco)
        jane.refresh_from_db()
        assert jane.notes == "Met in Rome."

    def test_gets_a_note_where_the_two_texts_are_too_long_for_one(self, cast):
        jane = makers.contact(cast.olivia, email="j@example.com", notes="k" * 15_000)
        conversion = qualify(makers.lead(cast.marco, email="j@example.com", notes="l" * 15_000), by=cast.marco)
        jane.refresh_from_db()
        note = jane.note_records.get()
        assert (len(jane.notes), note.content, conversion.carried["about"]) == (15_000, "l" * 15_000, [note.pk])

    def test_without_an_email_is_always_made(self, cast):
        makers.contact(cast.olivia, "Lea", "Stone")
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco)
        assert Contact.objects.count() == 2


class TestWhatIsNotSeen:
    def test_an_invisible_contact_is_neither_touched_nor_told_of(self, cast):
        hidden = makers.contact(cast.olivia, email="lea@example.com", assigned_to=cast.olivia)
        lead = makers.lead(cast.rita, email="lea@example.com", phone="5", assigned_to=cast.rita)
        qualify(lead, by=cast.rita)
        before = hidden.updated_at
        hidden.refresh_from_db()
        assert (hidden.phone, hidden.updated_at) == ("", before)
        assert lead.became_contact != hidden

    def test_another_organization_is_not_looked_into(self, cast):
        makers.contact(cast.zoe, email="lea@example.com")
        makers.company(cast.zoe, "Acme")
        lead = makers.lead(cast.marco, email="lea@example.com", company="Acme")
        qualify(lead, by=cast.marco)
        assert (lead.became_contact.organization, lead.became_company) == (cast.acme, None)

    def test_a_private_lead_makes_private_records(self, cast):
        makers.contact(cast.olivia, email="lea@example.com")
        lead = makers.lead(
            cast.marco, email="lea@example.com", company="Hidden Ltd", is_private=True, assigned_to=cast.marco
        )
        qualify(lead, by=cast.marco, wish=Wish(create_company=True, create_deal=True))
        made = (lead.became_contact, lead.became_company, lead.became_deal)
        assert [record.is_private for record in made] == [True] * 3
        assert {record.assigned_to for record in made} == {cast.marco}

    def test_a_private_lead_joins_a_private_contact_and_a_shared_one_does_not(self, cast):
        private = makers.contact(cast.marco, email="lea@example.com", is_private=True, assigned_to=cast.marco)
        shared = makers.lead(cast.marco, email="lea@example.com")
        qualify(shared, by=cast.marco)
        assert shared.became_contact != private
        mine = makers.lead(cast.marco, email="lea@example.com", is_private=True, assigned_to=cast.marco)
        qualify(mine, by=cast.marco)
        assert mine.became_contact == private

    def test_private_and_shared_are_not_joined_by_hand_either(self, cast):
        private = makers.contact(cast.marco, is_private=True, assigned_to=cast.marco)
        for lead, contact in (
            (makers.lead(cast.marco), private),
            (makers.lead(cast.marco, is_private=True, assigned_to=cast.marco), makers.contact(cast.marco)),
        ):
            with pytest.raises(NotQualifiable) as refused:
                qualify(lead, by=cast.marco, wish=Wish(contact=contact))
            assert refused.value.field == "contact_id"

    def test_a_private_company_is_not_linked_to_a_shared_lead(self, cast):
        private = makers.company(cast.marco, "Secret Ltd", is_private=True, assigned_to=cast.marco)
        lead = makers.lead(cast.marco, company="Secret Ltd")
        with pytest.raises(NotQualifiable) as refused:
            qualify(lead, by=cast.marco, wish=Wish(company=private))
        assert refused.value.field == "company_id"
        qualify(lead, by=cast.marco)
        assert lead.became_company is None

    def test_a_private_lead_is_nobody_elses(self, cast):
        lead = makers.lead(cast.marco, is_private=True, assigned_to=cast.marco)
        with pytest.raises(PermissionDenied):
            qualify(lead, by=cast.olivia)


class TestCompany:
    @pytest.mark.parametrize("text", ["Acme", "ACME, Inc.", "  acme gmbh ", "Acmé"])
    def test_of_the_same_name_is_joined_but_for_case_accents_and_legal_form(self, cast, text):
        acme = makers.company(cast.olivia, "ACME Corp.")
        lead = makers.lead(cast.marco, company=text)
        conversion = qualify(lead, by=cast.marco, wish=Wish(create_company=True))
        assert (lead.became_company, lead.became_contact.company, conversion.made_company) == (acme, acme, False)
        assert Company.objects.count() == 1

    def test_is_joined_without_being_asked_for(self, cast):
        acme = makers.company(cast.olivia, "Acme")
        lead = makers.lead(cast.marco, company="acme")
        qualify(lead, by=cast.marco)
        assert lead.became_contact.company == acme

    def test_of_quite_the_name_comes_before_an_older_one(self, cast):
        makers.company(cast.olivia, "Acme Inc")
        exact = makers.company(cast.olivia, "Acme GmbH")
        lead = makers.lead(cast.marco, company="acme GMBH")
        qualify(lead, by=cast.marco)
        assert lead.became_company == exact

    def test_is_made_only_when_asked_for(self, cast):
        lead = makers.lead(cast.marco, company="Fresh Fruit")
        qualify(lead, by=cast.marco)
        assert Company.objects.count() == 0
        other = makers.lead(cast.marco, company="Fresh Fruit")
        conversion = qualify(other, by=cast.marco, wish=Wish(create_company=True))
        assert (other.became_company.name, conversion.made_company) == ("Fresh Fruit", True)

    def test_of_a_joined_contact_stays(self, cast):
        old, new = makers.company(cast.olivia, "Old"), makers.company(cast.olivia, "New")
        jane = makers.contact(cast.olivia, email="j@example.com", company=old)
        lead = makers.lead(cast.marco, email="j@example.com", company="New")
        qualify(lead, by=cast.marco)
        jane.refresh_from_db()
        assert (jane.company, lead.became_company) == (old, new)

    def test_is_taken_when_asked_for(self, cast):
        old, new = makers.company(cast.olivia, "Old"), makers.company(cast.olivia, "New")
        jane = makers.contact(cast.olivia, email="j@example.com", company=old)
        lead = makers.lead(cast.marco, email="j@example.com", company="New")
        qualify(lead, by=cast.marco, wish=Wish(take=frozenset({"company"})))
        jane.refresh_from_db()
        assert jane.company == new

    def test_private_to_somebody_else_is_not_found(self, cast):
        makers.company(cast.olivia, "Acme", is_private=True, assigned_to=cast.olivia)
        lead = makers.lead(cast.marco, company="Acme")
        qualify(lead, by=cast.marco, wish=Wish(create_company=True))
        assert (Company.objects.count(), lead.became_company.is_private) == (2, False)

    def test_that_is_chosen_is_joined(self, cast):
        chosen = makers.company(cast.olivia, "Chosen")
        lead = makers.lead(cast.marco, company="Other")
        qualify(lead, by=cast.marco, wish=Wish(company=chosen, create_company=True))
        assert (lead.became_contact.company, Company.objects.count()) == (chosen, 1)


class TestDeal:
    def test_is_named_for_the_company_and_stands_in_the_first_open_stage(self, cast):
        lead = makers.lead(cast.marco, company="Acme", source="Fair", assigned_to=cast.tess)
        qualify(lead, by=cast.marco, wish=Wish(create_company=True, create_deal=True))
        deal = Deal.objects.get()
        assert (deal.name, deal.stage.name, deal.value, deal.currency) == ("Acme", "Qualification", None, "USD")
        assert (deal.contact, deal.company) == (lead.became_contact, lead.became_company)
        assert (deal.source, deal.assigned_to, lead.became_deal) == ("Fair", cast.tess, deal)

    def test_is_named_for_the_person_where_there_is_no_company(self, cast):
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco, wish=Wish(create_deal=True))
        assert lead.became_deal.name == "Lea Stone"

    def test_is_what_was_asked_for(self, cast):
        stage = makers.stage(cast.marco, "Proposal")
        wish = Wish(
            create_deal=True, deal_name="Big one", deal_value=Decimal("1200.5"), deal_currency="EUR", deal_stage=stage
        )
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco, wish=wish)
        deal = lead.became_deal
        deal.refresh_from_db()
        assert (deal.name, deal.value, deal.currency, deal.stage) == ("Big one", Decimal("1200.5"), "EUR", stage)

    def test_is_not_made_for_its_name_alone(self, cast):
        qualify(makers.lead(cast.marco), by=cast.marco, wish=Wish(deal_name="Big one", deal_value=Decimal(5)))
        assert not Deal.objects.exists()

    @pytest.mark.parametrize(
        ("wish", "field"),
        [({"stage": "Closed Won"}, "deal_stage_id"), ({"deal_value": Decimal(-1)}, "deal_value")],
    )
    def test_is_refused_in_a_closing_stage_or_below_nothing(self, cast, wish, field):
        if "stage" in wish:
            wish = {"deal_stage": makers.stage(cast.marco, wish["stage"])}
        with pytest.raises(NotQualifiable) as refused:
            qualify(makers.lead(cast.marco), by=cast.marco, wish=Wish(create_deal=True, **wish))
        assert (refused.value.field, Contact.objects.count()) == (field, 0)

    def test_needs_an_open_stage(self, cast):
        Stage.objects.filter(organization=cast.acme, closing="").delete()
        with pytest.raises(NotQualifiable) as refused:
            qualify(makers.lead(cast.marco), by=cast.marco, wish=Wish(create_deal=True))
        assert refused.value.field == "deal_stage_id"


class TestParts:
    def test_notes_move_with_author_and_time(self, cast):
        lead, at = makers.lead(cast.marco), timezone.now() - timedelta(days=3)
        LeadNote.write(lead, "First", by=cast.olivia, at=at)
        LeadNote.write(lead, "Second", by=cast.marco)
        conversion = qualify(lead, by=cast.marco)
        moved = list(ContactNote.objects.order_by("created_at"))
        assert [(note.content, note.created_by) for note in moved] == [("First", cast.olivia), ("Second", cast.marco)]
        assert (moved[0].created_at, LeadNote.objects.count()) == (at, 0)
        assert conversion.carried["notes"] == [note.pk for note in moved]

    def test_listeners_are_told_and_what_they_moved_is_written_down(self, cast):
        told = {}

        def move(sender, lead, contact, conversion, act, by, **more):
            told.update(lead=lead, contact=contact, act=act, by=by)
            return {"charms": [7, 8]}

        lead_qualified.connect(move)
        try:
            conversion = qualify(makers.lead(cast.marco), by=cast.marco)
        finally:
            lead_qualified.disconnect(move)
        conversion.refresh_from_db()
        assert conversion.carried["charms"] == [7, 8]
        assert (told["contact"], told["by"], told["act"].verb) == (Contact.objects.get(), cast.marco, "lead_qualified")


class TestHistory:
    def test_everything_is_one_act(self, cast):
        lead = makers.lead(cast.marco, company="Acme")
        conversion = qualify(lead, by=cast.marco, wish=Wish(create_company=True, create_deal=True))
        acts = Act.objects.filter(pk__gte=conversion.act_id)
        assert [act.verb for act in acts] == ["lead_qualified"]
        changes = Change.objects.filter(act=conversion.act).values_list("kind", "action")
        assert sorted(changes) == [
            ("company", "created"), ("contact", "created"), ("deal", "created"), ("lead", "changed"),
        ]  # fmt: skip

    def test_totals_follow(self, cast):
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco)
        assert Lead.total(cast.marco, status="new") == 0
        assert Lead.total(cast.marco, status="qualified") == 1
        assert Contact.total(cast.marco) == 1


class TestOnce:
    def test_a_second_time_is_refused_and_says_what_it_became(self, cast):
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco)
        with pytest.raises(AlreadyQualified, match="Lea Stone") as refused:
            qualify(Lead.objects.get(pk=lead.pk), by=cast.olivia)
        assert (refused.value.contact, Contact.objects.count(), Conversion.objects.count()) == (
            lead.became_contact,
            1,
            1,
        )

    def test_the_refusal_does_not_name_a_contact_private_to_somebody_else(self, cast):
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco)
        lead.became_contact.change(by=cast.marco, is_private=True, assigned_to_id=cast.marco.pk)
        with pytest.raises(AlreadyQualified) as refused:
            qualify(Lead.objects.get(pk=lead.pk), by=cast.olivia)
        assert refused.value.contact is None
        assert "Stone" not in str(refused.value)

    def test_a_disqualified_lead_is_reopened_first(self, cast):
        lead = makers.lead(cast.marco)
        disqualify(lead, by=cast.marco)
        with pytest.raises(NotQualifiable, match="Reopen"):
            qualify(lead, by=cast.marco)


def test_asks_no_more_for_more_notes(cast, django_assert_max_num_queries):
    def qualified(count):
        lead = makers.lead(cast.marco, company="Acme", email=f"{count}@example.com")
        for number in range(count):
            LeadNote.write(lead, f"Note {number}", by=cast.marco)
        return lead

    lead = qualified(2)
    with django_assert_max_num_queries(70) as few:
        qualify(lead, by=cast.marco, wish=Wish(create_company=True, create_deal=True))
    lead = qualified(25)
    with django_assert_max_num_queries(len(few.captured_queries)):
        qualify(lead, by=cast.marco, wish=Wish(create_company=True, create_deal=True))
