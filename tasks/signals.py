"""What tasks tell the floors above, within the transaction that writes it."""

from django.dispatch import Signal

#: tasks, now: these open tasks, of one organization or of many, are due. Sent once for each time that a task is due.
tasks_due = Signal()
