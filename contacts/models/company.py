from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.locks import hold_name, hold_names
from customization.models import Customized

from .. import keys
from ..queries import CompanyQuerySet
from .address import Addressed


class Company(Addressed, Customized):
    """An employer of contacts, a customer to be."""

    KIND = "company"
    TRACKED = (
        "name",
        "domain",
        "website",
        "industry",
        "phone",
        "email",
        *Addressed.ADDRESS,
        "notes",
        "external_id",
        "assigned_to_id",
        "is_private",
    )
    DERIVED = ("name_key", "match_key", "search_text")

    name = models.CharField(_("name"), max_length=200)
    domain = models.CharField(_("domain"), max_length=200, blank=True)
    website = models.CharField(_("website"), max_length=500, blank=True)
    industry = models.CharField(_("industry"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    notes = models.TextField(_("about"), max_length=20_000, blank=True)
    external_id = keys.ExternalId()
    name_key = keys.KeyField()
    match_key = keys.KeyField()
    search_text = models.TextField(editable=False, blank=True, default="")

    objects = CompanyQuerySet.as_manager()

    class Meta(Customized.Meta):
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [
            *Customized.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(name=""), name="company_has_name"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "name_key", "id"], include=["is_private", "assigned_to"], name="company_by_name"
            ),
            models.Index(fields=["organization", "match_key"], name="company_by_match"),
            models.Index(fields=["organization", "created_at", "id"], name="company_by_created"),
            models.Index(fields=["organization", "assigned_to"], name="company_by_owner"),
            models.Index(fields=["organization", "industry"], name="company_by_industry"),
            models.Index("organization", Lower("email"), condition=~models.Q(email=""), name="company_by_email"),
            keys.found_by("external_id", name="company_by_external_id"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("company_card", args=[self.pk])

    @staticmethod
    def is_website(text):
        """Whether `text` can be a website: an address of the web, or one without its beginning."""
        return text.lower().startswith(("http://", "https://")) or ":" not in text.split("/")[0]

    @property
    def website_url(self):
        """The website as a link; "" for anything that is no web address."""
        if self.website.lower().startswith(("http://", "https://")):
            return self.website
        return f"https://{self.website}" if self.website and ":" not in self.website else ""

    def derive(self):
        self.name_key = keys.fold(self.name)[:300]
        self.match_key = keys.match_company(self.name)[:300]
        words = (self.name, self.domain, self.email, self.phone, keys.digits(self.phone), self.address_city)
        self.search_text = " " + keys.fold(" ".join(words))

    def change(self, *, by, act=None, **values):
        """As `Recorded.change`; a new name is also written into what its contacts are found and sorted by."""
        with transaction.atomic():
            act = super().change(by=by, act=act, **values)
            if act and self.is_told_by(values):
                type(self).objects.tell_contacts([self.pk])
        return act

    def is_told_by(self, values):
        """Whether contacts may be found by something else once `values` are set, see `key_for`."""
        return not {"name", "is_private"}.isdisjoint(values) or (self.is_private and "assigned_to_id" in values)

    def key_for(self, contact):
        """What `contact` is found and sorted by: a private company's name stands on its owner's private contacts only."""
        is_known = contact.is_private and contact.assigned_to_id == self.assigned_to_id
        return self.name_key if is_known or not self.is_private else ""

    @classmethod
    def nameable(cls, *, by):
        """The companies a name given by `by` can mean: all of the organization but the private ones of others."""
        own = models.Q(is_private=False) | models.Q(assigned_to=by.pk)
        return cls.objects.filter(own, organization=by.organization_id).order_by("pk")

    @classmethod
    def named(cls, name, *, by, act=None):
        """The organization's company with this name, whatever its case, made if missing. Private ones of others are not
        found. Must run inside a transaction."""
        key = keys.fold(name)[:300]
        hold_name(by.organization_id, key)
        return cls.nameable(by=by).filter(name_key=key).first() or cls.create(by=by, act=act, name=name.strip())

    @classmethod
    def named_all(cls, names, *, by, act=None):
        """As `named` for many: `{folded name: Company}`. Must run inside a transaction."""
        wanted = {keys.fold(name)[:300]: name.strip() for name in reversed(names)}
        hold_names(by.organization_id, wanted)
        found = {}
        for company in cls.nameable(by=by).filter(name_key__among=list(wanted)):
            found.setdefault(company.name_key, company)
        missing = [cls(name=name) for key, name in wanted.items() if key not in found]
        if missing:
            cls.objects.create_all(missing, by=by, act=act)
        return found | {company.name_key: company for company in missing}
