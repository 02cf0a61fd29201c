"""What was merged, and how to take it apart again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..keys import KeyField
from .duplicates import of_seen


class MergeQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Merges follow the record that was kept."""
        from ..duplicates.kinds import kinds

        either = Q()
        for kind in kinds():
            either |= of_seen(member, kind, "kept_id")
        return self.filter(either, organization=member.organization_id)

    def standing(self):
        """Merges that nobody has taken apart."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """One record went into another of its kind. What taking it apart needs:

    - `snapshot`: the record that is gone, `{"columns": {…}, "relations": {"tags": […]}}`
    - `changed`: what the merge changed on the kept one, `{field: [old, new]}` as history has it
    - `moved`: what was attached, `{"app.Model.field": [ids]}`
    - `doubled`: rows the kept one had already, `{"app.Model": [columns]}`
    - `gone_ids`: the record that is gone and those that were merged into it before: whose history this is too
    """

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20)
    kept_id = models.BigIntegerField()
    gone_id = models.BigIntegerField()
    gone_name = models.CharField(_("what is gone"), max_length=300)
    act = models.ForeignKey("activity.Act", null=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(
        "accounts.Member", verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    snapshot = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    doubled = models.JSONField(default=dict)
    gone_ids = models.JSONField(default=list)
    undone_at = models.DateTimeField(_("taken apart"), null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    #: What only taking it apart reads.
    LARGE = ("snapshot", "changed", "moved", "doubled")

    class Meta:
        verbose_name = _("merge")
        constraints = [
            models.UniqueConstraint(fields=["kind", "gone_id"], condition=Q(undone_at=None), name="merged_once"),
            models.CheckConstraint(condition=~Q(kept_id=models.F("gone_id")), name="merge_of_two"),
        ]
        indexes = [
            models.Index(fields=["organization", "kind", "kept_id", "-at"], name="merge_of_kept"),
        ]

    def __str__(self):
        return f"{self.kind} {self.gone_id} → {self.kept_id}"


class AddressQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Addresses follow their record."""
        from ..duplicates.kinds import kinds

        either = Q()
        for kind in kinds():
            either |= of_seen(member, kind, "record_id")
        return self.filter(either, organization=member.organization_id)


class FormerAddress(models.Model):
    """An e-mail address, in lower case, by which mail still finds a record: that of the one that was merged into it."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    email_key = KeyField()

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        indexes = [
            models.Index(fields=["organization", "email_key"], name="former_by_address"),
            models.Index(fields=["organization", "kind", "record_id"], name="former_of_record"),
        ]

    def __str__(self):
        return self.email_key
