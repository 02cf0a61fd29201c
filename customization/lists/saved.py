"""Saving, renaming and deleting views of a list."""

from django import forms
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from activity.answers import done, toast, typed_in

from ..models import SavedView
from .listing import Listing
from .tabs import remember, view_url
from .views import shown


class ViewForm(forms.ModelForm):
    """A saved view's name, and whether everybody in the organization sees it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]
        labels = {"is_shared": gettext_lazy("Everybody in the organization sees this tab")}


def _own_view(declared, pk, member):
    """A view the member may change: their own, or as an admin a shared one. Else 404."""
    view = SavedView.objects.visible_to(member).filter(kind=declared.kind, pk=pk).tabs().first()
    if view is None or not view.is_changed_by(member):
        raise Http404
    return view


@require_http_methods(["GET", "POST"])
def view_new(request, declared):
    """Save the list as it is in the address as a tab."""
    listing, member = Listing(declared, request.GET, request.member), request.member
    view = SavedView(organization_id=member.organization_id, kind=declared.kind, created_by=member)
    form = ViewForm(typed_in(request), instance=view)
    if request.method == "POST" and form.is_valid():
        place_last(remember(view, listing)).save()
        return done(request, _("Saved as “%(name)s”.") % {"name": view.name}, to=view_url(declared, view))
    context = {"declared": declared, "listing": listing, "form": form, "action": listing.urls["view_new"]}
    return shown(request, "customization/lists/view", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def view_edit(request, declared, pk):
    """Rename or share a saved view, or with `update` give it the state of the list in the address."""
    view = _own_view(declared, pk, request.member)
    listing = Listing(declared, request.GET, request.member)
    if request.method == "POST" and "update" in request.POST:
        remember(view, listing).save()
        return done(request, _("“%(name)s” updated.") % {"name": view.name}, to=view_url(declared, view))
    form = ViewForm(typed_in(request), instance=view)
    if request.method == "POST" and form.is_valid():
        form.save()
        return done(request, _("Saved."), to=view_url(declared, view))
    context = {"declared": declared, "listing": listing, "form": form, "view": view}
    context |= {"action": declared.url("view_edit", pk), "remove_url": declared.url("view_remove", pk)}
    context |= {"move_url": declared.url("view_move", pk)}
    return shown(request, "customization/lists/view", context, status=422 if form.is_bound else 200)


@require_http_methods(["POST"])
def view_remove(request, declared, pk):
    """Delete a saved view; the records it showed stay."""
    view = _own_view(declared, pk, request.member)
    view.delete()
    return done(request, _("“%(name)s” deleted.") % {"name": view.name}, to=declared.url("list"))


@require_POST
@transaction.atomic
def view_move(request, declared, pk):
    """Move a tab one to the `left` or to the right. The others keep their order, for everybody."""
    view = _own_view(declared, pk, request.member)
    every = list(_every_view(view).select_for_update().order_by("position", "id"))
    seen = list(SavedView.objects.visible_to(request.member).filter(kind=view.kind).tabs().values_list("pk", flat=True))
    at = seen.index(view.pk)
    to = at - 1 if "left" in request.POST else at + 1
    if 0 <= to < len(seen):
        every = [other for other in every if other.pk != view.pk]
        place = next(number for number, other in enumerate(every) if other.pk == seen[to])
        every.insert(place + (to > at), view)
        for number, other in enumerate(every):
            other.position = number
        SavedView.objects.bulk_update(every, ["position"])
    if not request.htmx:
        return done(request, _("Moved."), to=view_url(declared, view))
    return toast(HttpResponse(), _("Moved."), **{"tabs-changed": {}})


def _every_view(view):
    return SavedView.objects.filter(organization=view.organization_id, kind=view.kind).tabs()


def place_last(view):
    """Let a new view be the last tab; it is not saved here. Returns the view."""
    last = _every_view(view).aggregate(last=Max("position"))["last"]
    view.position = 0 if last is None else last + 1
    return view
