"""Bringing mail from files."""

from itertools import chain

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ..forms import MailFilesForm
from ..reading import messages_in
from ..taking import take

TOLD = 50  # unreadable messages named


@require_http_methods(["GET", "POST"])
def message_import(request):
    """Choose mail files (GET); they are taken into the member's mailbox at once, and what came of it is told (POST)."""
    form, context = MailFilesForm(), {}
    if request.method == "POST":
        form = MailFilesForm(request.POST, request.FILES)
        if form.is_valid():
            files = form.cleaned_data["files"]
            taken = take(
                chain.from_iterable(messages_in(one.file, one.name) for one in files),
                owner=request.member.through("page"),
            )
            context = {"taken": taken, "shown": taken.unreadable[:TOLD], "more": len(taken.unreadable) - TOLD}
            form = MailFilesForm()
    context |= {"form": form, "most": settings.MAIL_IMPORT_MAX_BYTES // 1024**2}
    return render(request, "inbox/import.html", context)
