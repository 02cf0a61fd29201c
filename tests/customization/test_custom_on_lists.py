"""Custom fields as columns, sorts and filters of lists, on the page and in the house API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customization.models import CustomFieldFolder
from tests import makers
from tests.makers import contact, custom_field

KINDS = ("contact", "company", "lead", "deal")


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def list_url(kind):
    return reverse(f"{kind}_list")


def names(answer):
    return [str(row.record) for row in answer.context["listing"].rows]


def api_names(answer):
    return [row.get("name") or row["first_name"] for row in answer.json()["data"]]


def people(by, values, key="plan"):
    """A contact for each of `values`, called by its place: "0", "1", …"""
    for number, value in enumerate(values):
        contact(by, str(number), "", custom={} if value is None else {key: value})


VALUES = [
    ("text", {}, ["b", None, "A", "ä", "a", "Z"]),
    ("number", {}, [10, None, 9, -1.5, 9.25, 100]),
    ("date", {}, ["2026-03-01", None, "2025-12-31"]),
    ("boolean", {}, [True, None, False]),
    ("select", {"options": ["Gold", "Silver"]}, ["Silver", None, "Gold"]),
    ("multiselect", {"options": ["A", "B"]}, [["B"], None, ["A", "B"], ["A"]]),
]
ORDERED = {
    "text": ["2", "4", "0", "5", "3", "1"],
    "number": ["3", "2", "4", "0", "5", "1"],
    "date": ["2", "0", "1"],
    "boolean": ["2", "0", "1"],
    "select": ["2", "0", "1"],
    "multiselect": ["2", "3", "0", "1"],
}


@pytest.mark.parametrize(
    ("type", "values", "stored"), VALUES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_sorts_by_value_with_the_empty_last_either_way(cast, page, rest, type, values, stored):
    custom_field(cast.olivia, "Plan", type=type, **values)
    people(cast.olivia, stored)
    ascending = ORDERED[type]
    *filled, empty = ascending
    if type == "text":
        filled = ["2", "4", "0", "5", "3"]
    descending = [*reversed(filled), empty]
    for direction, expected in (("ASC", ascending), ("DESC", descending)):
        params = {"sort_by": "custom.plan", "sort_dir": direction}
        assert names(page(cast.olivia).get("/contacts", params)) == expected
        assert api_names(rest(cast.olivia).get("/api/contacts", params)) == expected


FILTERED = [
    ("text", {}, ["Gold", "gold", "Silver", None], "custom.plan=GOLD", ["0", "1"]),
    ("text", {}, ["100%", "100x", "a_b", "axb"], "custom.plan=100%25&custom.plan=a_b", ["0", "2"]),
    ("text", {}, ["ÄRGER", "arger"], "custom.plan=ärger", ["0"]),
    (
        "select",
        {"options": ["Gold", "Silver", "Tin"]},
        ["Gold", "Silver", "Tin"],
        "custom.plan=gold&custom.plan=Tin",
        ["0", "2"],
    ),
    (
        "multiselect",
        {"options": ["A", "B", "C"]},
        [["A", "B"], ["C"], ["B", "C"], None],
        "custom.plan=A&custom.plan=B",
        ["0", "2"],
    ),
    ("boolean", {}, [True, False, None], "custom.plan=no", ["1"]),
    ("number", {}, [9, 9.5, 10, None], "custom.plan=9.5", ["1"]),
    ("number", {}, [9, 9.5, 100, None], "custom.plan.from=9.1&custom.plan.to=100", ["1", "2"]),
    ("date", {}, ["2026-01-01", "2026-02-01", "2026-03-01"], "custom.plan.from=2026-02-01", ["1", "2"]),
    ("date", {}, ["2026-01-01", "2026-02-01", "2026-03-01"], "custom.plan=2026-02-01", ["1"]),
    ("url", {}, ["https://a.example", "https://b.example"], "custom.plan=https://A.example", ["0"]),
]


@pytest.mark.parametrize(("type", "values", "stored", "query", "expected"), FILTERED)
def test_narrows_by_value(cast, page, rest, type, values, stored, query, expected):
    custom_field(cast.olivia, "Plan", type=type, **values)
    people(cast.olivia, stored)
    answer = page(cast.olivia).get(f"/contacts?{query}")
    assert names(answer) == expected
    assert answer.context["listing"].total == len(expected)
    assert [chip.picker.label for chip in answer.context["listing"].chips] == ["Plan"]
    answer = rest(cast.olivia).get(f"/api/contacts?{query}").json()
    assert ([row["first_name"] for row in answer["data"]], answer["total"]) == (expected, len(expected))


@pytest.mark.parametrize(
    "query",
    [
        "custom.nope=1",
        "custom.=1",
        "custom=1",
        "custom.plan.from=1",
        "custom.size=many",
        "custom.size.from=x",
        "custom.day.to=2026-13-01",
        "custom.size=" + "9" * 40,
        "custom.grade=Tin",
        "custom.plan=a%00b",
        "sort_by=custom.nope",
        "sort_by=custom.",
        "sort_by=custom.plan.from",
        "custom.pl%27an=1",
    ],
)
def test_refuses_what_makes_no_sense_and_leaves_it_out_of_the_page(cast, page, rest, query):
    custom_field(cast.olivia, "Plan")
    custom_field(cast.olivia, "Size", type="number")
    custom_field(cast.olivia, "Day", type="date")
    custom_field(cast.olivia, "Grade", type="select", options=["Gold"])
    people(cast.olivia, ["a"])
    answer = rest(cast.olivia).get(f"/api/contacts?{query}")
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 1
    listing = page(cast.olivia).get(f"/contacts?{query}").context["listing"]
    assert len(listing.ignored) == 1
    assert listing.total == 1


def test_shows_the_columns_that_are_asked_for(cast, page, kind):
    custom_field(cast.olivia, "Plan", entity=kind)
    custom_field(cast.olivia, "Home", entity=kind, type="url")
    custom_field(cast.olivia, "Size", entity=kind, type="number")
    getattr(makers, kind)(cast.olivia, custom={"plan": "<Gold>", "home": "https://x.example/", "size": 12500})
    answer = page(cast.olivia).get(list_url(kind), {"columns": "custom.plan,custom.home,custom.size"})
    assert [head.column.label for head in answer.context["listing"].headers][1:] == ["Plan", "Home", "Size"]
    html = answer.content.decode()
    assert "<Gold>" not in html
    for drawn in ("&lt;Gold&gt;", 'href="https://x.example/"', ">x.example</a>", "12,500"):
        assert drawn in html


def test_shows_none_of_them_at_first(cast, page, kind):
    custom_field(cast.olivia, "Plan", entity=kind)
    answer = page(cast.olivia).get(list_url(kind))
    assert not [head for head in answer.context["listing"].headers if head.column.label == "Plan"]


def test_a_column_that_is_gone_is_told_of(cast, page):
    answer = page(cast.olivia).get("/contacts?columns=name,custom.gone")
    assert "custom.gone" in answer.context["listing"].ignored["columns"]


def test_offers_columns_and_filters_by_folder(cast, page, kind):
    folder = CustomFieldFolder.objects.create(organization=cast.acme, name="Contract terms")
    custom_field(cast.olivia, "Plan", entity=kind, folder=folder)
    custom_field(cast.olivia, "Size", entity=kind, type="number", folder=folder)
    client = page(cast.olivia)
    html = client.get(f"{list_url(kind)}/columns" if kind != "deal" else "/deals/columns").content.decode()
    assert html.index("Contract terms") < html.index('value="custom.plan"')
    html = client.get("/deals/filters" if kind == "deal" else f"{list_url(kind)}/filters").content.decode()
    assert html.index("Contract terms") < html.index('name="custom.plan"') < html.index('name="custom.size.from"')


def test_edits_a_cell_in_place(cast, page, kind):
    custom_field(cast.olivia, "Size", entity=kind, type="number", required=True)
    record = getattr(makers, kind)(cast.olivia, custom={"size": 3})
    client = page(cast.olivia)
    url = f"{record.get_absolute_url()}/cell/custom.size"
    assert 'value="3"' in client.get(url).content.decode()
    assert client.post(url, {"custom.size": "many"}, headers={"HX-Request": "true"}).status_code == 422
    assert client.post(url, {"custom.size": ""}, headers={"HX-Request": "true"}).status_code == 422
    answer = client.post(url, {"custom.size": "1,200"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "1,200" in answer.content.decode()
    record.refresh_from_db()
    assert record.custom == {"size": 1200}
    assert client.get(f"{record.get_absolute_url()}/cell/custom.nope").status_code == 404


def test_only_whoever_may_edit_edits_a_cell(cast, page):
    custom_field(cast.olivia, "Plan")
    record = contact(cast.olivia, assigned_to=cast.olivia)
    assert page(cast.rita).post(f"/contacts/{record.pk}/cell/custom.plan", {"custom.plan": "x"}).status_code == 404


SIX = {
    "number": [5, None, 7.25, None, 5, 1],
    "text": ["b", None, "A", "ä", "a", None],
    "date": ["2026-01-01", None, "2025-01-01", None, "2026-01-01", "2027-01-01"],
    "boolean": [True, None, False, True, None, False],
    "multiselect": [["A"], None, ["B"], None, ["A", "B"], ["A"]],
}


@pytest.mark.parametrize("type", SIX)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_the_card_leads_on_along_the_sort(cast, page, direction, type):
    custom_field(cast.olivia, "Size", type=type, options=["A", "B"] if type == "multiselect" else [])
    people(cast.olivia, SIX[type], "size")
    client = page(cast.olivia)
    state = f"sort_by=custom.size&sort_dir={direction}"
    rows = [row.record.pk for row in client.get(f"/contacts?{state}").context["listing"].rows]
    for place, pk in enumerate(rows):
        found = client.get(f"/contacts/{pk}", {"from": state}).context["neighbours"]
        before, after = [None, *rows][place], [*rows, None][place + 1]
        assert (found.before, found.after, found.place, found.total) == (before, after, place + 1, 6)


def test_costs_the_same_queries_however_many_fields_and_rows(cast, page, kind):
    client, counts = page(cast.olivia), []

    def asked(rows, **values):
        for _number in range(rows):
            getattr(makers, kind)(cast.olivia, **values)
        for query in ("", "?sort_by=custom.k0&columns=name,custom.k0,custom.k1"):
            client.get(list_url(kind) + query)
            with CaptureQueriesContext(connection) as queries:
                client.get(list_url(kind) + query)
            counts.append(len(queries))

    asked(2)
    for number in range(30):
        custom_field(cast.olivia, f"K{number}", entity=kind)
    asked(23, custom={f"k{number}": "x" for number in range(30)})
    assert counts[0] == counts[2]
    assert counts[1] == counts[3]


def test_the_card_shows_what_is_there_by_folder(cast, page, kind):
    folder = CustomFieldFolder.objects.create(organization=cast.acme, name="Contract terms")
    custom_field(cast.olivia, "Plan", entity=kind, folder=folder)
    custom_field(cast.olivia, "Renewal", entity=kind, type="boolean", folder=folder)
    custom_field(cast.olivia, "Mail", entity=kind, type="email")
    empty = getattr(makers, kind)(cast.olivia)
    full = getattr(makers, kind)(cast.olivia, custom={"plan": "<Gold>", "renewal": False, "mail": "a@b.example"})
    client = page(cast.olivia)
    assert "Contract terms" not in client.get(empty.get_absolute_url()).content.decode()
    html = client.get(full.get_absolute_url()).content.decode()
    assert "Contract terms" in html
    assert "&lt;Gold&gt;" in html
    assert 'href="mailto:a@b.example"' in html
    assert ">no<" in html.replace("\n", "")
