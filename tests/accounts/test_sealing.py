"""Secrets that must be read again."""

import pytest

from accounts.sealing import Unreadable, seal, unseal


def test_reads_what_was_sealed():
    sealed = seal("whsec_äöü", purpose="webhooks")
    assert "whsec" not in sealed
    assert unseal(sealed, purpose="webhooks") == "whsec_äöü"


def test_seals_the_same_twice_to_something_else():
    assert seal("a", purpose="webhooks") != seal("a", purpose="webhooks")


def test_another_purpose_cannot_read_it():
    with pytest.raises(Unreadable):
        unseal(seal("a", purpose="webhooks"), purpose="pushes")


def test_an_earlier_secret_still_reads(settings):
    sealed = seal("a", purpose="webhooks")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of at least forty characters, really"
    assert unseal(sealed, purpose="webhooks") == "a"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        unseal(sealed, purpose="webhooks")


@pytest.mark.parametrize("sealed", ["", "abc", "gAAAAA=="])
def test_nonsense_is_unreadable(sealed):
    with pytest.raises(Unreadable):
        unseal(sealed, purpose="webhooks")
