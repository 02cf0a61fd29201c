"""What mail tells the floors below when they ask."""

from django.dispatch import receiver

from leads.signals import lead_weighed

from .models import Message


@receiver(lead_weighed)
def weigh(sender, lead, by, **_more):
    """How many messages of `lead` its contact will show."""
    return {"mails": Message.objects.of(lead, by).count()} if lead.email else {}
