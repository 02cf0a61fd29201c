"""The settings of option lists."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import admins_only
from activity.answers import done, typed_in

from ..forms import OptionForm
from ..lists.views import shown
from ..models import Option
from .own import own_or_404

MOST_ORDERED = 500


@admins_only
@require_GET
def option_list(request):
    """The lists of suggestions, each with a form for one more."""
    return render(request, "customization/options.html", {"lists": _option_lists(request.member)})


def _option_lists(member, form=None):
    options = list(Option.objects.visible_to(member))
    return [
        {
            "category": category,
            "label": label,
            "options": [option for option in options if option.category == category],
            "form": form if form and form.instance.category == category else OptionForm(auto_id=f"{category}_%s"),
        }
        for category, label in Option.CATEGORIES
    ]


@admins_only
@require_POST
def option_new(request, category):
    """Add a suggestion at the end of its list."""
    if category not in dict(Option.CATEGORIES):
        raise Http404
    own = Option.objects.visible_to(request.member).filter(category=category)
    option = Option(organization_id=request.member.organization_id, category=category, position=own.count())
    form = OptionForm(request.POST, instance=option, auto_id=f"{category}_%s")
    if not form.is_valid():
        context = {"lists": _option_lists(request.member, form)}
        return render(request, "customization/options.html", context)
    form.save()
    return done(request, _("“%(value)s” added.") % {"value": option.value}, to=reverse("option_list"))


@admins_only
@require_POST
def option_remove(request, pk):
    """Take a suggestion off its list; records that have it keep it."""
    option = own_or_404(Option, pk, request.member)
    option.delete()
    return done(request, _("“%(value)s” deleted.") % {"value": option.value}, to=reverse("option_list"))


@admins_only
@require_http_methods(["GET", "POST"])
def option_edit(request, pk):
    """Say a suggestion in other words; records that have the old ones keep them."""
    option = own_or_404(Option, pk, request.member)
    form = OptionForm(typed_in(request), instance=own_or_404(Option, pk, request.member))
    if form.is_bound and form.is_valid():
        form.save()
        return done(request, _("Saved."), to=reverse("option_list"))
    context = {"option": option, "form": form}
    return shown(request, "customization/option", context, status=422 if form.errors else 200)


@admins_only
@require_POST
def option_move(request, pk):
    """Move a suggestion one place up or down its list."""
    option = own_or_404(Option, pk, request.member)
    ids = list(Option.objects.visible_to(request.member).filter(category=option.category).values_list("pk", flat=True))
    place = ids.index(option.pk)
    ids.insert(max(place + (-1 if "up" in request.POST else 1), 0), ids.pop(place))
    _put_in_order(option.category, ids, request.member)
    return done(request, _("Moved."), to=reverse("option_list"))


@admins_only
@require_POST
def option_order(request, category):
    """Put the suggestions of a list in the order of `ids`, as they were dragged; those not named stay behind them."""
    if category not in dict(Option.CATEGORIES):
        raise Http404
    ids = request.POST.getlist("ids")[:MOST_ORDERED]
    _put_in_order(category, [int(text[:18]) for text in ids if text.isascii() and text.isdigit()], request.member)
    return HttpResponse(status=204)


@transaction.atomic
def _put_in_order(category, ids, member):
    place = {pk: number for number, pk in enumerate(ids)}
    options = list(Option.objects.visible_to(member).filter(category=category).select_for_update())
    options.sort(key=lambda option: place.get(option.pk, len(ids)))  # sorting keeps the order of equals
    for number, option in enumerate(options):
        option.position = number
    Option.objects.visible_to(member).bulk_update(options, ["position"])
