"""What the demo story tells: two organizations that look lived in, and as many contacts as one wants."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Member, Organization, User
from activity import counting
from activity.models import Act, Change, Tally
from contacts.duplicates import duplicates_of
from contacts.models import Company, Contact, ContactNote
from crm.demo import bulk, people
from customization.lists.registry import list_of
from customization.models import MessageTemplate, SavedView
from customization.shape import shape_of
from customization.smart.compiling import matching
from customization.smart.query import read_query
from customization.tokens import render
from deals import risk
from deals.models import Closing, Deal, DealNote, Pipeline, Step
from inbox.models import Message
from leads.models import Conversion, Lead, LeadNote
from notifications.models import Delivery
from tasks.models import Task
from transfers import kinds


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
    people = Member.objects.filter(organization=acme, kind=Member.PERSON)  # a web form writes as nobody
    scopes = dict(people.values_list("user__first_name", "data_scope"))
    assert scopes == {"Olivia": "all", "Marco": "all", "Rita": "assigned", "Tess": "team"}
    assert Member.objects.get(user__first_name="Olivia").is_admin
    told = Lead.objects.filter(status=Lead.QUALIFIED).count()
    assert 62 <= Company.objects.count() <= 62 + told
    assert 404 <= Contact.objects.count() <= 404 + told


def test_every_page_has_something_to_show(acme):
    own = Contact.objects.filter(organization=acme)
    assert own.filter(first_name="Łukasz", last_name="Żak", email__startswith="lukasz.zak@").exists()
    for fact in ({"is_private": True}, {"status": "inactive"}, {"assigned_to": None}, {"company": None}, {"email": ""}):
        assert own.filter(**fact).count() >= 5, fact
    assert own.exclude(tags=None).count() > 100
    assert ContactNote.objects.count() > 200
    assert Act.objects.values("door").distinct().count() >= 4
    assert not own.exclude(email="").exclude(email__iendswith=".example").exists()


def test_leads_stand_in_every_status(acme):
    found = Counter(Lead.objects.filter(organization=acme).values_list("status", flat=True))
    assert set(found) == {"new", "contacted", "qualified", "disqualified"}
    assert min(found.values()) >= 5
    assert LeadNote.objects.count() > 20
    qualified = Lead.objects.filter(organization=acme, status="qualified")
    assert not qualified.filter(became_contact=None).exists()
    assert qualified.exclude(became_deal=None).count() >= 5
    assert Lead.objects.filter(status="disqualified").exclude(disqualified_for="").count() >= 5
    assert Conversion.objects.count() == Lead.objects.filter(status="qualified").count()


def test_the_pipeline_is_in_mid_quarter(acme):
    own, today = Deal.objects.filter(organization=acme), timezone.localdate()
    assert 75 <= own.open().count() <= 110
    for pipeline in Pipeline.objects.filter(organization=acme):
        assert set(own.open().filter(stage__pipeline=pipeline).values_list("stage__position", flat=True)) == {0, 1, 2}
    assert Pipeline.objects.filter(organization=acme).count() == 2
    assert own.open().filter(expected_close_date__lt=today).count() >= 5
    assert own.open().filter(contact=None).count() >= 3
    assert own.open().filter(stage_since__lt=timezone.now() - timedelta(days=80)).count() >= 5
    assert own.filter(currency="EUR").count() >= 5
    assert own.open().filter(value=None).exists()
    assert DealNote.objects.count() > 100
    months = set(own.filter(status="won").values_list("closed_at__month", flat=True))
    assert len(months) >= 8
    assert len(set(own.filter(status="lost").values_list("loss_reason", flat=True))) >= 5
    levels = Counter(deal.risk.level for deal in risk.rated(own.open(), Member.objects.get(user__first_name="Olivia")))
    assert min(levels["low"], levels["medium"], levels["high"]) >= 3


def test_deals_went_their_way_step_by_step(acme):
    for deal in Deal.objects.prefetch_related("steps", "closings"):
        steps, closings = list(deal.steps.all()), list(deal.closings.all())
        assert steps[0].at == deal.created_at or deal.was_leads.exists()
        assert steps[-1].stage_id == deal.stage_id
        assert steps[-1].at == deal.stage_since
        assert [step.stayed for step in steps[:-1]] == [
            int((after.at - before.at).total_seconds()) for before, after in pairwise(steps)
        ]
        told = [closing for closing in closings if closing.reopened_at is None]
        assert [closing.outcome for closing in told] == ([] if deal.is_open else [deal.status])
    assert Closing.objects.exclude(reopened_at=None).exists()
    assert Step.objects.count() > 400


def test_everybody_has_tasks_of_every_day(acme):
    today = timezone.localdate()
    for member in Member.objects.filter(user__isnull=False, organization__name__in=["Acme", "Rival"]):
        own = Task.objects.filter(assigned_to=member)
        assert own.filter(status="completed").count() >= 10
        for due in ({"due_date__lt": today}, {"due_date": today}, {"due_date__gt": today}, {"due_date": None}):
            assert own.open().filter(**due).exists(), (member, due)
        assert own.open().filter(due_date=today).exclude(due_time=None).exists()
    for name in ("contact", "company", "lead", "deal"):
        assert Task.objects.exclude(**{name: None}).exists(), name
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    assert not Task.objects.filter(remind_at__lt=midnight, reminded_at=None).exists()


def test_nothing_of_the_story_is_mailed(acme):
    """Nor is a minute later, when the worker looks for what has become due."""
    assert Delivery.objects.exists()
    assert not Delivery.objects.filter(state=Delivery.WAITING).exists()
    assert not Task.objects.due_to_remind(timezone.now() - timedelta(minutes=5)).exists()


def test_records_hold_what_the_organization_made_for_them(acme):
    olivia = Member.objects.get(user__first_name="Olivia")
    shape = shape_of(olivia)
    for model in (Contact, Company, Lead, Deal):
        rows = list(model.objects.filter(organization=acme).values_list("custom", flat=True))
        for field in shape.fields(model.KIND):
            held = [custom[field.key] for custom in rows if field.key in custom]
            assert len(held) >= 5, field.name
            assert [field.clean(value) for value in held] == held
    assert not Contact.objects.exclude(organization=acme).exclude(custom={}).exists()


def test_smart_lists_find_some_and_not_all(acme):
    views = SavedView.objects.filter(organization=acme).select_related("created_by__organization")
    assert Counter(view.is_shared for view in views) == {True: 3, False: 1}
    for view in views:
        model, by = kinds.of(view.kind).model, view.created_by
        query = read_query(view.query, kind=view.kind, member=by)
        found = matching(model.objects.visible_to(by), query, member=by).count()
        assert 3 <= found < model.objects.visible_to(by).count() / 2, view.name
        assert set(view.columns) <= {column.name for column in list_of(view.kind).columns_for(by)}, view.name


def test_some_were_entered_twice(acme):
    olivia = Member.objects.get(user__first_name="Olivia")
    for model, names in ((Contact, 4), (Company, 2)):
        latest = model.objects.filter(organization=acme).order_by("-created_at")[:40]
        assert sum(bool(duplicates_of(record, member=olivia)) for record in latest) >= names


def test_templates_fill_themselves_in(acme):
    olivia = Member.objects.get(user__first_name="Olivia")
    contact = Contact.objects.filter(organization=acme, custom__plan="Team").first()
    assert MessageTemplate.objects.filter(organization=acme).count() == 2
    for template in MessageTemplate.objects.filter(organization=acme):
        rendered = render(template.body, contact=contact, member=olivia)
        assert contact.first_name in rendered.text
        assert rendered.unknown == rendered.empty == []


def test_history_lies_in_the_past_and_in_order(acme):
    acts = Act.objects.filter(organization=acme).order_by("pk")
    moments = list(acts.values_list("at", flat=True))
    before_today = list(acts.filter(at__lt=timezone.now() - timedelta(days=1)).values_list("at", flat=True))
    assert before_today == sorted(before_today)
    assert moments[-1] < timezone.now()
    assert (moments[-1] - moments[0]).days > 150
    assert not Contact.objects.filter(created_at__gt=timezone.now()).exists()
    for note in ContactNote.objects.filter(contact__was_leads=None).select_related("contact"):
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


def test_fills_up_to_a_number_of_deals_and_leads(acme):
    seed(deals=300, leads=200)
    own = Deal.objects.filter(organization=acme).open()
    assert (own.count(), Lead.objects.filter(organization=acme).count()) == (300, 200)
    assert counting.deviations() == []
    assert sum(act.changes_count for act in Act.objects.all()) == Change.objects.count()
    for model in (Deal, Lead):
        assert all(derived_as_stored(record) for record in model.objects.order_by("-pk")[:250])
        model.objects.order_by("-pk").first().full_clean()
        told = Change.objects.filter(kind=model.KIND, action="created").values("record_id")
        assert not model.objects.exclude(pk__in=told).exists()
    for deal in own.prefetch_related("steps").order_by("-pk")[:200]:
        assert [(step.stage_id, step.stayed) for step in deal.steps.all()] == [(deal.stage_id, None)]
    seed(deals=300, leads=200)
    assert own.count() == 300
    olivia = Member.objects.get(user__email="olivia@acme.example")
    assert Deal.create(by=olivia, name="Next").pk > own.order_by("-pk")[1].pk


def test_mail_stands_on_the_cards_of_those_it_is_with(acme):
    """Each of the people has letters of their own, sent and received, some with a file."""
    letters = Message.objects.filter(organization=acme)
    assert set(letters.values_list("copies__mailbox__member__user__first_name", flat=True)) >= {"Marco", "Olivia"}
    assert set(letters.values_list("direction", flat=True)) == {"in", "out"}
    assert letters.filter(has_attachments=True).exists()
    marco = Member.objects.get(organization=acme, user__first_name="Marco")
    contact = (
        Contact.objects.visible_to(marco).filter(email_key=letters.filter(direction="in").first().from_email).get()
    )
    assert Message.objects.of(contact, marco).exists()
