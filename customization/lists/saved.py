"""Saving, renaming and deleting views of a list."""

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from activity.answers import done, typed_in

from ..models import SavedView
from .listing import Listing
from .tabs import params_of, remember
from .views import shown


class ViewForm(forms.ModelForm):
    """A saved view's name, and whether everybody in the organization sees it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]
        labels = {"is_shared": gettext_lazy("Everybody in the organization sees this tab")}


def _own_view(declared, pk, member):
    """A view the member may change: their own, or as an admin a shared one. Else 404."""
    view = SavedView.objects.visible_to(member).filter(kind=declared.kind, pk=pk).first()
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
        remember(view, listing).save()
        return done(request, _("Saved as “%(name)s”.") % {"name": view.name}, to=_list_url(declared, view))
    context = {"declared": declared, "listing": listing, "form": form, "action": listing.urls["view_new"]}
    return shown(request, "customization/lists/view", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def view_edit(request, declared, pk):
    """Rename or share a saved view, or with `update` give it the state of the list in the address."""
    view = _own_view(declared, pk, request.member)
    listing = Listing(declared, request.GET, request.member)
    if request.method == "POST" and "update" in request.POST:
        remember(view, listing).save()
        return done(request, _("“%(name)s” updated.") % {"name": view.name}, to=_list_url(declared, view))
    form = ViewForm(typed_in(request), instance=view)
    if request.method == "POST" and form.is_valid():
        form.save()
        return done(request, _("Saved."), to=_list_url(declared, view))
    context = {"declared": declared, "listing": listing, "form": form, "view": view}
    context |= {"action": declared.url("view_edit", pk), "remove_url": declared.url("view_remove", pk)}
    return shown(request, "customization/lists/view", context, status=422 if form.is_bound else 200)


@require_http_methods(["POST"])
def view_remove(request, declared, pk):
    """Delete a saved view; the records it showed stay."""
    view = _own_view(declared, pk, request.member)
    view.delete()
    return done(request, _("“%(name)s” deleted.") % {"name": view.name}, to=declared.url("list"))


def _list_url(declared, view):
    return f"{declared.url('list')}?{params_of(view).urlencode()}"
