"""Who finds what: a query narrows what a member sees and never widens it, and asks nothing about what they do not."""

import pytest

from contacts.models import Contact
from customization.smart.compiling import matching
from customization.smart.explaining import explain
from customization.smart.query import read_query
from tests.makers import company, contact, deal

from .test_matching import found

EVERYTHING = [(), (("name", "neq", "nobody"),), (("tags", "is_empty"),), (("company.industry", "not_in", ["x"]),)]


@pytest.fixture
def people(cast):
    contact(cast.olivia, first_name="Nobodys", last_name="", assigned_to=cast.olivia)
    contact(cast.marco, first_name="Marcos", last_name="", assigned_to=cast.marco)
    contact(cast.marco, first_name="Marcos secret", last_name="", is_private=True)
    contact(cast.rita, first_name="Ritas", last_name="", assigned_to=cast.rita)
    contact(cast.zoe, first_name="Zoes", last_name="")
    return cast


@pytest.mark.parametrize("conditions", EVERYTHING)
@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("olivia", ["Marcos", "Nobodys", "Ritas"]),
        ("marco", ["Marcos", "Marcos secret", "Nobodys", "Ritas"]),
        ("tess", ["Marcos"]),
        ("rita", ["Ritas"]),
        ("zoe", ["Zoes"]),
    ],
)
def test_finds_only_what_a_member_sees(people, who, names, conditions):
    assert found(getattr(people, who), *conditions) == names


def test_ors_do_not_reach_around_sight(people):
    member = people.rita
    groups = [
        {"conditions": [{"field": "name", "op": "starts_with", "value": text}]} for text in ("marcos", "zoes", "ritas")
    ]
    query = read_query({"groups": groups}, kind="contact", member=member)
    assert [str(row) for row in matching(Contact.objects.visible_to(member), query, member=member)] == ["Ritas"]


@pytest.mark.parametrize(
    "condition",
    [
        ("company", "contains", "hush"),
        ("company", "is_not_empty"),
        ("company.industry", "eq", "Spying"),
        ("company.city", "starts_with", "wash"),
        ("company.domain", "in", ["hush.example"]),
    ],
)
def test_a_private_company_of_others_counts_as_none(cast, condition):
    hush = company(
        cast.marco, name="Hush", industry="Spying", address_city="Washington", domain="hush.example", is_private=True
    )
    jane = contact(cast.marco, first_name="Jane", last_name="", assigned_to=cast.rita, company=hush)
    assert found(cast.marco, condition) == ["Jane"]
    for member in (cast.olivia, cast.rita):
        assert found(member, condition) == []
        query = read_query(
            {"groups": [{"conditions": [dict(zip(("field", "op", "value"), condition, strict=False))]}]},
            kind="contact",
            member=member,
        )
        assert [(one.holds, one.seen) for one in explain(query, jane, member=member)[0]] == [(False, "")]


@pytest.mark.parametrize(
    "condition",
    [
        ("company.industry", "eq", "Spying"),
        ("company.phone", "contains", "555"),
        ("company.email", "starts_with", "office@"),
        ("company.city", "is_not_empty"),
    ],
)
@pytest.mark.parametrize("kind", ["contact", "deal"])
def test_of_a_company_whose_card_is_closed_to_them_they_know_the_name_alone(cast, condition, kind):
    firm = company(
        cast.marco, name="Hush", industry="Spying", phone="555 1234", email="office@hush.example",
        address_city="Washington", assigned_to=cast.marco,
    )  # fmt: skip
    jane = contact(cast.marco, first_name="Jane", last_name="", assigned_to=cast.rita, company=firm)
    fleet = deal(cast.marco, name="Fleet", assigned_to=cast.rita, company=firm)
    record = {"contact": jane, "deal": fleet}[kind]
    assert found(cast.rita, ("company", "eq", "Hush"), kind=kind) == [str(record)]
    assert found(cast.marco, condition, kind=kind) == [str(record)]
    assert found(cast.rita, condition, kind=kind) == []
    raw = {"groups": [{"conditions": [dict(zip(("field", "op", "value"), condition, strict=False))]}]}
    query = read_query(raw, kind=kind, member=cast.rita)
    assert [(one.holds, one.seen) for one in explain(query, record, member=cast.rita)[0]] == [(False, "")]


@pytest.mark.parametrize(("name", "value"), [("email", "jane@x.example"), ("phone", "555 1"), ("job_title", "CEO")])
def test_of_a_contact_whose_card_is_closed_to_them_they_know_the_name_alone(cast, name, value):
    jane = contact(cast.marco, first_name="Jane", last_name="", assigned_to=cast.marco, **{name: value})
    fleet = deal(cast.marco, name="Fleet", assigned_to=cast.rita, contact=jane)
    assert found(cast.rita, ("contact", "eq", "Jane"), kind="deal") == ["Fleet"]
    assert found(cast.marco, (f"contact.{name}", "eq", value), kind="deal") == ["Fleet"]
    assert found(cast.rita, (f"contact.{name}", "eq", value), kind="deal") == []
    raw = {"groups": [{"conditions": [{"field": f"contact.{name}", "op": "is_not_empty"}]}]}
    query = read_query(raw, kind="deal", member=cast.rita)
    assert [(one.holds, one.seen) for one in explain(query, fleet, member=cast.rita)[0]] == [(False, "")]


def test_private_deals_of_others_are_not_counted(cast):
    jane = contact(cast.marco, first_name="Jane", last_name="")
    deal(cast.marco, contact=jane, is_private=True)
    deal(cast.marco, contact=jane)
    assert found(cast.marco, ("open_deals_count", "eq", 2)) == ["Jane"]
    assert found(cast.olivia, ("open_deals_count", "eq", 1)) == ["Jane"]
    assert found(cast.olivia, ("open_deals_count", "gt", 1)) == []


def test_a_private_contact_of_others_counts_as_none_on_deals(cast):
    jane = contact(cast.marco, first_name="Jane", last_name="", email="jane@x.example", is_private=True)
    deal(cast.marco, name="Fleet", contact=jane)
    for condition in (("contact", "eq", "jane"), ("contact.email", "contains", "x.example")):
        assert found(cast.marco, condition, kind="deal") == ["Fleet"]
        assert found(cast.olivia, condition, kind="deal") == []


def test_tags_of_another_organization_are_others(cast):
    contact(cast.zoe, first_name="Zoes", last_name="", tags=["vip"])
    contact(cast.marco, first_name="Jane", last_name="", tags=["VIP"])
    assert found(cast.marco, ("tags", "contains", "vip")) == ["Jane"]


def test_explains_nothing_of_what_is_not_seen(people):
    secret = Contact.objects.get(first_name="Marcos secret")
    query = read_query(
        {"groups": [{"conditions": [{"field": "name", "op": "is_not_empty"}]}]}, kind="contact", member=people.olivia
    )
    with pytest.raises(Contact.DoesNotExist):
        explain(query, secret, member=people.olivia)
