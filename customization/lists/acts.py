"""What one can do to many records at once."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Tag
from ..models.tags import clean_names
from .pickers import people


class OwnerForm(forms.Form):
    """Asks for a new owner, somebody of the organization or nobody."""

    owner = forms.ChoiceField(label=gettext_lazy("New owner"), required=False)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Nobody")), *people(member)]

    @property
    def owner_id(self):
        return int(self.cleaned_data["owner"]) if self.cleaned_data["owner"] else None


class TagsForm(forms.Form):
    """Asks for tags to add and to take off."""

    add = forms.CharField(label=gettext_lazy("Add"), required=False, max_length=500)
    remove = forms.CharField(label=gettext_lazy("Take off"), required=False, max_length=500)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.suggestions = Tag.objects.visible_to(member)[:200]
        for name in ("add", "remove"):
            self.fields[name].widget.attrs.update({"list": "bulk-tags", "autocomplete": "off"})
            self.fields[name].help_text = _("Several with commas between them.")

    def clean(self):
        typed = {name: clean_names(self.cleaned_data.get(name, "")) for name in ("add", "remove")}
        for name, names in typed.items():
            if any(len(tag) > Tag.MAX_LENGTH for tag in names):
                self.add_error(name, _("A tag has at most %(most)s characters.") % {"most": Tag.MAX_LENGTH})
        if not self.errors and not any(typed.values()):
            self.add_error("add", _("Name at least one tag."))
        return typed


class ChooseForm(forms.Form):
    """Asks for one of a field's choices."""

    value = forms.ChoiceField()

    def __init__(self, *args, member, label, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].choices, self.fields["value"].label = choices, label


class ConfirmForm(forms.Form):
    """Asks for nothing but the click."""

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class BulkAct:
    """One button of the bulk bar. `run` does it through the model's verbs, under `act` if there is one already, and returns
    the `Act`. Of very many records it is run a few hundred at a time, see `customization.lists.bulk`."""

    name: str
    label: str
    icon: str
    save: str
    said: str  # "%(count)s %(nouns)s …"
    form = ConfirmForm
    look = "main-act"
    text = ""

    def make_form(self, member, typed=None):
        return self.form(typed, member=member)

    def is_offered(self, member):
        """Whether the bulk bar shows the act to `member`."""
        return True

    def run(self, records, form, *, by, act=None):
        raise NotImplementedError


@dataclass(frozen=True)
class Assign(BulkAct):
    name: str = "assign"
    label: str = gettext_lazy("Assign")
    icon: str = "user-check"
    save: str = gettext_lazy("Assign")
    said: str = gettext_lazy("%(count)s %(nouns)s assigned.")
    form = OwnerForm

    def run(self, records, form, *, by, act=None):
        if form.owner_id is None:
            records = records.filter(is_private=False)  # a private record without an owner would be nobody's to see
        return records.change_all(by=by, act=act, assigned_to_id=form.owner_id)


@dataclass(frozen=True)
class AddTags(BulkAct):
    name: str = "tag"
    label: str = gettext_lazy("Tag")
    icon: str = "tag"
    save: str = gettext_lazy("Change tags")
    said: str = gettext_lazy("Tags of %(count)s %(nouns)s changed.")
    form = TagsForm

    def run(self, records, form, *, by, act=None):
        return records.tag_all(by=by, act=act, **form.cleaned_data)


@dataclass(frozen=True)
class Choose(BulkAct):
    """Sets a field with choices: a status."""

    name: str = "status"
    label: str = gettext_lazy("Status")
    icon: str = "circle-dot"
    save: str = gettext_lazy("Change status")
    said: str = gettext_lazy("%(count)s %(nouns)s changed.")
    field: str = "status"
    choices: tuple = ()

    def make_form(self, member, typed=None):
        return ChooseForm(typed, member=member, label=self.label, choices=self.choices)

    def run(self, records, form, *, by, act=None):
        return records.change_all(by=by, act=act, **{self.field: form.cleaned_data["value"]})


@dataclass(frozen=True)
class Remove(BulkAct):
    name: str = "delete"
    label: str = gettext_lazy("Delete")
    icon: str = "trash-2"
    save: str = gettext_lazy("Delete")
    said: str = gettext_lazy("%(count)s %(nouns)s deleted.")
    look = "danger"
    text = gettext_lazy("Their notes and tasks go with them. You can undo this.")

    def run(self, records, form, *, by, act=None):
        return records.remove_all(by=by, act=act)


@dataclass(frozen=True)
class Export(BulkAct):
    """Leads to the export of the chosen rows."""

    def is_offered(self, member):
        return member.is_admin

    name: str = "export"
    label: str = gettext_lazy("Export")
    icon: str = "download"
    save: str = gettext_lazy("Export")
    said: str = ""
