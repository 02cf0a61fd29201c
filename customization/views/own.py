"""What the settings pages share."""

from django.http import Http404


def own_or_404(model, pk, member):
    """The row `pk` of the member's organization. Raises Http404."""
    found = model.objects.visible_to(member).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
