"""What a person chooses before an export."""

from django import forms
from django.utils.translation import gettext_lazy

from .formats import CSV, VCF, XLSX, formats_of


class ExportForm(forms.Form):
    """Which columns, in which kind of file."""

    LISTED, ALL = "listed", "all"
    FORMATS = {
        CSV: gettext_lazy("CSV, for any program"),
        XLSX: gettext_lazy("XLSX, for spreadsheets"),
        VCF: gettext_lazy("vCard, for phones and mail programs"),
    }

    which = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        choices=[
            (LISTED, gettext_lazy("Those the list shows, in its order")),
            (ALL, gettext_lazy("All, as an import takes them back")),
        ],
        widget=forms.RadioSelect,
        initial=LISTED,
    )
    file_format = forms.ChoiceField(label=gettext_lazy("File"), widget=forms.RadioSelect, initial=CSV)

    def __init__(self, *args, kind, has_list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file_format"].choices = [(name, self.FORMATS[name]) for name in formats_of(kind)]
        if not has_list:
            del self.fields["which"]

    @property
    def file_format_chosen(self):
        return self.cleaned_data["file_format"]

    @property
    def is_listed(self):
        """Whether only the list's columns are wanted; a card always has all it has a place for."""
        return self.cleaned_data.get("which") == self.LISTED and self.file_format_chosen != VCF
