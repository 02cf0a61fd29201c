from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customization.models import Customized

from .. import keys
from ..queries import ContactQuerySet
from .address import Addressed
from .enquiry import Enquirer


def sorted_by(column, *, name):
    """The index behind a list that is sorted by `column`."""
    fields = ["organization", column, "id"]
    return models.Index(fields=fields, include=["is_private", "assigned_to"], name=name)


class Contact(Addressed, Enquirer, Customized):
    """A person one sells to."""

    KIND = "contact"
    ACTIVE, INACTIVE = "active", "inactive"
    STATUSES = [(ACTIVE, _("active")), (INACTIVE, _("inactive"))]
    TRACKED = (
        "first_name",
        "last_name",
        "email",
        "phone",
        "mobile",
        "job_title",
        "company_id",
        *Addressed.ADDRESS,
        "notes",
        "status",
        "source",
        "dnc",
        *Enquirer.ENQUIRY,
        "external_id",
        "assigned_to_id",
        "is_private",
    )
    DERIVED = ("name_key", "email_key", "email2_key", "company_key", "phone_e164", "mobile_e164", "search_text")

    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    mobile = models.CharField(_("mobile"), max_length=50, blank=True)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    company = models.ForeignKey(
        "contacts.Company",
        verbose_name=_("company"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contacts",
    )
    notes = models.TextField(_("about"), max_length=20_000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=STATUSES, default=ACTIVE)
    source = models.CharField(_("source"), max_length=100, blank=True)
    dnc = models.BooleanField(_("do not contact"), default=False)
    external_id = keys.ExternalId()
    name_key = keys.KeyField()
    email_key = keys.KeyField()
    email2_key = keys.KeyField()
    company_key = keys.KeyField()  # the company's name, folded: sorted and searched without a join
    phone_e164 = models.CharField(max_length=20, blank=True, editable=False, default="")
    mobile_e164 = models.CharField(max_length=20, blank=True, editable=False, default="")
    search_text = models.TextField(editable=False, blank=True, default="")

    objects = ContactQuerySet.as_manager()

    class Meta(Customized.Meta):
        verbose_name = _("contact")
        constraints = [
            *Customized.Meta.constraints,
            models.CheckConstraint(condition=~Q(first_name="") | ~Q(last_name=""), name="contact_has_name"),
            models.CheckConstraint(condition=Q(status__in=["active", "inactive"]), name="contact_status_known"),
        ]
        # A list skips to its page by the index alone where that holds what `visible_to` asks for.
        indexes = [
            sorted_by("name_key", name="contact_by_name"),
            sorted_by("email_key", name="contact_by_email"),
            sorted_by("company_key", name="contact_by_company"),
            sorted_by("phone", name="contact_by_phone"),
            sorted_by("status", name="contact_by_status"),
            sorted_by("source", name="contact_by_source"),
            sorted_by("job_title", name="contact_by_title"),
            sorted_by("created_at", name="contact_by_created"),
            sorted_by("updated_at", name="contact_by_updated"),
            models.Index(
                fields=["organization", "assigned_to", "name_key", "id"],
                include=["is_private"],
                name="contact_by_owner",
            ),
            keys.found_by("external_id", name="contact_by_external_id"),
            keys.found_by("email2_key", name="contact_by_email2"),
            keys.found_by("phone_e164", name="contact_by_phone_e164"),
            keys.found_by("mobile_e164", name="contact_by_mobile_e164"),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_absolute_url(self):
        return reverse("contact_card", args=[self.pk])

    def seen_company(self, member):
        """The company, unless it is private to somebody else."""
        return self.company if self.company_id and member.may_edit(self.company) else None

    def derive(self):
        name, phone, mobile = self.full_name, self.phone, self.mobile
        self.name_key = keys.fold(name)[:300]
        self.email_key, self.email2_key = self.email.strip().lower(), self.email2.strip().lower()
        self.company_key = self.company.key_for(self) if self.company_id else ""
        self.phone_e164, self.mobile_e164 = keys.e164(phone), keys.e164(mobile)
        words = (name, self.email, self.email2, phone, keys.digits(phone), mobile, keys.digits(mobile))
        self.search_text = " " + keys.fold(" ".join(words))
