"""Where a record is by now."""

from ..models import Merge

MOST = 20  # merges one after the other


def now_at(model, pk, member):
    """The record that the record `pk` of `model` was merged into, as far as `member` sees it; None where it was not."""
    merges = Merge.objects.filter(organization=member.organization_id, kind=model.KIND).standing()
    for _step in range(MOST):
        pk = merges.filter(gone_id=pk).values_list("kept_id", flat=True).first()
        found = pk and model.objects.visible_to(member).filter(pk=pk).first()
        if found or pk is None:
            return found
    return None
