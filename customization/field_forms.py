"""What admins type into custom fields and their folders."""

import zlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import CustomField, CustomFieldFolder
from .shaping.checks import LONGEST_KEY, LONGEST_NAME, checked_options, shape_as

LONGEST_OPTIONS = 200 * 120  # characters of the whole list


class CustomFieldForm(forms.Form):
    """A custom field, new or to be changed. It checks little by itself: the verbs refuse, and `tell` shows that here."""

    label = forms.CharField(label=gettext_lazy("Label"), max_length=LONGEST_NAME)
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=CustomField.TYPES)
    options = forms.CharField(
        label=gettext_lazy("Options"),
        required=False,
        max_length=LONGEST_OPTIONS,
        help_text=gettext_lazy("One a line, in their order. Fields of a list need them."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    default = forms.CharField(
        label=gettext_lazy("Default"),
        required=False,
        max_length=5_000,
        help_text=gettext_lazy("New records get it where nothing is said. Records that are there stay as they are."),
    )
    folder = forms.CharField(
        label=gettext_lazy("Folder"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("The heading it stands under. A new name makes a new folder."),
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
    )
    key = forms.CharField(
        label=gettext_lazy("Key"),
        required=False,
        max_length=LONGEST_KEY,
        help_text=gettext_lazy("What files and programs call it, for good. Left blank, it is made from the label."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    required = forms.BooleanField(
        label=gettext_lazy("Required"),
        required=False,
        help_text=gettext_lazy("Asked for in forms; files and older programs may still leave it out."),
    )

    def __init__(self, typed=None, *, member, field=None):
        self.field = field
        super().__init__(typed, initial=self._initial(field))
        self.folders = list(CustomFieldFolder.objects.visible_to(member).values_list("name", flat=True))
        if field:
            del self.fields["key"]

    @staticmethod
    def _initial(field):
        if field is None:
            return {}
        shape = shape_as(type=field.type, options=field.options)
        return {
            "label": field.label,
            "type": field.type,
            "options": "\n".join(field.options),
            "default": shape.write(field.default),
            "folder": field.folder.name if field.folder else "",
            "required": field.required,
        }

    def clean(self):
        cleaned = super().clean()
        type = cleaned.get("type") or CustomField.TEXT
        lines = [line for line in cleaned.get("options", "").splitlines() if line.strip()]
        for name, read in (("options", self._options), ("default", self._default)):
            try:
                cleaned[name] = read(cleaned, type, lines)
            except ValidationError as refusal:
                self.add_error(name, refusal)
                break
        return cleaned

    @staticmethod
    def _options(_cleaned, type, lines):
        return checked_options(lines if type in CustomField.WITH_OPTIONS else [], type)

    @staticmethod
    def _default(cleaned, type, _lines):
        return shape_as(type=type, options=cleaned["options"]).read(cleaned.get("default", ""))

    def values(self):
        """What was typed, as the verbs take it."""
        values = {name: self.cleaned_data[name] for name in self.fields}
        if "key" in values:
            values["key"] = values["key"] or None
        return values

    def renamed(self):
        """`{old option: new one}`: an option that another one stands in the place of, in a list as long as it was."""
        old, new = self.field.options, self.cleaned_data["options"]
        if len(old) != len(new):
            return {}
        known = {option.casefold() for option in old}, {option.casefold() for option in new}
        return {
            one: other
            for one, other in zip(old, new, strict=True)
            if one.casefold() not in known[1] and other.casefold() not in known[0]
        }

    @property
    def plan(self):
        """What somebody says yes to who has seen what happens to the values: a number for this type and these options."""
        said = repr((self.cleaned_data["type"], self.cleaned_data["options"]))
        return str(zlib.crc32(said.encode(errors="replace")))

    def tell(self, refusal):
        """Show a refusal of a verb at its fields."""
        for name, messages in refusal.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)


class FolderForm(forms.Form):
    """A folder's name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)

    def tell(self, refusal):
        """Show a refusal of a verb."""
        self.add_error("name", [message for messages in refusal.message_dict.values() for message in messages])


def said_of(report, renamed):
    """What a rehearsal found, as sentences."""
    said = [_("“%(old)s” is called “%(new)s” then.") % {"old": old, "new": new} for old, new in renamed.items()]
    counts = {"converted": report.converted, "dropped": report.dropped}
    if not report.dropped:
        return [*said, _("All %(converted)s values convert.") % counts]
    said.append(_("%(converted)s values convert, %(dropped)s do not: ") % counts + _examples(report))
    return [*said, _("What does not convert is taken off its records and stays in their histories. You can undo this.")]


def _examples(report):
    shown = [
        _("%(value)s on %(record)s") % {"value": _short(value), "record": record} for record, value in report.examples
    ]
    return "; ".join(shown) + (" …" if report.dropped > len(shown) else ".")


def _short(value):
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
