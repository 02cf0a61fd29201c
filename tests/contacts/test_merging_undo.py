"""Taking a merge apart: both are there again, and what was changed since stays."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from activity.models import Act, Change, Tally
from activity.undo import CannotUndo, undo
from contacts.merging import CannotTakeApart, merge, undo_merge
from contacts.merging.forgetting import forget_merges
from contacts.models import Contact, ContactNote, FormerAddress, Merge
from leads.models import Lead
from tests import makers

pytestmark = pytest.mark.django_db

#: History tells of both acts; tallies are sums of entries; a tag's row is made anew.
HISTORY = {Act, Change, Tally, Merge}


def everything():
    """Every row of every table but the history and what people were told of it, without the moment of its last change."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model in HISTORY or model._meta.proxy or model._meta.app_label == "notifications":
            continue
        left_out = {"updated_at"} | ({"id"} if model._meta.auto_created else set())
        names = [field.attname for field in model._meta.concrete_fields if field.name not in left_out]
        found[model._meta.label] = sorted(map(repr, model._base_manager.values_list(*names)))
    return found


@pytest.fixture
def two(cast):
    """(kept, gone): a contact and its double, with all that can hang on it."""
    member = cast.marco
    makers.custom_field(member, "Plan")
    kept = makers.contact(member, phone="+1-555-0101", tags=["vip"], notes="Buys.", custom={"plan": "Gold"})
    company = makers.company(member, "Orchard")
    gone = makers.contact(
        member,
        "Jane",
        "Smyth",
        email="Jane@example.com",
        tags=["fair"],
        notes="Met.",
        company=company,
        assigned_to=cast.rita,
    )
    ContactNote.write(gone, "Called", by=cast.rita)
    ContactNote.write(kept, "Wrote", by=cast.marco)
    makers.task(member, on=gone)
    makers.deal(member, contact=gone)
    makers.lead(member)
    Lead.objects.update(became_contact=gone)
    return kept, gone


def test_everything_is_as_before(cast, two):
    before, total = everything(), Contact.total(cast.marco)
    done = undo_merge(merge(*two, by=cast.marco), by=cast.marco)
    assert everything() == before
    assert Contact.total(cast.marco) == total
    assert done.kept == []


def test_everything_is_as_before_for_companies_and_leads(cast):
    kept, gone = makers.company(cast.marco, "Orchard"), makers.company(cast.marco, "Orchard Ltd", domain="o.example")
    makers.contact(cast.marco, company=gone)
    one, other = makers.lead(cast.marco), makers.lead(cast.marco, email="l@x.example", tags=["a"])
    other.change(by=cast.marco, status="contacted")
    before = everything()
    for pair in ((kept, gone), (one, other)):
        undo_merge(merge(*pair, by=cast.marco), by=cast.marco)
    assert everything() == before


def test_what_was_changed_since_stays_and_is_told(cast, two):
    kept, gone = two
    done = merge(kept, gone, by=cast.marco)
    kept.change(by=cast.olivia, email="new@example.com")
    taken = undo_merge(done, by=cast.marco)
    kept.refresh_from_db()
    assert (kept.email, kept.company_id) == ("new@example.com", None)
    assert taken.kept == ["Jane Smith keeps what was changed since: E-mail."]
    assert taken.back.email == "Jane@example.com"


def test_what_was_written_since_stays_and_is_told(cast, two):
    kept, gone = two
    done = merge(kept, gone, by=cast.marco)
    ContactNote.write(kept, "Since", by=cast.marco)
    makers.task(cast.marco, "Since", on=kept)
    taken = undo_merge(done, by=cast.marco)
    assert [note.content for note in kept.note_records.order_by("pk")] == ["Wrote", "Since"]
    assert kept.tasks.get().title == "Since"
    assert len(taken.kept) == 1
    assert "1 note" in taken.kept[0]
    assert "1 task" in taken.kept[0]


def test_a_tag_put_on_since_stays(cast, two):
    kept, _gone = two
    done = merge(*two, by=cast.marco)
    kept.change(by=cast.marco, tags=["vip", "fair", "late"])
    undo_merge(done, by=cast.marco)
    assert Contact.objects.get(pk=kept.pk).tag_names == ["late", "vip"]


def test_what_was_put_elsewhere_since_stays_there(cast, two):
    done = merge(*two, by=cast.marco)
    third = makers.contact(cast.marco, "Third")
    deal = apps.get_model("deals.Deal").objects.get()
    deal.change(by=cast.marco, contact_id=third.pk)
    taken = undo_merge(done, by=cast.marco)
    deal.refresh_from_db()
    assert deal.contact_id == third.pk
    assert taken.kept == ["1 thing that came along was moved or deleted since."]


def test_without_what_is_gone_by_now(cast, two):
    done = merge(*two, by=cast.marco, choices={"company_id": "kept"})
    apps.get_model("contacts.Company").objects.get().remove(by=cast.marco)
    taken = undo_merge(done, by=cast.marco)
    assert taken.back.company_id is None
    assert any("without Company" in text for text in taken.kept)


def test_the_toast_takes_it_apart(cast, two):
    done = merge(*two, by=cast.marco)
    report = undo(done.act, by=cast.marco)
    assert report.restored == 2
    assert Contact.objects.count() == 2


def test_is_not_done_twice(cast, two):
    done = merge(*two, by=cast.marco)
    undo_merge(done, by=cast.marco)
    with pytest.raises(CannotTakeApart, match="already"):
        undo_merge(done, by=cast.marco)
    with pytest.raises(CannotUndo):
        undo(done.act, by=cast.marco)


def test_the_later_merge_comes_first(cast, two):
    kept, gone = two
    third = makers.contact(cast.marco, "J.", "Smith")
    first, second = merge(kept, gone, by=cast.marco), None
    second = merge(third, kept, by=cast.marco)
    with pytest.raises(CannotTakeApart, match="first"):
        undo_merge(first, by=cast.marco)
    undo_merge(second, by=cast.marco)
    undo_merge(first, by=cast.marco)
    assert Contact.objects.count() == 3


def test_can_be_merged_again(cast, two):
    kept, gone = two
    undo_merge(merge(kept, gone, by=cast.marco), by=cast.marco)
    merge(gone, kept, by=cast.marco)
    assert Contact.objects.get() == gone


def test_addresses_are_forgotten(cast, two):
    kept, gone = two
    done = merge(kept, gone, by=cast.marco, choices={"email": "kept"})
    assert [one.email_key for one in FormerAddress.objects.all()] == ["jane@example.com"]
    undo_merge(done, by=cast.marco)
    assert not FormerAddress.objects.exists()


def test_an_undoing_is_not_undone(cast, two):
    taken = undo_merge(merge(*two, by=cast.marco), by=cast.marco)
    with pytest.raises(CannotUndo):
        undo(taken.act, by=cast.marco)


def test_is_forgotten_once_nobody_can_take_it_apart(cast, two):
    kept, _gone = two
    merge(*two, by=cast.marco)
    later = timezone.now() + timedelta(days=settings.UNDO_DAYS + 1)
    assert forget_merges(later) == 0
    kept.remove(by=cast.marco)
    assert forget_merges(later) == 0  # the removal can still be undone
    Change.objects.update(snapshot=None)
    assert forget_merges(timezone.now()) == 0
    assert forget_merges(later) == 1
    assert not Merge.objects.exists()
