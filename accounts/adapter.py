"""How allauth behaves here."""

import base64
import logging
import secrets
from importlib import import_module

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from . import signing_in
from .models import User
from .sealing import Unreadable, seal, unseal
from .signals import session_ended

SECRETS = "two-factor secrets"

log = logging.getLogger(__name__)


class RapportAccountAdapter(DefaultAccountAdapter):
    """Sign-in and sign-up: the same words for every refusal, one way to know the client's address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail or password is not right. Try again, or reset your password."),
        "email_taken": _(
            "We could not make an account with this e-mail. If you have one already, sign in or reset your password."
        ),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "incorrect_code": _("This code is not right. Codes of the app change every 30 seconds: type the newest one."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request):
        return settings.SIGN_UP_OPEN

    def get_client_ip(self, request):
        return signing_in.client_ip(request)

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        return signing_in.admitted(request, user, credentials)

    def pre_login(self, request, user, **how):
        if not signing_in.may_sign_in(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **how)

    def respond_user_inactive(self, request, user):
        """The passkey of a deactivated person: no other words than for a wrong password."""
        messages.error(request, self.error_messages["email_password_mismatch"])
        return redirect("account_login")

    def can_delete_email(self, email_address):
        """Never the address with which one signs in."""
        return email_address.email != email_address.user.email and super().can_delete_email(email_address)

    def confirm_email(self, request, email_address):
        """Refuse an address that somebody else took meanwhile."""
        if User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists():
            return False
        return super().confirm_email(request, email_address)


class RapportUserSessionsAdapter(DefaultUserSessionsAdapter):
    """Tells the floors above which sessions somebody ends."""

    def end_sessions(self, sessions):
        store = import_module(settings.SESSION_ENGINE).SessionStore
        for session in sessions:
            session_ended.send(sender=type(self), user=session.user, held=store(session.session_key).load())
        super().end_sessions(sessions)


class RapportMFAAdapter(DefaultMFAAdapter):
    """Secrets of two-factor sign-in are encrypted at rest with a key made from SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": RapportAccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text):
        return seal(text, purpose=SECRETS)

    def decrypt(self, encrypted_text):
        try:
            return unseal(encrypted_text, purpose=SECRETS)
        except Unreadable:
            log.error("A two-factor secret was made under another SECRET_KEY: list that in SECRET_KEY_FALLBACKS.")
            return base64.b32encode(secrets.token_bytes(20)).decode()  # fits no code, so nobody gets in by it

    def _get_site_name(self):
        return "Rapport"
