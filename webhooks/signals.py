"""What webhooks tell the floors above, within the transaction that writes it."""

from django.dispatch import Signal

#: endpoint, at: we turned it off, because it is gone or kept failing.
endpoint_disabled = Signal()
