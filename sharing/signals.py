"""What sharing tells the floors above, within the transaction that writes it."""

from django.dispatch import Signal

link_opened = Signal()  # link (with its contact, item and member), event: a person opened it, no machine
form_sent = Signal()  # form, record: the lead or contact that a web form made
