"""`manage.py push_keys`: shown, sealed again, renewed."""

import pytest
from django.core.management import CommandError, call_command

from notifications import vapid
from notifications.models import PushSubscription

OTHER = "another secret that is long enough to be taken for one"


def test_shows_the_public_key_alone(db, capsys):
    call_command("push_keys")
    assert capsys.readouterr().out.strip() == vapid.keys().public


def test_an_earlier_secret_is_needed_no_longer(db, settings, capsys):
    public = vapid.keys().public
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER, [settings.SECRET_KEY]
    call_command("push_keys")
    settings.SECRET_KEY_FALLBACKS = []
    call_command("push_keys")
    assert capsys.readouterr().out.split() == [public, public]


def test_says_what_to_do_when_the_secret_is_lost(db, settings):
    vapid.keys()
    settings.SECRET_KEY = OTHER
    with pytest.raises(CommandError, match=r"SECRET_KEY_FALLBACKS.*--renew"):
        call_command("push_keys")


def test_other_keys_are_made_also_then(cast, db, settings, capsys, service, subscribed):
    old = vapid.keys().public
    subscribed(service.browser(), cast.marco)
    settings.SECRET_KEY = OTHER
    call_command("push_keys", "--renew")
    assert "turned on again: 1" in capsys.readouterr().out
    assert vapid.keys().public != old
    assert not PushSubscription.objects.exists()
