"""Putting a lead aside, and taking it up again."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activity.answers import done, refused, typed_in
from activity.recent import found_or_404
from customization.lists.views import shown

from ..conversion import NotQualifiable, disqualify, reopen
from ..forms import ReasonForm
from ..models import Lead


@require_http_methods(["GET", "POST"])
def lead_disqualify(request, pk):
    """Asks for the reason (GET), and disqualifies (POST)."""
    lead = found_or_404(Lead, pk, request.member)
    request.member.must_edit(lead)
    form = ReasonForm(typed_in(request), member=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            act = disqualify(lead, form.cleaned_data["reason"], by=request.member)
        except NotQualifiable as why:
            return refused(request, str(why), to=lead.get_absolute_url())
        return done(request, _("%(name)s disqualified.") % {"name": lead}, act=act, to=lead.get_absolute_url())
    context = {"record": lead, "form": form, "action": request.path}
    return shown(request, "leads/disqualify", context, status=422 if form.is_bound else 200)


@require_POST
def lead_reopen(request, pk):
    """Puts a disqualified lead back among the open ones."""
    lead = found_or_404(Lead, pk, request.member)
    request.member.must_edit(lead)
    try:
        act = reopen(lead, by=request.member)
    except NotQualifiable as why:
        return refused(request, str(why), to=lead.get_absolute_url())
    return done(request, _("%(name)s is open again.") % {"name": lead}, act=act, to=lead.get_absolute_url())
