"""On which terms rows are taken."""

from dataclasses import dataclass, field

from .models import Transfer


@dataclass(frozen=True)
class Terms:
    """How rows find their records and what they may do to them.

    `mode` is a `Transfer` mode. `match_by` is a key of the resource's `MATCHES`, "" for the first. `blank` says what an
    empty cell does to a record that is there: keep or clear. `defaults` maps fields to the text that stands in for an
    empty cell: owner and source fill what has none, tags are added to every record of the file.
    """

    mode: str = Transfer.UPSERT
    match_by: str = ""
    blank: str = Transfer.KEEP
    defaults: dict = field(default_factory=dict)

    @classmethod
    def of(cls, transfer):
        """The terms of `transfer`."""
        return cls(transfer.mode, transfer.match_by, transfer.blank, transfer.defaults)

    @property
    def clears(self):
        return self.blank == Transfer.CLEAR
