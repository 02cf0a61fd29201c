"""API keys and company tokens."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ..guards import admins_only
from ..models import Credential
from ..settings_forms import KeyForm

OLD_SHOWN = 50


@admins_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(request):
    """All keys; a POST makes one and shows its secret this once."""
    form, made, secret = KeyForm(request.POST or None), None, None
    if request.method == "POST" and form.is_valid():
        (made, secret), form = form.issue(by=request.member), KeyForm()
    every = Credential.objects.visible_to(request.member).select_related("member", "created_by__user")
    usable = every.usable(timezone.now())
    context = {
        "form": form,
        "made": made,
        "secret": secret,
        "keys": usable,
        "old_keys": every.exclude(pk__in=usable.values("pk"))[:OLD_SHOWN],
    }
    return render(request, "accounts/api_keys.html", context, status=422 if form.errors else 200)


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def api_key_revoke(request, pk):
    """Say what it means, then refuse the key from now on."""
    credential = get_object_or_404(Credential.objects.visible_to(request.member).select_related("member"), pk=pk)
    if request.method != "POST":
        return render(request, "accounts/api_key_revoke.html", {"credential": credential})
    credential.revoke(by=request.member)
    messages.success(request, _("%(name)s is revoked.") % {"name": credential.name})
    return redirect("api_keys")
