"""Records whose every change is kept: the verbs `create`, `change`, `remove`, for one and for many."""

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ownership import Owned, OwnedQuerySet

from .tallies import Tally


def recorded_models():
    """Every recorded model by its kind: `{"contact": Contact, …}`."""
    return {model.KIND: model for model in apps.get_models() if issubclass(model, Recorded)}


class RecordedQuerySet(OwnedQuerySet):
    CHUNK = 500  # records that are locked, changed and told together
    MANY = 2_000  # records that are made together

    @transaction.atomic
    def create_all(self, records, *, by, act=None):
        """Insert unsaved `records` (relations excepted) with history and tally. Returns the `Act`."""
        from .. import pouring, recording

        act = act or recording.open_act(f"{self.model.KIND}_created", by=by)

        def prepare(record):
            record.organization_id = act.organization_id
            record.created_by_id = record.created_by_id or by.pk
            record.derive()

        for start in range(0, len(records), self.MANY):
            chunk = records[start : start + self.MANY]
            pouring.insert(self.model, chunk, prepare)
            recording.created(act, chunk)
        return act

    @transaction.atomic
    def change_all(self, *, by, act=None, **values):
        """Set the same `values` on every record of this queryset, which must begin with `visible_to(by)`.

        Rows that already have them are not touched. Returns the `Act`, whose `changes_count` says how many changed, and
        `left_out` how many were gone, or somebody else's alone, when it was their turn.
        """
        from .. import pouring, recording

        act = act or recording.open_act(f"{self.model.KIND}_changed", by=by)
        for records in self._locked_chunks(by, act):
            changed = []
            for record in records:
                before, facts = record.state(values), record.tally_facts()
                record.take(values)
                fields = recording.difference(before, record.state(values))
                if fields:
                    record.derive()
                    record.updated_at = act.at
                    changed.append((record, fields, facts))
            if changed:
                names = self.model.columns_of(values)
                pouring.update(self.model, [record for record, _fields, _facts in changed], names)
                recording.changed(act, changed)
        return act

    @transaction.atomic
    def change_each(self, wanted, *, by, act=None):
        """Set on records of this queryset, which must begin with `visible_to(by)`, each its own values.

        `wanted` maps primary keys to `{attribute: value}`. Records that are gone, or already so, are left alone.
        Returns the `Act`.
        """
        from .. import recording

        act = act or recording.open_act(f"{self.model.KIND}_changed", by=by)
        ids = sorted(wanted)
        for start in range(0, len(ids), self.CHUNK):
            chunk = ids[start : start + self.CHUNK]
            self.lock(chunk)
            records = list(self.whole().filter(pk__among=chunk))
            for record in records:
                by.must_edit(record)
            self.change_locked(records, wanted, act=act)
        return act

    def change_locked(self, records, wanted, *, act):
        """As `change_each`, of a few hundred records that were read `whole` and locked, and that may be changed."""
        from .. import pouring, recording

        changed, columns, own = [], {"updated_at"}, self.model.column_names()
        relations = self._take_relations(records, wanted, act)
        referred = self._referred(wanted[record.pk] for record in records)
        for record in records:
            values = {name: value for name, value in wanted[record.pk].items() if name in own}
            before, facts = record.state(values), record.tally_facts()
            record.take(values)
            for field, found in referred.items():
                if values.get(field.attname) in found:
                    field.set_cached_value(record, found[values[field.attname]])
            fields = recording.difference(before, record.state(values))
            if fields:
                record.derive()
                columns.update(self.model.columns_of(values))
            fields |= relations.get(record.pk, {})
            if fields:
                record.updated_at = act.at
                changed.append((record, fields, facts))
        if changed:
            pouring.update(self.model, [record for record, _fields, _facts in changed], sorted(columns))
            recording.changed(act, changed)

    def _referred(self, values):
        """`{foreign key: {id: record}}` of what new values refer to and `whole` fetches: not one by one."""
        values, referred = list(values), {}
        for name in self.whole().query.select_related or ():
            field = self.model._meta.get_field(name)
            ids = {each[field.attname] for each in values if each.get(field.attname)}
            if ids:
                referred[field] = field.related_model._base_manager.in_bulk(ids)
        return referred

    def _take_relations(self, records, wanted, act):
        """Set what is not a column on one chunk of locked records. Returns `{pk: {name: [old, new]}}` of what changed."""
        return {}

    def lock(self, ids):
        """Lock the records with these `ids` until the transaction ends; read what they are joined with afterwards.

        In one statement PostgreSQL would read a record that changed while it was waited for beside what it was joined
        with before (section 13.2.1 of its manual): a contact with a new company would seem to have none.
        """
        if connection.features.has_select_for_update:
            locked = self.select_for_update(of=("self",)).filter(pk__among=ids).order_by("pk").only("pk")
            list(locked.prefetch_related(None))

    def whole(self):
        """This queryset with everything fetched along that `derive` and `state` read."""
        return self

    @transaction.atomic
    def remove_all(self, *, by, act=None):
        """Delete every record of this queryset, which must begin with `visible_to(by)`. Undo restores. Returns the `Act`."""
        from .. import recording

        act = act or recording.open_act(f"{self.model.KIND}_removed", by=by)
        for records in self._locked_chunks(by, act):
            recording.removed(act, records)
            self.model.objects.filter(pk__in=[record.pk for record in records]).delete()
        return act

    def _locked_chunks(self, by, act):
        """These records, a few hundred at a time, locked. Some may be gone by then, or private to somebody else: they are
        left out, and counted as `act.left_out`."""
        ids = list(self.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), self.CHUNK):
            chunk = ids[start : start + self.CHUNK]
            there = self._as_changed().select_for_update(of=("self",)).filter(pk__among=chunk).order_by("pk")
            records = [record for record in there if by.may_edit(record)]
            act.left_out += len(chunk) - len(records)
            yield records

    def _as_changed(self):
        """The records of the model with what `change_all` reads of each."""
        return self.model.objects.all()


class Recorded(Owned):
    """A record with history. A concrete model says its `KIND` (a slug) and which fields are `TRACKED`."""

    KIND: str
    TRACKED: tuple = ()  # attribute names: "first_name", "company_id", …
    UNTOLD: tuple = ()  # tracked, so that undo restores them, but not told on cards: others say the same
    DERIVED: tuple = ()  # columns that `derive` computes from the others

    created_by = models.ForeignKey(
        "accounts.Member",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # told, never searched for
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = RecordedQuerySet.as_manager()

    class Meta(Owned.Meta):
        abstract = True

    # -- verbs ---------------------------------------------------------------------------------

    @classmethod
    @transaction.atomic
    def create(cls, *, by, act=None, **values):
        """Make a record with `values` (attribute names) in `by`'s organization. Returns it."""
        from .. import recording

        record = cls(organization_id=by.organization_id, created_by=by)
        if values.get("assigned_to_id") is None and (values.get("is_private") or not _keeps_sight(by)):
            values["assigned_to_id"] = by.pk  # else the maker would not see what they made
        record.take(values)
        record.derive()
        record.save(force_insert=True)
        record.take_relations(values)
        recording.created(act or recording.open_act(f"{cls.KIND}_created", by=by), [record])
        return record

    @transaction.atomic
    def change(self, *, by, act=None, **values):
        """Set `values` (attribute names) on this record. Returns the `Act`, or None if nothing differed.

        The row is locked and read again first, so what the history says it was is what it was. Raises
        PermissionDenied if it is not `by`'s to change, `DoesNotExist` if it is gone.
        """
        from .. import recording

        record = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        by.must_edit(record)
        before, facts = record.state(values), record.tally_facts()
        record.take(values)
        record.take_relations(values)
        fields = recording.difference(before, record.state(values))
        if fields:
            act = act or recording.open_act(f"{self.KIND}_changed", by=by)
            record.derive()
            record.updated_at = act.at
            record.save(update_fields=record.columns_of(values))
            recording.changed(act, [(record, fields, facts)])
        self.__dict__.update(record.__dict__)
        return act if fields else None

    @transaction.atomic
    def remove(self, *, by, act=None):
        """Delete this record and its parts. Returns the `Act`, with which it can be undone. Raises PermissionDenied."""
        this = type(self).objects.filter(pk=self.pk)
        act = this.remove_all(by=by, act=act)
        for kept in this if act.left_out else ():
            by.must_edit(kept)
        return act

    # -- exact totals -----------------------------------------------------------------------------

    @classmethod
    def total(cls, member, *, narrow=None, **facts):
        """How many records the member sees, all or with these tally facts (`status`, `assigned_to`). One cheap query."""
        return Tally.total(member, cls.KIND, narrow=narrow, **facts)

    @classmethod
    def total_within(cls, member, *, narrow=None, **facts):
        """`total` as a subquery expression."""
        return Tally.total_within(member, cls.KIND, narrow=narrow, **facts)

    # -- what the verbs ask a model -----------------------------------------------------------------

    def take(self, values):
        """Set the columns among `values`; names that are no column (tags) are left to `take_relations`."""
        for name in values:
            if name in self.column_names():
                setattr(self, name, values[name])

    def take_relations(self, values):
        """Set what is not a column. Needs a saved record."""

    @classmethod
    def hold_relations(cls, organization_id, states):
        """Let what is not a column among `states`, values as in history, stay there until records are locked and get it."""

    @classmethod
    def restore_relations(cls, organization_id, wanted):
        """Set what is not a column on records just brought back; `wanted` maps their keys to relations of a snapshot."""

    @classmethod
    def before_restoring(cls, snapshots):
        """Mend the columns of records about to be brought back, where what they cannot be without is gone."""

    def derive(self):
        """Compute the columns in `DERIVED`."""

    def label_of(self, name):
        """What people call a tracked name; None where the column says it."""
        return None

    def in_words(self, name, value):
        """A tracked value, as JSON, the way people read it; None where it has no way of its own."""
        return None

    def state(self, names=None):
        """The tracked values as JSON, or only those among `names`."""
        from .. import recording

        wanted = self.TRACKED if names is None else [name for name in self.TRACKED if name in names]
        return {name: recording.plain(getattr(self, name)) for name in wanted}

    def from_state(self, state):
        """The reverse of `state`: JSON back to the values the verbs take."""
        fields = {f.attname: f for f in self._meta.concrete_fields}
        return {n: fields[n].to_python(v) if n in fields and not fields[n].is_relation else v for n, v in state.items()}

    def tally_facts(self):
        """What tallies count by: owner, privacy, status."""
        return (self.assigned_to_id, self.is_private, getattr(self, "status", ""))

    @classmethod
    def column_names(cls):
        return {name for field in cls._meta.concrete_fields for name in (field.name, field.attname)}

    @classmethod
    def columns_of(cls, values):
        """The field names that saving `values` must write."""
        names = {f.name for f in cls._meta.concrete_fields if f.name in values or f.attname in values}
        return [*names.union(cls.DERIVED), "updated_at"]


def _keeps_sight(member):
    """Whether a member sees records that nobody owns."""
    return member.sees_all or member.data_scope == member.TEAM
