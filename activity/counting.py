"""Whether the tallies say what is there, and setting them right if they do not."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Sum, Value

from .models import Tally, recorded_models


@dataclass(frozen=True)
class Deviation:
    """A tally that is wrong: of which records, and by how many it says too few (or, negative, too many)."""

    organization_id: int
    kind: str
    facts: tuple  # (assigned_to_id, is_private, status)
    missing: int


def deviations():
    """Every `Deviation`, of all organizations and kinds."""
    return [found for model in recorded_models().values() for found in _deviations_of(model)]


def repair(found):
    """Enter what is missing. Entries are signed, so writers that are busy meanwhile are neither lost nor doubled."""
    for deviation in found:
        Tally.enter(deviation.organization_id, deviation.kind, {deviation.facts: deviation.missing})


def _deviations_of(model):
    """One statement reads the records and the tallies, so that no write falls between them."""
    status = "status" if "status" in model.column_names() else Value("")
    facts = ("organization_id", "assigned_to_id", "is_private")
    real = model.objects.order_by().values_list(*facts, status).annotate(n=Count("pk"))
    said = Tally.objects.filter(kind=model.KIND).order_by().values_list(*facts, "status").annotate(n=-Sum("delta"))
    missing = Counter()
    for organization, owner, private, state, n in real.union(said, all=True):
        missing[organization, (owner, bool(private), state)] += int(n)
    return [Deviation(org, model.KIND, key, n) for (org, key), n in missing.items() if n]
