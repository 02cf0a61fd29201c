"""Questions about many contacts or companies, in words that chain."""

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower

from customization.models import CustomizedQuerySet

from . import keys
from .metadata import Holds

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


def _has_rep_status(*words):
    """A Q for contacts whose status with the rep is one of the words, on rows with `rep_word`."""
    return Q(rep_word__in=words)


def has_email(keys):
    """A Q for contacts with one of these e-mails, in lower case, as their first or their second."""
    second = ~Q(email2_key="") & Q(
        email2_key__among=keys
    )  # never blank: so that the index of the filled ones serves it
    return Q(email_key__among=keys) | second


class CompanyQuerySet(CustomizedQuerySet):
    def search(self, text):
        """Companies whose name, domain, e-mail, phone or city holds every word of `text`."""
        return self.filter(matching(text, "search_text"))

    def change_locked(self, records, wanted, *, act):
        """As for every record; new names are also written into what the companies' contacts are found and sorted by."""
        super().change_locked(records, wanted, act=act)
        self.tell_contacts([record.pk for record in records if record.is_told_by(wanted[record.pk])])

    @transaction.atomic
    def change_all(self, *, by, act=None, **values):
        """As `change_locked`."""
        told = self.none() if {"name", "is_private", "assigned_to_id"}.isdisjoint(values) else self
        if {"name", "is_private"}.isdisjoint(values):
            told = told.filter(is_private=True)
        ids = list(told.values_list("pk", flat=True))
        act = super().change_all(by=by, act=act, **values)
        self.tell_contacts(ids)
        return act

    def tell_contacts(self, ids):
        """Set the `company_key` of the contacts of these companies, see `Company.key_for`."""
        name_key = Subquery(self.model.objects.filter(pk=OuterRef("company_id")).values("name_key"))
        for start in range(0, len(ids), self.CHUNK):
            of_them = apps.get_model("contacts.Contact").objects.filter(company__in=ids[start : start + self.CHUNK])
            of_its_owner = Q(is_private=True, assigned_to=F("company__assigned_to"))
            of_them.filter(of_its_owner | Q(company__is_private=False)).update(company_key=name_key)
            of_them.filter(company__is_private=True).exclude(of_its_owner).update(company_key="")


class ContactQuerySet(CustomizedQuerySet):
    def whole(self):
        return super().whole().select_related("company")

    def search(self, text):
        """Contacts whose name, e-mail, phone or company's name holds every word of `text`."""
        return self.filter(matching(text, "search_text", "company_key"))

    def with_email(self, address):
        """Contacts with this e-mail, be it their first or their second, whatever its case."""
        return self.filter(has_email([address.strip().lower()]))

    def with_metadata(self, part):
        """Contacts whose metadata contains the JSON object `part`."""
        found = self.filter(Holds("metadata", part))
        return found.exclude(metadata={}) if part else found  # what the index leaves out, so that it is used

    def in_segment(self, segment, *, member):
        """Contacts by where they stand with the business, for `member`. Everybody is in just one segment besides `all`:

        - `archived`: the contact is inactive, or its status with the rep says archived;
        - `customers`: else, with a won deal that the member sees, or the status customer;
        - `leads`: else, nobody has worked on them yet: the status is new, lead or none;
        - `prospects`: all others.
        """
        archived = Q(status="inactive") | _has_rep_status("archived")
        deals = apps.get_model("deals.Deal").objects.visible_to(member)
        customers = Exists(deals.filter(contact=OuterRef("pk"), status="won")) | _has_rep_status("customer")
        leads = _has_rep_status("new", "lead", "")
        return self.alias(rep_word=Lower("rep_status")).filter(
            {
                "all": Q(),
                "archived": archived,
                "customers": ~archived & customers,
                "leads": ~archived & ~customers & leads,
                "prospects": ~archived & ~customers & ~leads,
            }[segment]
        )

    def with_company(self, member):
        """Fetches each one's company along; `sees_company` says whether the member may open its card."""
        seen = apps.get_model("contacts.Company").objects.visible_to(member).filter(pk=OuterRef("company_id"))
        return self.select_related("company").annotate(sees_company=Exists(seen))
