"""Words the organization writes once and uses often: custom values and message templates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class CustomValue(models.Model):
    """A text of the organization that stands wherever a message says `{{custom_values.key}}`."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(_("key"), max_length=50)
    value = models.TextField(_("value"), max_length=5_000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("custom value")
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="custom_value_once"),
            models.CheckConstraint(condition=~Q(key=""), name="custom_value_has_key"),
        ]

    def __str__(self):
        return self.key


class MessageTemplate(models.Model):
    """A message with tokens in it, ready to be filled in for a contact."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=20_000)
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("message template")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="message_template_once"),
            models.CheckConstraint(condition=~Q(name=""), name="message_template_has_name"),
        ]

    def __str__(self):
        return self.name
