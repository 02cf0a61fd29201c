"""The kinds of file an export can be, each written as blocks of bytes while its rows arrive."""

from .cards import NAMED, card_blocks
from .delimited import csv_blocks
from .workbook import xlsx_blocks

CSV, XLSX, VCF = FORMATS = "csv", "xlsx", "vcf"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    VCF: "text/vcard; charset=utf-8",
}


def formats_of(kind):
    """Which formats records of `kind` go out in: only who has a first and a last name has a card."""
    return FORMATS if NAMED.issubset(kind.resource_class.columns()) else (CSV, XLSX)


def blocks(file_format, header, rows, *, mark=False):
    """The whole file in pieces of bytes; with `mark` a CSV tells spreadsheets that it is UTF-8."""
    if file_format == XLSX:
        return xlsx_blocks(header, rows)
    if file_format == VCF:
        return card_blocks(header, rows)
    return csv_blocks(header, rows, mark=mark)
