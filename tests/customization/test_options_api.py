"""Option lists by the API."""

import pytest

from customization.models import Option
from tests.api.conftest import Caller

PATH = "/api/config-options"


def test_everybody_reads_the_options_of_a_category(cast):
    body = Caller(cast.rita).get(f"{PATH}?category=loss_reason").json()
    assert body["success"] is True
    assert [option["value"] for option in body["data"]] == Option.SHIPPED["loss_reason"]
    assert len(Caller(cast.rita).get(PATH).json()["data"]) == sum(map(len, Option.SHIPPED.values()))


@pytest.mark.parametrize("asked", ["category=shoe_size", "categroy=industry"])
def test_wrong_parameter_is_named(cast, asked):
    answer = Caller(cast.rita).get(f"{PATH}?{asked}")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [asked.partition("=")[0]])


def test_admin_writes_them(cast):
    admin = Caller(cast.olivia)
    made = admin.post(PATH, {"category": "industry", "value": "Space"})
    assert made.status_code == 201
    path = f"{PATH}/{made.json()['data']['id']}"
    changed = admin.put(path, {"category": "industry", "value": "Spaceflight", "position": 3})
    assert changed.json()["data"].items() >= {"value": "Spaceflight", "position": 3}.items()
    assert admin.delete(path).status_code == 200
    assert admin.get(path).status_code == 404


def test_members_do_not(cast):
    option = Option.objects.visible_to(cast.marco).first()
    member = Caller(cast.marco)
    assert member.post(PATH, {"category": "industry", "value": "Space"}).status_code == 403
    assert member.put(f"{PATH}/{option.pk}", {"value": "x"}).status_code == 403
    assert member.delete(f"{PATH}/{option.pk}").status_code == 403


def test_foreign_option_is_not_there(cast):
    option = Option.objects.visible_to(cast.zoe).first()
    assert Caller(cast.olivia).delete(f"{PATH}/{option.pk}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "shoe_size"),
        ("category", None),
        ("value", ""),
        ("value", "SOFTWARE"),
        ("value", "x" * 101),
        ("value", "a\x00"),
        ("position", -1),
        ("position", 2**64),
        ("position", True),
        ("position", "x"),
    ],
)
def test_wrong_option_is_refused(cast, field, value):
    answer = Caller(cast.olivia).post(PATH, {"category": "industry", "value": "Space", field: value})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Option.objects.filter(value="Space").exists()
