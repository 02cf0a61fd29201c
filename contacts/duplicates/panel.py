"""The place of likely duplicates on a card. They are looked for once the card is shown, so that it waits for nothing."""

from django.urls import reverse

from activity.panels import Panel


def shown(record, member):
    """Where the panel gets its contents. No query."""
    if not member.may_edit(record):
        return None
    return {"url": reverse(f"{record.KIND}_duplicates", args=[record.pk])}


PANEL = Panel("duplicates", "contacts/duplicates/_panel.html", shown, order=95)
