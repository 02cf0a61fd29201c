"""The list of contacts: what it shows, to whom, in how many queries, and what it makes of any address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.filters import ContactFilter
from contacts.lists import CONTACTS
from contacts.models import Company, Contact
from customization.models import SavedView
from tests import makers

PART = {"HX-Request": "true", "HX-Target": "results"}


def names(answer):
    return [str(row.record) for row in answer.context["listing"].rows]


@pytest.fixture
def people(cast):
    """Ann (Acme Corp, Olivia's), Bob (nobody's), Cy (Rita's, inactive), Dee (private to Marco)."""
    ann = makers.contact(
        cast.olivia, "Ann", "Able", company="Acme Corp", tags=["vip"], assigned_to=cast.olivia, source="Fair"
    )
    bob = makers.contact(cast.olivia, "Bob", "Brown", email="bob@x.example", source="Web")
    cy = makers.contact(cast.olivia, "Cy", "Clark", assigned_to=cast.rita, status="inactive")
    dee = makers.contact(cast.marco, "Dee", "Dunn", assigned_to=cast.marco, is_private=True)
    return {"ann": ann, "bob": bob, "cy": cy, "dee": dee}


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
def test_shows_what_the_member_sees(cast, people, page, who, seen):
    answer = page(getattr(cast, who)).get("/contacts")
    assert names(answer) == seen
    assert answer.context["listing"].total == len(seen)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("search=able", ["Ann Able"]),
        ("search=acme", ["Ann Able"]),
        ("status=inactive", ["Cy Clark"]),
        ("source=Fair&source=Web", ["Ann Able", "Bob Brown"]),
        ("assigned_to=me", ["Ann Able"]),
        ("assigned_to=none", ["Bob Brown"]),
        ("tag=VIP", ["Ann Able"]),
        ("date_from=2999-01-01", []),
        ("sort_by=name&sort_dir=DESC", ["Cy Clark", "Bob Brown", "Ann Able"]),
        ("per_page=1&page=2", ["Bob Brown"]),
    ],
)
def test_narrows_and_sorts_by_its_address(cast, people, page, query, seen):
    assert names(page(cast.olivia).get(f"/contacts?{query}")) == seen


@pytest.mark.parametrize("sort", ContactFilter.SORTS)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_sorts_by_every_column(cast, people, page, sort, direction):
    answer = page(cast.olivia).get("/contacts", {"sort_by": sort, "sort_dir": direction})
    assert len(names(answer)) == 3
    column = next(column for column in CONTACTS.columns if column.sort == sort)
    shown = page(cast.olivia).get("/contacts", {"sort_by": sort, "sort_dir": direction, "columns": column.name})
    assert f'aria-sort="{"ascending" if direction == "ASC" else "descending"}"' in shown.content.decode()


@pytest.mark.parametrize("name", [c.name for c in CONTACTS.columns if c.sort])
def test_every_sorting_column_names_a_sort(name):
    assert CONTACTS.column(name).sort in ContactFilter.SORTS


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "page=0",
        "page=abc",
        "page=99999999999999999999",
        "per_page=-1",
        "sort_by=nothing",
        "sort_dir=UP",
        "assigned_to=x",
        "assigned_to=99999999999999999999",
        "company_id=x",
        "date_from=yesterday",
        "date_from=2026-02-01&date_to=2026-01-01",
        "columns=nothing",
        "view=x",
        "misspelt=1",
        "search=a%00b",
        "tag=" + "x" * 300,
    ],
)
def test_leaves_out_what_makes_no_sense_and_says_so(cast, people, page, query):
    answer = page(cast.olivia).get(f"/contacts?{query}")
    assert answer.status_code == 200
    assert names(answer) == ["Ann Able", "Bob Brown", "Cy Clark"]
    assert "Part of the address was left out" in answer.content.decode()


def test_goes_to_the_last_page_when_asked_beyond_it(cast, people, page):
    answer = page(cast.olivia).get("/contacts?per_page=2&page=9")
    assert names(answer) == ["Cy Clark"]
    assert "The list ends on page 2" in answer.content.decode()


def test_a_search_answers_its_results_only_and_is_never_kept(cast, people, page):
    answer = page(cast.olivia).get("/contacts?search=bob&status=", headers=PART)
    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="results"')
    assert "<html" not in text
    assert answer["HX-Push-Url"] == "/contacts?search=bob"
    assert answer["Cache-Control"] == "no-store"
    assert "HX-Request" in answer["Vary"]


def test_going_back_gets_the_whole_page(cast, page):
    answer = page(cast.olivia).get("/contacts", headers=PART | {"HX-History-Restore-Request": "true"})
    assert "<html" in answer.content.decode()


def test_columns_are_chosen_and_ordered_by_the_address(cast, people, page):
    listing = page(cast.olivia).get("/contacts?columns=email,company,nothing").context["listing"]
    assert [column.name for column in listing.columns] == ["name", "email", "company"]


def test_chips_say_what_is_set_and_lead_to_the_list_without_it(cast, people, page):
    query = f"status=active&source=Fair&source=Web&assigned_to={cast.olivia.pk}&tag=vip&date_from=2020-01-02"
    chips = page(cast.olivia).get(f"/contacts?{query}").context["listing"].chips
    assert [chip.words for chip in chips] == [
        "is active",
        "is Fair or Web",
        "is me",
        "is vip",
        "since 2 Jan 2020",
    ]
    assert "source" not in chips[1].url
    assert "status=active" in chips[1].url


def test_a_chip_never_names_what_the_member_does_not_see(cast, page):
    secret = makers.company(cast.marco, "Secret Ltd", assigned_to=cast.marco, is_private=True)
    for query in (f"company_id={secret.pk}", f"assigned_to={cast.zoe.pk}"):
        text = page(cast.olivia).get(f"/contacts?{query}").content.decode()
        assert "Secret" not in text
        assert "Quinn" not in text


def test_does_not_name_a_company_private_to_somebody_else(cast, page):
    secret = makers.company(cast.marco, "Secret Ltd", assigned_to=cast.marco, is_private=True)
    ann = makers.contact(cast.marco, "Ann", company=secret)
    assert "Secret" not in page(cast.olivia).get("/contacts").content.decode()
    assert "Secret" not in page(cast.olivia).get(f"/contacts/{ann.pk}").content.decode()
    assert "Secret" in page(cast.marco).get("/contacts").content.decode()


def test_an_empty_list_says_what_to_do_first(cast, page):
    text = page(cast.olivia).get("/contacts").content.decode()
    assert "No contacts yet" in text
    assert reverse("contact_new") in text


def test_a_search_without_hits_says_so(cast, people, page):
    assert "Nothing matches" in page(cast.olivia).get("/contacts?search=zzzz").content.decode()


def test_escapes_what_people_typed(cast, page):
    makers.contact(cast.olivia, "<script>alert(1)</script>", tags=["<b>"])
    text = page(cast.olivia).get("/contacts?search=%3Cscript%3E&tag=%3Cb%3E").content.decode()
    assert "<script>alert" not in text
    assert "<b></span>" not in text


def queries_of(client, url, **headers):
    client.get(url, headers=headers)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, headers=headers).status_code == 200
    return len(asked)


def fill(cast, count):
    for n in range(count):
        makers.contact(cast.olivia, f"P{n:02}", company=f"Firm {n}", tags=[f"t{n}", "all"], assigned_to=cast.marco)


@pytest.mark.parametrize("url", ["/contacts", "/companies"])
def test_needs_at_most_eight_queries_however_many_rows(cast, page, url):
    client = page(cast.olivia)
    fill(cast, 2)
    few = queries_of(client, url)
    fill(cast, 23)
    SavedView.objects.create(organization=cast.acme, kind="contact", name="A", created_by=cast.olivia)
    many = queries_of(client, url)
    assert few == many <= 8


def test_needs_as_few_queries_for_a_sorted_and_filtered_part(cast, page):
    fill(cast, 12)
    assert queries_of(page(cast.olivia), "/contacts?search=p&sort_by=company_name", **PART) <= 7


def test_stays_correct_when_nothing_is_tallied_yet(cast, page):
    assert page(cast.zoe).get("/contacts").context["listing"].total == 0
    assert (Contact.total(cast.zoe), Company.total(cast.zoe)) == (0, 0)
