from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DealsConfig(AppConfig):
    name = "deals"
    verbose_name = "Deals"

    def ready(self):
        from accounts.signals import organization_founded
        from activity import panels
        from activity.timeline import register
        from activity.told import CHANGES, notes_source
        from transfers import kinds

        from .models import Deal, DealNote, Pipeline
        from .panels import PANEL
        from .smart import register_fields

        register_fields()
        organization_founded.connect(Pipeline.ship_to, dispatch_uid="ship pipeline")
        register(notes_source(DealNote), Deal.KIND)
        register(CHANGES, Deal.KIND)
        resource, filterset = "deals.resources.DealResource", "deals.filters.DealFilter"
        kinds.register(kinds.Kind(Deal.KIND, "deals", _("deal"), _("deals"), resource, filterset))
        panels.register(PANEL, "contact", "company")
