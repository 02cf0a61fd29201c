import random

from django.db import connection, models, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts.ownership import Owned


class Tally(Owned):
    """Exact numbers of records, kept as signed entries beside every write.

    Counting a million rows costs fifty milliseconds, a list page a fraction of one. So every verb that makes, removes,
    assigns, hides or re-states records adds entries here in its own transaction, and a total is the sum of a few rows.
    Entries are only ever added, never updated, so writers do not wait for each other; `compact` folds them now and
    then. Because a tally is `Owned`, `visible_to` counts exactly what it would list.
    """

    COMPACT_EVERY = 200  # about so many entries an organization and kind before a fold

    kind = models.CharField(_("kind"), max_length=20)
    status = models.CharField(_("status"), max_length=20, blank=True)
    delta = models.BigIntegerField(_("how many"))

    class Meta:
        verbose_name = _("tally")
        indexes = [models.Index(fields=["organization", "kind"], name="tally_kind")]

    def __str__(self):
        return f"{self.kind} {self.delta:+d}"

    @classmethod
    def enter(cls, organization_id, kind, facts):
        """Add entries: `facts` maps (assigned_to_id, is_private, status) to a signed number. Zeros are left out."""
        entries = [
            cls(
                organization_id=organization_id,
                kind=kind,
                assigned_to_id=owner,
                is_private=private,
                status=status,
                delta=n,
            )
            for (owner, private, status), n in facts.items()
            if n
        ]
        if not entries:
            return
        cls.objects.bulk_create(entries)
        if random.random() < len(entries) / cls.COMPACT_EVERY:  # noqa: S311 - by chance: nobody waits for a counter
            transaction.on_commit(lambda: cls.compact(organization_id, kind))

    @classmethod
    def seen_by(cls, member, kind, *, narrow=None, **facts):
        """The entries that count what the member may see of `kind`; `narrow` takes a queryset and returns a narrower one."""
        entries = cls.objects.visible_to(member).filter(kind=kind, **facts).order_by()
        return narrow(entries) if narrow else entries

    @classmethod
    def total(cls, member, kind, *, narrow=None, **facts):
        """How many records of `kind` with these `facts` the member may see. One query."""
        entries = cls.seen_by(member, kind, narrow=narrow, **facts)
        return int(entries.aggregate(n=Sum("delta"))["n"] or 0)

    @classmethod
    def total_within(cls, member, kind, *, narrow=None, **facts):
        """`total` as a scalar subquery, so that a list learns its total in the statement that reads its rows."""
        entries = cls.seen_by(member, kind, narrow=narrow, **facts)
        return models.Subquery(entries.values("kind").annotate(n=Sum("delta")).values("n"))

    @classmethod
    @transaction.atomic
    def compact(cls, organization_id, kind):
        """Fold the entries of one kind into one per owner, privacy and status. Totals do not change at any moment."""
        entries = cls.objects.filter(organization=organization_id, kind=kind)
        locking = entries.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        folded, ids = {}, []
        for pk, owner, private, status, delta in locking.values_list(
            "pk", "assigned_to_id", "is_private", "status", "delta"
        ):
            ids.append(pk)
            folded[owner, private, status] = folded.get((owner, private, status), 0) + delta
        if len(ids) > len(folded):
            cls.objects.filter(pk__in=ids).delete()
            cls.objects.bulk_create(
                cls(organization_id=organization_id, kind=kind, assigned_to_id=o, is_private=p, status=s, delta=n)
                for (o, p, s), n in folded.items()
                if n
            )
