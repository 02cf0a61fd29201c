"""What customization tells the floors above, within the transaction that writes it."""

from django.dispatch import Signal

#: subscription, entered, left, problem, at: a list that somebody follows was looked at, and these records (ids) entered or
#: left it since the last time; or, with a `problem` in words, it cannot be looked at any more.
list_moved = Signal()
