"""One's own profile."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..forms import ProfileForm
from ..guards import members_only
from ..models import Member


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Name, time zone and theme; and where password, two-factor and devices are."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return HttpResponse(status=204) if request.htmx else redirect("profile")
    if form.errors:
        request.user.refresh_from_db()
    factors = Authenticator.objects.filter(user=request.user).values_list("type", flat=True)
    context = {
        "form": form,
        "memberships": Member.of(request.user),
        "has_app": Authenticator.Type.TOTP in factors,
        "passkey_count": sum(kind == Authenticator.Type.WEBAUTHN for kind in factors),
        "session_count": request.user.usersession_set.count(),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)
