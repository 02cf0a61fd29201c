"""What people type into records, tags and options."""

from django import forms
from django.urls import reverse_lazy
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import Change
from activity.recording import plain

from .custom_form import CustomFields
from .lists.pickers import people
from .models import Option, Tag
from .models.customized import PREFIX
from .models.tags import clean_names


class TagsField(forms.CharField):
    """Tag names with commas between them; cleans to a list."""

    def __init__(self, **kwargs):
        super().__init__(max_length=1000, required=False, label=gettext_lazy("Tags"), **kwargs)
        self.widget.attrs.update({"autocomplete": "off", "list": "tags"})
        self.help_text = gettext_lazy("Several with commas between them.")

    def complete(self, url):
        """Let the answers of `url` complete the last tag while one types."""
        htmx = {"get": url, "trigger": "input changed delay:200ms", "target": "#tags", "swap": "innerHTML"}
        self.widget.attrs.update({f"hx-{name}": value for name, value in htmx.items()})

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value):
        names = clean_names(super().clean(value))
        if any(len(name) > Tag.MAX_LENGTH for name in names):
            raise forms.ValidationError(_("A tag has at most %(most)s characters.") % {"most": Tag.MAX_LENGTH})
        return names

    def has_changed(self, initial, typed):
        return sorted(map(str.lower, initial or [])) != sorted(map(str.lower, clean_names(typed or "")))


class RecordForm(CustomFields, forms.ModelForm):
    """Making or changing one record of an owned, tagged kind, with the custom fields of its organization.

    It checks what was typed and says it as `values()` for the record's verbs; it never saves by itself. `only` leaves
    one field, for a cell edited in place. `version` in a form that changes tells when the record was read, so that
    `settle` can say what others changed since.
    """

    option_category = ""
    tags = TagsField()
    assigned_to = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, typed=None, *, member, record=None, only=None, initial=None):
        self.member, self.record = member, record
        begun = self.initial_custom(record) | self._initial(record) | (initial or {})
        super().__init__(typed, instance=self._copy(record), initial=begun)
        self.add_custom_fields(only if only and only.startswith(PREFIX) else None)
        if only:
            self.fields = {only: self.fields[only]}
        if "tags" in self.fields:
            self.fields["tags"].complete(reverse_lazy("tag_suggest"))
        if "assigned_to" in self.fields:
            self.fields["assigned_to"].choices = self._owners()

    def _copy(self, record):
        """The form writes what was typed into its instance, so it gets one of its own."""
        if record is None:
            return None
        return type(record)(**{f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields})

    def _initial(self, record):
        if record is None:
            return {"assigned_to": str(self.member.pk)}
        return {
            "tags": record.tag_names,
            "assigned_to": str(record.assigned_to_id or ""),
            "version": record.updated_at.isoformat(),
        }

    def _owners(self):
        choices = [("", _("Nobody")), *people(self.member)]
        owner = self.record and self.record.assigned_to
        if owner and str(owner.pk) not in dict(choices):
            choices.append((str(owner.pk), _("%(name)s (deactivated)") % {"name": owner.full_name}))
        return choices

    def clean(self):
        cleaned = super().clean()
        mine = str(self.member.pk)
        is_private = cleaned.get("is_private", self.instance.is_private)
        owner = cleaned.get("assigned_to", str(self.instance.assigned_to_id or ""))
        if is_private and owner != mine and {"is_private", "assigned_to"} & self.fields.keys():
            name = "assigned_to" if "assigned_to" in self.fields else "is_private"
            self.add_error(name, _("A private record is its owner's alone: choose yourself as the owner."))
        return cleaned

    def values(self):
        """What was changed (of a new record: everything), as values for the verbs."""
        names = self.fields if self.record is None else self.changed_data
        values = {name: self.cleaned_data[name] for name in names if name != "version" and name in self.cleaned_data}
        if "assigned_to" in values:
            values["assigned_to_id"] = int(values.pop("assigned_to") or 0) or None
        return values

    def create(self):
        """Make the record. Returns it."""
        return self._meta.model.create(by=self.member, **self.stored(self.values()))

    def change(self, values):
        """Write `values` to the record. Returns the `Act`, or None if nothing differed. A form whose verb may refuse
        them says so by a ValidationError."""
        return self.record.change(by=self.member, **self.stored(values))

    def stored(self, values):
        """`values` as the verbs take them; where a name stands for another record, that is found or made."""
        return self.folded(values)

    @property
    def options(self):
        """What completes the field with suggestions of the organization, those of `option_category`, if it has one."""
        return Option.values_of(self.option_category, member=self.member) if self.option_category else []

    def double(self):
        """A record that is probably the same, or None: a warning that one may pass, not an error."""
        return None

    def again(self):
        """The same form with what was typed, now opened on the record as it is."""
        typed = self.data.copy()
        typed["version"] = self.record.updated_at.isoformat()
        return type(self)(typed, member=self.member, record=self.record)

    # -- somebody saved meanwhile -------------------------------------------------------------------

    def changed_since(self):
        """What others changed since the form was opened: `{attribute: (value then, the latest Change)}`."""
        since = _moment(self.cleaned_data.get("version")) if self.record else None
        if since is None or since == self.record.updated_at:
            return {}
        changes = Change.objects.visible_to(self.member).filter(
            kind=self.record.KIND, record_id=self.record.pk, act__at__gt=since, action=Change.CHANGED
        )
        changed = {}
        for change in changes.select_related("act__member__user").order_by("pk"):
            for name, (old, _new) in change.fields.items():
                changed[name] = (changed.get(name, (old,))[0], change)
        return changed

    def settle(self):
        """Sets what was changed here against what others changed meanwhile.

        Returns (values, conflicts): values to write, without those the person has not touched; and for each field both
        have changed a `Conflict`. Nothing is overwritten that somebody has not seen.
        """
        values, conflicts = self.values(), []
        for name, (seen, change) in self.changed_since().items():
            if name not in values:
                continue
            typed = _comparable(values[name])
            if typed == _comparable(seen) or typed == _comparable(self.now(name)):
                del values[name]
            else:
                conflicts.append(Conflict(self._label(name), self._words(name), change.act.member))
        return values, conflicts

    def now(self, name):
        """The record's present value of one of the `values`."""
        return self.record.state([name])[name]

    def _label(self, name):
        field = self.fields.get(name) or self.fields.get(name.removesuffix("_id"))
        return field.label if field else name

    def _words(self, name):
        """The record's present value as people read it."""
        if name.startswith(PREFIX):
            return self.custom_words(name) or _("nothing")
        value = self.now(name)
        if isinstance(value, list):
            return ", ".join(value) or _("nothing")
        if name == "assigned_to_id":
            return str(self.record.assigned_to or _("nobody"))
        display = getattr(self.record, f"get_{name}_display", None)
        return str(display() if display else value) or _("nothing")


def _moment(text):
    """A time with its zone, or None for any other text."""
    try:
        moment = parse_datetime(text or "")
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _comparable(value):
    return sorted(map(str.lower, value)) if isinstance(value, list) else plain(value)


class Conflict:
    """A field that somebody else changed while it was being edited: its `label`, what it `is` now, `who` changed it."""

    def __init__(self, label, now, who):
        self.label, self.now, self.who = label, now, who


class TagForm(forms.ModelForm):
    """A tag's name and colour."""

    class Meta:
        model = Tag
        fields = ["name", "color"]

    def clean_name(self):
        names = clean_names(self.cleaned_data["name"])
        if len(names) != 1:
            raise forms.ValidationError(_("A tag's name has no comma and is not blank."))
        others = Tag.objects.visible_to(self.instance).named(names).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("There is a tag of this name already."))
        return names[0]


class OptionForm(forms.ModelForm):
    """One suggestion of an option list."""

    class Meta:
        model = Option
        fields = ["value"]

    def clean_value(self):
        value = " ".join(self.cleaned_data["value"].split())
        same = Option.objects.visible_to(self.instance).filter(category=self.instance.category, value__iexact=value)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This is in the list already."))
        return value


class NoteForm(forms.Form):
    """A note: 1 to 20,000 characters."""

    content = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
