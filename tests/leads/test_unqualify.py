"""Taking a qualification back: what goes, what returns, what stays and why."""

import pytest
from django.core.exceptions import PermissionDenied

from activity.models import Act, Change
from activity.undo import CannotUndo, undo
from contacts.models import Company, Contact, ContactNote
from deals.models import Deal, DealNote
from leads.conversion import NotQualified, Wish, qualify, unqualify
from leads.models import Conversion, Lead, LeadNote
from leads.signals import lead_unqualified
from sharing.models import SmartLink
from tests import makers
from tests.sharing.links import link

pytestmark = pytest.mark.django_db
ALL = Wish(create_company=True, create_deal=True)


@pytest.fixture
def lead(cast):
    """A lead that became a contact, a company and a deal."""
    lead = makers.lead(cast.marco, company="Acme", email="lea@example.com", status="contacted", notes="Hot.")
    qualify(lead, by=cast.marco, wish=ALL)
    return lead


def test_nothing_stays_of_what_it_made(cast, lead):
    done = unqualify(lead, by=cast.marco)
    assert (Contact.objects.count(), Company.objects.count(), Deal.objects.count()) == (0, 0, 0)
    assert (done.kept, done.restored) == ([], 3)
    assert (Contact.total(cast.marco), Deal.total(cast.marco)) == (0, 0)


def test_the_lead_is_what_it_was(cast, lead):
    unqualify(lead, by=cast.marco)
    lead = Lead.objects.get()
    assert (lead.status, lead.notes) == ("contacted", "Hot.")
    assert (lead.became_contact, lead.became_company, lead.became_deal) == (None, None, None)
    assert Lead.total(cast.marco, status="contacted") == 1


def test_it_can_be_qualified_again(cast, lead):
    unqualify(lead, by=cast.marco)
    qualify(lead, by=cast.marco, wish=ALL)
    assert (Contact.objects.count(), Conversion.objects.count()) == (1, 2)
    unqualify(lead, by=cast.marco)
    assert (Contact.objects.count(), lead.status) == (0, "contacted")


def test_notes_go_back_with_author_and_time(cast):
    lead = makers.lead(cast.marco)
    written = LeadNote.write(lead, "First", by=cast.olivia)
    qualify(lead, by=cast.marco)
    unqualify(lead, by=cast.marco)
    note = LeadNote.objects.get()
    assert (note.content, note.created_by, note.created_at, note.lead) == (
        "First", cast.olivia, written.created_at, lead,
    )  # fmt: skip
    assert not ContactNote.objects.exists()


def test_notes_go_back_under_the_ids_they_had(cast):
    lead, contact = (
        makers.lead(cast.marco, email="lea@example.com"),
        makers.contact(cast.marco, email="lea@example.com"),
    )
    ContactNote.write(contact, "The contact's", by=cast.marco)
    ids = [LeadNote.write(lead, text, by=cast.marco).pk for text in ("First", "Second", "Third")]
    qualify(lead, by=cast.marco)
    ContactNote.objects.get(content="Second").remove(by=cast.marco)
    later = LeadNote.write(makers.lead(cast.marco), "Of another", by=cast.marco)
    unqualify(lead, by=cast.marco)
    assert dict(LeadNote.objects.values_list("pk", "content")) == {
        ids[0]: "First", ids[2]: "Third", later.pk: "Of another",
    }  # fmt: skip


def test_notes_of_a_qualification_that_did_not_keep_their_ids_go_back_all_the_same(cast):
    lead = makers.lead(cast.marco)
    LeadNote.write(lead, "First", by=cast.marco)
    conversion = qualify(lead, by=cast.marco)
    del conversion.carried["lead_notes"]
    conversion.save()
    unqualify(lead, by=cast.marco)
    assert [note.content for note in LeadNote.objects.all()] == ["First"]


@pytest.mark.parametrize("owner", ["olivia", "marco"])
def test_nothing_goes_back_from_a_contact_that_is_private_by_now(cast, owner):
    lead = makers.lead(cast.marco, assigned_to=getattr(cast, owner))
    LeadNote.write(lead, "First", by=cast.olivia)
    makers.task(cast.marco, on=lead, assigned_to=getattr(cast, owner))
    contact = qualify(lead, by=cast.marco).lead.became_contact
    contact.change(by=getattr(cast, owner), is_private=True)
    ContactNote.objects.get().reword("Between us", by=cast.olivia)
    done = unqualify(lead, by=cast.marco)
    assert done.kept[0].startswith("What came along stays with the contact")
    assert not LeadNote.objects.exists()
    assert ContactNote.objects.get().contact == contact
    assert contact.tasks.count() == 1


def test_a_contact_that_was_sent_a_link_stays(cast, lead):
    link(cast.olivia, lead.became_contact)
    done = unqualify(lead, by=cast.marco)
    assert (Contact.objects.count(), SmartLink.objects.count()) == (1, 1)
    assert done.kept[0] == "“Lea Stone” (contact) stays: it has 1 SmartLink by now."


def test_notes_that_are_gone_are_told_of(cast):
    lead = makers.lead(cast.marco)
    for text in ("First", "Second"):
        LeadNote.write(lead, text, by=cast.marco)
    qualify(lead, by=cast.marco)
    ContactNote.objects.get(content="First").remove(by=cast.marco)
    done = unqualify(lead, by=cast.marco)
    assert [note.content for note in LeadNote.objects.all()] == ["Second"]
    assert done.kept[0] == "1 note that came along is gone by now."


def test_listeners_give_back_what_they_moved(cast, lead):
    told = {}

    def give_back(sender, lead, contact, carried, act, by, **more):
        told.update(lead=lead, contact=contact, carried=carried)
        return ["A charm stays."]

    lead_unqualified.connect(give_back)
    contact = lead.became_contact
    try:
        done = unqualify(lead, by=cast.marco)
    finally:
        lead_unqualified.disconnect(give_back)
    assert done.kept == ["A charm stays."]
    assert (told["lead"], told["contact"], told["carried"]["notes"]) == (lead, contact, [])


class TestKept:
    def test_a_contact_changed_since(self, cast, lead):
        lead.became_contact.change(by=cast.olivia, phone="5")
        done = unqualify(lead, by=cast.marco)
        assert (Contact.objects.count(), Deal.objects.count()) == (1, 0)
        contact, company = done.kept
        assert contact == "“Lea Stone” (contact) stays: it was changed since."
        assert company == "“Acme” (company) stays: it has 1 contact by now."
        assert [kind for kind, _pk in done.kept_records] == ["contact", "company"]

    def test_a_contact_with_a_note_since_even_ones_own(self, cast, lead):
        ContactNote.write(lead.became_contact, "Called", by=cast.marco)
        done = unqualify(lead, by=cast.marco)
        assert done.kept[0] == "“Lea Stone” (contact) stays: it has 1 note on a contact by now."
        assert ContactNote.objects.count() == 1

    def test_a_contact_with_another_deal(self, cast, lead):
        makers.deal(cast.olivia, "Second", contact=lead.became_contact)
        unqualify(lead, by=cast.marco)
        assert Contact.objects.count() == 1
        assert [deal.name for deal in Deal.objects.all()] == ["Second"]

    def test_a_contact_that_another_lead_joined(self, cast, lead):
        contact, second = lead.became_contact, makers.lead(cast.marco, "L.", "Stone", email="lea@example.com")
        qualify(second, by=cast.marco)
        unqualify(lead, by=cast.marco)
        second.refresh_from_db()
        assert (second.became_contact, Contact.objects.count()) == (contact, 1)

    def test_a_deal_that_moved_and_with_it_its_people(self, cast, lead):
        lead.became_deal.move_to(makers.stage(cast.marco, "Proposal"), by=cast.olivia)
        done = unqualify(lead, by=cast.marco)
        assert (Contact.objects.count(), Company.objects.count(), Deal.objects.count()) == (1, 1, 1)
        assert len(done.kept) == 3

    def test_a_deal_with_a_note(self, cast, lead):
        DealNote.write(lead.became_deal, "Called", by=cast.marco)
        unqualify(lead, by=cast.marco)
        assert Deal.objects.count() == 1

    def test_a_company_with_other_people(self, cast, lead):
        makers.contact(cast.olivia, company="Acme")
        done = unqualify(lead, by=cast.marco)
        assert (Company.objects.count(), Contact.objects.count(), len(done.kept)) == (1, 1, 1)

    def test_does_not_count_what_one_does_not_see(self, cast):
        lead = makers.lead(cast.rita, assigned_to=cast.rita)
        qualify(lead, by=cast.rita)
        makers.task(cast.olivia, on=lead.became_contact, assigned_to=cast.olivia)
        makers.deal(cast.olivia, contact=lead.became_contact, assigned_to=cast.olivia)
        done = unqualify(lead, by=cast.rita)
        assert "deal" not in done.kept[0]
        assert Contact.objects.count() == 1

    def test_a_contact_that_went_out_of_sight_is_not_named(self, cast):
        lead = makers.lead(cast.rita, assigned_to=cast.rita)
        qualify(lead, by=cast.rita)
        lead.became_contact.change(by=cast.olivia, last_name="Secret", assigned_to_id=cast.olivia.pk, is_private=True)
        done = unqualify(lead, by=cast.rita)
        assert done.kept == ["A contact stays: it is not yours to remove."]


class TestJoined:
    @pytest.fixture
    def jane(self, cast):
        return makers.contact(cast.olivia, email="j@example.com", phone="1", tags=["old"], notes="Known.")

    @pytest.fixture
    def joined(self, cast, jane):
        values = {"phone": "2", "job_title": "CTO", "source": "Web", "tags": ["new"], "notes": "Hot."}
        lead = makers.lead(cast.marco, email="j@example.com", **values)
        qualify(lead, by=cast.marco, wish=Wish(take=frozenset({"phone"})))
        return lead

    def test_gets_its_values_back(self, cast, jane, joined):
        done = unqualify(joined, by=cast.marco)
        jane.refresh_from_db()
        assert (jane.phone, jane.job_title, jane.source, jane.notes) == ("1", "", "", "Known.")
        assert (Contact.objects.get().tag_names, done.kept, done.restored) == (["old"], [], 1)

    def test_keeps_what_was_changed_since(self, cast, jane, joined):
        Contact.objects.get().change(by=cast.olivia, phone="3")
        done = unqualify(joined, by=cast.marco)
        jane.refresh_from_db()
        assert (jane.phone, jane.job_title) == ("3", "")
        assert done.kept == ["“Jane Smith” (contact) keeps what was changed since: Phone."]

    def test_that_is_gone_takes_nothing_along(self, cast, jane, joined):
        Contact.objects.get().remove(by=cast.olivia)
        joined.refresh_from_db()
        done = unqualify(joined, by=cast.marco)
        assert (joined.status, Contact.objects.count(), done.kept) == ("new", 0, [])

    def test_loses_the_note_that_held_what_was_too_long(self, cast):
        jane = makers.contact(cast.olivia, email="long@example.com", notes="k" * 15_000)
        lead = makers.lead(cast.marco, email="long@example.com", notes="l" * 15_000)
        qualify(lead, by=cast.marco)
        unqualify(lead, by=cast.marco)
        assert not jane.note_records.exists()


class TestRefused:
    def test_for_a_lead_that_never_was(self, cast):
        with pytest.raises(NotQualified, match="not qualified"):
            unqualify(makers.lead(cast.marco), by=cast.marco)

    def test_twice(self, cast, lead):
        unqualify(lead, by=cast.marco)
        with pytest.raises(NotQualified):
            unqualify(lead, by=cast.marco)

    def test_for_somebody_elses_private_lead(self, cast):
        lead = makers.lead(cast.marco, is_private=True, assigned_to=cast.marco)
        qualify(lead, by=cast.marco)
        with pytest.raises(PermissionDenied):
            unqualify(lead, by=cast.olivia)


class TestUndo:
    """The toast's way."""

    def test_takes_the_qualification_back(self, cast, lead):
        act = Act.objects.get(verb="lead_qualified")
        report = undo(act, by=cast.marco)
        assert (report.restored, report.kept, Contact.objects.count()) == (3, [], 0)
        assert Lead.objects.get().status == "contacted"
        act.refresh_from_db()
        assert (act.undone_at is not None, report.act.undo_of) == (True, act)

    def test_tells_what_it_kept(self, cast, lead):
        lead.became_contact.change(by=cast.olivia, phone="5")
        report = undo(Act.objects.get(verb="lead_qualified"), by=cast.marco)
        assert ("contact", lead.became_contact_id) in report.kept

    def test_is_refused_a_second_time_and_after_unqualifying(self, cast, lead):
        unqualify(lead, by=cast.marco)
        with pytest.raises(CannotUndo):
            undo(Act.objects.get(verb="lead_qualified"), by=cast.marco)

    def test_is_refused_to_others(self, cast, lead):
        with pytest.raises(CannotUndo):
            undo(Act.objects.get(verb="lead_qualified"), by=cast.tess)

    def test_of_taking_back_is_refused(self, cast, lead):
        done = unqualify(lead, by=cast.marco)
        with pytest.raises(CannotUndo):
            undo(done.act, by=cast.marco)

    def test_of_an_earlier_change_leaves_the_qualification(self, cast):
        lead = makers.lead(cast.marco)
        act = lead.change(by=cast.marco, status="contacted")
        qualify(lead, by=cast.marco)
        undo(act, by=cast.marco)
        assert Lead.objects.get().status == "qualified"


def test_works_when_the_history_was_cleared(cast, lead):
    Change.objects.all().delete()
    Act.objects.all().delete()
    unqualify(lead, by=cast.marco)
    lead.refresh_from_db()
    assert (lead.status, Contact.objects.count()) == ("contacted", 1)


def test_a_removed_lead_leaves_its_contact_and_can_return(cast, lead):
    act = lead.remove(by=cast.marco)
    assert (Contact.objects.count(), Conversion.objects.count()) == (1, 0)
    undo(act, by=cast.marco)
    lead = Lead.objects.get()
    assert (lead.status, lead.became_contact) == ("qualified", Contact.objects.get())
    unqualify(lead, by=cast.marco)
    assert Contact.objects.count() == 0
