"""What is thrown away once nobody can need it any more."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.models import Invitation
from activity.models import Change
from api.models import RememberedRequest
from contacts.merging.forgetting import forget_merges
from customization.shaping import clear_removed
from notifications.seeing import forget
from sharing.clearing import forget_link_events
from sharing.enquiries import forget_sendings
from transfers.clearing import forget_files
from webhooks.clearing import forget as forget_deliveries

INVITATIONS_KEPT = timedelta(days=30)  # after they expired, so that people can be asked why they never came
TASK_RESULTS_KEPT_DAYS = 14


def clear_expired(now):
    """Delete all that had expired at `now`; returns `{what: how many}`. Running it twice does no harm."""
    cleared = {
        "sessions": _gone(Session.objects.filter(expire_date__lt=now)),
        "devices": _gone(UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))),
        "tokens": _gone(OutstandingToken.objects.filter(expires_at__lt=now)),
        "sign-in failures": _gone(AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)),
        "invitations": _gone(Invitation.objects.filter(expires_at__lt=now - INVITATIONS_KEPT)),
        "remembered requests": _gone(RememberedRequest.objects.expired(now)),
        "custom fields": clear_removed(now),
        "notifications": forget(now),
        "snapshots": _forget_snapshots(now),
        "merges": forget_merges(now),
        "events of links": forget_link_events(now),
        "sendings of forms": forget_sendings(now),
        "deliveries of webhooks": forget_deliveries(now),
        **forget_files(now),
    }
    if settings.TASKS_BACKEND == "database":
        call_command("prune_db_task_results", min_age_days=TASK_RESULTS_KEPT_DAYS, verbosity=0)
    return cleared


def _gone(expired):
    """Delete the rows of a queryset; returns how many, not counting what went with them."""
    return expired.delete()[1].get(expired.model._meta.label, 0)


def _forget_snapshots(now):
    """A deletion too old to be undone keeps its line in the history, but not a copy of what it deleted."""
    old = Change.objects.filter(snapshot__isnull=False, act__at__lt=now - timedelta(days=settings.UNDO_DAYS))
    return Change.objects.filter(pk__in=old.values("pk")).update(snapshot=None)
