"""Two-factor secrets are encrypted at rest."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from .test_two_factor import SECRET, code_of


def test_the_database_does_not_hold_the_secret(cast):
    TOTP.activate(cast.marco.user, SECRET)
    kept = Authenticator.objects.get().data["secret"]
    assert SECRET not in kept
    assert get_adapter().decrypt(kept) == SECRET


def test_the_same_secret_looks_different_each_time():
    assert get_adapter().encrypt(SECRET) != get_adapter().encrypt(SECRET)


def test_an_earlier_key_still_reads(cast, settings):
    kept = get_adapter().encrypt(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, which is long enough for everything"
    assert get_adapter().decrypt(kept) == SECRET


def test_under_a_foreign_key_no_code_fits_and_nothing_breaks(cast, settings):
    app, recovery = TOTP.activate(cast.marco.user, SECRET), RecoveryCodes.activate(cast.marco.user)
    codes = recovery.get_unused_codes()
    settings.SECRET_KEY = "another key, which is long enough for everything"
    assert not app.validate_code(code_of(SECRET))
    assert not recovery.validate_code(codes[0])
