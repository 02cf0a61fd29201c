"""The bulk act that sets one custom field of many records."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..custom_form import TypedField
from ..models.customized import PREFIX
from ..shape import shape_of
from .acts import BulkAct


class SetFieldForm(forms.Form):
    """Asks for a custom field first, then for its value; blank takes the value away.

    `shown` says for which field the value was asked. Until it is the chosen one the form is not filled in, only opened.
    """

    field = forms.ChoiceField(label=gettext_lazy("Field"))
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, typed=None, *, member, kind):
        self.shapes = {shape.name: shape for shape in shape_of(member).fields(kind)}
        chosen = (typed or {}).get("field", "")
        shape = self.shapes.get(chosen)
        is_asked = shape is not None and typed.get("shown") == chosen
        begun = {"field": chosen, "shown": chosen} if shape else {}
        super().__init__(typed if is_asked or (typed is not None and shape is None) else None, initial=begun)
        self.fields["field"].choices = [("", _("Choose…")), *self._by_folder()]
        if shape:
            self.fields["value"] = TypedField(shape)
            if not shape.required:
                self.fields["value"].help_text = _("Leave it empty to take the value away.")

    def _by_folder(self):
        folders = {}
        for shape in self.shapes.values():
            folders.setdefault(shape.folder, []).append((shape.name, shape.label))
        return [*folders.pop("", []), *folders.items()]

    @property
    def values(self):
        """What the verbs take."""
        name = self.cleaned_data["field"]
        return {"custom": {name.removeprefix(PREFIX): self.cleaned_data["value"]}}


@dataclass(frozen=True)
class SetField(BulkAct):
    """Sets a custom field of records of `kind`."""

    name: str = "set"
    label: str = gettext_lazy("Set a field")
    icon: str = "pencil"
    save: str = gettext_lazy("Go on")
    said: str = gettext_lazy("%(count)s %(nouns)s changed.")
    kind: str = ""

    def make_form(self, member, typed=None):
        return SetFieldForm(typed, member=member, kind=self.kind)

    def is_offered(self, member):
        return bool(shape_of(member).fields(self.kind))

    def run(self, records, form, *, by, act=None):
        return records.change_all(by=by, act=act, **form.values)
