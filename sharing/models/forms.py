from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class WebFormQuerySet(OrganizationWide):
    def visible_to(self, member):
        """All of the organization's but those that were removed."""
        return super().visible_to(member).filter(removed_at=None)


class WebForm(models.Model):
    """A form of the organization's that anybody may fill in, on our page or on theirs: it makes a lead or a contact."""

    LEAD, CONTACT = "lead", "contact"
    MAKES = [(LEAD, _("a lead")), (CONTACT, _("a contact"))]
    #: What a form may ask for, besides the names and the e-mail, which every form asks for.
    FIELDS = ("phone", "company", "job_title", "message", "best_time", "interest")

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="web_forms")
    name = models.CharField(_("name"), max_length=100, help_text=_("For you: visitors see the title."))
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), max_length=2_000, blank=True, default="")
    makes = models.CharField(_("makes"), max_length=8, choices=MAKES, default=LEAD)
    fields = models.JSONField(_("asks for"), default=list, blank=True)  # some of FIELDS
    source = models.CharField(_("source"), max_length=100, blank=True, default="Web form")
    assigned_to = models.ForeignKey(
        "accounts.Member", verbose_name=_("goes to"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    member = models.ForeignKey(
        "accounts.Member", on_delete=models.PROTECT, related_name="+", editable=False
    )  # as whom it writes
    consent = models.TextField(_("consent"), max_length=2_000, blank=True, default="")  # "" asks for none
    button = models.CharField(_("button"), max_length=50, blank=True, default="")
    thanks = models.TextField(_("thanks"), max_length=2_000, blank=True, default="")
    thanks_urls = models.JSONField(_("addresses after sending"), default=list, blank=True)  # the first is the usual one
    token = models.CharField(max_length=22, unique=True, editable=False)
    is_active = models.BooleanField(_("open"), default=True)
    sent_count = models.PositiveIntegerField(_("sent"), default=0, editable=False)
    trapped_count = models.PositiveIntegerField(_("kept from machines"), default=0, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)  # it can be taken back
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = WebFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("web form")
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=Q(makes__in=["lead", "contact"]), name="web_form_makes_known")]

    def __str__(self):
        return self.name


class Sending(models.Model):
    """A form was sent, and what was written because of it. Kept for a few days, so that a form that is sent twice, by a
    second click or over a bad line, is written once."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    form = models.ForeignKey(WebForm, on_delete=models.CASCADE, related_name="sendings", db_index=False)
    key = models.CharField(max_length=64)  # a digest of the answers and the stamp
    at = models.DateTimeField(_("when"))

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("sending of a web form")
        verbose_name_plural = _("sendings of web forms")
        constraints = [models.UniqueConstraint(fields=["form", "key"], name="form_sent_once")]
        indexes = [models.Index(fields=["at"], name="form_sendings_to_forget")]
