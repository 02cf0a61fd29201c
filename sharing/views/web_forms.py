"""Settings: the organization's web forms."""

from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import admins_only
from activity.answers import done, typed_in

from ..models import AllowedOrigin, WebForm
from ..visitor_forms import TRAP, VisitorForm
from ..web_form_forms import WebFormForm
from ..web_forms import add_form, change_form, remove_form, restore_form


def _own_or_404(pk, member):
    forms = WebForm.objects.visible_to(member).select_related("assigned_to__user", "organization")
    found = forms.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@admins_only
@require_safe
def form_list(request):
    """The web forms, and how often each was sent."""
    forms = WebForm.objects.visible_to(request.member).select_related("assigned_to__user")
    return render(request, "sharing/web_forms.html", {"forms": forms})


@admins_only
@require_http_methods(["GET", "POST"])
def form_new(request):
    """A form for a new web form (GET); makes it (POST)."""
    typed = WebFormForm(typed_in(request), member=request.member)
    if request.method == "POST" and typed.is_valid():
        form = add_form(by=request.member, **typed.values())
        text = _("“%(name)s” is open. Copy its address, or what your page needs.") % {"name": form.name}
        return done(request, text, to=reverse("form_edit", args=[form.pk]))
    context = {"typed": typed}
    return render(request, "sharing/web_form.html", context, status=422 if typed.is_bound else 200)


@admins_only
@require_http_methods(["GET", "POST"])
def form_edit(request, pk):
    """A web form: what it asks, and how it gets onto a page (GET); changes it (POST)."""
    form = _own_or_404(pk, request.member)
    typed = WebFormForm(typed_in(request), member=request.member, form=form)
    if request.method == "POST" and typed.is_valid():
        change_form(form, by=request.member, **typed.values())
        return done(request, _("Saved."), to=reverse("form_edit", args=[form.pk]))
    address = request.build_absolute_uri(reverse("form_open", args=[form.token]))
    context = {
        "typed": typed,
        "form": form,
        "address": address,
        "frame": render_to_string("sharing/snippets/frame.html", {"form": form, "address": address}).strip(),
        "plain": _plain(form, address),
        "has_sites": AllowedOrigin.objects.visible_to(request.member).exists(),
    }
    return render(request, "sharing/web_form.html", context, status=422 if typed.is_bound else 200)


def _plain(form, address):
    """The form as plain HTML for a page of the organization's own."""
    context = {"form": form, "address": address, "typed": VisitorForm(form=form), "trap": TRAP}
    text = render_to_string("sharing/snippets/plain.html", context)
    return "\n".join(line for line in text.splitlines() if line.strip())


@admins_only
@require_safe
def form_preview(request, pk):
    """A web form as visitors see it; it cannot be sent from here."""
    form = _own_or_404(pk, request.member)
    context = {"form": form, "typed": VisitorForm(form=form), "is_preview": True}
    return render(request, "sharing/web_form_preview.html", context)


@admins_only
@require_POST
def form_remove(request, pk):
    """Remove a web form; what it brought stays, and the toast takes it back."""
    form = _own_or_404(pk, request.member)
    remove_form(form, by=request.member)
    text = _("“%(name)s” removed: visitors find nothing at its address.") % {"name": form.name}
    return done(request, text, to=reverse("form_list"), undo=reverse("form_restore", args=[form.pk]))


@admins_only
@require_POST
def form_restore(request, pk):
    """Take back that a web form was removed."""
    try:
        form = restore_form(pk, by=request.member)
    except WebForm.DoesNotExist:
        raise Http404 from None
    return done(request, _("“%(name)s” is back.") % {"name": form.name}, to=reverse("form_list"))
