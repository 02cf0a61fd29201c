"""What a text field is completed with while one types: `<option>`s for a `<datalist>`."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..forms import written
from ..models import Company, Contact

MOST = 10


def _typed(request):
    """The text of the field that asks, whatever it is called."""
    return next((text for text in request.GET.values() if text.strip()), "")[:200].replace("\x00", "")


@require_GET
def company_suggest(request):
    """Names of companies that hold the typed words."""
    text = _typed(request)
    found = Company.objects.visible_to(request.member).search(text).order_by("name_key")[:MOST] if text else []
    return render(request, "_shared/_options.html", {"texts": [company.name for company in found]})


@require_GET
def contact_suggest(request):
    """Contacts that hold the typed words, each so that no other is meant."""
    text = _typed(request)
    found = Contact.objects.visible_to(request.member).search(text).order_by("name_key")[:MOST] if text else []
    return render(request, "_shared/_options.html", {"texts": [written(contact) for contact in found]})
