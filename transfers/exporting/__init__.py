"""Records as files: chunk after chunk, in constant memory, every cell harmless."""

from .formats import CSV, FORMATS, VCF, XLSX, blocks, formats_of
from .selection import Selection
from .streaming import attachment, export, refused_rows, template

__all__ = [
    "CSV",
    "FORMATS",
    "VCF",
    "XLSX",
    "Selection",
    "attachment",
    "blocks",
    "export",
    "formats_of",
    "refused_rows",
    "template",
]
