"""What reading a file gives: rows, or a sentence saying why not."""

from dataclasses import dataclass, field

MAX_RECORD_CHARS = 1_000_000  # of a row; what is longer was not meant as one


class Unreadable(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""


@dataclass(slots=True)
class Row:
    """One row as read. `number` is what a spreadsheet shows beside it; `fault` says why it cannot be used, if so."""

    number: int
    cells: list = field(default_factory=list)
    fault: str = ""

    @property
    def is_blank(self):
        return not self.fault and not any(map(str.strip, self.cells))
