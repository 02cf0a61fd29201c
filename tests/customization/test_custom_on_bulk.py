"""Setting a custom field of many records at once."""

import pytest
from django.urls import reverse

from activity.models import Act
from activity.undo import undo
from tests import makers
from tests.makers import contact, custom_field

KINDS = {"contact": "contacts", "company": "companies", "lead": "leads", "deal": "deals"}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def test_is_offered_where_there_is_a_field(cast, page, kind):
    getattr(makers, kind)(cast.olivia)
    url = reverse(f"{kind}_list")
    assert 'value="set"' not in page(cast.olivia).get(url).content.decode()
    custom_field(cast.olivia, "Plan", entity=kind)
    assert 'value="set"' in page(cast.olivia).get(url).content.decode()


def test_asks_for_the_field_and_then_for_its_value(cast, page, kind):
    custom_field(cast.olivia, "Plan", entity=kind, type="select", options=["Gold", "Tin"])
    record = getattr(makers, kind)(cast.olivia)
    client, url = page(cast.olivia), f"/{KINDS[kind]}/bulk"
    form = client.get(url, {"act": "set", "ids": record.pk}).context["form"]
    assert list(form.fields) == ["field", "shown"]
    answer = client.post(url, {"act": "set", "ids": record.pk, "field": "custom.plan", "shown": ""})
    assert not answer.context["form"].errors
    assert 'value="Gold"' in answer.content.decode()
    typed = {"act": "set", "ids": record.pk, "field": "custom.plan", "shown": "custom.plan", "value": "Tin"}
    assert client.post(url, typed).status_code == 302
    record.refresh_from_db()
    assert record.custom == {"plan": "Tin"}


@pytest.mark.parametrize(
    ("type", "text", "stored"),
    [("number", "1,5", 1.5), ("multiselect", ["B", "A"], ["A", "B"]), ("boolean", "false", False), ("text", "", None)],
)
def test_sets_or_takes_away_any_type_for_all_and_can_be_undone(cast, page, type, text, stored):
    custom_field(cast.olivia, "Plan", type=type, options=["A", "B"])
    custom_field(cast.olivia, "Other")
    records = [contact(cast.olivia, custom={"plan": "old", "other": str(number)}) for number in range(3)]
    typed = {"act": "set", "all": "1", "field": "custom.plan", "shown": "custom.plan", "value": text}
    page(cast.olivia).post("/contacts/bulk", typed)
    for number, record in enumerate(records):
        record.refresh_from_db()
        assert record.custom.get("plan") == stored
        assert record.custom["other"] == str(number)
    undo(Act.objects.latest("pk"), by=cast.olivia)
    records[0].refresh_from_db()
    assert records[0].custom == {"plan": "old", "other": "0"}


@pytest.mark.parametrize(
    "typed",
    [
        {"field": "custom.size", "shown": "custom.size", "value": "many"},
        {"field": "custom.must", "shown": "custom.must", "value": ""},
        {"field": "custom.nope", "shown": "custom.nope", "value": "x"},
        {"field": "first_name", "shown": "first_name", "value": "x"},
        {"field": "", "shown": "", "value": "x"},
        {},
    ],
)
def test_refuses_what_does_not_fit(cast, page, typed):
    custom_field(cast.olivia, "Size", type="number")
    custom_field(cast.olivia, "Must", required=True)
    record = contact(cast.olivia, custom={"size": 1, "must": "be"})
    answer = page(cast.olivia).post("/contacts/bulk", {"act": "set", "ids": record.pk} | typed)
    assert answer.context["form"].errors
    record.refresh_from_db()
    assert (record.custom, record.first_name) == ({"size": 1, "must": "be"}, "Jane")
