import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide

KEY = re.compile(r"[a-z][a-z0-9_]{0,49}", re.ASCII)


class CustomFieldFolder(models.Model):
    """A heading under which custom fields stand on cards and forms."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("folder of custom fields")
        verbose_name_plural = _("folders of custom fields")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="custom_folder_once"),
            models.CheckConstraint(condition=~Q(name=""), name="custom_folder_has_name"),
        ]

    def __str__(self):
        return self.name


class CustomFieldQuerySet(OrganizationWide):
    def live(self):
        """The fields that are there; of removed ones the values wait until nobody can take the removal back."""
        return self.filter(removed_at=None)


class CustomField(models.Model):
    """A field an organization gave one kind of its records. The values stand in the records' `custom`, by `key`."""

    TEXT, NUMBER, BOOLEAN, DATE = "text", "number", "boolean", "date"
    SELECT, MULTISELECT, URL, EMAIL = "select", "multiselect", "url", "email"
    TYPES = [
        (TEXT, _("Text")),
        (NUMBER, _("Number")),
        (BOOLEAN, _("Yes or no")),
        (DATE, _("Date")),
        (SELECT, _("One of a list")),
        (MULTISELECT, _("Several of a list")),
        (URL, _("Web address")),
        (EMAIL, _("E-mail")),
    ]
    WITH_OPTIONS = (SELECT, MULTISELECT)
    ENTITIES = [
        ("contact", _("Contacts")),
        ("company", _("Companies")),
        ("lead", _("Leads")),
        ("deal", _("Deals")),
    ]
    MOST = 200  # live fields of one kind of records in an organization
    MOST_OPTIONS = 200

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    entity = models.CharField(_("records"), max_length=10, choices=ENTITIES, default="contact")
    key = models.CharField(_("key"), max_length=50)
    label = models.CharField(_("label"), max_length=80)
    type = models.CharField(_("type"), max_length=12, choices=TYPES, default=TEXT)
    options = models.JSONField(_("options"), default=list, blank=True)
    folder = models.ForeignKey(
        CustomFieldFolder,
        verbose_name=_("folder"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="fields",
    )
    required = models.BooleanField(_("required"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    default = models.JSONField(_("default"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("custom field")
        ordering = ["entity", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "entity", "key"], condition=Q(removed_at=None), name="custom_field_key_once"
            ),
            models.CheckConstraint(condition=~Q(label="") & ~Q(key=""), name="custom_field_is_named"),
            models.CheckConstraint(
                condition=Q(entity__in=["contact", "company", "lead", "deal"]), name="custom_field_entity_known"
            ),
            models.CheckConstraint(
                condition=Q(type__in=["text", "number", "boolean", "date", "select", "multiselect", "url", "email"]),
                name="custom_field_type_known",
            ),
        ]

    def __str__(self):
        return self.label

    @staticmethod
    def check_key(key):
        """Raise ValidationError unless `key` can be one: small letters, digits and `_`, a letter first, at most 50."""
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise ValidationError(_("Use small letters a to z, digits and _, a letter first, at most 50 of them."))
