"""The acts of an import: read it otherwise, map its columns, run, stop, take back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.guards import members_only
from activity.undo import CannotUndo

from ..forms import ColumnsForm, ReadingForm
from ..intake import read_header
from ..models import Transfer
from ..newfields import NEW, add_new_fields
from ..reading import Unreadable
from ..rehearsal import rehearse_or_tell
from ..tasks import later, rehearse_transfer, run_transfer
from ..undoing import ask_to_take_back
from .imports import found, show

AT_ONCE_BYTES = 300_000  # a larger file is rehearsed in the background


@members_only
@require_POST
def import_reading(request, pk):
    """Read the file in another encoding or with another delimiter; its columns are mapped anew."""
    transfer = found(request, pk)
    form = ReadingForm(request.POST, transfer=transfer)
    if not transfer.is_open or transfer.file_format != "csv":
        return _too_late(request, transfer)
    if form.is_valid():
        was = transfer.encoding, transfer.delimiter
        transfer.encoding, transfer.delimiter = form.cleaned_data["encoding"], form.cleaned_data["delimiter"]
        try:
            read_header(transfer)
        except Unreadable as error:
            transfer.encoding, transfer.delimiter = was
            messages.error(request, str(error))
        else:
            transfer.status, transfer.failure = Transfer.DRAFT, ""
            transfer.save()
    return redirect(transfer.get_absolute_url() + "?columns")


@members_only
@require_POST
def import_columns(request, pk):
    """Take the columns as chosen, and rehearse."""
    transfer = found(request, pk)
    if not transfer.is_open:
        return _too_late(request, transfer)
    form = ColumnsForm(request.POST, transfer=transfer, by=request.member)
    if not form.is_valid():
        return show(request, transfer, form, status=422)
    if NEW in transfer.mapping and not _added(request, transfer, form):
        return show(request, transfer, form, status=422)
    transfer.ask_to_rehearse()
    if transfer.size > AT_ONCE_BYTES:
        with transaction.atomic():
            later(rehearse_transfer, transfer.pk)
    else:
        rehearse_or_tell(transfer)
    return redirect(transfer)


def _added(request, transfer, form):
    """Make the custom fields that columns are to become. Returns whether they are there; `form` says why not."""
    try:
        made = add_new_fields(transfer, by=request.member)
    except ValidationError as error:
        for name, reasons in error.message_dict.items():
            form.add_error(name, reasons)
        return False
    except Unreadable as error:
        form.add_error(None, str(error))
        return False
    names = ", ".join(f"{field.label} ({field.get_type_display()})" for field in made)
    text = ngettext("There is a new custom field: %s.", "There are new custom fields: %s.", len(made)) % names
    messages.success(request, text)
    return True


@members_only
@require_POST
def import_run(request, pk):
    """Let a worker run the import. A second press changes nothing."""
    transfer = found(request, pk)
    with transaction.atomic():
        if transfer.ask_to_run():
            later(run_transfer, transfer.pk)
    return redirect(transfer)


@members_only
@require_POST
def import_cancel(request, pk):
    """Stop: a draft is forgotten, a run ends before its next chunk and keeps what it has written."""
    transfer = found(request, pk)
    if transfer.is_open:
        transfer.discard()
        messages.success(request, _("The import is dropped. Nothing was changed."))
        return redirect("import_list")
    if transfer.cancel():
        transfer.refresh_from_db()
        stays = _("The import is stopped. What was written so far stays; you can undo it.")
        messages.success(request, stays if transfer.imported else _("The import is stopped. Nothing was changed."))
    return redirect(transfer)


@members_only
@require_POST
def import_undo(request, pk):
    """Take the whole import back."""
    transfer = found(request, pk)
    try:
        ask_to_take_back(transfer, by=request.member)
    except CannotUndo:
        messages.error(request, _("This import cannot be undone any more."))
        return redirect(transfer)
    transfer.refresh_from_db()
    undone = transfer.options["undo"]
    if transfer.undo_state == Transfer.UNDONE:
        text = ngettext("Undone: %d record is as it was.", "Undone: %d records are as they were.", undone["restored"])
        messages.success(request, text % undone["restored"])
    return redirect(transfer)


def _too_late(request, transfer):
    messages.error(request, _("This import has begun already; its columns stay as they are."))
    return redirect(transfer)
