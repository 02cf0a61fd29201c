"""What works on behind the doors when nobody asks: it knows of no secret either, and joins nothing to one."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contacts.duplicates.searching import search
from contacts.models import Contact, DuplicatePair, DuplicateSearch, Merge
from customization.models import SavedView
from customization.signals import list_moved
from customization.subscriptions import check_due, subscribe
from inbox.models import Message
from leads.conversion import Wish, qualify
from notifications.models import Notification
from tests import makers
from webhooks import endpoints
from webhooks.expanding import expand_waiting
from webhooks.models import Delivery
from webhooks.vocabulary import NAMES

from . import secrets_of_marco as secrets


@pytest.fixture
def ground(cast):
    return secrets.common_ground(cast)


@pytest.fixture
def keep(cast, ground):
    """`keep()`: from now on Marco's secrets are there, `{name: id}`."""
    return lambda: secrets.build(cast, ground)


@pytest.fixture
def kept(keep):
    """Marco's secrets, which must be the same afterwards."""
    ids, before = keep(), secrets.rows()
    yield ids
    assert secrets.rows() == before


NEW = b"First name,Last name,Email\nNew,Known,first@hush.example\n"


def test_an_import_finds_no_secret(cast, rest, kept):
    upload = SimpleUploadedFile("people.csv", NEW)
    told = rest(cast.olivia).post("/api/contacts/import", {"file": upload}, format="multipart").json()
    assert (told["imported"], told["skipped"], told["errors"]) == (1, 0, [])
    made = Contact.objects.get(first_name="New")
    assert (made.email, made.is_private) == ("first@hush.example", False)


@pytest.mark.parametrize("mode", ["update", "upsert", "create"])
def test_an_import_of_a_colleague_updates_only_whom_all_know(cast, rest, ground, kept, mode):
    upload = SimpleUploadedFile(
        "people.csv", b"First name,Last name,Email,Phone\nJonas,Known,jonas@known.example,123\n"
    )
    rest(cast.olivia).post(f"/api/contacts/import?mode={mode}", {"file": upload}, format="multipart")
    assert Contact.objects.get(pk=ground["known"]).phone == ("" if mode == "create" else "123")


def test_an_address_is_free_that_only_a_secret_has(cast, keyed, kept):
    made = keyed(by=cast.olivia).post(
        "/api/key/contacts", {"first_name": "New", "email": "first@hush.example"}, format="json"
    )
    assert (made.status_code, list(made.json())) == (200, ["id"])


def test_a_lead_joins_no_secret(cast, kept):
    lead = makers.lead(cast.olivia, "New", "Known", email="first@hush.example", company="Hushworks")
    qualify(lead, by=cast.olivia, wish=Wish(create_company=True))
    lead.refresh_from_db()
    assert lead.became_contact_id not in (kept["contact"], None)
    assert lead.became_company_id not in (kept["company"], None)


def test_no_pair_is_of_a_secret_and_somebody_known(cast, ground, kept):
    DuplicateSearch.ask(cast.acme.pk, timezone.now())
    assert search(cast.acme.pk)
    for pair in DuplicatePair.objects.filter(kind="contact"):
        flags = set(Contact.objects.filter(pk__in=(pair.first_id, pair.second_id)).values_list("is_private", flat=True))
        assert len(flags) == 1
    seen = DuplicatePair.objects.visible_to(cast.olivia)
    assert not seen.filter(first_id__in=kept.values()).exists()


def test_mail_of_a_secret_is_its_owners(cast, kept):
    for member in (cast.olivia, cast.tess, cast.rita):
        assert not Message.objects.visible_to(member).exists()
    assert Message.objects.visible_to(cast.marco).count() == 1


def test_nobody_else_is_notified_of_a_secret(cast, kept):
    assert not Notification.objects.exclude(member=cast.marco).exists()


def test_no_webhook_tells_a_secret(cast, keep):
    endpoints.add("https://shop.example/hook", NAMES, by=cast.olivia)
    keep()
    expand_waiting(timezone.now, seconds=20)
    told = Delivery.objects.filter(body__icontains=secrets.MARKER)
    assert not told.exists()
    makers.contact(cast.olivia, "Told")
    expand_waiting(timezone.now, seconds=20)
    assert Delivery.objects.filter(body__contains="Told").exists()


def test_no_follower_is_told_of_a_secret(cast, keep):
    view = SavedView.objects.get(name="All")
    subscribe(view, by=cast.olivia)
    heard = []
    list_moved.connect(heard_by := lambda subscription, entered, left, **_more: heard.extend([*entered, *left]))
    ids = keep()
    makers.contact(cast.olivia, "Told")
    check_due(timezone.now() + timedelta(hours=1))
    list_moved.disconnect(heard_by)
    assert heard
    assert not set(heard) & {ids["contact"], ids["twin"], ids["other_contact"]}


def test_undoing_an_act_leaves_what_became_a_secret_since(cast, page):
    known = makers.contact(cast.olivia, "Hushwig", assigned_to=cast.marco, status="active")
    act = Contact.objects.visible_to(cast.olivia).change_all(by=cast.olivia, status="inactive")
    known.change(by=cast.marco, is_private=True)
    page(cast.olivia).post(f"/undo/{act.pk}")
    known.refresh_from_db()
    assert (known.status, known.is_private, known.assigned_to) == ("inactive", True, cast.marco)


def test_a_merge_of_what_became_a_secret_is_its_owners_to_take_apart(cast, rest, keep):
    keep()
    merge = Merge.objects.get()
    assert rest(cast.olivia).post(f"/api/merges/{merge.pk}/undo").status_code == 404
    assert rest(cast.marco).post(f"/api/merges/{merge.pk}/undo").status_code == 200
