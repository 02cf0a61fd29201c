"""The organization: its settings, and going from one to another."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..forms import OrganizationSwitchForm
from ..guards import admins_only
from ..middleware import membership_of
from ..settings_forms import OrganizationForm


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def organization_settings(request):
    """What the organization is called."""
    form = OrganizationForm(request.POST or None, instance=request.member.organization)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("settings")
    return render(request, "accounts/organization.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def organization_switch(request):
    """Work in another of one's organizations from now on."""
    form = OrganizationSwitchForm(request.POST)
    member = membership_of(request.user, form.cleaned_data["organization"]) if form.is_valid() else None
    if member is None:
        raise Http404
    request.user.last_organization = member.organization
    request.user.save(update_fields=["last_organization"])
    messages.success(request, _("You now work in %(organization)s.") % {"organization": member.organization})
    return redirect(own_page(request, reverse("today")))


def own_page(request, default):
    """Where `next` points, if that is a page of ours; else `default`."""
    url = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if allowed else default
