"""What every import and export of records has in common, on top of django-import-export.

A subclass says which fields there are and how rows find the records they mean. Everything is written through the verbs
of the model, in bulk, as one act. Rows go through django-import-export one by one (the admin) or through `bulk` many at
once (the wizard and the API); both ask this resource, so both come to the same.
"""

from copy import copy

from django.core.exceptions import ValidationError
from import_export import resources

from accounts.models import Member
from activity import recording
from api.answers import moment
from customization.shape import shape_of

from .customs import CUSTOM, CustomColumn
from .given import Columns
from .matching import Matches
from .taking import Taking
from .terms import Terms
from .widgets import Owners, OwnerWidget, TextWidget


class RecordResource(Taking, resources.ModelResource):
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

    class Meta:
        import_id_fields = ()
        instance_loader_class = Matches
        use_bulk = True
        batch_size = 500
        skip_unchanged = report_skipped = store_instance = True

    def __init__(self, member=None, *, terms=None, act=None, rehearsing=False, quick=False, **kwargs):
        super().__init__(**kwargs)
        self.member, self.terms, self.act, self.rehearsing = member, terms or Terms(), act, rehearsing
        self.update_by_pk, self.make, self.defaults, self.customs = {}, None, {}, {}
        self.reads = list(
            dict.fromkeys(["id", "organization_id", *self._meta.model.TRACKED, *self._meta.model.DERIVED])
        )
        if quick:
            self._meta = copy(self._meta)
            self._meta.skip_diff = True
        if member is not None:
            self.owners = Owners(Member.objects.visible_to(member).select_related("user"))
            self.fields["assigned_to"].widget = OwnerWidget(Member, self.owners)
            self.customs = {field.name: field for field in shape_of(member).fields(self._meta.model.KIND)}
            if self.customs:
                self.reads.append(CUSTOM)
            self.columns_in = Columns([*self.get_import_fields(), *map(CustomColumn, self.customs.values())])
            self.defaults = self.cleaned_defaults()

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
    def columns_out(cls, listed=(), customs=()):
        """The columns of an export: those that say what the `listed` columns of a list show, or all, the custom fields
        `customs` among them."""
        names = [field.name for field in customs]
        known = [*cls.columns(), *cls.ALSO_OUT, "updated_at", *names]
        chosen = [column for name in listed for column in cls.LISTED.get(name, (name,)) if column in known]
        return list(dict.fromkeys(chosen)) or [*cls.columns(), *cls.ALSO_OUT, *names]

    @classmethod
    def exported(cls, column, *, member):
        """(paths, write): the columns of the database a cell is read from, and what makes its text of their values."""
        if column == "assigned_to":
            return ("assigned_to__user__email", "assigned_to__name"), lambda email, name: email or name or ""
        if column in ("created_at", "updated_at"):
            return (column,), moment
        return (column,), str

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

    def also_made(self):
        """`{kind: number}` of what the rows would make besides themselves."""
        return {}

    def opened_act(self):
        """The one act of this run."""
        if self.act is None:
            self.act = recording.open_act(f"{self._meta.model.KIND}_imported", by=self.member)
        return self.act
