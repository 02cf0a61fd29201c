"""What has expired is thrown away; nothing else is."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken

from accounts.models import Invitation
from activity.models import Act, Change
from activity.undo import CannotUndo, undo
from api.models import RememberedRequest
from crm.clearing import clear_expired
from tests import makers


def at(days):
    return timezone.now() + timedelta(days=days)


def test_clears_sessions_that_ended(db):
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=at(days))
    assert clear_expired(timezone.now())["sessions"] == 1
    assert Session.objects.get().session_key == "new"


def test_clears_tokens_that_ended(cast):
    RefreshToken.for_user(cast.olivia.user)
    old = RefreshToken.for_user(cast.marco.user)
    old.blacklist()
    OutstandingToken.objects.filter(jti=old["jti"]).update(expires_at=at(-1))
    assert clear_expired(timezone.now())["tokens"] == 1
    assert OutstandingToken.objects.get().user == cast.olivia.user


def test_clears_invitations_a_month_after_they_ended(cast):
    for email, days in (("a@x.example", -31), ("b@x.example", -29), ("c@x.example", 2)):
        invitation, _token = Invitation.send_to(email, by=cast.olivia)
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=at(days))
    assert clear_expired(timezone.now())["invitations"] == 1
    assert set(Invitation.objects.values_list("email", flat=True)) == {"b@x.example", "c@x.example"}


def test_clears_remembered_requests_after_a_day(cast):
    for name, hours in (("old", 25), ("new", 23)):
        began = timezone.now() - timedelta(hours=hours)
        RememberedRequest.objects.create(
            organization=cast.acme, hashed_key=name, fingerprint=name, running_since=began, created_at=began
        )
    assert clear_expired(timezone.now())["remembered requests"] == 1
    assert RememberedRequest.objects.get().hashed_key == "new"


def test_forgets_what_a_deletion_too_old_to_undo_deleted(cast, settings):
    settings.UNDO_DAYS = 10
    acts = [makers.contact(cast.olivia, name).remove(by=cast.olivia) for name in ("Ann", "Bob")]
    Act.objects.filter(pk=acts[0].pk).update(at=at(-11))
    assert clear_expired(timezone.now())["snapshots"] == 1
    assert Change.objects.filter(act=acts[0]).get().snapshot is None
    with pytest.raises(CannotUndo):
        undo(acts[0], by=cast.olivia)
    assert undo(acts[1], by=cast.olivia).restored == 1


def test_says_how_many_of_each(cast):
    Session.objects.create(session_key="old", session_data="", expire_date=at(-1))
    out = StringIO()
    call_command("clear_expired", stdout=out)
    assert "1 sessions" in out.getvalue()
    assert "0 snapshots" in out.getvalue()
