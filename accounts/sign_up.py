"""The part of sign-up that makes the organization."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Organization
from .zones import known_zone


class SignUpDetailsForm(forms.Form):
    """Whose organization it is. allauth's own sign-up form is built upon this one."""

    organization_name = forms.CharField(label=_("Organization"), max_length=200)
    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    time_zone = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput(attrs={"data-time-zone": True}))

    def clean_time_zone(self):
        return known_zone(self.cleaned_data["time_zone"])

    def signup(self, request, user):
        user.first_name = self.cleaned_data["first_name"]
        user.last_name = self.cleaned_data["last_name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["first_name", "last_name", "time_zone"])
        Organization.found(name=self.cleaned_data["organization_name"], admin=user)
