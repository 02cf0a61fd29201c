"""XLSX, whose zip directory is looked at before anything is unpacked."""

import datetime
import zipfile

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .rows import Row, Unreadable

MAX_PARTS = 5_000
DAMAGED = _("The spreadsheet is damaged. Open it, save it as XLSX or CSV again and try with that.")


def check_archive(path):
    """Raise Unreadable unless the zip at `path` is a spreadsheet that unpacks to a sane size."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(DAMAGED) from error
    if not any(part.filename.replace("\\", "/") == "xl/workbook.xml" for part in parts):
        raise Unreadable(_("This is a zip archive, not a spreadsheet. Unpack it and choose the CSV or XLSX inside."))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > settings.IMPORT_MAX_BYTES:
        raise Unreadable(_("The spreadsheet unpacks to too much. Save it as CSV and try with that."))


def spreadsheet_rows(path):
    """The `Row`s of the first sheet."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            sheet = workbook.get_sheet_by_index(0)
            first = sheet.start[0] if sheet.start else 0
            for number, values in enumerate(sheet.iter_rows(), 1):
                if number > first or any(values):
                    yield Row(number, [cell_text(value) for value in values])
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise Unreadable(DAMAGED) from error


def cell_text(value):
    """A spreadsheet's value as the text a CSV would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
