"""Taking acts back, and what every card shares: its timeline, its notes."""

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from .answers import done, go, refused, toast, where_from
from .mentions import suggested
from .models import Act, recorded_models
from .recent import found_or_404
from .timeline import Mark, timeline_of
from .undo import CannotUndo, NothingSeen
from .undo import undo as take_back

NAMED = 5  # kept records that a toast names


@require_GET
def mention_names(request):
    """Whom a note may mean by what follows an @, as it is being typed: `{"people": [{"name", "written"}]}`."""
    return JsonResponse({"people": suggested(request.GET.get("q", ""), request.member)})


@require_POST
def undo(request, pk):
    """Take an act back, and say what was restored and what was kept because somebody changed it since."""
    act = Act.objects.visible_to(request.member).filter(pk=pk).first()
    if act is None:
        raise Http404
    to = where_from(request)
    try:
        report = take_back(act, by=request.member)
    except NothingSeen as nothing:
        raise Http404 from nothing
    except CannotUndo:
        return refused(request, _("This cannot be undone: it is undone already, or it is not yours."), to=to)
    if not report.is_over:
        return done(request, _("This was so much that it is being undone in the background."), to=to)
    text = ngettext("%(n)s record restored.", "%(n)s records restored.", report.restored) % {"n": report.restored}
    if report.kept:
        text = f"{text} {_kept_in_words(report.kept, request.member)}"
    return done(request, text, to=to)


def _kept_in_words(kept, member):
    """Which records an undo has left as they are, the first of them by name."""
    names = []
    for kind, pk in kept[:NAMED]:
        record = recorded_models()[kind].objects.visible_to(member).filter(pk=pk).first()
        names.append(str(record) if record else _("one that is gone"))
    text = ngettext(
        "%(n)s was kept, because it was changed since: %(names)s",
        "%(n)s were kept, because they were changed since: %(names)s",
        len(kept),
    ) % {"n": len(kept), "names": ", ".join(names)}
    return f"{text} …" if len(kept) > NAMED else f"{text}."


@require_GET
def timeline(request, model, pk):
    """A card's timeline, or its next part `before` a mark; `show` picks one source."""
    record = found_or_404(model, pk, request.member)
    if not request.htmx:
        return go(request, f"{record.get_absolute_url()}?{request.GET.urlencode()}")
    before = Mark.read(request.GET.get("before"))
    context = activity_of(request, record, before=before)
    return render(request, "activity/_lines.html" if before else "activity/_timeline.html", context)


def urls_of(record):
    """Addresses of what can be done on a record's card. Their names follow from its kind."""
    names = ("edit", "remove", "timeline", *(("note_new",) if hasattr(record, "note_records") else ()))
    return {name: reverse(f"{record.KIND}_{name}", args=[record.pk]) for name in names}


def activity_of(request, record, before=None, note_form=None):
    """Template context of a card's timeline and composer."""
    picked = request.GET.get("show", "")
    return {
        "record": record,
        "timeline": timeline_of(record, request.member, before=before, picked=picked),
        "note_form": note_form,
        "urls": urls_of(record),
    }


@require_POST
def note_add(request, model, pk, note_model, form_class):
    """Write a note on a record; a note that is refused comes back as it was typed."""
    record = found_or_404(model, pk, request.member)
    form = form_class(request.POST)
    if not form.is_valid():
        if not request.htmx:
            return refused(request, form.errors["content"][0], to=record.get_absolute_url())
        return render(request, "activity/_activity.html", activity_of(request, record, note_form=form), status=422)
    note_model.write(record, form.cleaned_data["content"], by=request.member)
    if not request.htmx:
        return done(request, _("Note saved."), to=record.get_absolute_url())
    return toast(render(request, "activity/_activity.html", activity_of(request, record)), _("Note saved."))


@require_POST
def note_remove(request, model, pk, note_pk, note_model):
    """Delete a note; the toast takes it back."""
    record = found_or_404(model, pk, request.member)
    note = note_model.objects.visible_to(request.member).filter(**{note_model.PARENT: record, "pk": note_pk}).first()
    if note is None:
        raise Http404
    act = note.remove(by=request.member)
    if not request.htmx:
        return done(request, _("Note deleted."), act=act, to=record.get_absolute_url())
    return toast(render(request, "activity/_activity.html", activity_of(request, record)), _("Note deleted."), act=act)


@require_POST
def record_remove(request, model, pk):
    """Delete a record with its notes; the toast takes it back."""
    record = found_or_404(model, pk, request.member)
    name, to = str(record), reverse(f"{model.KIND}_list")
    act = record.remove(by=request.member)
    return done(request, _("%(name)s deleted.") % {"name": name}, act=act, to=to)
