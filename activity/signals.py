"""What history tells the floors above, within the transaction that writes it."""

from django.dispatch import Signal

#: act, kind, action (one of `Change.ACTIONS`), changes: `[(primary key, {field: [old, new]}, record or None)]`. Sent for
#: each chunk of an act, of a few records or of thousands; what is removed is still there when it is sent.
recorded = Signal()
#: note, record, by, at. Somebody wrote a note on a record, or gave one other words.
note_written = Signal()
