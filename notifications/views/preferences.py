"""What one wants to be told, and by which ways; and turning off mails from within one."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.guards import members_only
from accounts.models import Member
from activity.answers import done

from ..choices import choices_of, choose
from ..forms import PreferencesForm
from ..kinds import KINDS, kinds_for
from ..mailing import read_off_token
from ..models import Preference
from .devices import devices_of


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def notification_preferences(request):
    """A table of kinds and ways, and the devices that are sent pushes."""
    kinds = kinds_for(request.member)
    form = PreferencesForm(request.POST or None, kinds=kinds, chosen=choices_of(request.member))
    if request.method == "POST" and form.is_valid():
        choose(form.chosen(), by=request.member)
        return done(request, _("Saved."), to=request.path)
    context = {"form": form, "rows": form.rows(), **devices_of(request)}
    return render(request, "notifications/preferences.html", context, status=422 if form.errors else 200)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def notification_mail_off(request, token):
    """Turn off mails of the kinds that a mail told of: its link is the credential, and only a POST changes anything, for
    programs open links too. A mail program may POST by itself (RFC 8058); nothing else can be done with the token."""
    try:
        member, kinds = read_off_token(token)
    except (signing.BadSignature, Member.DoesNotExist):
        raise Http404 from None
    is_off = request.method == "POST"
    if is_off:
        choose({(kind, Preference.MAIL): Preference.OFF for kind in kinds}, by=member)
    context = {"kinds": [KINDS[kind] for kind in kinds], "is_off": is_off}
    return render(request, "notifications/mail_off.html", context)
