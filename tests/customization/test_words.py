"""Custom values: set and taken away by key, each organization its own."""

import pytest
from django.core.exceptions import ValidationError

from customization import words
from customization.models import CustomValue


def test_sets_and_changes_one(cast):
    made = words.set_value("signature", "Kind regards", by=cast.olivia)
    again = words.set_value("signature", "Best", by=cast.olivia)
    assert (made.is_new, again.is_new, made.pk) == (True, False, again.pk)
    assert list(CustomValue.objects.visible_to(cast.olivia).values_list("key", "value")) == [("signature", "Best")]


def test_is_each_organization_s_own(cast):
    words.set_value("signature", "Acme", by=cast.olivia)
    words.set_value("signature", "Rival", by=cast.zoe)
    assert CustomValue.objects.visible_to(cast.olivia).get().value == "Acme"
    assert words.remove_value("signature", by=cast.zoe).value == "Rival"
    assert CustomValue.objects.visible_to(cast.olivia).exists()


@pytest.mark.parametrize(
    "key", ["", "Upper", "a.b", "a b", "1st", "ä", "a'", "a\x00", "a" * 51, None, 5, ["a"], "a\n", "\ud800"]
)
def test_refuses_a_key_that_is_none(cast, key):
    with pytest.raises(ValidationError) as refusal:
        words.set_value(key, "x", by=cast.olivia)
    assert refusal.value.message_dict.keys() == {"key"}
    assert not CustomValue.objects.exists()
    assert words.remove_value(key, by=cast.olivia) is None


@pytest.mark.parametrize("value", ["a" * 5_001, "a\x00b", "\ud800", None, 5, ["a"], {"a": 1}])
def test_refuses_a_value_that_is_no_short_text(cast, value):
    with pytest.raises(ValidationError) as refusal:
        words.set_value("signature", value, by=cast.olivia)
    assert refusal.value.message_dict.keys() == {"value"}


def test_takes_the_longest(cast):
    assert words.set_value("k" * 50, "ä" * 5_000, by=cast.olivia).value == "ä" * 5_000


def test_takes_no_more_than_the_most(cast, monkeypatch):
    monkeypatch.setattr(words, "MOST", 1)
    words.set_value("one", "1", by=cast.olivia)
    words.set_value("one", "once more", by=cast.olivia)
    with pytest.raises(ValidationError):
        words.set_value("two", "2", by=cast.olivia)


def test_removing_what_is_not_there_says_so(cast):
    assert words.remove_value("nothing", by=cast.olivia) is None
