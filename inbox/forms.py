"""What a person chooses when they bring mail, and when they look for some."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Message


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; comes out as a list."""

    widget = FilesInput(attrs={"accept": ".eml,.emlx,.mbox,.mbx,message/rfc822,application/mbox"})

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in files or [None]]


class MailFilesForm(forms.Form):
    """One or several mail files, together no larger than MAIL_IMPORT_MAX_MEGABYTES."""

    files = FilesField(
        label=gettext_lazy("Files"),
        allow_empty_file=True,  # told as unreadable, and the others are taken
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "max_length": gettext_lazy("A file's name is too long. Rename it and try again."),
        },
    )

    def clean_files(self):
        files = self.cleaned_data["files"]
        if sum(one.size for one in files) > settings.MAIL_IMPORT_MAX_BYTES:
            most = settings.MAIL_IMPORT_MAX_BYTES // 1024**2
            said = _("Together this is more than %(most)s MB. Bring it in parts, or ask an admin to import it.")
            raise forms.ValidationError(said % {"most": most})
        return files


class MailFilterForm(forms.Form):
    """What the list of messages is narrowed by; a wrong value narrows nothing."""

    LINKED, UNLINKED = "linked", "unlinked"

    search = forms.CharField(label=gettext_lazy("Search mail"), required=False, max_length=200)
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            (Message.IN, gettext_lazy("Received")),
            (Message.OUT, gettext_lazy("Sent")),
        ],
    )
    people = forms.ChoiceField(
        label=gettext_lazy("People"),
        required=False,
        choices=[
            ("", gettext_lazy("Everybody")),
            (LINKED, gettext_lazy("People on record")),
            (UNLINKED, gettext_lazy("Nobody on record")),
        ],
    )
