"""What transfers tell the floors above."""

from django.dispatch import Signal

transfer_ended = (
    Signal()
)  # transfer: an import or an export that is done or has failed, within the transaction that says so
