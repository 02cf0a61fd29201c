from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "inbox"
    verbose_name = "Mail"

    def ready(self):
        from activity import feed
        from activity.timeline import register
        from contacts.models import Company, Contact
        from deals.models import Deal
        from deals.risk import register_fact
        from leads.models import Lead

        from . import feeding, receivers  # noqa: F401 - connects them
        from .smart import register_fields
        from .told import MAILS, last_mail_of_deal

        register_fields()
        feed.register(feeding.MAILS)
        register(MAILS, Contact.KIND, Company.KIND, Lead.KIND, Deal.KIND)
        register_fact("last_mail_at", last_mail_of_deal)
