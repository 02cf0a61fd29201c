"""What people type to sign up, to sign in, and about themselves."""

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from .models import User
from .sign_up import SignUpDetailsForm
from .zones import known_zone, zone_choices


class SignInForm(LoginForm):
    """E-mail and password, and whether this device is one's own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields["login"], _("E-mail"))
        plain(self.fields["password"], _("Password"))
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs.update(autocomplete="username webauthn", autofocus=True)
        self.fields["remember"].label = _("Keep me signed in on this device")


class SignUpForm(SignupForm):
    """The whole of sign-up, in one transaction: person, organization, first admin."""

    field_order = ["organization_name", "first_name", "last_name", "email", "password1", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plain(self.fields["email"], _("E-mail"))
        plain(self.fields["password1"], _("Password"))

    def save(self, request):
        with transaction.atomic():
            return super().save(request)

    def try_save(self, request):
        try:
            return super().try_save(request)
        except IntegrityError:  # somebody was quicker with this e-mail; asked again, the form says so
            return None, redirect("account_signup")


class JoinForm(forms.Form):
    """What a person new to Rapport types to accept an invitation."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    time_zone = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput(attrs={"data-time-zone": True}))

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_time_zone(self):
        return known_zone(self.cleaned_data["time_zone"])

    def clean(self):
        cleaned = super().clean()
        person = User(
            email=self.email, first_name=cleaned.get("first_name", ""), last_name=cleaned.get("last_name", "")
        )
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], person)
            except forms.ValidationError as errors:
                self.add_error("password", errors)
        return cleaned


class ProfileForm(forms.ModelForm):
    """One's own name, time zone and theme."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Times are shown in this zone.")
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "time_zone", "theme"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
            self.fields[name].label = self.fields[name].label.capitalize()
        self.fields["theme"].label = _("Theme")


class ThemeForm(forms.ModelForm):
    """The theme alone."""

    class Meta:
        model = User
        fields = ["theme"]


class OrganizationSwitchForm(forms.Form):
    """Which of one's organizations to work in."""

    organization = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def plain(field, label):
    """Label the field and take its placeholder away: a label that vanishes while one types is no label."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)


__all__ = ["JoinForm", "OrganizationSwitchForm", "ProfileForm", "SignInForm", "SignUpDetailsForm", "SignUpForm"]
