from contextlib import contextmanager

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.ownership import OrganizationWide
from activity.recording import open_act
from contacts.keys import KeyField, fold
from customization.drawing import HUES

from .moves import MoveRefused


class StageInUse(Exception):
    """The stage, or a stage of the pipeline, cannot go or change its kind. Its text says why."""


class NameTaken(Exception):
    """Another pipeline, or another stage of the pipeline, has this name. Its text says so."""


@contextmanager
def one_name_each(text):
    """Within, the database refuses a second of a name: NameTaken with `text`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTaken(text) from error


def put_at(one, place, everybody):
    """Give `one` of `everybody`, which stand in order, another `position`. Returns the place it came to."""
    others = [other for other in everybody if other.pk != one.pk]
    place = min(place, len(others))
    for position, each in enumerate([*others[:place], one, *others[place:]]):
        each.position = position
    type(one).objects.bulk_update([*others, one], ["position"])
    return place


class Pipeline(models.Model):
    """A way deals go: its stages in order."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(gettext_lazy("name"), max_length=100)
    key = KeyField()
    position = models.PositiveIntegerField(gettext_lazy("position"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationWide.as_manager()

    SHIPPED = gettext_lazy("Sales")

    class Meta:
        verbose_name = gettext_lazy("pipeline")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="pipeline_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="pipeline_has_name"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = fold(self.name)[:300]
        super().save(*args, **kwargs)

    @classmethod
    def ship_to(cls, organization, **_signal):
        """Give a new organization its first pipeline with the shipped stages."""
        pipeline = cls.objects.create(organization=organization, name=str(cls.SHIPPED))
        pipeline.add_shipped_stages()

    def add_shipped_stages(self):
        """Give this pipeline, which has none, the shipped stages."""
        Stage.objects.bulk_create(
            Stage(
                organization_id=self.organization_id, pipeline=self, name=name, name_key=fold(name), color=color,
                probability=probability, closing=closing, position=position,
            )
            for position, (name, color, probability, closing) in enumerate(Stage.SHIPPED)
        )  # fmt: skip

    # -- verbs ------------------------------------------------------------------------------------

    @classmethod
    @transaction.atomic
    def make(cls, name, *, by):
        """A new pipeline of `by`'s organization, the last in order, with the shipped stages. Raises NameTaken."""
        last = cls.objects.visible_to(by).aggregate(last=Max("position"))["last"]
        pipeline = cls(organization_id=by.organization_id, name=name, position=0 if last is None else last + 1)
        with one_name_each(cls._taken(name)):
            pipeline.save()
        pipeline.add_shipped_stages()
        return pipeline

    def rename(self, name, *, by):
        """Call this pipeline `name`. Raises NameTaken."""
        self.name = name
        with one_name_each(self._taken(name)):
            self.save(update_fields=["name", "key"])

    @staticmethod
    def _taken(name):
        return _("There is a pipeline called “%(name)s” already.") % {"name": name}

    @transaction.atomic
    def remove(self, *, by):
        """Delete this pipeline and its stages. Raises StageInUse where a deal is in one of them, or it is the last."""
        held = Pipeline.objects.visible_to(by).select_for_update().order_by("pk")
        if [pipeline.pk for pipeline in held] == [self.pk]:
            raise StageInUse(_("This is the only pipeline. Add another one before you delete it."))
        list(self.stages.select_for_update().order_by("pk"))
        if apps.get_model("deals.Deal").objects.filter(stage__pipeline=self.pk).exists():
            raise StageInUse(_("There are deals in this pipeline. Move or delete them first."))
        self.delete()

    @transaction.atomic
    def stand_at(self, place, *, by):
        """Let this pipeline stand at `place`, from 0, among the others; None leaves it where it is."""
        if place is not None:
            others = list(Pipeline.objects.visible_to(by).select_for_update().order_by("position", "pk"))
            self.position = put_at(self, place, others)

    @transaction.atomic
    def put_in_order(self, stage_ids, *, by):
        """Let the stages stand in the order of `stage_ids`; stages that are not named follow in the order they had."""
        stages = list(self.stages.select_for_update(of=("self",)).order_by("position", "pk"))
        wanted = {pk: place for place, pk in enumerate(stage_ids)}
        stages.sort(key=lambda stage: wanted.get(stage.pk, len(wanted)))
        for place, stage in enumerate(stages):
            stage.position = place
        Stage.objects.bulk_update(stages, ["position"])


class Stage(models.Model):
    """A step of a pipeline. Deals in a stage with a `closing` are won or lost; in any other they are open."""

    WON, LOST, NONE = "won", "lost", ""
    FIXED = {WON: 100, LOST: 0}  # the probability of what is decided
    CLOSINGS = [(NONE, gettext_lazy("Open")), (WON, gettext_lazy("Won")), (LOST, gettext_lazy("Lost"))]
    #: name, colour, probability in percent, closing
    SHIPPED = (
        ("Qualification", "blue", 10, NONE),
        ("Proposal", "violet", 40, NONE),
        ("Negotiation", "orange", 70, NONE),
        ("Closed Won", "green", 100, WON),
        ("Closed Lost", "grey", 0, LOST),
    )

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    pipeline = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(gettext_lazy("name"), max_length=100)
    name_key = KeyField()
    color = models.CharField(
        gettext_lazy("colour"), max_length=10, choices=[(hue, hue) for hue in HUES], default="blue"
    )
    probability = models.PositiveSmallIntegerField(gettext_lazy("probability in %"), default=50)
    closing = models.CharField(gettext_lazy("closes as"), max_length=4, choices=CLOSINGS, blank=True, default=NONE)
    position = models.PositiveIntegerField(gettext_lazy("position"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationWide.as_manager()

    class Meta:
        verbose_name = gettext_lazy("stage")
        ordering = ["pipeline__position", "pipeline_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["pipeline", "name_key"], name="stage_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="stage_has_name"),
            models.CheckConstraint(condition=Q(probability__gte=0, probability__lte=100), name="stage_probability"),
            models.CheckConstraint(condition=Q(closing__in=["", "won", "lost"]), name="stage_closing_known"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = fold(self.name)[:300]
        super().save(*args, **kwargs)

    @property
    def status(self):
        """The status of a deal that stands here."""
        return self.closing or "open"

    @classmethod
    def first_of(cls, member, pipeline=None):
        """The first open stage of `pipeline`, or of the organization's first pipeline; None where there is none."""
        stages = cls.objects.visible_to(member).filter(closing=cls.NONE).select_related("pipeline")
        return (stages.filter(pipeline=pipeline) if pipeline else stages).first()

    # -- held while deals move ---------------------------------------------------------------------

    @classmethod
    def all_held(cls, ids):
        """`{id: stage}` for `ids`. None of them goes, or changes its kind, before the transaction ends; deals may go on
        coming and going. Call it before deals are put there."""
        ids = sorted({pk for pk in ids if pk})
        if ids and connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM deals_stage WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [ids])
        return cls.objects.select_related("pipeline").in_bulk(ids)

    @classmethod
    def held(cls, pk, *, by):
        """As `all_held` for one stage of `by`'s organization. Raises MoveRefused where there is none."""
        stage = cls.all_held([pk]).get(pk)
        if stage is None or stage.organization_id != by.organization_id:
            raise MoveRefused(_("This stage is gone. Choose another one."))
        return stage

    def _let_go(self):
        """Wait until no deal is on its way here, and let none come before the transaction ends. Its row as it is now."""
        Pipeline.objects.select_for_update().get(pk=self.pipeline_id)  # one change of its stages at a time
        return Stage.objects.select_for_update(of=("self",)).get(pk=self.pk)

    # -- verbs ------------------------------------------------------------------------------------

    @classmethod
    @transaction.atomic
    def add(cls, pipeline, *, by, name, color="blue", probability=50, closing=NONE):
        """A new stage of `pipeline`, behind those of its kind. Raises NameTaken."""
        Pipeline.objects.select_for_update().get(pk=pipeline.pk)
        others = list(pipeline.stages.order_by("position", "pk"))
        stage = cls(
            organization_id=pipeline.organization_id, pipeline=pipeline, name=name, color=color, closing=closing
        )
        stage.probability, stage.position = cls.FIXED.get(closing, probability), len(others)
        with one_name_each(cls._taken(name)):
            stage.save()
        place = len(others) if closing else sum(1 for other in others if not other.closing)
        ids = [other.pk for other in others]
        pipeline.put_in_order([*ids[:place], stage.pk, *ids[place:]], by=by)
        stage.refresh_from_db(fields=["position"])
        return stage

    @transaction.atomic
    def alter(self, *, by, **values):
        """Set `name`, `color`, `probability`, `closing`; a won stage stands at 100 %, a lost one at 0.

        Raises NameTaken, and StageInUse for another `closing` while deals stand here or where it is the last of its kind.
        """
        stage = self._let_go()
        if values.get("closing", stage.closing) != stage.closing:
            if stage.deals.exists():
                raise StageInUse(_("There are deals in this stage. Move them before you change what it means."))
            stage._must_not_be_last()
        for name in ("name", "color", "probability", "closing"):
            setattr(stage, name, values.get(name, getattr(stage, name)))
        stage.probability = self.FIXED.get(stage.closing, stage.probability)
        with one_name_each(self._taken(stage.name)):
            stage.save()
        self.__dict__.update(stage.__dict__)

    @staticmethod
    def _taken(name):
        return _("There is a stage called “%(name)s” in this pipeline already.") % {"name": name}

    @transaction.atomic
    def stand_at(self, place, *, by):
        """Let this stage stand at `place`, from 0, in its pipeline; None leaves it where it is."""
        if place is not None:
            self._let_go()
            self.position = put_at(self, place, list(self.pipeline.stages.order_by("position", "pk")))

    @transaction.atomic
    def remove(self, *, by):
        """Delete this stage. Closed deals in it go to another stage of the same closing; returns how many.

        Raises StageInUse while open deals are in it, or where it is the last of its kind.
        """
        self._let_go()
        self.refuse_removal(by)
        alike = Stage.objects.filter(pipeline=self.pipeline_id, closing=self.closing).exclude(pk=self.pk).first()
        count = self._send_deals_to(alike, by)
        self.delete()
        return count

    def _send_deals_to(self, stage, by):
        """Move every deal of this stage, private ones of others too, in one act of `by`; it tells them nothing of those."""
        deals, act, count = self.deals.model.objects, None, 0
        here = deals.filter(stage=self.pk).order_by("pk").values_list("pk", flat=True)
        while ids := list(here.all()[: deals.all().CHUNK]):
            deals.all().lock(ids)
            chunk = list(deals.whole().filter(pk__among=ids, stage=self.pk))
            if not chunk:
                continue  # somebody took them elsewhere
            act = act or open_act("deal_changed", by=by)
            deals.all().change_locked(chunk, {deal.pk: {"stage_id": stage.pk} for deal in chunk}, act=act)
            count += len(chunk)
        return count

    def refuse_removal(self, by):
        """Raise StageInUse, with the reason, if this stage cannot be removed."""
        here = self.deals.filter(status="open")
        seen = here.visible_to(by).count()
        if seen:
            raise StageInUse(
                ngettext(
                    "%(n)d open deal is in this stage. Move it first.",
                    "%(n)d open deals are in this stage. Move them first.",
                    seen,
                )
                % {"n": seen}
            )
        if here.exists():
            raise StageInUse(
                _("Open deals that are private to others are in this stage. Ask everybody to move theirs first.")
            )
        self._must_not_be_last()

    def _must_not_be_last(self):
        others = Stage.objects.filter(pipeline=self.pipeline_id).exclude(pk=self.pk)
        if not others.filter(closing=self.closing).exists():
            raise StageInUse(
                _("A pipeline needs an open stage, a won one and a lost one. Add another one of this kind.")
            )
