"""What every import and export of records has in common, on top of django-import-export.

A subclass says which fields there are and how rows find the records they mean. Everything is written through the verbs
of the model, in bulk, as one act.
"""

from collections import defaultdict
from copy import copy

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader

from accounts.models import Member
from activity import recording
from api.answers import moment

from .formulas import cell_value
from .models import Transfer
from .terms import Terms
from .widgets import Owners, OwnerWidget, TextWidget

LOOKED_UP_AT_ONCE = 1_000


class Matches(BaseInstanceLoader):
    """The visible records that the rows of a dataset mean, found with one query for each way of matching.

    Rows that mean the same record get the same instance, saved or not: the later row wins.
    """

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.found = defaultdict(list)
        resource.matches = self
        wanted = defaultdict(set)
        for row in dataset.dict if dataset is not None else ():
            column, value = resource.key_of(row)
            if value:
                wanted[column].add(value)
        for column, values in wanted.items():
            self._look_up(column, sorted(values))

    def _look_up(self, column, values):
        for start in range(0, len(values), LOOKED_UP_AT_ONCE):
            for record in self.resource.matching(column, values[start : start + LOOKED_UP_AT_ONCE]):
                self.found[column, getattr(record, column)].append(self.resource.remember(record))

    def get_instance(self, row):
        key = self.resource.key_of(row)
        return self.resource.choose(self.found.get(key, []), key, row) if key[1] else None

    def add(self, row, record):
        """A row further up makes this record. Returns the key by which further rows find it."""
        key = self.resource.key_of(row)
        self.found[key].append(record)
        return key


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
    NEEDED: set = set()  # one of these fields must be filled by a column

    def __init__(self, member=None, *, terms=None, act=None, rehearsing=False, quick=False, **kwargs):
        super().__init__(**kwargs)
        self.member, self.terms, self.act, self.rehearsing = member, terms or Terms(), act, rehearsing
        self.update_by_pk = {}
        if quick:
            self._meta = copy(self._meta)
            self._meta.skip_diff = True
        if member is not None:
            owners = Owners(Member.objects.visible_to(member).select_related("user"))
            self.fields["assigned_to"].widget = OwnerWidget(Member, owners)

    # -- what a subclass says ------------------------------------------------------------------

    def key_of(self, row):
        """(column, value) by which `row` finds its record; a blank value finds none."""
        raise NotImplementedError

    def matching(self, column, values):
        """The visible records with one of `values` in `column`."""
        raise NotImplementedError

    def choose(self, records, key, row):
        """Which of `records`, found by `key`, the row means; None for a new one."""
        return next((record for record in records if self.agrees(record, row)), records[0] if records else None)

    def refusals(self, instance, cleaned, row):
        """`{column: reason}` for a row whose cells are sound, but which must not be written."""
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

    # -- reading rows -----------------------------------------------------------------------------

    def get_queryset(self):
        return self._meta.model.objects.visible_to(self.member)

    def get_instance(self, instance_loader, row):
        return instance_loader.get_instance(row)

    def remember(self, record):
        """Keep what a record was when it was found."""
        record.tag_list = record.tag_names if record.pk else []
        record.was = self.state(record)
        return record

    def state(self, record):
        """The values a file can change, comparable."""
        return {field.attribute: self.comparable(field, record) for field in self.get_import_fields()}

    def comparable(self, field, record):
        value = field.get_value(record)
        if isinstance(value, str):
            return plain_text(value)
        return [name.casefold() for name in value] if field.attribute == "tag_list" else value

    def agrees(self, record, row):
        """Whether every cell of `row` says what `record` already holds."""
        return all(
            self.same(field, record, cell_value(row[field.column_name]))
            for field in self.get_import_fields()
            if field.column_name in row and cell_value(row[field.column_name])
        )

    def same(self, field, record, text):
        try:
            cleaned = field.widget.clean(text)
        except ValueError:
            return False
        if field.attribute == "tag_list":
            return {name.casefold() for name in cleaned} <= {name.casefold() for name in record.tag_list}
        return (plain_text(cleaned) if isinstance(cleaned, str) else cleaned) == self.comparable(field, record)

    def after_init_instance(self, instance, new, row, **kwargs):
        if new:
            instance.organization_id = self.member.organization_id
            instance.tag_list, instance.was = [], None
        instance.is_new_row, instance.before_row = new, self.state(instance)

    def import_instance(self, instance, row, **kwargs):
        """Set the row's values, all or, with a ValidationError that names each column, none. Blank cells keep."""
        cleaned, errors = {}, {}
        for field in self.get_import_fields():
            if not cell_value(row.get(field.column_name)):
                continue
            try:
                cleaned[field.attribute] = self.taken(field, instance, row)
            except ValueError as error:
                errors[field.column_name] = str(error)
        errors = errors or self._mode_refusal(instance) or self.refusals(instance, cleaned, row)
        if errors:
            raise ValidationError(errors)
        for attribute, value in cleaned.items():
            setattr(instance, attribute, value)

    def taken(self, field, instance, row):
        """The value `instance` shall have for the cell: tags are added to those it has."""
        value = field.clean(row)
        if field.attribute != "tag_list":
            return value
        own = {name.casefold() for name in instance.tag_list}
        return sorted([*instance.tag_list, *(n for n in value if n.casefold() not in own)], key=str.lower)

    def _mode_refusal(self, instance):
        if self.terms.mode == Transfer.CREATE and not instance.is_new_row:
            return {"row": _("This one exists already, and only new ones are to be added.")}
        if self.terms.mode == Transfer.UPDATE and instance.is_new_row:
            return {"row": _("This one does not exist yet, and only existing ones are to be updated.")}
        return {}

    def skip_row(self, instance, original, row, import_validation_errors=None):
        changed = instance.is_new_row or self.state(instance) != instance.before_row
        return not changed and not import_validation_errors

    # -- writing -----------------------------------------------------------------------------------

    def save_instance(self, instance, is_create, row, **kwargs):
        if is_create:
            self.create_instances.append(instance)
            instance.made_for = self.matches.add(row, instance)
        elif instance.pk and instance.pk not in self.update_by_pk:
            self.update_by_pk[instance.pk] = instance
            self.update_instances.append(instance)

    def save_m2m(self, instance, row, **kwargs):
        """Tags are written with their record."""

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        records, self.create_instances = self.create_instances, []
        if records and not dry_run and not self.rehearsing:
            self.before_writing(records)
            for record in records:
                record.tags_to_set = record.tag_list
                if record.assigned_to_id is None and self.member.data_scope == Member.ASSIGNED:
                    record.assigned_to_id = None if self.member.is_admin else self.member.pk
            self.get_queryset().create_all(records, by=self.member, act=self.opened_act())
            for record in records:
                record.was = self.state(record)

    def bulk_update(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        records, self.update_instances, self.update_by_pk = self.update_instances, [], {}
        if records and not dry_run and not self.rehearsing:
            self.before_writing(records)
            wanted = {record.pk: self.differences(record) for record in records}
            self.get_queryset().change_each(wanted, by=self.member, act=self.opened_act())

    def differences(self, record):
        """What a verb must set: `{attribute: value}` of what is not as it was."""
        now, changed = self.state(record), {}
        for attribute, old in record.was.items():
            if now[attribute] == old:
                continue
            if attribute == "tag_list":
                changed["tags"] = record.tag_list
            elif self._meta.model._meta.get_field(attribute).is_relation:
                changed[f"{attribute}_id"] = getattr(record, f"{attribute}_id")
            else:
                changed[attribute] = getattr(record, attribute)
        return changed

    def told_differences(self, record):
        """`[[label, old, new], …]` of what is not as it was, as texts."""
        now, told = self.state(record), []
        for field in self.get_import_fields():
            old, new = record.was[field.attribute], now[field.attribute]
            if old != new:
                told.append([self.label_of(field.column_name), self.told(field, old), self.told(field, new)])
        return told

    def told(self, field, value):
        """A comparable value as people read it."""
        return ", ".join(value) if isinstance(value, list) else str(value or "")

    def also_made(self):
        """`{kind: number}` of what the rows would make besides themselves."""
        return {}

    def opened_act(self):
        """The one act of this run."""
        if self.act is None:
            self.act = recording.open_act(f"{self._meta.model.KIND}_imported", by=self.member)
        return self.act
