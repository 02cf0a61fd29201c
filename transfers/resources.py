"""What every import and export of records has in common, on top of django-import-export.

A subclass says which fields there are and how rows find the records they mean. Everything is written through the verbs
of the model, in bulk, as one act. Rows go through django-import-export one by one (the admin) or through `bulk` many at
once (the wizard and the API); both ask this resource, so both come to the same.
"""

from collections import defaultdict
from copy import copy

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader

from accounts.models import Member
from activity import recording
from activity.pouring import blank_maker, put_relation, row_maker
from api.answers import moment

from .given import Added, Columns
from .models import Transfer
from .terms import Terms
from .widgets import Owners, OwnerWidget, TextWidget

LOOKED_UP_AT_ONCE = 1_000


class Matches(BaseInstanceLoader):
    """The visible records that rows mean, found with one query for each way of matching.

    Rows that mean the same record get the same instance, saved or not: the later row wins.
    """

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.found = {}
        resource.matches = self
        if dataset is not None:
            self.look_up([resource.key_of(given) for given in resource.read(dataset)])

    def look_up(self, keys):
        """Find the records of `keys`, (column, value) pairs."""
        wanted = defaultdict(set)
        for column, value in keys:
            if value:
                wanted[column].add(value)
        for column, values in wanted.items():
            values = sorted(values)
            for start in range(0, len(values), LOOKED_UP_AT_ONCE):
                self._look_up(column, values[start : start + LOOKED_UP_AT_ONCE])

    def _look_up(self, column, values):
        for record in self.resource.found(column, values):
            for value in self.resource.keys_of(record, column):
                self.found.setdefault((column, value), []).append(record)

    def record_of(self, key, given):
        """The record that a row with `key` means, or None for a new one."""
        records = self.found.get(key) if key[1] else None
        return self.resource.choose(records, key, given) if records else None

    def get_instance(self, row):
        given = self.resource.given
        return self.record_of(self.resource.key_of(given), given)

    def add(self, key, record):
        """A row further up makes this record; further rows find it by `key`."""
        if key[1]:
            self.found.setdefault(key, []).append(record)


def plain_text(text):
    """A text as files may bring it back: surrounding space and the kind of line break are no difference."""
    return text.replace("\r\n", "\n").strip()


class RecordResource(resources.ModelResource):
    """Rows in and out for one kind of record, acting for `member`.

    `terms` are `Terms`; `act` the act to write under, opened when the first row needs it; `rehearsing` writes
    nothing; `quick` leaves out the comparison that only the admin's preview shows.
    """

    SYNONYMS: dict = {}  # {field: names it goes by in other programs' files}
    LABELS: dict = {}  # {field: what people call it}
    #: columns of the record's list, by the columns of a file that say the same
    LISTED: dict = {"owner": ("assigned_to",), "created": ("created_at",), "updated": ("updated_at",)}
    ALSO_OUT = ("id", "created_at")  # in exports, never read
    MATCHES: dict = {}  # {what a row can find its record by: what people call it}, the usual one first
    special = frozenset({"tag_list", "assigned_to"})  # attributes that `put` does not simply set
    NEEDED: set = set()  # one of these fields must be filled by a column

    def __init__(self, member=None, *, terms=None, act=None, rehearsing=False, quick=False, **kwargs):
        super().__init__(**kwargs)
        self.member, self.terms, self.act, self.rehearsing = member, terms or Terms(), act, rehearsing
        self.update_by_pk, self.make, self.defaults = {}, None, {}
        self.reads = ["id", "organization_id", *self._meta.model.TRACKED, *self._meta.model.DERIVED]
        if quick:
            self._meta = copy(self._meta)
            self._meta.skip_diff = True
        if member is not None:
            self.owners = Owners(Member.objects.visible_to(member).select_related("user"))
            self.fields["assigned_to"].widget = OwnerWidget(Member, self.owners)
            self.columns_in = Columns(self.get_import_fields())
            self.defaults = self.cleaned_defaults()

    def cleaned_defaults(self):
        """What stands in for empty cells, `{attribute: value}`. Raises ValidationError that names each field."""
        given = self.columns_in.given({name: [text] for name, text in self.terms.defaults.items()}, 1)[0]
        if given.errors:
            raise ValidationError(given.errors)
        return given.values

    # -- what a subclass says ------------------------------------------------------------------

    def key_of(self, given):
        """(column, value) by which a row finds its record; a blank value finds none."""
        raise NotImplementedError

    def matching(self, column, values):
        """The visible records with one of `values` in `column`."""
        raise NotImplementedError

    def relate(self, records):
        """Fetch what `same` and `fill` look at besides the columns of found records."""

    def keys_of(self, record, column):
        """The values of `column` by which `record` is found."""
        return (getattr(record, column),)

    def choose(self, records, key, given):
        """Which of `records`, found by `key`, the row means; None for a new one."""
        if len(records) == 1:
            return records[0]
        return next((record for record in records if self.agrees(record, given)), records[0])

    def settle(self, givens):
        """Look up at once what the rows refer to."""

    def refusals(self, record, given):
        """`{column: reason}` for a row whose cells are sound, but which must not be written; `record` is None for new."""
        return {}

    def before_writing(self, records):
        """Make what `records` refer to and is not there yet."""

    # -- fields ---------------------------------------------------------------------------------

    @classmethod
    def widget_from_django_field(cls, f, default=None):
        return TextWidget

    @classmethod
    def widget_kwargs_for_field(cls, field_name, django_field):
        return {"field": django_field}

    @classmethod
    def columns(cls):
        """The columns of the template, in order: every field a file can fill."""
        return [field.column_name for field in (cls.fields[name] for name in cls._meta.fields) if not field.readonly]

    @classmethod
    def label_of(cls, column):
        """What people call a column."""
        if column in cls.LABELS:
            return str(cls.LABELS[column])
        return str(cls._meta.model._meta.get_field(column).verbose_name).capitalize()

    # -- going out --------------------------------------------------------------------------------

    @classmethod
    def columns_out(cls, listed=()):
        """The columns of an export: those that say what the `listed` columns of a list show, or all."""
        known = [*cls.columns(), *cls.ALSO_OUT, "updated_at"]
        chosen = [column for name in listed for column in cls.LISTED.get(name, (name,)) if column in known]
        return list(dict.fromkeys(chosen)) or [*cls.columns(), *cls.ALSO_OUT]

    @classmethod
    def exported(cls, column, *, member):
        """(paths, write): the columns of the database a cell is read from, and what makes its text of their values."""
        if column == "assigned_to":
            return ("assigned_to__user__email", "assigned_to__name"), lambda email, name: email or name or ""
        if column in ("created_at", "updated_at"):
            return (column,), moment
        return (column,), str

    # -- finding records ----------------------------------------------------------------------------

    def get_queryset(self):
        return self._meta.model.objects.visible_to(self.member)

    def found(self, column, values):
        """The records of `matching`, each with `tag_list` and, once something changes, what it `was`."""
        make = row_maker(self._meta.model, self.reads)
        records = [make(row) for row in self.matching(column, values).values_list(*self.reads)]
        self.relate(records)
        tags = self._meta.model.states_of_relations(records) if records else {}
        for record in records:
            record.tag_list, record.was = tags[record.pk]["tags"], {}
        return records

    def new_record(self):
        """An unsaved record of the member's organization, with the defaults of its fields."""
        if self.make is None:
            self.make = blank_maker(self._meta.model)
        record = self.make()
        record.organization_id = self.member.organization_id
        record.tag_list, record.was, record.is_filled = [], None, False
        return record

    # -- what a row says -----------------------------------------------------------------------------

    def read(self, dataset):
        """What the rows of a tablib dataset say, as `Given`s."""
        headers = dataset.headers or ()
        return self.columns_in.given({name: dataset[name] for name in headers}, len(dataset))

    def agrees(self, record, given):
        """Whether `record` holds already whatever the filled cells of a row say."""
        return all(self.same(attribute, record, value) for attribute, value in given.values.items())

    def same(self, attribute, record, value):
        """Whether `record` holds this value already."""
        if attribute == "tag_list":
            own = {name.casefold() for name in record.tag_list}
            return all(name.casefold() in own for name in value)
        if attribute == "assigned_to":
            return record.assigned_to_id == value.pk
        old = getattr(record, attribute)
        if value.__class__ is Added:
            return value.is_in(old)
        return old == value or plain_text(old) == plain_text(value)

    def refused(self, record, given):
        """`{column: reason}` of a row that must not be written, or nothing; `record` is None for a new one."""
        if given.errors:
            return given.errors
        if self.terms.mode == Transfer.CREATE and record is not None:
            return {"row": _("This one exists already, and only new ones are to be added.")}
        if self.terms.mode == Transfer.UPDATE and record is None:
            return {"row": _("This one does not exist yet, and only existing ones are to be updated.")}
        return self.refusals(record, given)

    def will_have(self, record, given, attribute):
        """Whether `record`, None for a new one, has something in `attribute` once it has taken the row."""
        if attribute in given.values or attribute in self.defaults:
            return True
        if record is None or (self.terms.clears and attribute in given.empty):
            return False
        return bool(self.value_of(attribute, record))

    def fill(self, record, given):
        """Let `record` take what a row says. Returns whether that changed anything."""
        if record.was is None and not record.is_filled:
            self.fill_new(record, given)
            return True
        changed, is_new = False, record.was is None
        for attribute, value in given.values.items():
            if not self.same(attribute, record, value):
                self.put(attribute, record, value)
                changed = True
        if self.terms.clears and not is_new:
            for attribute in given.empty:
                if attribute not in self.defaults and self.is_clearable(attribute) and self.value_of(attribute, record):
                    self.put(attribute, record, self.nothing(attribute))
                    changed = True
        for attribute, value in self.defaults.items():
            stays = attribute in given.values or self.value_of(attribute, record)
            if (attribute == "tag_list" or not stays) and not self.same(attribute, record, value):
                self.put(attribute, record, value)
                changed = True
        return changed

    def fill_new(self, record, given):
        """As `fill` for the first row of a new record."""
        record.is_filled, plain = True, record.__dict__
        for attribute, value in self.defaults.items():
            if attribute not in given.values or attribute == "tag_list":
                self.put(attribute, record, value)
        for attribute, value in given.values.items():
            if attribute in self.special:
                self.put(attribute, record, value)
            else:
                plain[attribute] = value

    def value_of(self, attribute, record):
        """What `record` holds, comparable: texts, names of tags, ids of what it refers to."""
        return record.assigned_to_id if attribute == "assigned_to" else getattr(record, attribute)

    def put(self, attribute, record, value):
        """Set a value that a row brings; tags are added to those there are, none at all take them away."""
        if record.was is not None and attribute not in record.was:
            record.was[attribute] = self.value_of(attribute, record)
        if value.__class__ is Added:
            value = value.added_to(getattr(record, attribute))
        if attribute == "tag_list" and value and not record.tag_list:
            value = sorted(value, key=str.lower)
        elif attribute == "tag_list" and value:
            own = {name.casefold() for name in record.tag_list}
            value = sorted([*record.tag_list, *(n for n in value if n.casefold() not in own)], key=str.lower)
        if attribute == "assigned_to" and value is not None:
            put_relation(record, attribute, value)
        else:
            setattr(record, attribute, value)

    def is_clearable(self, attribute):
        """Whether an empty cell can take the value away."""
        if attribute == "tag_list":
            return True
        field = self._meta.model._meta.get_field(attribute)
        return field.blank or field.null

    def nothing(self, attribute):
        if attribute == "tag_list":
            return []
        return None if self._meta.model._meta.get_field(attribute).null else ""

    # -- reading rows one by one -----------------------------------------------------------------------

    def before_import(self, dataset, **kwargs):
        self.settle([given for given in self.read(dataset) if not given.errors])

    def import_row(self, row, instance_loader, **kwargs):
        self.given = self.columns_in.given({name: [text] for name, text in row.items()}, 1)[0]
        return super().import_row(row, instance_loader, **kwargs)

    def get_instance(self, instance_loader, row):
        return instance_loader.get_instance(row)

    def init_instance(self, row=None):
        return self.new_record()

    def import_instance(self, instance, row, **kwargs):
        """Set the row's values, all or, with a ValidationError that names each column, none."""
        errors = self.refused(None if instance.is_new_row else instance, self.given)
        if errors:
            raise ValidationError(errors)
        instance.is_changed = self.fill(instance, self.given)

    def after_init_instance(self, instance, new, row, **kwargs):
        instance.is_new_row = new

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not (import_validation_errors or instance.is_new_row or instance.is_changed)

    # -- writing -----------------------------------------------------------------------------------

    def save_instance(self, instance, is_create, row, **kwargs):
        if is_create:
            self.create_instances.append(instance)
            self.matches.add(self.key_of(self.given), instance)
        elif instance.pk and instance.pk not in self.update_by_pk:
            self.update_by_pk[instance.pk] = instance
            self.update_instances.append(instance)

    def save_m2m(self, instance, row, **kwargs):
        """Tags are written with their record."""

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        records, self.create_instances = self.create_instances, []
        if not dry_run:
            self.write(records, [])

    def bulk_update(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        records, self.update_instances, self.update_by_pk = self.update_instances, [], {}
        if not dry_run:
            self.write([], records)

    def write(self, created, updated):
        """Write new records and those that rows changed, through the verbs; nothing while rehearsing."""
        if self.rehearsing or not (created or updated):
            return
        self.before_writing([*created, *updated])
        if created:
            for record in created:
                record.tags_to_set = record.tag_list
                if record.assigned_to_id is None and self.member.data_scope == Member.ASSIGNED:
                    record.assigned_to_id = None if self.member.is_admin else self.member.pk
            self.get_queryset().create_all(created, by=self.member, act=self.opened_act())
        if updated:
            wanted = {record.pk: self.differences(record) for record in updated}
            self.get_queryset().change_each(wanted, by=self.member, act=self.opened_act())
        for record in (*created, *updated):
            record.was = {}

    def differences(self, record):
        """What a verb must set: `{attribute: value}` of what is not as it was."""
        changed = {}
        for attribute, old in record.was.items():
            now = self.value_of(attribute, record)
            if now == old:
                continue
            if attribute == "tag_list":
                changed["tags"] = now
            elif self._meta.model._meta.get_field(attribute).is_relation:
                changed[f"{attribute}_id"] = getattr(record, f"{attribute}_id")
            else:
                changed[attribute] = now
        return changed

    def told_differences(self, record):
        """`[[label, old, new], …]` of what is not as it was, as texts."""
        told = []
        for field in self.get_import_fields():
            old, now = record.was.get(field.attribute), self.value_of(field.attribute, record)
            if field.attribute in record.was and old != now:
                texts = (self.told(field.attribute, value) for value in (old, now))
                told.append([self.label_of(field.column_name), *texts])
        return told

    def told(self, attribute, value):
        """A comparable value as people read it."""
        if attribute == "assigned_to":
            return self.owners.full_name(value)
        return ", ".join(value) if isinstance(value, list) else str(value or "")

    def also_made(self):
        """`{kind: number}` of what the rows would make besides themselves."""
        return {}

    def opened_act(self):
        """The one act of this run."""
        if self.act is None:
            self.act = recording.open_act(f"{self._meta.model.KIND}_imported", by=self.member)
        return self.act
