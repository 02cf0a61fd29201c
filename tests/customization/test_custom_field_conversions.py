"""What values become when their field gets another type: a table of all types to all."""

import pytest

from customization.field_types import FIELD_TYPES
from customization.shaping.checks import shape_as
from customization.shaping.converting import converted, stays_as_it_is

OPTIONS = ["Gold", "Silver", "true", "3", "2026-01-31", "https://a.example", "a@b.example"]
SAMPLES = {
    "text": "Gold",
    "number": 3,
    "boolean": True,
    "date": "2026-01-31",
    "select": "Gold",
    "multiselect": ["Gold", "Silver"],
    "url": "https://a.example",
    "email": "a@b.example",
}
LOST = None
TABLE = {
    # from: what it becomes in the order of SAMPLES
    "text": ["Gold", LOST, LOST, LOST, "Gold", ["Gold"], LOST, LOST],
    "number": ["3", 3, LOST, LOST, "3", ["3"], LOST, LOST],
    "boolean": ["true", 1, True, LOST, "true", ["true"], LOST, LOST],
    "date": ["2026-01-31", LOST, LOST, "2026-01-31", "2026-01-31", ["2026-01-31"], LOST, LOST],
    "select": ["Gold", LOST, LOST, LOST, "Gold", ["Gold"], LOST, LOST],
    "multiselect": ["Gold; Silver", LOST, LOST, LOST, LOST, ["Gold", "Silver"], LOST, LOST],
    "url": ["https://a.example", LOST, LOST, LOST, "https://a.example", ["https://a.example"], "https://a.example", LOST],
    "email": ["a@b.example", LOST, LOST, LOST, "a@b.example", ["a@b.example"], LOST, "a@b.example"],
}  # fmt: skip


def shape(type, options=OPTIONS):
    return shape_as(type=type, options=options if "select" in type else ())


@pytest.mark.parametrize("to", SAMPLES)
@pytest.mark.parametrize("of", SAMPLES)
def test_every_type_to_every_type(of, to):
    value, is_whole = converted(SAMPLES[of], shape(to))
    assert value == TABLE[of][list(SAMPLES).index(to)]
    assert is_whole is (value is not None)


@pytest.mark.parametrize("to", SAMPLES)
@pytest.mark.parametrize("of", SAMPLES)
def test_what_comes_out_is_a_value_of_the_new_type(of, to):
    value, _is_whole = converted(SAMPLES[of], shape(to))
    assert FIELD_TYPES[to].clean(value, shape(to)) == value
    assert type(FIELD_TYPES[to].clean(value, shape(to))) is type(value)


@pytest.mark.parametrize("to", SAMPLES)
@pytest.mark.parametrize("of", SAMPLES)
def test_what_need_not_be_gone_through_stays_as_it_is(of, to):
    if stays_as_it_is(shape(of), shape(to)):
        assert converted(SAMPLES[of], shape(to)) == (SAMPLES[of], True)


@pytest.mark.parametrize(
    ("value", "to", "becomes"),
    [
        ("1,204.50", "number", 1204.5),
        ("1.204,50", "number", 1204.5),
        ("0012", "number", 12),
        ("nan", "number", LOST),
        ("9" * 16, "number", LOST),
        ("12 pieces", "number", LOST),
        (1204.5, "text", "1204.5"),
        (1e-7, "text", "0.0000001"),
        ("yes", "boolean", True),
        (" NO ", "boolean", False),
        (1, "boolean", True),
        (0, "boolean", False),
        (7, "boolean", LOST),
        (False, "number", 0),
        (False, "text", "false"),
        ("31.01.2026", "date", LOST),
        ("2026-02-30", "date", LOST),
        (20260131, "date", LOST),
        ("acme.example/about", "url", "https://acme.example/about"),
        ("javascript:alert(1)", "url", LOST),
        ("three", "url", LOST),
        (1.5, "url", LOST),
        ("not an address", "email", LOST),
        (" gOLD ", "select", "Gold"),
        ("gold; SILVER", "multiselect", ["Gold", "Silver"]),
        ("silver, gold", "multiselect", ["Gold", "Silver"]),
        (["Silver"], "select", "Silver"),
        (["Iron"], "select", LOST),
        (["true"], "boolean", True),
        (["3"], "number", 3),
    ],
)
def test_values_become(value, to, becomes):
    found, is_whole = converted(value, shape(to))
    assert found == becomes
    assert type(found) is type(becomes)
    assert is_whole is (becomes is not LOST)


@pytest.mark.parametrize("value", [["Gold", "Iron"], "Gold; Iron"])
def test_of_several_the_options_that_are_there_go_on_and_the_loss_is_told(value):
    assert converted(value, shape("multiselect")) == (["Gold"], False)


def test_renamed_options_take_their_values_along():
    field = shape("select", ["Platinum"])
    assert converted("Gold", field, {"Gold": "Platinum"}) == ("Platinum", True)
    several = shape("multiselect", ["Platinum", "Silver"])
    assert converted(["Gold", "Silver"], several, {"Gold": "Platinum"}) == (["Platinum", "Silver"], True)


@pytest.mark.parametrize("to", SAMPLES)
@pytest.mark.parametrize("stale", ["x", 5, 1.5, True, [], ["x"], {"a": 1}, [{"a": 1}], "\ud800", "x\x00", "9" * 5000])
def test_a_value_of_no_type_never_breaks_it(to, stale):
    value, _is_whole = converted(stale, shape(to))
    assert value is None or FIELD_TYPES[to].clean(value, shape(to)) == value
