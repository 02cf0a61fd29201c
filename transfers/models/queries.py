"""Questions about many imports and exports, in words that chain."""

from django.db.models import Case, F, Q, Value, When

from accounts.ownership import OrganizationWide

from .. import kinds


class TransferQuerySet(OrganizationWide):
    def visible_to(self, member):
        """Admins see every run of their organization, everybody else their own imports of what members may import."""
        seen = super().visible_to(member)
        if member.is_admin:
            return seen
        open_kinds = [kind.slug for kind in kinds.open_to(member)]
        return seen.imports().filter(member=member, kind__in=open_kinds)

    def imports(self):
        return self.filter(direction=self.model.IMPORT)

    def left_lying(self, before):
        """Imports begun before a moment that were never let run."""
        preparing = [self.model.DRAFT, self.model.REHEARSING, self.model.REHEARSED]
        return self.imports().filter(status__in=preparing, created_at__lt=before)

    def ended_before(self, before):
        ended = [self.model.DONE, self.model.FAILED, self.model.CANCELLED]
        return self.filter(status__in=ended, finished_at__lt=before)

    def claimable(self, now):
        """Runs that wait for a worker, and runs whose worker has gone silent."""
        return self.filter(Q(status=self.model.WAITING) | Q(status=self.model.RUNNING, lease_until__lt=now))

    def claimable_undos(self, now):
        """Undos that wait for a worker, and those whose worker has gone silent."""
        return self.filter(
            Q(undo_state=self.model.UNDO_WAITING) | Q(undo_state=self.model.UNDOING, lease_until__lt=now)
        )

    def abandoned(self, now):
        """Imports that wait in a queue which seems to have lost them, and those whose worker has gone silent."""
        busy = Q(status__in=[self.model.REHEARSING, self.model.WAITING, self.model.RUNNING])
        undone = Q(undo_state__in=[self.model.UNDO_WAITING, self.model.UNDOING])
        return self.imports().filter(busy | undone).filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def put_back(self, now):
        """Let abandoned ones wait for another worker. Returns how many; of two who ask at once, one gets each."""
        from .transfer import lease_from

        return self.abandoned(now).update(
            status=Case(When(status=self.model.RUNNING, then=Value(self.model.WAITING)), default=F("status")),
            undo_state=Case(
                When(undo_state=self.model.UNDOING, then=Value(self.model.UNDO_WAITING)), default=F("undo_state")
            ),
            lease=None,
            lease_until=lease_from(now),
        )
