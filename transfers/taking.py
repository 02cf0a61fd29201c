"""What a row does to a record: found or new, which values it takes, what it was, why it is refused."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activity.pouring import blank_maker, put_relation, row_maker
from customization.models.customized import PREFIX

from .given import CUSTOM, Added
from .models import Transfer

NOTHING = (None, "", [])


def plain_text(text):
    """A text as files may bring it back: surrounding space and the kind of line break are no difference."""
    return text.replace("\r\n", "\n").strip()


class Taking:
    """The part of a resource that both ways of importing ask, row by row and many at once.

    A found record has `tag_list` and, in `was`, the values that rows have changed; a new one has None there.
    """

    special = frozenset({"tag_list", "assigned_to"})  # attributes that `put` does not simply set

    # -- what a subclass says ------------------------------------------------------------------

    def key_of(self, given):
        """(column, value) by which a row finds its record; a blank value finds none."""
        raise NotImplementedError

    def matching(self, column, values):
        """The visible records with one of `values` in `column`."""
        raise NotImplementedError

    def finds_only_same(self, key):
        """Whether such a key finds a record only where everything else the row says agrees with it, too."""
        return False

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
        if attribute == CUSTOM:
            own = record.custom
            return all(own.get(key) == each for key, each in value.items())
        old = getattr(record, attribute)
        if value.__class__ is Added:
            return value.is_in(old)
        return old == value or (value.__class__ is str and plain_text(old) == plain_text(value))

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
                if attribute in self.defaults or not self.is_clearable(attribute):
                    continue
                if self.value_of(attribute, record) not in NOTHING:
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
        if attribute.startswith(PREFIX):
            return record.custom.get(attribute.removeprefix(PREFIX))
        return record.assigned_to_id if attribute == "assigned_to" else getattr(record, attribute)

    def put(self, attribute, record, value):
        """Set a value that a row brings; tags are added to those there are, none at all take them away.

        Custom fields come as one, under `custom`, and are set one by one; `custom.<key>` alone is one of them.
        """
        if attribute.startswith(PREFIX):
            attribute, value = CUSTOM, {attribute.removeprefix(PREFIX): value}
        if record.was is not None and attribute not in record.was:
            record.was[attribute] = self.value_of(attribute, record)
        if value.__class__ is Added:
            value = value.added_to(getattr(record, attribute))
        if attribute == CUSTOM:
            value = {key: each for key, each in {**record.custom, **value}.items() if each is not None}
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
        if attribute.startswith(PREFIX):
            return not self.customs[attribute].required
        field = self._meta.model._meta.get_field(attribute)
        return field.blank or field.null

    def nothing(self, attribute):
        if attribute == "tag_list":
            return []
        return None if attribute.startswith(PREFIX) or self._meta.model._meta.get_field(attribute).null else ""

    # -- what it was ---------------------------------------------------------------------------------

    def differences(self, record):
        """What a verb must set: `{attribute: value}` of what is not as it was."""
        changed = {}
        for attribute, old in record.was.items():
            now = self.value_of(attribute, record)
            if now == old:
                continue
            if attribute == "tag_list":
                changed["tags"] = now
            elif attribute == CUSTOM:
                changed[CUSTOM] = {key: now.get(key) for key in old | now if old.get(key) != now.get(key)}
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
        before = record.was.get(CUSTOM, record.custom) if self.customs else {}
        for field in self.customs.values() if before != record.custom else ():
            old, now = before.get(field.key), record.custom.get(field.key)
            if old != now:
                told.append([field.label, field.write(old), field.write(now)])
        return told

    def told(self, attribute, value):
        """A comparable value as people read it."""
        if attribute == "assigned_to":
            return self.owners.full_name(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return ", ".join(value) if isinstance(value, list) else str(value or "")

    def cleaned_defaults(self):
        """What stands in for empty cells, `{attribute: value}`. Raises ValidationError that names each field."""
        given = self.columns_in.given({name: [text] for name, text in self.terms.defaults.items()}, 1)[0]
        if given.errors:
            raise ValidationError(given.errors)
        return given.values
