"""What a person chooses on the way through an import."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import kinds
from .exporting import CSV, XLSX
from .intake import fields_of, must_be_mapped, take_in
from .models import Transfer
from .reading import DELIMITERS, ENCODINGS, Unreadable


class FileForm(forms.Form):
    """A file, and what it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in the file?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("The file is empty. Choose a file with a header row and at least one more row."),
            "max_length": gettext_lazy("The file's name is too long. Rename it and try again."),
        },
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["kind"].choices = [(kind.slug, kind.label_plural.capitalize()) for kind in kinds.registered()]

    def clean(self):
        values = super().clean()
        if not self.errors:
            try:
                self.transfer = take_in(values["file"], kind=values["kind"], by=self.by)
            except Unreadable as error:
                self.add_error("file", str(error))
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


class ColumnsForm(forms.Form):
    """Which column fills which field, and what to do with those who exist already."""

    mode = forms.ChoiceField(label=gettext_lazy("With those that exist already"), choices=Transfer.MODES)

    def __init__(self, *args, transfer, **kwargs):
        super().__init__(*args, **kwargs)
        self.transfer = transfer
        self.fields["mode"].initial = transfer.mode
        choices = [("", _("Leave out")), *fields_of(transfer).items()]
        for position, name in enumerate(transfer.header):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                choices=choices, required=False, initial=transfer.mapping[position], label=name
            )

    @property
    def mapping(self):
        return [self.cleaned_data.get(f"column_{position}", "") for position in range(len(self.transfer.header))]

    def clean(self):
        values = super().clean()
        first = {}
        for position, field in enumerate(self.mapping):
            if field and field in first:
                text = _("“%s” fills this already. Choose it once.") % self.transfer.header[first[field]]
                self.add_error(f"column_{position}", text)
            first.setdefault(field, position)
        self.transfer.mapping, self.transfer.mode = self.mapping, values.get("mode", self.transfer.mode)
        try:
            must_be_mapped(self.transfer)
        except Unreadable as error:
            self.add_error(None, str(error))
        return values


class ExportForm(forms.Form):
    """Which columns, in which kind of file."""

    LISTED, ALL = "listed", "all"

    which = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=[
            (LISTED, gettext_lazy("Those the list shows, in its order")),
            (ALL, gettext_lazy("All, as an import takes them back")),
        ],
        widget=forms.RadioSelect,
    )
    file_format = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[(CSV, gettext_lazy("CSV, for any program")), (XLSX, gettext_lazy("XLSX, for spreadsheets"))],
        widget=forms.RadioSelect,
        initial=CSV,
    )

    def __init__(self, *args, has_list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["which"].initial = self.LISTED
        if not has_list:
            del self.fields["which"]
