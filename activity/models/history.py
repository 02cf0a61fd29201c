from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide


class Act(models.Model):
    """One thing a member did, to one record or to thousands, through one door. What undo takes back."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(
        "accounts.Member", verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verb = models.CharField(_("what"), max_length=40)  # a slug: contact_created, company_changed, …
    door = models.CharField(_("through"), max_length=40)
    at = models.DateTimeField(_("when"), default=timezone.now)
    changes_count = models.PositiveIntegerField(_("records"), default=0)
    undo_of = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undone_by")
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    left_out = 0  # while it is done: how many records were not to be changed any more when it was their turn

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("act")
        indexes = [models.Index(fields=["organization", "-id"], name="act_latest")]

    def __str__(self):
        return f"{self.verb} #{self.pk}"


class Change(models.Model):
    """What one act did to one record.

    The record is named by kind and id, without a foreign key, because its history outlives it: a deletion is undone
    from `snapshot`. `fields` is `{field: [old, new]}` with JSON values; foreign keys are ids, tags are lists of names.
    """

    CREATED, CHANGED, REMOVED, CHILD_REMOVED = "created", "changed", "removed", "child_removed"
    ACTIONS = [
        (CREATED, _("created")),
        (CHANGED, _("changed")),
        (REMOVED, _("removed")),
        (CHILD_REMOVED, _("part removed")),
    ]

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="changes", db_index=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20)
    record_id = models.BigIntegerField(_("record"))
    action = models.CharField(_("action"), max_length=15, choices=ACTIONS)
    fields = models.JSONField(_("fields"), default=dict)
    snapshot = models.JSONField(null=True, blank=True)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = _("change")
        indexes = [
            models.Index(fields=["organization", "kind", "record_id", "-id"], name="change_of_record"),
            models.Index(fields=["act", "id"], name="change_of_act"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=["created", "changed", "removed", "child_removed"]), name="change_action_known"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.record_id} {self.action}"
