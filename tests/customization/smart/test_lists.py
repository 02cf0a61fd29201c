"""The list parameter `query`: pages, the house API and exports narrow by it."""

import csv
import io
import json

import pytest
from django.http import QueryDict

from contacts.filters import ContactFilter
from contacts.models import Contact
from customization.models import SavedView
from tests.makers import contact, deal, lead


def query(*conditions):
    return {
        "groups": [{"conditions": [dict(zip(("field", "op", "value"), each, strict=False)) for each in conditions]}]
    }


ANN = query(("name", "starts_with", "ann"))
WRONG = query(("name", "starts_with", 5))


@pytest.fixture
def people(cast):
    contact(cast.marco, first_name="Anna", source="Web")
    contact(cast.marco, first_name="Bert", source="Fair")
    contact(cast.rita, first_name="Annika", source="Web")
    return cast


def view(by, query, **more):
    return SavedView.objects.create(
        organization=by.organization, kind="contact", name="Anns", query=query, created_by=by, **more
    )


def names(answer):
    return sorted(row["first_name"] for row in answer.json()["data"])


def test_api_takes_json(people, rest):
    answer = rest(people.marco).get("/api/contacts", {"query": json.dumps(ANN)})
    assert names(answer) == ["Anna", "Annika"]
    assert answer.json()["total"] == 2


def test_api_takes_a_view_by_id_drafts_too(people, rest):
    own = view(people.marco, ANN, is_draft=True)
    assert names(rest(people.marco).get("/api/contacts", {"query": own.pk})) == ["Anna", "Annika"]


@pytest.mark.parametrize("who", ["rita", "zoe"])
def test_a_view_of_others_is_none(people, rest, who):
    own = view(people.marco, ANN)
    answer = rest(getattr(people, who)).get("/api/contacts", {"query": own.pk})
    assert answer.status_code == 422
    assert "query" in answer.content.decode()


@pytest.mark.parametrize(
    "text", ["{", "[]", "x", "0", "9" * 19, "9" * 30, "1e5", "[" * 100_000, "9" * 5_000, '"\\ud800"']
)
def test_api_refuses_what_is_no_query(people, rest, text):
    answer = rest(people.marco).get("/api/contacts", {"query": text})
    assert answer.status_code == 422
    assert "query" in answer.content.decode()


def test_api_names_the_path(people, rest):
    answer = rest(people.marco).get("/api/contacts", {"query": json.dumps(WRONG)})
    assert answer.status_code == 422
    assert "query.groups[0].conditions[0].value" in answer.content.decode()


def test_page_narrows(people, page):
    shown = page(people.marco).get("/contacts", {"query": json.dumps(ANN)}).content.decode()
    assert "Annika" in shown
    assert "Bert" not in shown


def test_page_drops_a_wrong_one_and_tells_it(people, page):
    answer = page(people.marco).get("/contacts", {"query": json.dumps(WRONG)})
    assert answer.status_code == 200
    assert "query.groups[0].conditions[0].value" in answer.context["listing"].ignored["query"]
    assert "Bert" in answer.content.decode()


def test_page_of_a_view_whose_field_is_gone_still_comes(people, page):
    broken = view(people.marco, query(("custom.gone", "eq", "x")))
    answer = page(people.marco).get("/contacts", {"query": broken.pk})
    assert answer.status_code == 200
    assert "query" in answer.context["listing"].ignored


def test_export_honours_it(people, rest):
    answer = rest(people.olivia).get("/api/contacts/export", {"query": json.dumps(ANN)})
    rows = csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert sorted(row["first_name"] for row in rows) == ["Anna", "Annika"]
    assert rest(people.olivia).get("/api/contacts/export", {"query": json.dumps(WRONG)}).status_code == 422


@pytest.mark.parametrize("status", ["", "&status=active"])
def test_is_never_counted_from_tallies(people, status):
    filtered = ContactFilter(
        QueryDict(f"query={json.dumps(ANN)}{status}"), Contact.objects.visible_to(people.marco), member=people.marco
    )
    assert filtered.is_valid()
    assert not filtered.is_tallied
    assert filtered.total() == 2


def test_leads_and_deals_take_it(people, rest):
    lead(people.marco, first_name="Lea")
    deal(people.marco, name="Fleet")
    for kind, field, text in (("leads", "name", "lea"), ("deals", "name", "fleet")):
        for value, total in ((text, 1), ("nobody", 0)):
            answer = rest(people.marco).get(f"/api/{kind}", {"query": json.dumps(query((field, "contains", value)))})
            assert answer.json()["total"] == total
