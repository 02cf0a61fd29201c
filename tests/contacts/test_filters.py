"""The FilterSets of contacts and companies: what they find, what they refuse, what they count."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from contacts.filters import CompanyFilter, ContactFilter
from contacts.models import Company, Contact
from tests import makers


def listed(member, query="", *, filterset=ContactFilter):
    """First names (or company names) that `member` gets for a query string, in order."""
    filtered = filterset(QueryDict(query), filterset._model.objects.visible_to(member), member=member)
    filtered.must_be_valid()
    names = [record.name if filterset is CompanyFilter else record.first_name for record in filtered.ordered()]
    assert filtered.total() == len(names)
    return names


ContactFilter._model, CompanyFilter._model = Contact, Company


def refused(member, query):
    """The parameters that a query string is refused for."""
    filtered = ContactFilter(QueryDict(query), Contact.objects.visible_to(member), member=member)
    with pytest.raises(ValidationError) as refusal:
        filtered.must_be_valid()
    return set(refusal.value.detail)


@pytest.fixture
def people(cast):
    makers.contact(cast.olivia, "Ann", "A", status="inactive", source="Web", tags=["vip"], company="Initech")
    makers.contact(cast.olivia, "Bob", "B", source="Fair", assigned_to=cast.marco, tags=["VIP", "hot"])
    makers.contact(cast.olivia, "Cy", "C", assigned_to=cast.rita, email="cy@x.example")
    makers.contact(cast.rita, "Dot", "D", is_private=True)
    makers.contact(cast.zoe, "Eve", "E", source="Web", tags=["vip"])
    return cast


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Ann", "Bob", "Cy"]),
        ("sort_dir=DESC", ["Cy", "Bob", "Ann"]),
        ("sort_by=email&sort_dir=desc", ["Cy", "Bob", "Ann"]),
        ("status=inactive", ["Ann"]),
        ("status=", ["Ann", "Bob", "Cy"]),
        ("source=Web", ["Ann"]),
        ("source=Web&source=Fair", ["Ann", "Bob"]),
        ("source=web", []),
        ("tag=vip", ["Ann", "Bob"]),
        ("tag=hot&tag=nobody", ["Bob"]),
        ("assigned_to=none", ["Ann"]),
        ("assigned_to=me", []),
        ("assigned_to=me&status=active", []),
        ("scope=company", ["Ann", "Bob", "Cy"]),
        ("search=INIT", ["Ann"]),
        ("search=b&status=active", ["Bob"]),
        ("assigned_to=9223372036854775807", []),
        ("company_id=-1", []),
    ],
)
def test_contact_filters(people, query, names):
    assert listed(people.olivia, query) == names


def test_contact_filters_by_id(people):
    initech = Company.objects.get(name="Initech")
    assert listed(people.olivia, f"company_id={initech.pk}") == ["Ann"]
    assert listed(people.zoe, f"company_id={initech.pk}") == []
    assert listed(people.olivia, f"assigned_to={people.rita.pk}") == ["Cy"]
    assert listed(people.olivia, f"assigned_to={people.rita.pk}&scope=me") == []


def test_scope_narrows_within_what_one_sees(people):
    assert listed(people.tess, "scope=company") == ["Ann", "Bob"]
    assert listed(people.tess, "scope=team") == ["Bob"]
    assert listed(people.tess, "scope=me") == []
    assert listed(people.rita, "scope=company") == ["Cy", "Dot"]
    assert listed(people.marco, "scope=me") == ["Bob"]


def test_both_days_of_a_range_are_included(cast):
    for hour, name in ((0, "First"), (23, "Last")):
        one = makers.contact(cast.olivia, name)
        Contact.objects.filter(pk=one.pk).update(created_at=datetime(2026, 3, 5, hour, 59, 59, 999999, tzinfo=UTC))
    assert listed(cast.olivia, "date_from=2026-03-05&date_to=2026-03-05") == ["First", "Last"]
    assert listed(cast.olivia, "date_to=2026-03-04") == []
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert listed(cast.olivia, "date_from=2026-03-06") == ["Last"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("status=gone", {"status"}),
        ("company_id=abc", {"company_id"}),
        ("company_id=9223372036854775808", {"company_id"}),
        ("assigned_to=everybody", {"assigned_to"}),
        ("assigned_to=" + "9" * 5000, {"assigned_to"}),
        ("scope=world", {"scope"}),
        ("date_from=yesterday", {"date_from"}),
        ("date_from=05/03/2026", {"date_from"}),
        ("date_to=9999-12-31", {"date_to"}),
        ("date_from=0001-01-01", {"date_from"}),
        ("date_from=2026-03-05&date_to=2026-03-04", {"date_to"}),
        ("search=a%00b", {"search"}),
        ("search=" + "a" * 201, {"search"}),
        ("source=a%00b", {"source"}),
        ("tag=" + "a" * 201, {"tag"}),
        ("sort_by=password", {"sort_by"}),
        ("sort_dir=UP", {"sort_dir"}),
        ("stauts=active&scope=x", {"stauts", "scope"}),
    ],
)
def test_wrong_values_are_named(cast, query, named):
    assert refused(cast.olivia, query) == named


@pytest.mark.parametrize("sort", ContactFilter.SORTS)
def test_every_sort_gives_every_row_once(people, sort):
    assert sorted(listed(people.olivia, f"sort_by={sort}")) == ["Ann", "Bob", "Cy"]


@pytest.mark.parametrize("sort", CompanyFilter.SORTS)
def test_company_filters(cast, sort):
    makers.company(cast.olivia, "Initech", industry="Software", domain="initech.example")
    makers.company(cast.olivia, "Hooli", industry="Retail", tags=["big"])
    assert sorted(listed(cast.olivia, f"sort_by={sort}", filterset=CompanyFilter)) == ["Hooli", "Initech"]
    assert listed(cast.olivia, "industry=Retail&tag=BIG", filterset=CompanyFilter) == ["Hooli"]
    assert listed(cast.olivia, "search=initech.ex", filterset=CompanyFilter) == ["Initech"]


@pytest.mark.parametrize("query", ["", "status=active", "assigned_to=me", "scope=team&status=inactive"])
def test_what_tallies_can_count_is_not_counted(people, query, django_assert_num_queries):
    filtered = ContactFilter(QueryDict(query), Contact.objects.visible_to(people.tess), member=people.tess)
    assert filtered.is_tallied
    with django_assert_num_queries(1) as queries:
        filtered.total()
    assert "activity_tally" in queries[0]["sql"]
    assert "contacts_contact" not in queries[0]["sql"]
