"""Making and changing one record of any kind by its `RecordForm`."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from activity.answers import done, typed_in
from activity.recent import found_or_404


def new_record(request, form_class, title, *, prefilled=()):
    """The form of a new record, with what the address says of the fields named in `prefilled`; made when it is right and
    no likely double is found, or when the person says so after being shown it."""
    model = form_class._meta.model
    initial = {name: request.GET[name].replace("\x00", "") for name in prefilled if name in request.GET}
    form = form_class(typed_in(request), member=request.member, initial=initial)
    if request.method == "POST" and form.is_valid() and ("anyway" in request.POST or not form.double()):
        record = form.create()
        return done(request, _("%(name)s added.") % {"name": record}, to=after(record, request.member))
    return _shown(request, form, title=title, cancel_url=reverse(f"{model.KIND}_list"))


def edit_record(request, form_class, pk, title):
    """The form of a record. What somebody else changed meanwhile is shown instead of overwritten."""
    record = found_or_404(form_class._meta.model, pk, request.member)
    request.member.must_edit(record)
    form = form_class(typed_in(request), member=request.member, record=record)
    conflicts = []
    if request.method == "POST" and form.is_valid():
        values, conflicts = form.settle()
        if not conflicts and ("anyway" in request.POST or not form.double()):
            try:
                act = form.change(values)
                said = _("Saved.") if act else _("Nothing changed.")
                return done(request, said, act=act, to=after(record, request.member))
            except ValidationError as refusal:
                form.add_error(None, refusal)
    if conflicts:
        form = form.again()
    return _shown(request, form, title=title, cancel_url=record.get_absolute_url(), record=record, conflicts=conflicts)


def _shown(request, form, **more):
    refused = form.is_bound
    double = form.double() if refused and not form.errors else None
    context = {"form": form, "double": double, **more}
    return render(request, "customization/form.html", context, status=422 if refused and request.htmx else 200)


def after(record, member):
    """Where to go once `record` is written: its card, unless that took it out of the member's sight."""
    seen = type(record).objects.visible_to(member).filter(pk=record.pk).exists()
    return record.get_absolute_url() if seen else reverse(f"{record.KIND}_list")
