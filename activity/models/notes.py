from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoteQuerySet(models.QuerySet):
    def visible_to(self, member):
        """Notes follow the record they stand on."""
        parent = self.model._meta.get_field(self.model.PARENT).related_model
        return self.filter(**{f"{self.model.PARENT}__in": parent.objects.visible_to(member)})


class Note(models.Model):
    """What somebody wrote on a record. Concrete in each domain, with a real foreign key named by `PARENT`."""

    PARENT: str
    MAX_LENGTH = 20_000
    is_signed = True  # see accounts.ownership.may_edit

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    content = models.TextField(_("note"), max_length=MAX_LENGTH)
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(content=""), name="%(class)s_not_empty")]

    def __str__(self):
        return self.content[:60]

    @property
    def parent(self):
        return getattr(self, self.PARENT)

    @classmethod
    def write(cls, record, content, *, by, at=None):
        """Add a note with `content` (text, 1 to 20,000 characters) to `record`, now or `at` a moment. Returns it."""
        from ..signals import note_written

        note = cls(
            organization_id=record.organization_id, content=content, created_by=by, created_at=at or timezone.now()
        )
        setattr(note, cls.PARENT, record)
        with transaction.atomic():
            note.save(force_insert=True)
            note_written.send(sender=cls, note=note, record=record, by=by, at=note.created_at)
        return note

    def reword(self, content, *, by):
        """Let the note say `content` instead; what it said before is not kept. Raises PermissionDenied for somebody
        else's note. Returns the note."""
        from ..signals import note_written

        by.must_edit(self)
        self.content = content
        with transaction.atomic():
            self.save(update_fields=["content"])
            note_written.send(sender=type(self), note=self, record=self.parent, by=by, at=timezone.now())
        return self

    def remove(self, *, by):
        """Delete the note; it can be undone. Raises PermissionDenied for somebody else's note. Returns the `Act`."""
        from .. import recording

        by.must_edit(self)
        return recording.remove_child(self.parent, self, by=by)
