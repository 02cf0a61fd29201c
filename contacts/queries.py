"""Questions about many contacts or companies, in words that chain."""

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from customization.models import TaggableQuerySet

from . import keys

SHORT = 3  # a word below this length has no trigram of its own


def search_words(text):
    """The folded words of a search. What they match is said at `matching`."""
    return keys.fold(text).split()[:8]


def matching(text, *columns):
    """A Q for rows where every word of `text` stands in one of the folded `columns`.

    A word of one or two letters must begin a word there; a longer one may stand anywhere. `%`, `_` and quotes are
    ordinary characters. On PostgreSQL trigram indexes serve it, on SQLite a scan within the organization.
    """
    found = Q()
    for word in search_words(text):
        pattern = word if len(word) >= SHORT else f" {word}"
        either = Q()
        for column in columns:
            either |= Q(**{f"{column}__contains": pattern})
            if pattern != word and column != "search_text":
                either |= Q(**{f"{column}__startswith": word})
        found &= either
    return found


class CompanyQuerySet(TaggableQuerySet):
    def search(self, text):
        """Companies whose name, domain, e-mail, phone or city holds every word of `text`."""
        return self.filter(matching(text, "search_text"))

    def change_locked(self, records, wanted, *, act):
        """As for every record; new names are also written into what the companies' contacts are found and sorted by."""
        super().change_locked(records, wanted, act=act)
        renamed = [record.pk for record in records if not {"name", "is_private"}.isdisjoint(wanted[record.pk])]
        self._tell_contacts(renamed)

    @transaction.atomic
    def change_all(self, *, by, act=None, **values):
        """As `change_locked`."""
        ids = [] if {"name", "is_private"}.isdisjoint(values) else list(self.values_list("pk", flat=True))
        act = super().change_all(by=by, act=act, **values)
        self._tell_contacts(ids)
        return act

    def _tell_contacts(self, ids):
        """Set the `company_key` of the contacts of these companies, see `Company.key_for`."""
        name_key = Subquery(self.model.objects.filter(pk=OuterRef("company_id")).values("name_key"))
        for start in range(0, len(ids), self.CHUNK):
            of_them = apps.get_model("contacts.Contact").objects.filter(company__in=ids[start : start + self.CHUNK])
            of_them.filter(Q(is_private=True) | Q(company__is_private=False)).update(company_key=name_key)
            of_them.filter(is_private=False, company__is_private=True).update(company_key="")


class ContactQuerySet(TaggableQuerySet):
    def whole(self):
        return super().whole().select_related("company")

    def search(self, text):
        """Contacts whose name, e-mail, phone or company's name holds every word of `text`."""
        return self.filter(matching(text, "search_text", "company_key"))

    def with_email(self, address):
        """Contacts with this e-mail, whatever its case."""
        return self.filter(email_key=address.strip().lower())

    def with_company(self, member):
        """Fetches each one's company along; `sees_company` says whether the member may open its card."""
        seen = apps.get_model("contacts.Company").objects.visible_to(member).filter(pk=OuterRef("company_id"))
        return self.select_related("company").annotate(sees_company=Exists(seen))
