"""What people type to sign up, to sign in, and about themselves."""

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from .addresses import change_address
from .models import User
from .zones import known_zone, zone_choices

PASSWORD_HELP = _("At least 10 characters. Several words make a good one; names and common passwords do not.")


class Plain:
    """Our words on allauth's forms, and no placeholders: a label that vanishes while one types is no label."""

    WORDS = {
        "login": (_("E-mail"), ""),
        "email": (_("E-mail"), ""),
        "password": (_("Password"), ""),
        "oldpassword": (_("Your password now"), ""),
        "password1": (_("New password"), PASSWORD_HELP),
        "password2": (_("New password, again"), ""),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.WORDS.items():
            if name in self.fields:
                field = self.fields[name]
                field.label, field.help_text = label, help_text
                field.widget.attrs.pop("placeholder", None)


class SignInForm(Plain, LoginForm):
    """E-mail and password, and whether this device is one's own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocomplete="username webauthn", autofocus=True)
        self.fields["remember"].label = _("Keep me signed in on this device")


class SignUpForm(Plain, SignupForm):
    """The whole of sign-up, in one transaction: person, organization, first admin."""

    field_order = ["organization_name", "first_name", "last_name", "email", "password1", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")

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
        help_text=PASSWORD_HELP,
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


class EmailForm(Plain, AddEmailForm):
    """The new address, which counts once its link was followed."""

    def save(self, request):
        return change_address(request, self.user, self.cleaned_data["email"])


class PasswordChangeForm(Plain, ChangePasswordForm):
    """The password now, and the new one twice."""


class PasswordSetForm(Plain, SetPasswordForm):
    """A first password, twice."""


class ForgottenForm(Plain, ResetPasswordForm):
    """Where to send the link."""


class NewPasswordForm(Plain, ResetPasswordKeyForm):
    """The new password, twice."""


class ConfirmForm(Plain, ReauthenticateForm):
    """The password once more."""
