from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Leads"

    def ready(self):
        from activity import panels
        from activity.timeline import register
        from activity.told import CHANGES, notes_source
        from activity.undo import goes_its_own_way
        from contacts.merging.wiring import let_merge
        from transfers import kinds

        from .conversion.unqualifying import UNDO_VERB, VERB, never, undo
        from .duplicates import ALIKE, RULES
        from .models import Lead, LeadNote
        from .panels import of_company, of_contact
        from .smart import register_fields

        register_fields()
        register(notes_source(LeadNote), Lead.KIND)
        register(CHANGES, Lead.KIND)

        panels.register(panels.Panel("leads", "leads/_of_contact.html", of_contact, order=80), "contact")
        panels.register(panels.Panel("leads", "leads/_of_company.html", of_company, order=60), "company")

        goes_its_own_way(VERB, undo)
        goes_its_own_way(UNDO_VERB, never)

        kinds.register(
            kinds.Kind(
                "lead", "leads", _("lead"), _("leads"), "leads.resources.LeadResource", "leads.filters.LeadFilter",
                for_members=True,
            )
        )  # fmt: skip
        let_merge(ALIKE, RULES)
