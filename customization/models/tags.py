from collections import defaultdict

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.ownership import OrganizationWide
from activity import pouring, recording
from activity.models import Recorded, RecordedQuerySet

#: How often a missing tag is made: what somebody else has made meanwhile can be gone again when it is looked up.
GOES = 3


class NameKey(models.CharField):
    """The row's name without case, folded by Python because SQLite's LOWER only knows ASCII."""

    def pre_save(self, model_instance, add):
        key = model_instance.name.casefold()
        setattr(model_instance, self.attname, key)
        return key


class TagQuerySet(OrganizationWide):
    def named(self, names):
        """Tags with these names, whatever their case."""
        return self.filter(key__in=[name.casefold() for name in names])

    def held(self):
        """These tags as a list, none of which is renamed, merged away or deleted by others until the transaction ends.

        It waits for whoever is doing so. Many hold one at once. A merge locks the tag, then its records: who locks
        records as well holds the tags before, else the two wait for each other.
        """
        if not connection.features.has_select_for_update:
            return list(self)
        try:
            statement, params = self.order_by("pk").query.sql_with_params()
        except EmptyResultSet:  # no names
            return []
        return list(self.raw(f"{statement} FOR KEY SHARE", params))


class Tag(models.Model):
    """A word the organization puts on records."""

    COLORS = ["grey", "green", "teal", "blue", "violet", "pink", "red", "orange", "yellow"]
    MAX_LENGTH = 50

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=MAX_LENGTH)
    key = NameKey(max_length=3 * MAX_LENGTH, editable=False, default="")
    color = models.CharField(_("colour"), max_length=10, choices=[(c, c) for c in COLORS], default="grey")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="tag_name_unique"),
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(name__contains=","), name="tag_name_fits"),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def hold(cls, organization_id, names):
        """Let those of the organization's tags with these names that are there stay until the transaction ends."""
        return cls._own(organization_id, clean_names(names))

    @classmethod
    def ensure(cls, organization_id, names):
        """The organization's tags with these names (texts without commas), made where missing, each once. They stay
        until the transaction ends, in which this must run."""
        wanted = {name.casefold(): name for name in clean_names(names)}
        own = cls._own(organization_id, wanted)
        for _go in range(GOES):
            missing = wanted.keys() - {tag.key for tag in own}
            if not missing:
                break
            cls.objects.bulk_create(
                [cls(organization_id=organization_id, name=wanted[key]) for key in sorted(missing)],
                ignore_conflicts=True,
            )
            own = cls._own(organization_id, wanted)
        return own

    @classmethod
    def _own(cls, organization_id, names):
        return cls.objects.filter(organization=organization_id).named(names).held() if names else []


def clean_names(names):
    """Tag names from a list or a comma-separated text: trimmed, blanks dropped, each once whatever its case."""
    parts = names.split(",") if isinstance(names, str) else names
    seen = {}
    for part in parts or []:
        name = " ".join(str(part).split())
        if name:
            seen.setdefault(name.casefold(), name)
    return list(seen.values())


class TaggableQuerySet(RecordedQuerySet):
    def whole(self):
        return super().whole().prefetch_related("tags")

    @transaction.atomic
    def create_all(self, records, *, by, act=None):
        """As for every record; a record that has `tags_to_set`, names, also gets these tags."""
        act = super().create_all(records, by=by, act=act)
        wanted = {record.pk: getattr(record, "tags_to_set", ()) for record in records}
        self.model.put_tags(act.organization_id, wanted)
        return act

    def tagged(self, names, *, member):
        """Records that have any of these tags, whatever their case.

        The tags are looked up now, one query: told which they are, PostgreSQL knows how rare they are. Else it may go
        through all records in order to find the few that have one.
        """
        tags = list(Tag.objects.visible_to(member).named(clean_names(names)).values_list("pk", flat=True))
        column = f"{self.model._meta.model_name}_id"
        return self.filter(pk__in=self.model.tags.through.objects.filter(tag__in=tags).values(column))

    @transaction.atomic
    def tag_all(self, *, by, act=None, add=(), remove=()):
        """Add and remove tags (names) on every record of this queryset, which must begin with `visible_to(by)`."""
        act = act or recording.open_act(f"{self.model.KIND}_changed", by=by)
        Tag.hold(by.organization_id, add)
        unwanted = {name.casefold() for name in clean_names(remove)}
        for records in self._locked_chunks(by, act):
            before = self.model.states_of_relations(records)
            kept = {pk: [n for n in state["tags"] if n.casefold() not in unwanted] for pk, state in before.items()}
            self._retag(act, records, before, {pk: [*names, *clean_names(add)] for pk, names in kept.items()})
        return act

    @transaction.atomic
    def tag_each(self, wanted, *, by, act):
        """Give each record of this queryset, which must begin with `visible_to(by)`, the tags `wanted[pk]` (names)."""
        Tag.hold(by.organization_id, [name for names in wanted.values() for name in names])
        for records in self._locked_chunks(by, act):
            before = self.model.states_of_relations(records)
            self._retag(act, records, before, {record.pk: wanted[record.pk] for record in records})
        return act

    @transaction.atomic
    def change_each(self, wanted, *, by, act=None):
        """As for every record; `tags`, names, are among what can be wanted."""
        Tag.hold(by.organization_id, [name for values in wanted.values() for name in clean_names(values.get("tags"))])
        return super().change_each(wanted, by=by, act=act)

    def _take_relations(self, records, wanted, act):
        going = {}
        for record in (record for record in records if "tags" in wanted[record.pk]):
            names = clean_names(wanted[record.pk]["tags"])
            if {name.casefold() for name in names} != {name.casefold() for name in record.tag_names}:
                going[record.pk] = names
        if not going:
            return {}
        changed = [record for record in records if record.pk in going]
        before = {record.pk: record.tag_names for record in changed}
        self._put_anew(act, going)
        after = self.model.states_of_relations(changed)
        for record in changed:
            record._prefetched_objects_cache.pop("tags", None)
        return {pk: {"tags": [before[pk], after[pk]["tags"]]} for pk in going}

    def _put_anew(self, act, going):
        """Let locked records have the tags `going[pk]` (names). Those that stay are let alone: nobody waits for them."""
        through, column = self.model.tags.through.objects, f"{self.model._meta.model_name}_id"
        wanted = {pk: {name.casefold(): name for name in names} for pk, names in going.items()}
        rows = through.filter(**{f"{column}__in": list(going)}).values_list("pk", column, "tag__key")
        gone = [row for row, pk, key in rows if wanted[pk].pop(key, None) is None]
        if gone:
            through.filter(pk__in=gone).delete()
        self.model.put_tags(act.organization_id, {pk: list(names.values()) for pk, names in wanted.items()})

    def _retag(self, act, records, before, wanted):
        """Set tags on one chunk of locked records, those that differ; a constant number of queries."""
        model = self.model
        going = {}
        for record in records:
            names = clean_names(wanted[record.pk])
            if {name.casefold() for name in names} != {name.casefold() for name in before[record.pk]["tags"]}:
                going[record.pk] = names
        if not going:
            return
        self._put_anew(act, going)
        changed = [record for record in records if record.pk in going]
        after = model.states_of_relations(changed)
        model.objects.filter(pk__in=list(going)).update(updated_at=act.at)
        differences = [recording.difference(before[record.pk], after[record.pk]) for record in changed]
        facts = [record.tally_facts() for record in changed]
        recording.changed(act, list(zip(changed, differences, facts, strict=True)))


class Taggable(Recorded):
    """A recorded model with tags; `tags` in a verb's values is a list of names."""

    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="%(class)ss")

    objects = TaggableQuerySet.as_manager()

    class Meta(Recorded.Meta):
        abstract = True

    @transaction.atomic
    def change(self, *, by, act=None, **values):
        """As for every record."""
        if "tags" in values:
            wanted = Tag.objects.filter(organization=by.organization_id).named(clean_names(values["tags"]))
            wanted.exclude(**{f"{self._meta.model_name}s": self.pk}).held()
        return super().change(by=by, act=act, **values)

    @property
    def tag_names(self):
        """Names in alphabetical order; one query unless prefetched."""
        return sorted((tag.name for tag in self.tags.all()), key=str.lower)

    def state(self, names=None):
        state = super().state(names)
        if names is None or "tags" in names:
            state["tags"] = self.tag_names
        return state

    def take_relations(self, values):
        super().take_relations(values)
        if "tags" in values:
            self._have(clean_names(values["tags"]))
            getattr(self, "_prefetched_objects_cache", {}).pop("tags", None)

    def _have(self, names):
        missing = {name.casefold(): name for name in names}
        unwanted = [tag for tag in self.tags.all() if missing.pop(tag.key, None) is None]
        if unwanted:
            self.tags.remove(*unwanted)
        if missing:
            self.tags.add(*Tag.ensure(self.organization_id, missing.values()))

    @classmethod
    def hold_relations(cls, organization_id, states):
        super().hold_relations(organization_id, states)
        Tag.hold(organization_id, [name for state in states for name in clean_names(state.get("tags"))])

    @classmethod
    def states_of_relations(cls, records):
        """`{pk: {"tags": [names]}}` for many records in one query."""
        column = f"{cls._meta.model_name}_id"
        names = defaultdict(list)
        rows = cls.tags.through.objects.filter(**{f"{column}__in": [record.pk for record in records]})
        for pk, name in rows.values_list(column, "tag__name"):
            names[pk].append(name)
        return {record.pk: {"tags": sorted(names[record.pk], key=str.lower)} for record in records}

    @classmethod
    def put_tags(cls, organization_id, wanted):
        """Put tags on records that have none yet: `wanted` maps their keys to names. A constant number of queries."""
        wanted = {pk: clean_names(names) for pk, names in wanted.items() if names}
        if not wanted:
            return
        tags = Tag.ensure(organization_id, [name for names in wanted.values() for name in names])
        ids, column = {tag.key: tag.pk for tag in tags}, f"{cls._meta.model_name}_id"
        rows = [(pk, ids[name.casefold()]) for pk, names in wanted.items() for name in names]
        pouring.pour(cls.tags.through, (column, "tag_id"), rows)

    @classmethod
    def restore_relations(cls, organization_id, wanted):
        super().restore_relations(organization_id, wanted)
        cls.put_tags(organization_id, {pk: relations.get("tags", ()) for pk, relations in wanted.items()})
