from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts import keys
from contacts.models.contact import sorted_by
from contacts.models.enquiry import Asked
from customization.models import Customized

from ..queries import LeadQuerySet, with_reason


class StatusRefused(Exception):
    """A lead does not get this status by a plain change. The text says what to do instead."""


class Lead(Asked, Customized):
    """Somebody who may become a customer, not yet looked at closely. Qualifying makes a contact of them; see
    `leads.conversion`."""

    KIND = "lead"
    NEW, CONTACTED, QUALIFIED, DISQUALIFIED = "new", "contacted", "qualified", "disqualified"
    STATUSES = [
        (NEW, _("new")),
        (CONTACTED, _("contacted")),
        (QUALIFIED, _("qualified")),
        (DISQUALIFIED, _("disqualified")),
    ]
    OPEN = (NEW, CONTACTED)
    TRACKED = (
        "first_name",
        "last_name",
        "email",
        "phone",
        "company",
        "job_title",
        "source",
        "status",
        "disqualified_for",
        "notes",
        "external_id",
        "became_contact_id",
        "became_company_id",
        "became_deal_id",
        "assigned_to_id",
        "is_private",
    )
    DERIVED = ("name_key", "email_key", "company_key", "company_match", "phone_e164", "search_text", "disqualified_for")

    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=STATUSES, default=NEW)
    disqualified_for = models.CharField(_("reason"), max_length=200, blank=True, default="", editable=False)
    notes = models.TextField(_("about"), max_length=20_000, blank=True)
    external_id = keys.ExternalId()
    became_contact = models.ForeignKey(
        "contacts.Contact",
        verbose_name=_("became the contact"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="was_leads",
    )
    became_company = models.ForeignKey(
        "contacts.Company",
        verbose_name=_("became the company"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="was_leads",
    )
    became_deal = models.ForeignKey(
        "deals.Deal",
        verbose_name=_("became the deal"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="was_leads",
    )
    name_key = keys.KeyField()
    email_key = keys.KeyField()
    company_key = keys.KeyField()
    company_match = keys.KeyField()
    phone_e164 = models.CharField(max_length=20, blank=True, editable=False, default="")
    search_text = models.TextField(editable=False, blank=True, default="")

    objects = LeadQuerySet.as_manager()

    class Meta(Customized.Meta):
        verbose_name = _("lead")
        constraints = [
            *Customized.Meta.constraints,
            models.CheckConstraint(condition=~Q(first_name="") | ~Q(last_name=""), name="lead_has_name"),
            models.CheckConstraint(
                condition=Q(status__in=["new", "contacted", "qualified", "disqualified"]), name="lead_status_known"
            ),
            models.CheckConstraint(
                condition=Q(disqualified_for="") | Q(status="disqualified"), name="lead_reason_only_if_disqualified"
            ),
        ]
        indexes = [
            sorted_by("name_key", name="lead_by_name"),
            sorted_by("email_key", name="lead_by_email"),
            sorted_by("company_key", name="lead_by_company"),
            sorted_by("status", name="lead_by_status"),
            sorted_by("source", name="lead_by_source"),
            sorted_by("created_at", name="lead_by_created"),
            models.Index(
                fields=["organization", "assigned_to", "name_key", "id"], include=["is_private"], name="lead_by_owner"
            ),
            keys.found_by("external_id", name="lead_by_external_id"),
            keys.found_by("phone_e164", name="lead_by_phone_e164"),
            keys.found_by("company_match", name="lead_by_company_match"),  # the leads on a company's card
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_open(self):
        """Whether it can still be qualified or disqualified."""
        return self.status in self.OPEN

    def get_absolute_url(self):
        return reverse("lead_card", args=[self.pk])

    # -- verbs ------------------------------------------------------------------------------------

    @classmethod
    def create(cls, *, by, act=None, **values):
        """As for every record. Raises StatusRefused for a qualified one."""
        cls.check_status(None, values.get("status"))
        return super().create(by=by, act=act, **values)

    @transaction.atomic
    def change(self, *, by, act=None, **values):
        """As for every record; the reason goes with the status it is of. Raises StatusRefused where the status is not
        this way's to change."""
        if "status" in values:
            now = type(self).objects.select_for_update().values_list("status", flat=True).get(pk=self.pk)
            self.check_status(now, values["status"])
            values = with_reason(values)
        return super().change(by=by, act=act, **values)

    def become(self, contact, *, by, act, company=None, deal=None):
        """Say that this lead, which the caller holds, became these; see `leads.conversion`."""
        became = {"became_contact": contact, "became_company": company, "became_deal": deal}
        ids = {f"{name}_id": record and record.pk for name, record in became.items()}
        return super().change(by=by, act=act, status=self.QUALIFIED, disqualified_for="", **ids)

    def become_open(self, status, *, by, act):
        """Say that this lead, which the caller holds, became nothing and has `status` again."""
        ids = dict.fromkeys(("became_contact_id", "became_company_id", "became_deal_id"))
        return super().change(by=by, act=act, status=status, **ids)

    @classmethod
    def check_status(cls, now, wanted):
        """Raise StatusRefused where a plain change does not lead from the status `now` (None: a new lead) to `wanted`."""
        if wanted == cls.QUALIFIED and now != cls.QUALIFIED:
            raise StatusRefused(gettext("Qualify the lead instead: that makes its contact."))
        if now == cls.QUALIFIED and wanted != cls.QUALIFIED:
            raise StatusRefused(gettext("This lead is qualified. Take that back first."))

    def derive(self):
        self.name_key = keys.fold(self.full_name)[:300]
        self.email_key = self.email.strip().lower()
        self.company_key = keys.fold(self.company)[:300]
        self.company_match = keys.match_company(self.company)[:300]
        self.phone_e164 = keys.e164(self.phone)
        words = (self.full_name, self.email, self.phone, keys.digits(self.phone), self.company)
        self.search_text = " " + keys.fold(" ".join(words))
        if self.status != self.DISQUALIFIED:
            self.disqualified_for = ""
