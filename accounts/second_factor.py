"""Two-factor sign-in in our words."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(AddWebAuthnForm):
    """A name for the passkey, and whether it replaces the password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name, passwordless = self.fields["name"], self.fields["passwordless"]
        name.label, name.max_length = _("Name"), 100
        name.initial = self.initial["name"] = ""
        name.widget.attrs["placeholder"] = _("This laptop")
        passwordless.label = _("Sign in with it alone, without a password")
        passwordless.help_text = _("The device then asks for your fingerprint, face or PIN.")
        passwordless.initial = True
