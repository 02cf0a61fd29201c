"""Settings: the custom values of an organization."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import admins_only
from activity.answers import done, refused, toast, typed_in

from .. import words
from ..models import CustomValue
from ..word_forms import ValueForm

KEPT = 20  # removed words that a session remembers, for its toasts


@admins_only
@require_http_methods(["GET", "POST"])
def value_list(request):
    """The custom values, where each is used, and a form for a new one (POST makes it)."""
    form = ValueForm(typed_in(request), member=request.member, auto_id="new_%s")
    if request.method == "POST" and form.is_valid():
        made = form.save()
        if made:
            return done(request, _("“%(key)s” added.") % {"key": made.key}, to=reverse("value_list"))
    values, used = list(CustomValue.objects.visible_to(request.member)), words.used_in(request.member)
    for value in values:
        value.used = used.get(value.key, 0)
    context = {"values": values, "form": form}
    return render(request, "customization/words/values.html", context, status=422 if form.is_bound else 200)


def _value(request, key):
    value = CustomValue.objects.visible_to(request.member).filter(key=key).first()
    if value is None:
        raise Http404
    return value


@admins_only
@require_http_methods(["GET", "POST"])
def value_edit(request, key):
    """One custom value: as a form in its line (GET), saved (POST), or with `shown` as it is."""
    value = _value(request, key)
    form = ValueForm(
        typed_in(request), member=request.member, key=key, initial={"value": value.value}, auto_id=f"{key}_%s"
    )
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        if saved and not request.htmx:
            return done(request, _("Saved."), to=reverse("value_list"))
        if saved:
            return toast(_line(request, saved), _("Saved."))
    if "shown" in request.GET and request.htmx:
        return _line(request, value)
    name = "customization/words/_value_form.html" if request.htmx else "customization/words/value.html"
    return render(request, name, {"value": value, "form": form}, status=422 if form.is_bound else 200)


def _line(request, value):
    value.used = words.used_in(request.member).get(value.key, 0)
    return render(request, "customization/words/_value.html", {"value": value})


@admins_only
@require_POST
def value_remove(request, key):
    """Delete a custom value; the toast brings it back. Templates that name it say its token from then on."""
    removed = words.remove_value(key, by=request.member)
    if removed is None:
        raise Http404
    remember_removed(request, f"value {key}", {"value": removed.value})
    text, undo = _("“%(key)s” deleted.") % {"key": key}, reverse("value_restore", args=[key])
    return done(request, text, to=reverse("value_list"), undo=undo)


@admins_only
@require_POST
def value_restore(request, key):
    """Bring back a custom value that was deleted in this session."""
    kept = removed_before(request, f"value {key}")
    to = reverse("value_list")
    if kept is None or CustomValue.objects.visible_to(request.member).filter(key=key).exists():
        return refused(request, _("This cannot be undone any more."), to=to)
    words.set_value(key, kept["value"], by=request.member)
    return done(request, _("“%(key)s” is back.") % {"key": key}, to=to)


def remember_removed(request, name, what):
    """Keep what was removed in the session, for the undo of its toast."""
    name = f"{request.member.organization_id} {name}"
    kept = {key: value for key, value in request.session.get("removed", {}).items() if key != name}
    request.session["removed"] = dict(list(kept.items())[1 - KEPT :]) | {name: what}


def removed_before(request, name):
    """What was kept under this name, which is forgotten now; None if nothing was."""
    kept = request.session.get("removed", {})
    found = kept.pop(f"{request.member.organization_id} {name}", None)
    request.session["removed"] = kept
    return found
