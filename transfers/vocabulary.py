"""The words an import has put into the vocabulary, and their end when nobody uses them any more."""

from contextlib import contextmanager

from activity.models import Change, recorded_models
from customization.models import Tag


class FreshTags:
    """The tags that came into being while `transfer` ran."""

    def __init__(self, transfer):
        made = Tag.objects.filter(organization=transfer.organization_id, created_at__gte=transfer.started_at)
        if transfer.finished_at:
            made = made.filter(created_at__lte=transfer.finished_at)
        self.ids = dict(made.values_list("key", "pk"))

    @contextmanager
    def of(self, changes):
        """Within, `changes` of the transfer's act are taken back; the tags they had brought, if nobody has them then, go."""
        used = self._brought_by(changes) if self.ids else set()
        if used:
            list(Tag.objects.select_for_update().filter(pk__in=used).order_by("pk"))  # nobody puts them on records now
        yield
        if used:
            unused = Tag.objects.filter(pk__in=used)
            for model in _taggable():
                unused = unused.exclude(pk__in=model.tags.through.objects.filter(tag__in=used).values("tag"))
            unused.delete()

    def _brought_by(self, changes):
        """Ids of fresh tags that stand on made records or were added to others."""
        used = {
            self.ids.get(name.casefold())
            for change in changes
            if "tags" in change.fields
            for name in change.fields["tags"][1]
        }
        for kind, model in recorded_models().items():
            made = [c.record_id for c in changes if c.kind == kind and c.action == Change.CREATED]
            if made and model in _taggable():
                on = model.tags.through.objects.filter(**{f"{model._meta.model_name}_id__in": made})
                used |= set(on.filter(tag__in=self.ids.values()).values_list("tag", flat=True).distinct())
        return used - {None}


def _taggable():
    return [model for model in recorded_models().values() if hasattr(model, "tags")]
