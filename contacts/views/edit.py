"""Making and changing contacts and companies."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activity.answers import done, typed_in
from activity.recent import found_or_404

from ..forms import CompanyForm, ContactForm
from ..models import Company, Contact

FORMS = {Contact: ContactForm, Company: CompanyForm}
PREFILLED = ("first_name", "last_name", "email", "phone", "company_name", "name")


def _new(request, model, title):
    """The form of a new record, prefilled from the address; made when it is right and no likely double is found, or
    when the person says so after being shown it."""
    initial = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    form = FORMS[model](typed_in(request), member=request.member, initial=initial)
    if request.method == "POST" and form.is_valid() and ("anyway" in request.POST or not form.double()):
        record = form.create()
        return done(request, _("%(name)s added.") % {"name": record}, to=_after(record, request.member))
    return _shown(request, form, title=title, cancel_url=reverse(f"{model.KIND}_list"))


def _edit(request, model, pk, title):
    """The form of a record. What somebody else changed meanwhile is shown instead of overwritten."""
    record = found_or_404(model, pk, request.member)
    request.member.must_edit(record)
    form = FORMS[model](typed_in(request), member=request.member, record=record)
    conflicts = []
    if request.method == "POST" and form.is_valid():
        values, conflicts = form.settle()
        if not conflicts and ("anyway" in request.POST or not form.double()):
            act = form.change(values)
            return done(
                request, _("Saved.") if act else _("Nothing changed."), act=act, to=_after(record, request.member)
            )
    if conflicts:
        form = form.again()
    return _shown(request, form, title=title, cancel_url=record.get_absolute_url(), record=record, conflicts=conflicts)


def _shown(request, form, **more):
    refused = form.is_bound
    double = form.double() if refused and not form.errors else None
    context = {"form": form, "double": double, **more}
    return render(request, "contacts/form.html", context, status=422 if refused and request.htmx else 200)


def _after(record, member):
    """The card, unless the change took the record out of the member's sight."""
    seen = type(record).objects.visible_to(member).filter(pk=record.pk).exists()
    return record.get_absolute_url() if seen else reverse(f"{record.KIND}_list")


@require_http_methods(["GET", "POST"])
def contact_new(request):
    """A new contact."""
    return _new(request, Contact, _("New contact"))


@require_http_methods(["GET", "POST"])
def contact_edit(request, pk):
    """Change a contact."""
    return _edit(request, Contact, pk, _("Edit contact"))


@require_http_methods(["GET", "POST"])
def company_new(request):
    """A new company."""
    return _new(request, Company, _("New company"))


@require_http_methods(["GET", "POST"])
def company_edit(request, pk):
    """Change a company."""
    return _edit(request, Company, pk, _("Edit company"))
