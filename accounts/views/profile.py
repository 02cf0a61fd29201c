"""One's own profile."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..forms import ProfileForm, ThemeForm
from ..guards import members_only
from ..signals import zone_changed


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Name, time zone and theme; and where password, two-factor and devices are."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        _save(form)
        messages.success(request, _("Saved."))
        return redirect("profile")
    if form.errors:
        request.user.refresh_from_db()
    factors = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    context = {
        "form": form,
        "has_app": Authenticator.Type.TOTP in factors,
        "passkey_count": sum(kind == Authenticator.Type.WEBAUTHN for kind in factors),
        "session_count": request.user.usersession_set.count(),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _save(form):
    user = form.save()
    if "time_zone" in form.changed_data:
        zone_changed.send(sender=type(user), user=user)


@require_POST
def theme(request):
    """Keep the theme that the account menu was switched to."""
    form = ThemeForm(request.POST, instance=request.user)
    if not form.is_valid():
        return HttpResponseBadRequest()
    form.save()
    return HttpResponse(status=204)
