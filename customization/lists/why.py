"""Why a record is on a smart list or not: each condition with what it saw."""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from ..smart.explaining import explain
from ..smart.words import in_words

MOST_FOUND = 8
LARGEST_ID = 2**63 - 1


@dataclass
class Why:
    """What the builder says of one record: `groups` are lists of (words, whether it holds, the value seen)."""

    text: str = ""
    found: list = field(default_factory=list)
    record: object = None
    groups: list = field(default_factory=list)
    is_in: bool = False
    is_kept_out: bool = False  # by the words searched for, or by a filter that is no condition
    error: str = ""


def why(typed, declared, builder, state, member):
    """The `Why` of the record `why` among those the member sees, and records that hold the words `why_text`.

    None where nothing was asked.
    """
    text = typed.get("why_text", "")[:200].replace("\x00", "").strip()
    pk = typed.get("why") or typed.get("why_kept") or ""
    answer = Why(text)
    if not (text or pk or "why" in typed):
        return None
    visible = declared.model.objects.visible_to(member)
    if pk.isascii() and pk.isdigit() and int(pk[:19]) <= LARGEST_ID:
        answer.record = visible.filter(pk=pk[:19]).first()
    if text:
        answer.found = list(declared.filterset({"search": text}, visible, member=member).ordered()[:MOST_FOUND])
    if answer.record is not None:
        _explain(answer, declared, builder, state, member)
    return answer


def _explain(answer, declared, builder, state, member):
    query = builder.check(finished_only=True)
    if query is None:
        answer.error = _("Mend the conditions that are marked first.")
        return
    verdicts = explain(query, answer.record, member=member)
    answer.groups = [
        [(in_words(verdict.condition, member), verdict.holds, verdict.seen or _("nothing")) for verdict in group]
        for group in verdicts
    ]
    answer.is_in = not verdicts or any(all(verdict.holds for verdict in group) for group in verdicts)
    params = QueryDict(mutable=True)
    for name in declared.filterset.base_filters:
        if state.get(name) and name != "query":
            params.setlist(name, state.getlist(name))
    others = declared.filterset(params, declared.model.objects.visible_to(member), member=member)
    if answer.is_in and params and others.is_valid():
        answer.is_kept_out = not others.qs.filter(pk=answer.record.pk).exists()
