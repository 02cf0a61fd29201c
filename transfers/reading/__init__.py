"""Files as rows: what a file is, how it is encoded and cut, and its rows one after another, never all at once."""

from .delimited import DELIMITERS
from .sniffing import ENCODINGS, Recognized, recognize
from .table import MAX_COLUMNS, Row, Table, Unreadable

__all__ = ["DELIMITERS", "ENCODINGS", "MAX_COLUMNS", "Recognized", "Row", "Table", "Unreadable", "recognize"]
