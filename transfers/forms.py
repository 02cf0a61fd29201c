"""What a person chooses on the way through an import."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member

from . import kinds, mapping
from .intake import must_be_mapped, take_in
from .models import Transfer
from .newfields import NEW, may_add
from .reading import DELIMITERS, ENCODINGS, Unreadable
from .widgets import owner_text

SELECTED = {True: flatatt({"selected": True}), False: ""}


class FileForm(forms.Form):
    """A file, and what it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in the file?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.vcf,text/csv,text/vcard"}),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("The file is empty. Choose a file with a header row and at least one more row."),
            "max_length": gettext_lazy("The file's name is too long. Rename it and try again."),
        },
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["kind"].choices = [(kind.slug, kind.label_plural.capitalize()) for kind in kinds.open_to(by)]

    def clean(self):
        values = super().clean()
        if not self.errors:
            try:
                self.transfer = take_in(values["file"], kind=values["kind"], by=self.by)
            except Unreadable as error:
                self.add_error("file", str(error))
            else:
                if mapping.recall_terms(self.transfer):
                    self.transfer.save()
        return values


class ReadingForm(forms.Form):
    """How a CSV is read, when what was found is wrong."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=ENCODINGS)
    delimiter = forms.ChoiceField(label=gettext_lazy("Cells are separated by"), choices=DELIMITERS)

    def __init__(self, *args, transfer, **kwargs):
        super().__init__(*args, **kwargs)
        if transfer.delimiter and transfer.delimiter not in dict(DELIMITERS):
            self.fields["delimiter"].choices = [*DELIMITERS, (transfer.delimiter, transfer.delimiter)]
        self.initial = {"encoding": transfer.encoding, "delimiter": transfer.delimiter}


class QuickSelect(forms.Select):
    """A select whose many equals on one page share the labour of being drawn."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED[key == chosen], label) for key, label in self.choices),
        )
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, attrs) | {"name": name}), options
        )


class ColumnsForm(forms.Form):
    """Which column fills which field, and on which terms the rows are taken."""

    mode = forms.ChoiceField(label=gettext_lazy("With those that exist already"), choices=Transfer.MODES)
    match_by = forms.ChoiceField(label=gettext_lazy("Rows are found by"))
    blank = forms.ChoiceField(label=gettext_lazy("Cells that are empty"), choices=Transfer.BLANKS)
    default_assigned_to = forms.ChoiceField(
        label=gettext_lazy("Owner"), required=False, help_text=gettext_lazy("For records that have none.")
    )
    default_tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Added to every record, several with commas between them."),
    )
    default_source = forms.CharField(
        label=gettext_lazy("Source"), required=False, help_text=gettext_lazy("For records that have none.")
    )

    def __init__(self, *args, transfer, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.transfer = transfer
        self.new = [(NEW, _("A new custom field"))] if may_add(transfer, by) else []
        self._add_terms(transfer.of.resource_class, by)
        self._add_columns(list(mapping.fields_of(transfer.of.resource_class, transfer.custom_fields).items()))

    def _add_terms(self, resource, by):
        usual, *_others = resource.MATCHES
        self.fields["match_by"].choices = resource.MATCHES.items()
        if "phone" in resource.MATCHES:
            self.fields["match_by"].help_text = _("Phone numbers need their country code, as in +44 20 7946 0018.")
        people = Member.objects.visible_to(by).filter(is_active=True, user__isnull=False).select_related("user")
        named = sorted((member.full_name.casefold(), owner_text(member), member.full_name) for member in people)
        self.fields["default_assigned_to"].choices = [
            ("", _("As the file says")),
            *((text, name) for _key, text, name in named),
        ]
        for name in ("assigned_to", "tags", "source"):
            if name not in mapping.defaultable(resource):
                del self.fields[f"default_{name}"]
        given = {f"default_{name}": text for name, text in self.transfer.defaults.items()}
        self.initial = {"mode": self.transfer.mode, "blank": self.transfer.blank, **given}
        self.initial["match_by"] = self.transfer.match_by or usual

    def _add_columns(self, fields):
        for position, name in enumerate(self.transfer.header):
            note = (mapping.as_note(self.transfer.header, position), _("Notes, as a line of its own"))
            choices = [("", _("Leave out")), *fields, note, *self.new]
            self.fields[f"column_{position}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                initial=self.transfer.mapping[position],
                label=name or _("Column %d") % (position + 1),
                widget=QuickSelect,
            )

    @property
    def mapping(self):
        return [self.cleaned_data.get(f"column_{position}", "") for position in range(len(self.transfer.header))]

    @property
    def terms(self):
        """The fields that are not columns."""
        return [self[name] for name in self.fields if not name.startswith(("column_", "default_"))]

    @property
    def defaults(self):
        return [self[name] for name in self.fields if name.startswith("default_")]

    def clean(self):
        values = super().clean()
        self._must_be_single()
        chosen = {name: text for name in ("assigned_to", "tags", "source") if (text := values.get(f"default_{name}"))}
        transfer, usual = self.transfer, next(iter(self.transfer.of.resource_class.MATCHES))
        transfer.mapping, transfer.defaults = self.mapping, chosen
        transfer.mode, transfer.blank = values.get("mode", transfer.mode), values.get("blank", transfer.blank)
        transfer.match_by = "" if values.get("match_by", usual) == usual else values["match_by"]
        try:
            must_be_mapped(transfer)
            mapping.must_fit_terms(transfer)
        except Unreadable as error:
            self.add_error(None, str(error))
        except ValidationError as error:
            for name, reasons in error.message_dict.items():
                self.add_error(name if name in self.fields else f"default_{name}", reasons)
        return values

    def _must_be_single(self):
        first = {}
        for position, field in enumerate(self.mapping):
            if field and field in first and field not in mapping.SEVERAL and field != NEW:
                text = _("“%s” fills this already. Choose it once.") % self.transfer.header[first[field]]
                self.add_error(f"column_{position}", text)
            first.setdefault(field, position)
