"""What is chosen to share something, and to find links."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import ShareItem, SmartLink

DAYS = [("", _("Never")), ("7", _("In a week")), ("30", _("In 30 days")), ("90", _("In 90 days"))]


class ShareForm(forms.Form):
    """An item, a channel, and when the link ends."""

    item = forms.ModelChoiceField(ShareItem.objects.none(), label=_("Item"))
    channel = forms.ChoiceField(label=_("By"), choices=SmartLink.CHANNELS)
    days = forms.ChoiceField(label=_("Ends"), choices=DAYS, required=False)

    def __init__(self, typed=None, *, member, **kwargs):
        super().__init__(typed, **kwargs)
        self.fields["item"].queryset = ShareItem.objects.visible_to(member).on_offer()
        self.fields["item"].error_messages["invalid_choice"] = _("This is not offered any more. Choose another.")

    @property
    def expires_at(self):
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None


class LinkFilterForm(forms.Form):
    """Which links are shown."""

    q = forms.CharField(label=_("Contact or item"), required=False, max_length=200)
    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=[("", _("Mine")), ("all", _("Everybody’s"))])
    channel = forms.ChoiceField(label=_("By"), required=False, choices=[("", _("Every way")), *SmartLink.CHANNELS])
    opened = forms.ChoiceField(
        label=_("Opened"),
        required=False,
        choices=[("", _("Opened or not")), ("yes", _("Opened")), ("no", _("Not opened"))],
    )
    item = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
