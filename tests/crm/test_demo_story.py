"""What the demo story tells: two organizations that look lived in, and as many contacts as one wants."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Member, Organization, User
from activity import counting
from activity.models import Act, Change, Tally
from contacts.models import Company, Contact, ContactNote
from crm.demo import bulk, people


def seed(**options):
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The story, told once for the whole module: each test works in a savepoint of its own on top of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def acme(told, db):
    return people.demo_organization()


def derived_as_stored(record):
    stored = {name: getattr(record, name) for name in record.DERIVED}
    record.derive()
    return stored == {name: getattr(record, name) for name in record.DERIVED}


def test_makes_the_cast_of_two_organizations(acme):
    assert set(Organization.objects.values_list("name", flat=True)) == {"Acme", "Rival"}
    scopes = dict(Member.objects.filter(organization=acme).values_list("user__first_name", "data_scope"))
    assert scopes == {"Olivia": "all", "Marco": "all", "Rita": "assigned", "Tess": "team"}
    assert Member.objects.get(user__first_name="Olivia").is_admin
    assert (Company.objects.count(), Contact.objects.count()) == (60, 400)


def test_every_page_has_something_to_show(acme):
    own = Contact.objects.filter(organization=acme)
    assert own.filter(first_name="Łukasz", last_name="Żak", email__startswith="lukasz.zak@").exists()
    for fact in ({"is_private": True}, {"status": "inactive"}, {"assigned_to": None}, {"company": None}, {"email": ""}):
        assert own.filter(**fact).count() >= 5, fact
    assert own.exclude(tags=None).count() > 100
    assert ContactNote.objects.count() > 200
    assert Act.objects.values("door").distinct().count() >= 4
    assert not own.exclude(email="").exclude(email__endswith=".example").exists()


def test_history_lies_in_the_past_and_in_order(acme):
    moments = list(Act.objects.filter(organization=acme).order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < timezone.now()
    assert (moments[-1] - moments[0]).days > 150
    assert not Contact.objects.filter(created_at__gt=timezone.now()).exists()
    for note in ContactNote.objects.select_related("contact"):
        assert note.contact.created_at < note.created_at < timezone.now()
    changed = Change.objects.filter(kind="contact", action="changed").select_related("act").first()
    assert Contact.objects.get(pk=changed.record_id).created_at < changed.act.at


def test_private_contacts_are_touched_by_their_owner_alone(acme):
    private = Contact.objects.filter(is_private=True)
    for change in Change.objects.filter(kind="contact", record_id__in=private.values("pk")).select_related("act"):
        assert change.act.member_id == private.get(pk=change.record_id).assigned_to_id


def test_tallies_equal_real_counts(acme):
    assert counting.deviations() == []
    olivia = Member.objects.get(user__email="olivia@acme.example")
    assert Tally.total(olivia, "contact") == Contact.objects.visible_to(olivia).count() > 300


def test_a_second_run_changes_nothing(acme):
    before = Act.objects.count(), Contact.objects.count(), User.objects.count()
    assert "already here" in seed()
    assert (Act.objects.count(), Contact.objects.count(), User.objects.count()) == before


def test_fills_up_to_a_number_of_contacts(acme, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 150)  # so that there are several
    seed(contacts=800)
    own = Contact.objects.filter(organization=acme)
    assert own.count() == 800
    assert counting.deviations() == []
    assert not own.exclude(pk__in=Change.objects.filter(kind="contact").values("record_id")).exists()
    assert sum(act.changes_count for act in Act.objects.all()) == Change.objects.count()
    seed(contacts=800)
    assert own.count() == 800


def test_bulk_rows_are_derived_as_the_verbs_do(acme):
    seed(contacts=500)
    assert all(derived_as_stored(contact) for contact in Contact.objects.select_related("company"))
    assert all(derived_as_stored(company) for company in Company.objects.all())


def test_bulk_rows_keep_every_column(acme):
    seed(contacts=345)
    contact = Contact.objects.order_by("-pk").first()
    contact.full_clean()
    assert (contact.first_name, contact.mobile, contact.tags.count() <= 1) != ("", None, False)
    # the next one made by a verb gets an id of its own
    olivia = Member.objects.get(user__email="olivia@acme.example")
    assert Contact.create(by=olivia, first_name="Next").pk > contact.pk
