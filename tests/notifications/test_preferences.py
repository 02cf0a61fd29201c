"""The page on which one chooses what one is told, and by which ways."""

import pytest

from notifications.choices import choices_of, choose
from notifications.models import Preference

URL = "/profile/notifications"


def chosen(page, member):
    """What the page's form would send as it stands."""
    form = page(member).get(URL).context["form"]
    return {name: form[name].initial for name in form.fields if form[name].initial not in (False, None)}


def test_shows_what_holds_while_nobody_chose(cast, page):
    form = page(cast.marco).get(URL).context["form"]
    assert [form[f"{kind}-mail"].initial for kind in ("task_due", "lead_arrived", "list_moved")] == [
        "at_once", "daily", "off"
    ]  # fmt: skip


def test_keeps_what_was_chosen(cast, page):
    typed = chosen(page, cast.marco) | {"mentioned-mail": "daily"}
    del typed["assigned-bell"]
    page(cast.marco).post(URL, typed)
    held = choices_of(cast.marco)
    assert (held["mentioned", "mail"], held["assigned", "bell"], held["task_due", "mail"]) == (
        "daily",
        "off",
        "at_once",
    )
    page(cast.marco).post(URL, typed | {"mentioned-mail": "off"})
    assert choices_of(cast.marco)["mentioned", "mail"] == "off"
    assert choices_of(cast.olivia)["mentioned", "mail"] == "at_once"


@pytest.mark.parametrize("value", ["never", "", "\x00", "daily" * 100])
def test_says_what_is_wrong_and_keeps_nothing(cast, page, value):
    answer = page(cast.marco).post(URL, chosen(page, cast.marco) | {"mentioned-mail": value})
    assert answer.status_code == 422
    assert answer.context["form"].errors["mentioned-mail"]
    assert not Preference.objects.exists()


def test_what_is_for_admins_is_offered_to_admins(cast, page):
    assert "webhook_failing-mail" in chosen(page, cast.olivia)
    assert "webhook_failing-mail" not in chosen(page, cast.marco)


def test_leaves_other_choices_as_they_are(cast):
    choose({("mentioned", "mail"): "off"}, by=cast.marco)
    choose({("mentioned", "push"): "off"}, by=cast.marco)
    assert Preference.objects.count() == 2
