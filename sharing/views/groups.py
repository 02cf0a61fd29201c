"""The pages of a member's groups, and the groups of one contact on its card."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import members_only
from activity.answers import done, refused, toast, typed_in
from activity.recent import found_or_404
from contacts.models import Contact
from customization.views.own import own_or_404

from ..group_forms import GroupForm, PickOrNameForm
from ..group_panel import groups_of
from ..grouping import (
    MOST_GROUPS,
    GroupRefused,
    add_group,
    change_group,
    counts_of,
    group_called,
    put_in,
    remove_group,
    take_out,
)
from ..models import Group


@members_only
@require_http_methods(["GET", "POST"])
def group_list(request):
    """One's own groups with the number of their contacts, and a form for a new one (POST makes it)."""
    form = GroupForm(typed_in(request), initial={"color": "blue"})
    if request.method == "POST" and form.is_valid():
        try:
            group = add_group(by=request.member, **form.cleaned_data)
        except GroupRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return done(request, _("Group “%(name)s” added.") % {"name": group.name}, to=reverse("group_list"))
    groups = list(Group.objects.visible_to(request.member))
    counts = counts_of(groups, by=request.member)
    for group in groups:
        group.count, group.contacts_url = counts[group.pk], _contacts_url(group)
    context = {"groups": groups, "form": form, "is_full": len(groups) >= MOST_GROUPS, "most": MOST_GROUPS}
    return render(request, "sharing/groups.html", context, status=422 if form.is_bound else 200)


def _contacts_url(group):
    return f"{reverse('contact_list')}?{urlencode({'group': group.pk})}"


@members_only
@require_http_methods(["GET", "POST"])
def group_edit(request, pk):
    """Rename or recolour a group of one's own."""
    group = own_or_404(Group, pk, request.member)
    form = GroupForm(typed_in(request), initial={"name": group.name, "color": group.color})
    if request.method == "POST" and form.is_valid():
        try:
            change_group(group, by=request.member, **form.cleaned_data)
        except GroupRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        except Group.DoesNotExist:
            raise Http404 from None
        else:
            return done(request, _("Saved."), to=reverse("group_list"))
    count = counts_of([group], by=request.member)[group.pk]
    context = {"group": group, "form": form, "count": count, "contacts_url": _contacts_url(group)}
    return render(request, "sharing/group.html", context, status=422 if form.is_bound else 200)


@members_only
@require_POST
def group_remove(request, pk):
    """Delete a group; its contacts stay, and the toast takes it back."""
    group = own_or_404(Group, pk, request.member)
    try:
        act = remove_group(group, by=request.member)
    except Group.DoesNotExist:
        raise Http404 from None
    return done(request, _("Group “%(name)s” deleted.") % {"name": group.name}, act=act, to=reverse("group_list"))


# -- on the card of a contact -------------------------------------------------------------------------


@members_only
@require_POST
def contact_group(request, pk):
    """Put a contact into a group of one's own, or into a new one of the name typed."""
    contact = found_or_404(Contact, pk, request.member)
    form = PickOrNameForm(request.POST, member=request.member)
    if not form.is_valid():
        return _refused(request, contact, form)
    try:
        name = form.wanted_name
        group = group_called(name, by=request.member) if name else form.chosen
        act = put_in(group, [contact.pk], by=request.member)
    except GroupRefused as refusal:
        form.add_error("name", str(refusal))
        return _refused(request, contact, form)
    except Group.DoesNotExist:
        raise Http404 from None
    text = _("%(name)s is in “%(group)s” now.") % {"name": contact, "group": group.name}
    return _answered(request, contact, text, act)


@members_only
@require_POST
def contact_ungroup(request, pk, group_pk):
    """Take a contact out of a group of one's own."""
    contact, group = found_or_404(Contact, pk, request.member), own_or_404(Group, group_pk, request.member)
    try:
        act = take_out(group, [contact.pk], by=request.member)
    except (GroupRefused, Group.DoesNotExist):
        raise Http404 from None
    words = {"name": contact, "group": group.name}
    return _answered(request, contact, _("%(name)s is not in “%(group)s” any more.") % words, act)


def _refused(request, contact, form):
    if not request.htmx:
        return refused(request, next(iter(form.errors.values()))[0], to=contact.get_absolute_url())
    return _panel(request, contact, form, status=422)


def _answered(request, contact, text, act):
    if not request.htmx:
        return done(request, text, act=act, to=contact.get_absolute_url())
    return toast(_panel(request, contact), text, act=act)


def _panel(request, contact, form=None, status=200):
    context = {"panel": groups_of(contact, request.member, form), "record": contact}
    return render(request, "sharing/_groups_panel.html", context, status=status)
