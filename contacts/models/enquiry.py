"""What somebody told when they asked to be called, and what a client of the Rep API keeps of a person."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..catalogues import language_coded


class Asked(models.Model):
    """A record that may have come from a public form: from which address on the net, and when."""

    ASKED = ("ip", "requested_at")

    ip = models.GenericIPAddressField(_("IP address"), null=True, blank=True, editable=False)
    requested_at = models.DateTimeField(_("requested"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Enquirer(Asked):
    """What a rep knows of a person beyond the address book. Texts, as they were told; `metadata` is a client's own."""

    ANSWERS = ("lead_type", "best_time", "time_zone", "reason", "interest", "income", "hours", "invest")
    ENQUIRY = ("email2", "address_line2", "avatar_url", "rep_status", "phone_id", "language", *ANSWERS, "metadata")

    email2 = models.EmailField(_("second e-mail"), max_length=254, blank=True, default="")
    address_line2 = models.CharField(_("address, second line"), max_length=200, blank=True, default="")
    avatar_url = models.URLField(_("picture"), max_length=500, blank=True, default="")
    rep_status = models.CharField(_("status with the rep"), max_length=50, blank=True, default="new")
    phone_id = models.CharField(_("id in the phone's address book"), max_length=100, blank=True, default="")
    language = models.CharField(_("language"), max_length=8, blank=True, default="")  # ISO 639-1
    lead_type = models.CharField(_("kind of lead"), max_length=100, blank=True, default="")
    best_time = models.CharField(_("best time to call"), max_length=100, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True, default="")  # IANA
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    interest = models.CharField(_("interest"), max_length=500, blank=True, default="")
    income = models.CharField(_("income"), max_length=100, blank=True, default="")
    hours = models.CharField(_("hours a week"), max_length=100, blank=True, default="")
    invest = models.CharField(_("would invest"), max_length=100, blank=True, default="")
    metadata = models.JSONField(_("metadata"), blank=True, default=dict)

    class Meta:
        abstract = True

    @property
    def enquiry(self):
        """What they told, as [(label, value in words)]; only what is filled."""
        told = [(name, getattr(self, name)) for name in ("language", *self.ANSWERS)]
        label = {field.name: field.verbose_name for field in self._meta.concrete_fields}
        return [(capfirst(label[name]), self.in_words(name, value) or value) for name, value in told if value]

    def in_words(self, name, value):
        language = language_coded(value) if name == "language" and isinstance(value, str) else None
        return language.name if language else super().in_words(name, value)
