"""The list of leads: what it shows, to whom, in how many queries, and what one does to many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity import recording
from activity.models import Act, Tally
from crm.context import Shell
from customization.models import SavedView
from leads.filters import LeadFilter
from leads.lists import LEADS
from leads.models import Lead
from tests import makers

PART = {"HX-Request": "true", "HX-Target": "results"}


def names(answer):
    return [str(row.record) for row in answer.context["listing"].rows]


@pytest.fixture
def enquiries(cast):
    """Ann (Acme, Olivia's, new), Bob (nobody's, contacted), Cy (Rita's, disqualified), Dee (private to Marco)."""
    ann = makers.lead(
        cast.olivia, "Ann", "Able", company="Acme, Inc.", tags=["vip"], assigned_to=cast.olivia, source="Fair"
    )
    bob = makers.lead(cast.olivia, "Bob", "Brown", email="bob@x.example", source="Web", status="contacted")
    cy = makers.lead(cast.olivia, "Cy", "Clark", assigned_to=cast.rita, status="disqualified", disqualified_for="Price")
    dee = makers.lead(cast.marco, "Dee", "Dunn", assigned_to=cast.marco, is_private=True)
    return {"ann": ann, "bob": bob, "cy": cy, "dee": dee}


def became(cast, lead, contact):
    """Say that `lead` became `contact`."""
    lead.become(contact, by=lead.created_by, act=recording.open_act("lead_qualified", by=lead.created_by))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("olivia", ["Ann Able", "Bob Brown", "Cy Clark"]),
        ("marco", ["Ann Able", "Bob Brown", "Cy Clark", "Dee Dunn"]),
        ("rita", ["Cy Clark"]),
        ("tess", ["Bob Brown"]),
        ("zoe", []),
    ],
)
def test_shows_what_the_member_sees(cast, enquiries, page, who, seen):
    answer = page(getattr(cast, who)).get("/leads")
    assert names(answer) == seen
    assert answer.context["listing"].total == len(seen)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("search=able", ["Ann Able"]),
        ("search=acme", ["Ann Able"]),
        ("status=contacted", ["Bob Brown"]),
        ("source=Fair&source=Web", ["Ann Able", "Bob Brown"]),
        ("company=ACME", ["Ann Able"]),
        ("assigned_to=none", ["Bob Brown"]),
        ("tag=VIP", ["Ann Able"]),
        ("date_from=2999-01-01", []),
        ("sort_by=status&sort_dir=DESC", ["Ann Able", "Cy Clark", "Bob Brown"]),
    ],
)
def test_narrows_and_sorts_by_its_address(cast, enquiries, page, query, seen):
    assert names(page(cast.olivia).get(f"/leads?{query}")) == seen


@pytest.mark.parametrize("name", [column.name for column in LEADS.columns if column.sort])
def test_every_sorting_column_names_a_sort(name):
    assert LEADS.column(name).sort in LeadFilter.SORTS


@pytest.mark.parametrize("query", ["status=open", "company=a%00b", "page=0", "sort_by=rank", "misspelt=1"])
def test_leaves_out_what_makes_no_sense_and_says_so(cast, enquiries, page, query):
    answer = page(cast.olivia).get(f"/leads?{query}")
    assert names(answer) == ["Ann Able", "Bob Brown", "Cy Clark"]
    assert "Part of the address was left out" in answer.content.decode()


def test_names_the_company_it_is_narrowed_to(cast, enquiries, page):
    chips = page(cast.olivia).get("/leads?company=ACME&status=new").context["listing"].chips
    assert [(str(chip.picker.label), chip.words) for chip in chips] == [("Status", "is new"), ("Company", "ACME")]


def test_leads_to_the_contact_a_lead_became(cast, enquiries, page):
    contact = makers.contact(cast.olivia, "Anna", "Able")
    became(cast, enquiries["ann"], contact)
    text = page(cast.olivia).get("/leads?columns=became").content.decode()
    assert f'href="/contacts/{contact.pk}"' in text
    assert "Anna Able" in text


def test_names_but_does_not_open_a_contact_out_of_sight(cast, page):
    lead, contact = makers.lead(cast.rita), makers.contact(cast.olivia, "Anna", "Able")
    became(cast, lead, contact)
    text = page(cast.rita).get("/leads?columns=became").content.decode()
    assert "Anna Able" in text
    assert f"/contacts/{contact.pk}" not in text


def test_does_not_name_a_contact_private_to_somebody_else(cast, enquiries, page):
    secret = makers.contact(cast.marco, "Secret", "Person", assigned_to=cast.marco, is_private=True)
    became(cast, enquiries["ann"], secret)
    assert "Secret Person" not in page(cast.olivia).get("/leads?columns=became").content.decode()
    assert "Secret Person" in page(cast.marco).get("/leads?columns=became").content.decode()


def test_an_empty_list_says_what_to_do_first(cast, page):
    text = page(cast.olivia).get("/leads").content.decode()
    assert "No leads yet" in text
    assert "/leads/new" in text


def queries_of(client, url, **headers):
    client.get(url, headers=headers)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, headers=headers).status_code == 200
    return len(asked)


def fill(cast, count):
    for n in range(count):
        lead = makers.lead(cast.olivia, f"P{n:02}", company=f"Firm {n}", tags=[f"t{n}"], assigned_to=cast.marco)
        became(cast, lead, makers.contact(cast.olivia, company=f"Firm {n}"))


def test_needs_at_most_eight_queries_however_many_rows(cast, page):
    client = page(cast.olivia)
    fill(cast, 2)
    few = queries_of(client, "/leads?columns=became,company,status,owner,tags")
    fill(cast, 23)
    SavedView.objects.create(organization=cast.acme, kind="lead", name="A", created_by=cast.olivia)
    assert queries_of(client, "/leads?columns=became,company,status,owner,tags") == few <= 8


# -- one cell ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "field", "value", "attribute"),
    [
        ("company", "company", "Acme", "company"),
        ("status", "status", "contacted", "status"),
        ("source", "source", "Fair", "source"),
    ],
)
def test_a_cell_is_edited_where_it_stands(cast, page, column, field, value, attribute):
    lead = makers.lead(cast.olivia)
    answer = page(cast.olivia).post(f"/leads/{lead.pk}/cell/{column}", {field: value}, headers=PART)
    assert answer.status_code == 200
    assert getattr(Lead.objects.get(), attribute) == value


@pytest.mark.parametrize("status", ["qualified", "disqualified", "gone", ""])
def test_a_status_that_has_its_own_button_is_not_picked(cast, page, status):
    lead = makers.lead(cast.olivia)
    client, url = page(cast.olivia), f"/leads/{lead.pk}/cell/status"
    assert "qualified" not in client.get(url, headers=PART).content.decode()
    assert client.post(url, {"status": status}, headers=PART).status_code == 422
    assert Lead.objects.get().status == "new"


@pytest.mark.parametrize("status", ["qualified", "disqualified"])
def test_the_status_of_a_closed_lead_is_not_edited(cast, page, status):
    lead = makers.lead(cast.olivia)
    if status == "qualified":
        became(cast, lead, makers.contact(cast.olivia))
    else:
        lead.change(by=cast.olivia, status=status)
    client, url = page(cast.olivia), f"/leads/{lead.pk}/cell/status"
    assert url not in client.get("/leads").content.decode()
    assert client.post(url, {"status": "new"}, headers=PART).status_code == 404
    assert Lead.objects.get().status == status


# -- many at once -----------------------------------------------------------------------------------


def test_moves_only_open_leads(cast, enquiries, page):
    fields = {"act": "status", "all": "1", "value": "contacted"}
    answer = page(cast.olivia).post("/leads/bulk", fields)
    assert answer.url == "/leads"
    assert dict(Lead.objects.values_list("first_name", "status")) == {
        "Ann": "contacted", "Bob": "contacted", "Cy": "disqualified", "Dee": "new"
    }  # fmt: skip


def test_moves_nobody_to_a_status_with_its_own_act(cast, enquiries, page):
    answer = page(cast.olivia).post("/leads/bulk", {"act": "status", "all": "1", "value": "qualified"}, headers=PART)
    assert answer.status_code == 422
    assert not Lead.objects.filter(status="qualified").exists()


def test_disqualifies_many_as_one_act_that_is_taken_back(cast, enquiries, page):
    client = page(cast.olivia)
    asked = client.get("/leads/bulk", {"act": "disqualify", "all": "1"}).content.decode()
    assert "No budget" in asked
    client.post("/leads/bulk", {"act": "disqualify", "all": "1", "reason": "No budget"})
    found = Lead.objects.filter(status="disqualified").values_list("first_name", "disqualified_for")
    assert dict(found) == {"Ann": "No budget", "Bob": "No budget", "Cy": "Price"}
    act = Act.objects.latest("pk")
    assert (act.verb, act.changes_count) == ("lead_disqualified", 2)
    assert "2 leads disqualified." in client.get("/leads").content.decode()
    assert Tally.total(cast.olivia, "lead", status="disqualified") == 3
    client.post(f"/undo/{act.pk}")
    assert dict(Lead.objects.values_list("first_name", "status")) == {
        "Ann": "new", "Bob": "contacted", "Cy": "disqualified", "Dee": "new"
    }  # fmt: skip


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201, "a\x00b"])
def test_disqualifies_nobody_without_a_reason(cast, enquiries, page, reason):
    fields = {"act": "disqualify", "all": "1", "reason": reason}
    answer = page(cast.olivia).post("/leads/bulk", fields, headers=PART)
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
    assert Lead.objects.filter(status="disqualified").count() == 1


def test_touches_only_what_the_member_sees(cast, enquiries, page):
    fields = {"act": "disqualify", "reason": "Price", "ids": [lead.pk for lead in enquiries.values()]}
    page(cast.rita).post("/leads/bulk", fields)
    assert Lead.objects.filter(status="disqualified").count() == 1
    page(cast.olivia).post("/leads/bulk", {"act": "delete", "all": "1"})
    assert list(Lead.objects.values_list("first_name", flat=True)) == ["Dee"]


def test_the_navigation_counts_the_open_ones_that_one_sees(cast, enquiries):
    def counted(member):
        return next(place["count"] for place in Shell(member).places if place["url"] == "/leads")

    assert (counted(cast.olivia), counted(cast.marco), counted(cast.rita)) == (2, 3, 0)
