from django.db import models
from django.utils.translation import gettext_lazy as _


class OwnMarks(models.QuerySet):
    def visible_to(self, member):
        """A member's own, nobody else's."""
        return self.filter(organization=member.organization_id, member=member.pk)


class ReadMark(models.Model):
    """A member has read one activity of a feed: the row `key` of the source `number`."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField(_("source"))
    key = models.BigIntegerField(_("row"))
    at = models.DateTimeField(_("read"))

    objects = OwnMarks.as_manager()

    class Meta:
        verbose_name = _("read mark")
        constraints = [models.UniqueConstraint(fields=["member", "number", "key"], name="read_once")]


class ReadUpTo(models.Model):
    """A member has read every activity up to a moment."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    member = models.OneToOneField("accounts.Member", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(_("until"))

    objects = OwnMarks.as_manager()

    class Meta:
        verbose_name = _("all read")
        verbose_name_plural = _("all read")
