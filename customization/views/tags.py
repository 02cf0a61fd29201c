"""The settings of tags."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import admins_only
from activity.answers import done, refused, typed_in

from ..forms import TagForm
from ..merging_tags import TooManyTagged, counts_of, merge_tags, remove_tag, rename_tag
from ..models import Tag
from ..models.tags import clean_names
from ..tagging import TagExists, add_tag
from .own import own_or_404

MOST_SUGGESTED = 10
MOST_SHOWN = 500  # tags on the page; the others are found by name


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
    """The organization's tags, how many records carry each, a search, and a form for a new one (POST makes it)."""
    form = _tag_form(request, Tag(organization_id=request.member.organization_id))
    if request.method == "POST" and form.is_valid():
        try:
            tag = add_tag(**form.cleaned_data, by=request.member)
            return done(request, _("Tag “%(name)s” added.") % {"name": tag.name}, to=reverse("tag_list"))
        except TagExists as refusal:
            form.add_error("name", str(refusal))
    searched = request.GET.get("q", "").replace("\x00", "").strip()[: Tag.MAX_LENGTH]
    found = Tag.objects.visible_to(request.member).filter(key__contains=searched.casefold())
    tags = list(found[: MOST_SHOWN + 1])
    counts = counts_of(tags, by=request.member)
    for tag in tags:
        tag.count = counts[tag.pk]
    context = {"tags": tags[:MOST_SHOWN], "has_more": len(tags) > MOST_SHOWN, "searched": searched, "form": form}
    return render(request, "customization/tags.html", context)


def _tag_form(request, tag):
    return TagForm(typed_in(request), instance=tag)


@admins_only
@require_http_methods(["GET", "POST"])
def tag_edit(request, pk):
    """Rename or recolour a tag, on every record at once. A name that another tag has offers to merge the two."""
    tag = own_or_404(Tag, pk, request.member)
    form = _tag_form(request, own_or_404(Tag, pk, request.member))
    if request.method == "POST" and form.is_valid():
        try:
            rename_tag(tag, by=request.member, **form.cleaned_data)
            return done(request, _("Saved."), to=reverse("tag_list"))
        except TagExists as refusal:
            form.add_error("name", str(refusal))
    return _edit_page(request, tag, form)


def _edit_page(request, tag, form, *, into="", refusal=""):
    context = {"tag": tag, "form": form, "into": into, "refusal": refusal}
    context["count"] = counts_of([tag], by=request.member)[tag.pk]
    if form.is_bound and "name" in form.errors:
        context["same"] = _other(form.data.get("name", ""), tag, request.member)
    return render(request, "customization/tag.html", context)


def _other(name, tag, member):
    """Another tag than `tag` with this name, or None."""
    names = clean_names(name.replace("\x00", ""))[:1]
    return Tag.objects.visible_to(member).named(names).exclude(pk=tag.pk).first() if names else None


@admins_only
@require_POST
def tag_merge(request, pk):
    """Give every record with this tag the one called `into`, and delete this one; the toast takes it back."""
    tag = own_or_404(Tag, pk, request.member)
    into = request.POST.get("into", "")[:500]
    kept = _other(into, tag, request.member)
    if kept is None:
        text = _("There is no other tag of this name.")
        return _edit_page(request, tag, TagForm(instance=tag), into=into, refusal=text)
    count = counts_of([tag], by=request.member)[tag.pk]
    try:
        act = _gone_is_404(merge_tags, kept, tag, by=request.member)
    except TooManyTagged as refusal:
        return refused(request, str(refusal), to=reverse("tag_list"))
    text = ngettext(
        "“%(gone)s” is “%(kept)s” now, on %(n)s record.", "“%(gone)s” is “%(kept)s” now, on %(n)s records.", count
    )
    text %= {"gone": tag.name, "kept": kept.name, "n": count}
    return done(request, text, act=act, to=reverse("tag_list"))


@admins_only
@require_POST
def tag_remove(request, pk):
    """Delete a tag, off every record; on their histories it stays, and the toast takes it back."""
    tag = own_or_404(Tag, pk, request.member)
    count = counts_of([tag], by=request.member)[tag.pk]
    try:
        act = _gone_is_404(remove_tag, tag, by=request.member)
    except TooManyTagged as refusal:
        return refused(request, str(refusal), to=reverse("tag_list"))
    text = ngettext(
        "Tag “%(name)s” deleted, off %(n)s record.", "Tag “%(name)s” deleted, off %(n)s records.", count
    ) % {"name": tag.name, "n": count}
    return done(request, text, act=act, to=reverse("tag_list"))


def _gone_is_404(verb, *tags, by):
    """Somebody else may have deleted a tag since it was found."""
    try:
        return verb(*tags, by=by)
    except ValidationError:
        raise Http404 from None
