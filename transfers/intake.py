"""A file arrives: it is kept, recognised, and its columns are mapped."""

from django.conf import settings
from django.utils.translation import gettext as _

from . import mapping
from .keeping import keep
from .models import Transfer
from .reading import Table, Unreadable, recognize


def take_in(upload, *, kind, by, mode=Transfer.UPSERT):
    """Keep the uploaded file and prepare its import as a draft `Transfer`.

    Raises Unreadable, keeping nothing; NoRoom, which is one, when the disk is full.
    """
    must_fit(upload.size)
    transfer = Transfer(organization=by.organization, member=by, kind=kind, mode=mode, size=upload.size)
    transfer.filename = (upload.name or _("file")).replace("\x00", "")[-255:]
    transfer.digest = keep(transfer.kept, upload, transfer.filename)
    try:
        found = recognize(transfer.kept.path)
        transfer.file_format, transfer.encoding, transfer.delimiter = found.file_format, found.encoding, found.delimiter
        _must_hold_such(transfer)
        read_header(transfer)
        table_of(transfer).must_have_rows()
        transfer.save()
    except Exception:
        transfer.kept.delete(save=False)
        raise
    return transfer


def seen_before(transfer):
    """The latest import of the same bytes into the same kind of record, that was let run and that the one whose import
    this is may know of, or None.

    What was undone or never begun does not count.
    """
    if not transfer.digest:
        return None
    seen = Transfer.objects.visible_to(transfer.member) if transfer.member else Transfer.objects.none()
    same = seen.imports().filter(digest=transfer.digest)
    begun = [Transfer.WAITING, Transfer.RUNNING, Transfer.DONE, Transfer.FAILED, Transfer.CANCELLED]
    same = same.filter(kind=transfer.kind, status__in=begun).exclude(pk=transfer.pk)
    standing = same.exclude(undo_state=Transfer.UNDONE).exclude(act__undone_at__isnull=False)
    return standing.exclude(status=Transfer.CANCELLED, position=0).order_by("-pk").first()


def must_fit(size):
    """Raise Unreadable for a file beyond the setting."""
    if size > settings.IMPORT_MAX_BYTES:
        raise Unreadable(
            _("The file is larger than %d MB. Split it into smaller ones.") % (settings.IMPORT_MAX_BYTES // 1024**2)
        )


def _must_hold_such(transfer):
    """Raise Unreadable for vCards where no people are wanted."""
    if transfer.file_format == "vcf" and "last_name" not in transfer.of.resource_class.columns():
        raise Unreadable(
            _("A vCard file holds people. Import it as contacts: their companies are made along with them.")
        )


def table_of(transfer):
    """The transfer's kept file as a `Table`. Raises Unreadable, also when the file is gone."""
    if not transfer.kept or not transfer.kept.storage.exists(transfer.kept.name):
        raise Unreadable(_("The file is no longer kept here. Import it anew."))
    return Table(
        transfer.kept.path,
        file_format=transfer.file_format,
        encoding=transfer.encoding,
        delimiter=transfer.delimiter,
    )


def read_header(transfer):
    """Read the header and map its columns: as the last time this header came, else by their names."""
    header = table_of(transfer).header
    transfer.header = mapping.numbered(header)
    transfer.header_key = mapping.header_key(transfer.header)
    chosen = mapping.remembered(transfer) or mapping.guess(header, synonyms(transfer))
    transfer.mapping = mapping.fitting(chosen, transfer.header, fields_of(transfer))


def synonyms(transfer):
    return mapping.synonyms_of(transfer.of.resource_class, transfer.custom_fields)


def fields_of(transfer):
    """`{field: label}` of everything a column may fill, in the template's order."""
    return mapping.fields_of(transfer.of.resource_class, transfer.custom_fields)


def must_be_mapped(transfer):
    """Raise Unreadable when no column fills what a record cannot do without: its name, or to find those that have one
    already, what rows are found by; and when a column is to fill a custom field that was removed since."""
    gone = mapping.gone(transfer)
    if gone:
        raise Unreadable(
            _("The custom field of the column “%s” is not there any more. Choose what the column becomes.") % gone[0]
        )
    resource, fields = transfer.of.resource_class, set(transfer.mapping)
    needed, finding = resource.NEEDED, transfer.match_by or next(iter(resource.MATCHES))
    finds = transfer.mode != Transfer.CREATE and finding in fields
    if not (needed & fields or finds):
        labels = fields_of(transfer)
        raise Unreadable(
            _("No column gives the name. Let one of the columns fill: %s.")
            % ", ".join(labels[name] for name in labels if name in needed)
        )
