from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    verbose_name = "Contacts and companies"

    def ready(self):
        from django.db.backends.signals import connection_created

        from activity import feed
        from activity.timeline import register
        from activity.told import CHANGES, notes_source
        from customization import tokens
        from transfers import kinds

        from . import feeding
        from .metadata import teach_sqlite
        from .models import Company, CompanyNote, Contact, ContactNote
        from .smart import register_fields
        from .tokens import CONTACT

        connection_created.connect(teach_sqlite, dispatch_uid="teach SQLite containment")
        register_fields()
        tokens.register(CONTACT)
        feed.register(feeding.NOTES)
        feed.register(feeding.CHANGES)

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
        register_duplicates(Contact, Company)


def register_duplicates(contact, company):
    """Duplicates of contacts and companies are found and merged."""
    from .duplicates import Alike, of_people
    from .duplicates.likeness import Firm, Person
    from .merging.wiring import let_merge

    let_merge(Alike(contact, of_people.CONTACT, of_people.contact_traits, of_people.near_contacts, Person))
    let_merge(Alike(company, of_people.COMPANY, of_people.company_traits, of_people.near_companies, Firm))
