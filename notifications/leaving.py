"""What ends pushes by itself: who leaves a browser, or the organization, is told nothing there any more."""

import re

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.core import context
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from accounts.signals import access_cut, session_ended

from .models import PushSubscription
from .subscribing import end_for_others

FINGERPRINT = re.compile("[0-9a-f]{64}")
COOKIE = "push_device"  # the fingerprint of this browser's subscription; it outlives sessions
DAYS = 400  # what browsers keep at most


def mark_browser(request, response, device):
    """Let this browser, and the session, be known as `device` (a PushSubscription) when somebody leaves it, comes to it, or
    ends the session from elsewhere."""
    request.session[COOKIE] = device.hashed
    response.set_cookie(
        COOKIE,
        device.hashed,
        max_age=DAYS * 86_400,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@receiver(user_logged_out)
def end_at_this_browser(sender, request, user, **_more):
    """Who signs out of a browser is sent no pushes there."""
    hashed = _marked(request)
    if hashed and user is not None:
        PushSubscription.objects.filter(member__user=user, hashed=hashed).delete()


@receiver(user_logged_in)
def end_for_whoever_was_here(sender, request, user, **_more):
    """Who signs in where somebody else's session ended by itself does not see that person's pushes."""
    if hashed := _marked(request):
        end_for_others(hashed, user_id=user.pk)
        request.session[COOKIE] = hashed


@receiver(session_ended)
def end_where_the_session_was(sender, user, held, **_more):
    """Who ends the session of another device is sent no pushes there either. An earlier session of this browser knows it
    by the same mark: that goes on."""
    hashed = held.get(COOKIE, "")
    if hashed and hashed != _marked(context.request):
        PushSubscription.objects.filter(member__user=user, hashed=hashed).delete()


@receiver([password_changed, password_set, password_reset])
def end_elsewhere(sender, request, user, **_more):
    """A new password ends what was opened with the old one, so pushes too, but at the browser where it was chosen."""
    here = _marked(request) if request.user == user else ""
    PushSubscription.objects.filter(member__user=user).exclude(hashed=here).delete()


@receiver(access_cut)
def end_everywhere(sender, member, **_more):
    """Who is deactivated is sent nothing."""
    PushSubscription.objects.filter(member=member).delete()


def _marked(request):
    hashed = request.COOKIES.get(COOKIE, "") if request is not None else ""
    return hashed if FINGERPRINT.fullmatch(hashed) else ""
