from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = "Contacts and companies"

    def ready(self):
        from activity.timeline import register
        from activity.told import CHANGES, notes_source
        from transfers import kinds

        from .models import Company, CompanyNote, Contact, ContactNote

        for model, note_model in ((Contact, ContactNote), (Company, CompanyNote)):
            register(notes_source(note_model), model.KIND)
            register(CHANGES, model.KIND)

        for slug, plural, label, label_plural in (
            ("contact", "contacts", _("contact"), _("contacts")),
            ("company", "companies", _("company"), _("companies")),
        ):
            name = slug.capitalize()
            resource, filterset = f"contacts.resources.{name}Resource", f"contacts.filters.{name}Filter"
            kinds.register(kinds.Kind(slug, plural, label, label_plural, resource, filterset))
