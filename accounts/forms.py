"""What people type to sign up and sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Organization


class SignUpDetailsForm(forms.Form):
    """The part of sign-up that makes the organization."""

    organization_name = forms.CharField(label=_("Organization"), max_length=200)
    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)

    def signup(self, request, user):
        user.first_name = self.cleaned_data["first_name"]
        user.last_name = self.cleaned_data["last_name"]
        user.save(update_fields=["first_name", "last_name"])
        Organization.found(name=self.cleaned_data["organization_name"], admin=user)
