"""Two-factor sign-in: authenticator app, recovery codes; passkeys are tested in a real browser."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache

from tests.cast import PASSWORD

from .conftest import is_signed_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret):
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def confirm(client):
    """Type the password once more, as is asked before a change."""
    return client.post("/account/reauthenticate/", {"password": PASSWORD})


@pytest.fixture
def secured(cast):
    """Marco, with an authenticator app."""
    TOTP.activate(cast.marco.user, SECRET)
    return cast.marco


def set_up(client):
    """Set up an app as a person would; returns its secret."""
    form = client.get("/account/2fa/totp/activate/")
    secret = form.context["form"].secret
    client.answer = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    return secret


def test_setting_up_asks_for_the_password_first(cast, page):
    client = page(cast.marco)
    assert client.get("/account/2fa/totp/activate/")["Location"].startswith("/account/reauthenticate/")
    wrong = client.post("/account/reauthenticate/", {"password": "wrong"})
    assert "This is not your password" in wrong.content.decode()
    confirm(client)
    assert client.get("/account/2fa/totp/activate/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_app_from_set_up_to_sign_in(cast, sign_in):
    client = sign_in(cast.marco)
    confirm(client)
    form = client.get("/account/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in form
    secret = set_up(client)
    assert client.answer["Location"] == "/account/2fa/recovery-codes/"
    assert mail.outbox[-1].subject == "Authenticator app turned on"
    cache.clear()  # a code works once; the next one would be another half minute away
    second = sign_in(cast.marco)
    assert second.answer["Location"].startswith("/account/2fa/authenticate/")
    assert not is_signed_in(second)
    assert second.post("/account/2fa/authenticate/", {"code": code_of(secret)})["Location"] == "/"
    assert is_signed_in(second)


def test_a_wrong_code_does_not_set_it_up(cast, sign_in):
    client = sign_in(cast.marco)
    confirm(client)
    client.get("/account/2fa/totp/activate/")
    answer = client.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert "This code is not right" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_wrong_code_does_not_sign_in(secured, sign_in):
    client = sign_in(secured)
    for code in ("000000", "", "x" * 5000, "٣٣٣٣٣٣"):
        assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
    assert not is_signed_in(client)


def test_a_code_signs_in_once(secured, sign_in):
    code = code_of(SECRET)
    first, second = sign_in(secured), sign_in(secured)
    first.post("/account/2fa/authenticate/", {"code": code})
    second.post("/account/2fa/authenticate/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_codes_cannot_be_guessed_for_ever(secured, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/h/key"}
    client = sign_in(secured)
    for _ in range(6):
        answer = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "Too many attempts" in answer.content.decode()
    client.post("/account/2fa/authenticate/", {"code": code_of(SECRET)})
    assert not is_signed_in(client)


def test_next_survives_the_second_step(secured, sign_in):
    client = sign_in(secured, next="/profile")
    assert client.post("/account/2fa/authenticate/", {"code": code_of(SECRET)})["Location"] == "/profile"


def test_nobody_reaches_the_second_step_without_the_first(db, page):
    assert page().get("/account/2fa/authenticate/")["Location"].startswith("/account/login/")


def test_recovery_codes_are_shown_once_and_each_signs_in_once(cast, sign_in):
    client = sign_in(cast.marco)
    confirm(client)
    set_up(client)
    codes = shown_codes(client)
    assert len(codes) == 10
    assert not shown_codes(client)
    first, second = sign_in(cast.marco), sign_in(cast.marco)
    first.post("/account/2fa/authenticate/", {"code": codes[3]})
    second.post("/account/2fa/authenticate/", {"code": codes[3]})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)
    assert "9 codes left" in client.get("/account/2fa/").content.decode()


def test_recovery_codes_can_be_downloaded_as_text(cast, sign_in):
    client = sign_in(cast.marco)
    confirm(client)
    set_up(client)
    words = client.get("/account/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<li><code>(\d{8})</code>", words)
    assert 'download="rapport-recovery-codes.txt" href="data:text/plain;charset=utf-8,' + "%0A".join(codes) in words


def test_new_recovery_codes_replace_the_old(cast, sign_in):
    client = sign_in(cast.marco)
    confirm(client)
    set_up(client)
    old = shown_codes(client)
    client.post("/account/2fa/recovery-codes/generate/")
    new = shown_codes(client)
    assert not set(old) & set(new)
    other = sign_in(cast.marco)
    other.post("/account/2fa/authenticate/", {"code": old[0]})
    assert not is_signed_in(other)
    other.post("/account/2fa/authenticate/", {"code": new[0]})
    assert is_signed_in(other)


def test_turning_the_app_off_takes_the_recovery_codes_along(cast, sign_in):
    client = sign_in(cast.marco)
    confirm(client)
    set_up(client)
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert sign_in(cast.marco).answer["Location"] == "/"


@pytest.mark.parametrize("credential", ["", "nonsense", "{}", '{"id": "x", "rawId": "", "response": {}}', "[1]"])
def test_a_passkey_that_is_none_is_refused(secured, sign_in, page, credential):
    nobody = page()
    assert nobody.post("/account/2fa/webauthn/login/", {"credential": credential})["Location"] == "/account/login/"
    assert not is_signed_in(nobody)
    client = sign_in(secured)
    assert client.post("/account/2fa/authenticate/", {"credential": credential}).status_code == 200
    assert not is_signed_in(client)


def test_anothers_passkey_is_unknown(cast, sign_in):
    key = Authenticator.objects.create(user=cast.zoe.user, type="webauthn", data={"name": "Zoe's", "credential": {}})
    client = sign_in(cast.marco)
    confirm(client)
    assert client.post(f"/account/2fa/webauthn/keys/{key.pk}/remove/").status_code == 404
    assert client.get(f"/account/2fa/webauthn/keys/{key.pk}/edit/").status_code == 404


def test_the_api_asks_for_the_code_as_well(secured, rest):
    who = {"email": secured.user.email, "password": PASSWORD}
    assert rest().post("/api/auth/login", who).status_code == 401
    assert rest().post("/api/auth/login", {**who, "code": "000000"}).status_code == 401
    assert rest().post("/api/auth/login", {**who, "code": code_of(SECRET)}).status_code == 200


def shown_codes(client):
    return re.findall(r"<li><code>(\d{8})</code>", client.get("/account/2fa/recovery-codes/").content.decode())
