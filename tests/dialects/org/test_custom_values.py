"""Custom values over the Org API."""

import pytest

from customization.words import set_value

PATH = "/api/v1/custom-values"


def test_are_set_listed_and_removed(cast, olivia):
    set_value("signature", "Rival", by=cast.zoe)
    for text in ("Kind regards", "Best", ""):
        answer = olivia.put(f"{PATH}/signature", {"value": text})
        assert (answer.status_code, answer.json()["key"], answer.json()["value"]) == (200, "signature", text)
    olivia.put(f"{PATH}/address", {"value": "1 Main St"})
    body = olivia.get(PATH).json()
    assert ([each["key"] for each in body["items"]], body["total"]) == (["address", "signature"], 2)
    assert body["items"][0].keys() == {"key", "value", "updated_at"}
    assert olivia.delete(f"{PATH}/signature").status_code == 204
    assert olivia.delete(f"{PATH}/signature").status_code == 404
    assert olivia.get(PATH).json()["total"] == 1


@pytest.mark.parametrize("key", ["Upper", "a.b", "%00", "1st", "x" * 51, "%FF", "a%27"])
def test_have_a_fitting_key(olivia, key):
    answer = olivia.put(f"{PATH}/{key}", {"value": "x"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["key"])
    assert olivia.delete(f"{PATH}/{key}").status_code == 404


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "value"), ({"value": None}, "value"), ({"value": 5}, "value"), ({"value": "x" * 5_001}, "value"),
        ({"value": "a\x00"}, "value"), ({"value": "x", "key": "y"}, "key"), (["x"], "body"),
    ],
)  # fmt: skip
def test_refuse_what_is_wrong(olivia, body, path):
    answer = olivia.put(f"{PATH}/signature", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])


@pytest.mark.parametrize("count", [2, 25])
def test_are_listed_constantly_often(cast, olivia, django_assert_num_queries, count):
    for number in range(count):
        set_value(f"v{number}", "x", by=cast.olivia)
    with django_assert_num_queries(3):
        assert len(olivia.get(PATH).json()["items"]) == count
