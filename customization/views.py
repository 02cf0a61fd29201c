"""Settings an organization makes its own: tags and option lists."""

from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import admins_only
from activity.answers import done, refused, typed_in

from .forms import OptionForm, TagForm
from .models import Option, Tag, Taggable

MOST_SUGGESTED = 10
MOST_AT_ONCE = 10_000  # records a tag is taken off while one waits


def tagged_kinds():
    """Every model that carries tags."""
    related = (relation.related_model for relation in Tag._meta.related_objects)
    return [model for model in related if issubclass(model, Taggable)]


@require_GET
def tag_suggest(request):
    """The typed list of tags, completed by tags that begin as its last word does."""
    typed = next((text for text in request.GET.values() if text.strip()), "")[:500].replace("\x00", "")
    before, _comma, last = typed.rpartition(",")
    head = f"{before.strip()}, " if before.strip() else ""
    found = Tag.objects.visible_to(request.member).filter(key__startswith=last.strip().casefold())[:MOST_SUGGESTED]
    return render(request, "_shared/_options.html", {"texts": [head + tag.name for tag in found]})


@admins_only
@require_http_methods(["GET", "POST"])
def tag_list(request):
    """The organization's tags, how many records carry each, and a form for a new one (POST makes it)."""
    form = _tag_form(request, Tag(organization_id=request.member.organization_id))
    if request.method == "POST" and form.is_valid():
        form.save()
        return done(request, _("Tag “%(name)s” added.") % {"name": form.instance.name}, to=reverse("tag_list"))
    tags = list(Tag.objects.visible_to(request.member))
    counts = [_counts(model, request.member) for model in tagged_kinds()]
    for tag in tags:
        tag.count = sum(count.get(tag.pk, 0) for count in counts)
    return render(request, "customization/tags.html", {"tags": tags, "form": form})


def _tag_form(request, tag):
    return TagForm(typed_in(request), instance=tag)


def _counts(model, member):
    """`{tag's id: how many records of `model` the member sees with it}` in one query."""
    tagged = model.objects.visible_to(member).filter(tags__isnull=False).order_by()
    return dict(tagged.values_list("tags").annotate(n=Count("pk")))


def _own(model, pk, member):
    found = model.objects.visible_to(member).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@admins_only
@require_http_methods(["GET", "POST"])
def tag_edit(request, pk):
    """Rename or recolour a tag: on every record at once."""
    tag = _own(Tag, pk, request.member)
    form = _tag_form(request, tag)
    if request.method == "POST" and form.is_valid():
        form.save()
        return done(request, _("Saved."), to=reverse("tag_list"))
    return render(request, "customization/tag.html", {"form": form, "tag": tag})


@admins_only
@require_POST
def tag_remove(request, pk):
    """Delete a tag, off every record; on the records' histories it stays."""
    tag = _own(Tag, pk, request.member)
    kinds = [model.objects.visible_to(request.member).filter(tags=tag) for model in tagged_kinds()]
    if sum(records.count() for records in kinds) > MOST_AT_ONCE:
        text = _("More than %(most)s records carry this tag. Take it off them from their list first.")
        return refused(request, text % {"most": MOST_AT_ONCE}, to=reverse("tag_list"))
    with transaction.atomic():
        for records in kinds:
            if records.exists():
                records.tag_all(by=request.member, remove=[tag.name])
        tag.delete()
    return done(request, _("Tag “%(name)s” deleted.") % {"name": tag.name}, to=reverse("tag_list"))


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
    option = _own(Option, pk, request.member)
    option.delete()
    return done(request, _("“%(value)s” deleted.") % {"value": option.value}, to=reverse("option_list"))


@admins_only
@require_POST
def option_move(request, pk):
    """Move a suggestion one place up or down its list."""
    option = _own(Option, pk, request.member)
    order = list(Option.objects.visible_to(request.member).filter(category=option.category))
    place = order.index(option)
    order.insert(max(place + (-1 if "up" in request.POST else 1), 0), order.pop(place))
    for position, one in enumerate(order):
        one.position = position
    Option.objects.visible_to(request.member).bulk_update(order, ["position"])
    return done(request, _("Moved."), to=reverse("option_list"))
