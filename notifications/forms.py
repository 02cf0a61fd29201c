"""What somebody may choose about being told."""

from django import forms
from django.utils.translation import gettext_lazy

from .models import Preference

ON_OFF = [(Preference.AT_ONCE, gettext_lazy("on")), (Preference.OFF, gettext_lazy("off"))]


class PreferencesForm(forms.Form):
    """A choice for each of `kinds` by each way, beginning with what is `chosen` now, `{(kind, channel): choice}`."""

    def __init__(self, *args, kinds, chosen, **more):
        super().__init__(*args, **more)
        self.kinds = kinds
        for kind in kinds:
            for channel, label in Preference.CHANNELS:
                self.fields[f"{kind.slug}-{channel}"] = self._field(kind, channel, label, chosen[kind.slug, channel])

    @staticmethod
    def _field(kind, channel, label, choice):
        names = {"label": f"{kind.label}: {label}", "initial": choice}
        if channel == Preference.MAIL:
            return forms.ChoiceField(choices=Preference.CHOICES, **names)
        names["initial"] = choice != Preference.OFF
        return forms.BooleanField(required=False, **names)

    def rows(self):
        """`[(kind, [its fields])]`, as the table shows them."""
        channels = [channel for channel, _label in Preference.CHANNELS]
        return [(kind, [self[f"{kind.slug}-{channel}"] for channel in channels]) for kind in self.kinds]

    def chosen(self):
        """What was chosen, `{(kind, channel): choice}`."""
        return {tuple(name.split("-")): _choice(value) for name, value in self.cleaned_data.items()}


def _choice(value):
    if isinstance(value, bool):
        return Preference.AT_ONCE if value else Preference.OFF
    return value
