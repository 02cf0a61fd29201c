"""Making one record of two, and taking that apart."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activity.answers import done, refused
from activity.recent import found_or_404
from customization.lists.editing import after

from ..merging import (
    CannotTakeApart,
    MergeRefused,
    choosable,
    counts_of,
    merge,
    must_be_mergeable,
    undo_merge,
)
from ..models import Merge
from .duplicates import side

TAKE = "take_"


@require_http_methods(["GET", "POST"])
def record_merge(request, model, pk):
    """Two records side by side and what would happen (GET); makes one of them (POST). `with` names the one that goes."""
    kept = found_or_404(model, pk, request.member)
    text = request.GET.get("with", "")
    if not text:
        return redirect(f"{model.KIND}_duplicates", pk)
    gone = found_or_404(model, int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0, request.member)
    try:
        must_be_mergeable(kept, gone, by=request.member)
        if request.method == "POST":
            return _merged(request, kept, gone)
    except MergeRefused as why:
        return refused(request, str(why), to=kept.get_absolute_url())
    except ValidationError as why:
        return refused(request, " ".join(why.messages), to=request.get_full_path())
    return render(request, "contacts/merge.html", _shown(kept, gone, request.member))


def _merged(request, kept, gone):
    choices = {name[len(TAKE) :]: value for name, value in request.POST.items() if name.startswith(TAKE)}
    made = merge(kept, gone, by=request.member, choices=choices)
    kept = type(kept).objects.visible_to(request.member).filter(pk=kept.pk).first() or kept
    said = _("%(gone)s is merged into %(kept)s.") % {"gone": made.gone_name, "kept": kept}
    return done(request, said, act=made.act, to=after(kept, request.member))


def _shown(kept, gone, member):
    """Template context: the fields that differ first, then what is filled in, what moves, and which tags come."""
    fields = choosable(kept, gone, by=member)
    names = {name.casefold() for name in kept.tag_names}
    return {
        "record": kept, "gone": gone, "kept_side": side(kept, member), "gone_side": side(gone, member),
        "differing": [field for field in fields if field.differs],
        "filled": [field for field in fields if field.is_filled],
        "same": [field for field in fields if field.is_told and field.kept_words and not field.differs],
        "parts": [f"{n} {label}" for label, n in counts_of(gone, by=member)],
        "tags": [name for name in gone.tag_names if name.casefold() not in names],
        "swap_url": f"{reverse(f'{kept.KIND}_merge', args=[gone.pk])}?with={kept.pk}",
        "list_url": reverse(f"{kept.KIND}_list"), "title": capfirst(kept._meta.verbose_name_plural),
    }  # fmt: skip


@require_POST
def merge_undo(request, pk):
    """Takes a merge apart, and says what stays because somebody changed it since."""
    made = Merge.objects.visible_to(request.member).filter(pk=pk).first()
    if made is None:
        raise Http404
    try:
        taken = undo_merge(made, by=request.member)
    except CannotTakeApart as why:
        return refused(request, str(why), to=reverse(f"{made.kind}_list"))
    said = _("%(back)s and %(record)s are two again.") % {"back": taken.back, "record": taken.record}
    return done(request, " ".join([said, *taken.kept]), to=after(taken.record, request.member))
