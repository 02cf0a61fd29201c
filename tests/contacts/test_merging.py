"""Making one contact or company of two: what it has, what moves, what is refused."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from activity.models import Change
from contacts.merging import MergeRefused, merge, now_at
from contacts.models import Company, CompanyNote, Contact, ContactNote, Merge
from leads.conversion import qualify
from leads.models import Lead
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast):
    """(kept, gone): a contact and its double, which knows more."""
    kept = makers.contact(cast.marco, phone="+1-555-0101", tags=["vip"], notes="Buys in spring.")
    gone = makers.contact(
        cast.marco,
        "Jane",
        "Smyth",
        email="jane@example.com",
        phone="+1-555-0199",
        tags=["VIP", "fair"],
        notes="Met in Ulm.",
    )
    return kept, gone


def test_the_kept_one_is_filled_up(cast, two):
    kept, gone = two
    merge(kept, gone, by=cast.marco)
    kept.refresh_from_db()
    assert (kept.last_name, kept.email, kept.phone) == ("Smith", "jane@example.com", "+1-555-0101")
    assert kept.email_key == "jane@example.com"
    assert not Contact.objects.filter(pk=gone.pk).exists()


def test_takes_what_is_chosen(cast, two):
    kept, gone = two
    merge(kept, gone, by=cast.marco, choices={"last_name": "gone", "email": "kept"}, values={"phone": "5"})
    kept.refresh_from_db()
    assert (kept.last_name, kept.email, kept.phone) == ("Smyth", "", "5")


def test_joins_the_texts_about_it(cast, two):
    merge(*two, by=cast.marco)
    assert Contact.objects.get().notes == "Buys in spring.\n\nMet in Ulm."


def test_keeps_one_text_where_that_is_chosen(cast, two):
    merge(*two, by=cast.marco, choices={"notes": "gone"})
    assert Contact.objects.get().notes == "Met in Ulm."


def test_unites_the_tags(cast, two):
    merge(*two, by=cast.marco)
    assert Contact.objects.get().tag_names == ["fair", "vip"]


def test_chooses_among_custom_values(cast, two):
    kept, gone = two
    for label in ("Plan", "Fax", "Size"):
        makers.custom_field(cast.marco, label)
    kept.change(by=cast.marco, custom={"plan": "Gold", "size": "L"})
    gone.change(by=cast.marco, custom={"plan": "Silver", "fax": "7", "size": "S"})
    merge(kept, gone, by=cast.marco, choices={"custom.size": "gone"})
    assert Contact.objects.get().custom == {"plan": "Gold", "fax": "7", "size": "S"}


def test_everything_attached_moves(cast, two):
    kept, gone = two
    note = ContactNote.write(gone, "Called", by=cast.rita)
    task, deal = makers.task(cast.marco, on=gone), makers.deal(cast.marco, contact=gone)
    lead = makers.lead(cast.marco, "Jane", "Smyth", email="jane@example.com")
    qualify(lead, by=cast.marco)
    merge(kept, gone, by=cast.marco)
    for record in (note, task, deal):
        record.refresh_from_db()
        assert record.contact_id == kept.pk
    assert note.created_by == cast.rita
    assert Lead.objects.get().became_contact_id == kept.pk


def test_what_the_member_does_not_see_moves_too(cast, two):
    kept, gone = two
    deal = makers.deal(cast.olivia, contact=gone, is_private=True, assigned_to=cast.olivia)
    merge(kept, gone, by=cast.marco)
    deal.refresh_from_db()
    assert deal.contact_id == kept.pk


def test_the_people_of_a_company_move(cast):
    kept, gone = makers.company(cast.marco, "Orchard Foods"), makers.company(cast.marco, "Orchard Foods Ltd")
    person = makers.contact(cast.marco, company=gone)
    CompanyNote.write(gone, "Visited", by=cast.marco)
    merge(kept, gone, by=cast.marco)
    person.refresh_from_db()
    assert (person.company_id, person.company_key) == (kept.pk, "orchard foods")
    assert kept.note_records.count() == 1
    assert Company.objects.get() == kept


def test_totals_stay_right(cast, two):
    merge(*two, by=cast.marco)
    assert Contact.total(cast.marco) == 1


def test_history_tells_on_both(cast, two):
    kept, gone = two
    done = merge(kept, gone, by=cast.marco)
    changes = Change.objects.filter(act=done.act)
    assert changes.get(record_id=gone.pk).action == Change.REMOVED
    assert changes.get(record_id=kept.pk).fields["email"] == ["", "jane@example.com"]


def test_the_old_number_leads_on(cast, two):
    kept, gone = two
    third = makers.contact(cast.marco, "J.", "Smith")
    merge(kept, gone, by=cast.marco)
    assert now_at(Contact, gone.pk, cast.marco) == kept
    merge(third, kept, by=cast.marco)
    assert now_at(Contact, gone.pk, cast.marco) == third
    assert now_at(Contact, gone.pk, cast.zoe) is None


# -- refusals -----------------------------------------------------------------------------------------------


def test_refuses_one_record_twice(cast, two):
    with pytest.raises(MergeRefused, match="one record"):
        merge(two[0], two[0], by=cast.marco)


def test_refuses_two_kinds(cast, two):
    with pytest.raises(MergeRefused, match="one kind"):
        merge(two[0], makers.company(cast.marco), by=cast.marco)


def test_refuses_kinds_that_do_not_merge(cast):
    with pytest.raises(MergeRefused, match="one kind"):
        merge(makers.deal(cast.marco), makers.deal(cast.marco), by=cast.marco)


def test_refuses_what_is_gone_already(cast, two):
    merge(*two, by=cast.marco)
    with pytest.raises(MergeRefused, match="gone"):
        merge(*two, by=cast.marco)
    assert Merge.objects.count() == 1


def test_refuses_what_is_not_seen(cast, two):
    with pytest.raises(MergeRefused, match="gone"):
        merge(*two, by=cast.rita)


def test_refuses_another_organization(cast, two):
    with pytest.raises(MergeRefused, match="gone"):
        merge(two[0], makers.contact(cast.zoe), by=cast.marco)


def test_refuses_a_private_with_a_shared_one(cast, two):
    private = makers.contact(cast.marco, is_private=True, assigned_to=cast.marco)
    for pair in ((two[0], private), (private, two[0])):
        with pytest.raises(MergeRefused, match="private"):
            merge(*pair, by=cast.marco)


def test_merges_two_private_ones(cast):
    values = {"is_private": True, "assigned_to": cast.marco}
    kept, gone = makers.contact(cast.marco, **values), makers.contact(cast.marco, **values, email="j@x.example")
    merge(kept, gone, by=cast.marco)
    assert Contact.objects.get().email == "j@x.example"


@pytest.mark.parametrize(
    ("choices", "name"),
    [({"shoe": "gone"}, "shoe"), ({"email": "both"}, "email"), ({"is_private": "gone"}, "is_private")],
)
def test_refuses_what_is_no_choice(cast, two, choices, name):
    with pytest.raises(ValidationError) as refusal:
        merge(*two, by=cast.marco, choices=choices)
    assert list(refusal.value.message_dict) == [name]


def test_leads_keep_the_qualified_one(cast):
    kept, gone = makers.lead(cast.marco), makers.lead(cast.marco)
    qualify(gone, by=cast.marco)
    with pytest.raises(MergeRefused, match="Keep that lead"):
        merge(kept, gone, by=cast.marco)
    merge(gone, kept, by=cast.marco)
    assert Lead.objects.get().status == Lead.QUALIFIED


def test_two_qualified_leads_stay_two(cast):
    kept, gone = makers.lead(cast.marco), makers.lead(cast.marco)
    qualify(kept, by=cast.marco)
    qualify(gone, by=cast.marco)
    with pytest.raises(MergeRefused, match="Both leads"):
        merge(kept, gone, by=cast.marco)


def test_asks_who_may(cast, two, monkeypatch):
    monkeypatch.setattr("accounts.ownership.may_edit", lambda member, record: False)
    with pytest.raises(PermissionDenied):
        merge(*two, by=cast.marco)
