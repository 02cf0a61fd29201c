"""Making a contact of a lead, and taking that back."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activity.answers import done, refused, typed_in
from activity.recent import found_or_404
from contacts.models import Company
from customization.lists.editing import after

from ..conversion import AlreadyQualified, NotQualifiable, NotQualified, plan, qualify, unqualify
from ..conversion.plans import must_be_qualifiable
from ..forms import QualifyForm
from ..models import Lead
from ..telling import differing, told


@require_http_methods(["GET", "POST"])
def lead_qualify(request, pk):
    """Shows whom and what the lead may join and what would happen (GET, or a POST with `preview`), and does it (POST)."""
    lead = found_or_404(Lead, pk, request.member)
    try:
        must_be_qualifiable(lead, by=request.member)
        form = QualifyForm(typed_in(request), lead=lead, member=request.member)
        if request.method == "POST" and "preview" not in request.POST and form.is_valid():
            conversion = _qualified(lead, form, request.member)
            if conversion is not None:
                return _welcomed(request, lead, conversion)
    except NotQualifiable as why:
        return refused(request, str(why), to=lead.get_absolute_url())
    return _asked(request, lead, form)


def _qualified(lead, form, member):
    """The `Conversion`, or None where the form now says why not. Raises NotQualifiable about the lead itself."""
    try:
        return qualify(lead, by=member, wish=form.wish())
    except AlreadyQualified:
        raise
    except NotQualifiable as why:
        if not why.field:
            raise
        form.refuse(why)
        return None


def _welcomed(request, lead, conversion):
    """Goes to the deal, else to the contact, with a toast that takes all of it back."""
    became = lead.became_deal if conversion.made_deal else lead.became_contact
    said = _("%(lead)s is now the contact %(contact)s.") % {"lead": lead, "contact": lead.became_contact}
    if conversion.made_deal:
        said = _("%(lead)s is qualified: here is the deal.") % {"lead": lead}
    return done(request, said, act=conversion.act, to=after(became, request.member))


def _asked(request, lead, form):
    """The page, or for htmx only what changes with the choices: fields that differ, and what would happen."""
    is_preview = "preview" in request.POST
    context = {"record": lead, "form": form, "preview": _preview(lead, form, request.member)}
    if is_preview and request.htmx:
        return render(request, "leads/_qualify_outcome.html", context)
    return render(request, "leads/qualify.html", context, status=422 if form.is_bound and not is_preview else 200)


def _preview(lead, form, member):
    """What would happen: `{"told": [Sentence], "differing": [Difference]}`; empty where the form is wrong."""
    if form.is_bound and not form.is_valid():
        return {}
    try:
        planned = plan(lead, form.wish(), by=member)
    except NotQualifiable as why:
        form.refuse(why)
        return {}
    seen = set()
    if planned.company:
        seen = set(Company.objects.visible_to(member).filter(pk=planned.company.pk).values_list("pk", flat=True))
    stages = {stage.pk: stage for stage in form.stages.values()}
    return {"told": told(planned, seen=seen, stages=stages), "differing": differing(planned, seen=seen)}


@require_POST
def lead_unqualify(request, pk):
    """Takes a qualification back, and says what stays because somebody worked with it since."""
    lead = found_or_404(Lead, pk, request.member)
    try:
        undone = unqualify(lead, by=request.member)
    except NotQualified as why:
        return refused(request, str(why), to=lead.get_absolute_url())
    said = _("%(name)s is an open lead again.") % {"name": lead}
    return done(request, " ".join([said, *undone.kept]), to=after(lead, request.member))
