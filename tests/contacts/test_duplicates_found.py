"""The search through an organization: how much it finds, how much of that is right, and what it leaves alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from benchmarks.doubles import invent, judge
from contacts.duplicates import LIKELY, duplicates_of
from contacts.duplicates.likeness import Person
from contacts.duplicates.searching import BLOCK, WINDOW, search
from contacts.duplicates.tasks import search_nightly
from contacts.models import Contact, DuplicatePair, DuplicateSearch
from leads.models import Lead
from tests import makers

pytestmark = pytest.mark.django_db


def searched(member):
    """The pairs of ids of the member's organization that a search finds likely."""
    DuplicateSearch.ask(member.organization_id, timezone.now())
    assert search(member.organization_id)
    pairs = DuplicatePair.objects.filter(organization=member.organization_id, score__gte=LIKELY).open()
    return set(pairs.values_list("first_id", "second_id"))


@pytest.mark.parametrize("seed", [1, 2])
def test_finds_nine_in_ten_and_is_right_in_nineteen_of_twenty(cast, seed):
    doubles = invent(1_000, seed=seed)
    leads = [Lead(**row) for row in doubles.rows]
    Lead.objects.create_all(leads, by=cast.marco)
    place = {lead.pk: n for n, lead in enumerate(leads)}
    found = {tuple(sorted((place[one], place[other]))) for one, other in searched(cast.marco)}
    recall, precision = judge(found, doubles.same)
    print(f"recall {recall:.3f}, precision {precision:.3f}")
    assert recall >= 0.9
    assert precision >= 0.95


def test_pairs_are_found_anew_and_what_people_said_stays(cast):
    one, other = (makers.contact(cast.marco, email="jane@example.com") for _n in range(2))
    third = makers.contact(cast.marco, "Tim", email="tim@example.com")
    assert searched(cast.marco) == {(one.pk, other.pk)}
    third.change(by=cast.marco, first_name="Jane", email="JANE@example.com")
    DuplicatePair.dismiss(one, other, by=cast.rita)
    assert searched(cast.marco) == {(one.pk, third.pk), (other.pk, third.pk)}
    assert DuplicatePair.objects.get(dismissed_by=cast.rita).second_id == other.pk
    third.remove(by=cast.marco)
    assert searched(cast.marco) == set()


def test_private_records_meet_their_owners_private_ones_alone(cast):
    values = {"email": "jane@example.com", "is_private": True}
    makers.contact(cast.marco, email="jane@example.com")
    makers.contact(cast.olivia, **values, assigned_to=cast.olivia)
    mine = [makers.contact(cast.marco, **values, assigned_to=cast.marco).pk for _n in range(2)]
    assert searched(cast.marco) == {tuple(mine)}
    assert not DuplicatePair.objects.visible_to(cast.olivia).exists()


def test_a_private_company_is_no_reason_on_shared_contacts(cast):
    hush = makers.company(cast.marco, "Hush", assigned_to=cast.marco)
    one, other = (makers.contact(cast.marco, "Jane", name, company=hush) for name in ("Smith", "Smyth"))
    assert "company" in str(told(one, cast.olivia))
    hush.change(by=cast.marco, is_private=True)
    one.refresh_from_db()
    assert "company" not in str(told(one, cast.olivia))
    searched(cast.marco)
    pair = DuplicatePair.objects.filter(first_id=one.pk, second_id=other.pk).first()
    assert "company" not in str(pair and pair.reasons)


def told(contact, member):
    return [likely.slugs for likely in duplicates_of(contact, member=member, least=1)]


def test_other_organizations_stay_out(cast):
    for member in (cast.marco, cast.zoe):
        makers.contact(member, email="jane@example.com")
    assert searched(cast.marco) == set()


def test_finds_companies(cast):
    one, other = makers.company(cast.marco, "Orchard Foods"), makers.company(cast.marco, "ORCHARD FOODS, Inc.")
    makers.company(cast.marco, "Orchard Textiles")
    assert searched(cast.marco) == {(one.pk, other.pk)}


def test_many_under_one_key_cost_no_more_than_their_window(cast, monkeypatch):
    compared, likeness = [], Person.likeness
    monkeypatch.setattr(Person, "likeness", lambda *pair: compared.append(1) or likeness(*pair))
    contacts = [Contact(first_name=f"A{n}", last_name=f"Z{n}", email="jane@example.com") for n in range(200)]
    Contact.objects.create_all(contacts, by=cast.marco)
    searched(cast.marco)
    assert len(compared) <= 200 * (2 * BLOCK + 2 * WINDOW)  # by address, by its front, by name, by name turned


def test_one_search_at_a_time(cast):
    now = timezone.now()
    assert DuplicateSearch.ask(cast.acme.pk, now)
    assert not DuplicateSearch.ask(cast.acme.pk, now)
    assert DuplicateSearch.claim(cast.acme.pk, now)
    assert not DuplicateSearch.claim(cast.acme.pk, now)
    assert DuplicateSearch.ask(cast.acme.pk, now + 2 * DuplicateSearch.LEASE)


def test_what_breaks_leaves_the_pairs(cast, monkeypatch):
    for _n in range(2):
        makers.contact(cast.marco, email="jane@example.com")
    found = searched(cast.marco)
    monkeypatch.setattr("contacts.duplicates.searching.pouring.pour", lambda *args: 1 / 0)
    DuplicateSearch.ask(cast.acme.pk, timezone.now())
    with pytest.raises(ZeroDivisionError):
        search(cast.acme.pk)
    assert set(DuplicatePair.objects.values_list("first_id", "second_id")) == found
    assert DuplicateSearch.objects.get().status == DuplicateSearch.FAILED


def test_asks_nightly_for_those_that_changed(cast):
    makers.contact(cast.marco)
    now = timezone.now()
    assert search_nightly(now) == 1
    assert search_nightly(now) == 0
    DuplicateSearch.objects.update(status="done", finished_at=timezone.now() - timedelta(minutes=1), lease_until=None)
    assert search_nightly(now) == 0
    DuplicateSearch.objects.update(finished_at=now - timedelta(days=2))
    assert search_nightly(now) == 1
    DuplicateSearch.objects.update(status="done", finished_at=timezone.now(), lease_until=None)
    assert search_nightly(now + timedelta(days=2)) == 0
