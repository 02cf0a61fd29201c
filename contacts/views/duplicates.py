"""Likely duplicates: those of one record, and the pairs of the whole organization."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from activity.answers import done, go, refused, where_from
from activity.recent import found_or_404

from ..duplicates import LIKELY, duplicates_of, in_words, kinds
from ..duplicates.tasks import ask_for_search
from ..models import DuplicatePair, DuplicateSearch

PER_PAGE, FOUND = 25, 10
SCORES = ((50, gettext_lazy("50 and more")), (LIKELY, gettext_lazy("60 and more")), (75, gettext_lazy("75 and more")),
          (90, gettext_lazy("90 and more")))  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """A page of the list as `_shared/_pages.html` reads it."""

    number: int
    last: int
    total: int
    per_page: int = PER_PAGE


@dataclass(frozen=True)
class Side:
    """One record of a pair: its card, and what tells it from others."""

    record: object
    facts: list


def side(record, member):
    """A record as a pair shows it."""
    company = record.seen_company(member) if hasattr(record, "seen_company") else getattr(record, "company", "")
    known = (record.email, record.phone, getattr(record, "mobile", ""), company, getattr(record, "address_city", ""))
    return Side(record, [str(one) for one in known if one])


# -- of one record ----------------------------------------------------------------------------------------------


@require_GET
def duplicates_of_one(request, model, pk):
    """What may be the same as a record, and any other to merge it with; for htmx the panel of its card."""
    record = found_or_404(model, pk, request.member)
    request.member.must_edit(record)
    likely = duplicates_of(record, member=request.member)
    pairs = [(side(one.record, request.member), one) for one in likely]
    if request.htmx:
        return render(request, "contacts/duplicates/_of_one.html", {"record": record, "pairs": pairs})
    text = request.GET.get("search", "")[:200].replace("\x00", "").strip()
    found = _others(record, text, request.member) if text else []
    context = {
        "record": record, "pairs": pairs, "search": text, "found": [side(one, request.member) for one in found],
        "list_url": reverse(f"{model.KIND}_list"), "title": capfirst(model._meta.verbose_name_plural),
    }  # fmt: skip
    return render(request, "contacts/duplicates/of_one.html", context)


def _others(record, text, member):
    others = type(record).objects.visible_to(member).search(text).exclude(pk=record.pk)
    return others.filter(is_private=record.is_private).order_by("name_key", "pk")[:FOUND]


@require_POST
def not_duplicate(request, model, pk):
    """Remember that a record and the `other` are two; with `again` forget it."""
    record = found_or_404(model, pk, request.member)
    text = request.POST.get("other", "")
    other = found_or_404(
        model, int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0, request.member
    )
    if other == record:
        raise Http404
    request.member.must_edit(record)
    request.member.must_edit(other)
    to = where_from(request, record.get_absolute_url())
    if "again" in request.POST:
        for pair in DuplicatePair.objects.visible_to(request.member).of(record).of(other):
            pair.bring_back()
        return done(request, _("They are listed as likely duplicates again."), to=to)
    DuplicatePair.dismiss(record, other, by=request.member)
    return done(request, _("Remembered: these are two."), to=to)


# -- of all -------------------------------------------------------------------------------------------------------


@require_GET
def duplicate_list(request):
    """The pairs of one kind that the member sees both of, best first."""
    asked = _asked(request.GET)
    pairs = DuplicatePair.objects.visible_to(request.member, asked["kind"])
    pairs = (
        pairs.filter(dismissed_at__isnull=False)
        if asked["dismissed"]
        else pairs.open().filter(score__gte=asked["least"])
    )
    page = Paginator(pairs.order_by("-score", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "pairs": _with_records(list(page), asked["kind"], request.member),
        "page": Rows(page.number, page.paginator.num_pages, page.paginator.count),
        "asked": asked, "scores": SCORES,
        "kinds": [(kind, capfirst(alike.model._meta.verbose_name_plural)) for kind, alike in kinds().items()],
        "searched": DuplicateSearch.objects.visible_to(request.member).first(),
    }  # fmt: skip
    return render(request, "contacts/duplicates/list.html", context)


def _asked(params):
    """`{"kind", "least", "dismissed"}`; what is none is taken as the default."""
    kind, least = params.get("kind"), params.get("least", "")
    known = {str(score): score for score, _label in SCORES}
    return {
        "kind": kind if kind in kinds() else next(iter(kinds())),
        "least": known.get(least, LIKELY),
        "dismissed": "dismissed" in params,
    }


def _with_records(pairs, kind, member):
    """`[(pair, Side, Side, reasons)]`, in constantly many queries."""
    model = kinds()[kind].model
    ids = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    seen = model.objects.visible_to(member).whole().prefetch_related(None).in_bulk(ids)
    shown = []
    for pair in pairs:
        if {pair.first_id, pair.second_id} <= seen.keys():
            sides = [side(seen[pk], member) for pk in (pair.first_id, pair.second_id)]
            shown.append((pair, *sides, in_words(pair.reasons)))
    return shown


@require_POST
def duplicate_search(request):
    """Let a worker search the organization now."""
    to = reverse("duplicate_list")
    if not ask_for_search(request.member.organization_id):
        return refused(request, _("The search is under way already."), to=to)
    return go(request, to)
