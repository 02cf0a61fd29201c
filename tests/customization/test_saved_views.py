"""Saved views: a list's state kept as a tab."""

import json
import re
from urllib.parse import urlencode

import pytest

from customization.models import SavedView
from tests import makers

PART = {"HX-Request": "true"}


@pytest.fixture
def fair(cast):
    makers.contact(cast.olivia, "Ann", source="Fair")
    makers.contact(cast.olivia, "Bob", source="Web")
    return SavedView.objects.create(
        organization=cast.acme,
        kind="contact",
        name="Fair people",
        params={"source": ["Fair"]},
        columns=["name", "email"],
        sort_by="email",
        created_by=cast.marco,
    )


def test_keeps_filters_columns_and_order(cast, page):
    client = page(cast.marco)
    state = "source=Fair&source=Web&sort_by=email&sort_dir=DESC&columns=name,email&page=1&per_page=10"
    answer = client.post(f"/contacts/views/new?{state}", {"name": "Mine"})
    view = SavedView.objects.get()
    assert (view.params, view.columns) == ({"source": ["Fair", "Web"]}, ["name", "email"])
    assert (view.sort_by, view.sort_dir, view.is_shared, view.created_by) == ("email", "DESC", False, cast.marco)
    listing = client.get(answer.url).context["listing"]
    assert listing.active == {"source": ["Fair", "Web"]}
    assert [column.name for column in listing.columns] == ["name", "email"]


def test_is_a_tab_with_its_exact_count(cast, fair, page):
    client = page(cast.marco)
    tabs = client.get("/contacts/tabs").context["tabs"]
    assert [(str(tab.label), tab.count) for tab in tabs] == [("All", 2), ("Mine", 0), ("Fair people", 1)]
    shown = client.get(tabs[2].url).context
    assert [row.record.first_name for row in shown["listing"].rows] == ["Ann"]
    assert [tab.label for tab in shown["tabs"] if tab.is_current] == ["Fair people"]


def test_counts_come_alone_into_the_tabs_of_a_page(cast, fair, page):
    client = page(cast.marco)
    asked = client.get("/contacts/tabs", headers={"HX-Request": "true", "HX-Trigger": "tab-counts"}).content.decode()
    assert "<a " not in asked
    places = {"tab-count-all": 2, "tab-count-mine": 0, f"tab-count-{fair.pk}": 1}
    whole = client.get("/contacts").content.decode()
    for place, count in places.items():
        assert f'<span class="count" id="{place}" hx-swap-oob="true">{count}</span>' in asked
        assert f'<span class="count" id="{place}"></span>' in whole


def test_is_its_makers_alone_until_shared(cast, fair, page):
    def labels(member):
        return [str(tab.label) for tab in page(member).get("/contacts").context["tabs"]]

    assert "Fair people" not in labels(cast.olivia)
    page(cast.marco).post(f"/contacts/views/{fair.pk}", {"name": "Everyone's", "is_shared": "on"})
    assert "Everyone's" in labels(cast.olivia)
    assert "Everyone's" not in labels(cast.zoe)


@pytest.mark.parametrize("path", ["", "/remove"])
def test_is_changed_by_its_maker_or_an_admin_once_shared(cast, fair, page, path):
    url, fields = f"/contacts/views/{fair.pk}{path}", {"name": "Taken"}
    for member in (cast.olivia, cast.rita, cast.zoe):
        assert page(member).post(url, fields).status_code == 404
    SavedView.objects.update(is_shared=True)
    for member in (cast.rita, cast.zoe):
        assert page(member).post(url, fields).status_code == 404
    assert page(cast.olivia).post(url, fields).status_code == 302


def test_takes_the_lists_present_state_when_updated(cast, fair, page):
    client = page(cast.marco)
    url = f"/contacts?view={fair.pk}&source=Web"
    assert "Update “Fair people”" in client.get(url).content.decode()
    client.post(f"/contacts/views/{fair.pk}?view={fair.pk}&source=Web", {"update": "1"})
    fair.refresh_from_db()
    assert (fair.params, fair.columns, fair.sort_by) == ({"source": ["Web"]}, [], "")
    assert "Update “" not in client.get(url).content.decode()


def test_of_another_list_is_no_tab_here(cast, fair, page):
    assert page(cast.marco).get(f"/companies/views/{fair.pk}").status_code == 404
    assert len(page(cast.marco).get("/companies").context["tabs"]) == 2


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\x00b"])
def test_needs_a_name(cast, page, name):
    answer = page(cast.marco).post("/contacts/views/new", {"name": name}, headers=PART)
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors
    assert not SavedView.objects.exists()


def test_outlives_filters_that_are_gone(cast, page):
    SavedView.objects.create(
        organization=cast.acme,
        kind="contact",
        name="Old",
        params={"gone": "1", "status": "lost"},
        columns=["gone"],
        sort_by="gone",
        is_shared=True,
    )
    tabs = page(cast.olivia).get("/contacts/tabs").context["tabs"]
    assert (tabs[2].label, tabs[2].count) == ("Old", 0)
    assert page(cast.olivia).get(tabs[2].url).status_code == 200


@pytest.mark.parametrize("path", ["filters", "columns", "tabs", "views/new"])
def test_parts_are_parts_for_htmx_and_pages_without(cast, page, path):
    client = page(cast.olivia)
    part = client.get(f"/contacts/{path}", headers=PART)
    assert "<html" not in part.content.decode()
    assert part["Cache-Control"] == "no-store"
    assert path == "tabs" or "<html" in client.get(f"/contacts/{path}").content.decode()


# -- the forms that pick filters and columns ------------------------------------------------------


def test_the_filter_form_leads_to_a_tidy_address(cast, page):
    firm = makers.company(cast.olivia, "Acme Corp")
    typed = {
        "apply": "1",
        "search": "x",
        "status": "",
        "source": ["Fair", "Web"],
        "company_id_text": "acme corp",
        "assigned_to": "team",
        "date_from": "2026-01-01",
        "date_to": "",
    }
    answer = page(cast.olivia).get("/contacts/filters", typed)
    assert answer.url == (
        f"/contacts?search=x&source=Fair&source=Web&company_id={firm.pk}&scope=team&date_from=2026-01-01"
    )


def test_the_filter_form_changes_only_the_filter_it_shows(cast, page):
    answer = page(cast.olivia).get("/contacts/filters?only=status&apply=1&status=active&source=Fair")
    assert answer.url == "/contacts?source=Fair&status=active"


def test_the_filter_form_swaps_results_for_htmx(cast, page):
    answer = page(cast.olivia).get("/contacts/filters?apply=1&status=active", headers=PART)
    assert '"path": "/contacts?status=active"' in answer["HX-Location"]
    assert "close-dialog" in answer["HX-Trigger"]


def test_the_filter_form_knows_no_company_the_member_does_not_see(cast, page):
    makers.company(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    answer = page(cast.olivia).get("/contacts/filters?apply=1&company_id_text=Secret", headers=PART)
    assert answer.status_code == 422
    assert "No company is named “Secret”." in answer.content.decode()


def test_the_filter_form_offers_only_the_organizations_people(cast, page):
    text = page(cast.olivia).get("/contacts/filters").content.decode()
    assert "Marco Diaz" in text
    assert "Zoe Quinn" not in text


def test_columns_move_up_and_down(cast, page):
    client = page(cast.olivia)

    def order(query):
        return [c.name for c, shown in client.get(f"/contacts/columns?{query}").context["choices"] if shown]

    assert order("columns=name,email,phone&up=phone") == ["name", "phone", "email"]
    assert order("columns=name,email,phone&down=phone") == ["name", "email", "phone"]
    assert order("columns=name,email,phone&up=nothing") == ["name", "email", "phone"]


def test_columns_are_shown_as_chosen(cast, page):
    answer = page(cast.olivia).get("/contacts/columns?apply=1&columns=name&columns=phone&search=x")
    assert answer.url in ("/contacts?columns=name%2Cphone&search=x", "/contacts?search=x&columns=name%2Cphone")


# -- views with a query ---------------------------------------------------------------------------

QUERY = {"groups": [{"conditions": [{"field": "source", "op": "eq", "value": "Fair"}]}]}
BROKEN = {"groups": [{"conditions": [{"field": "custom.gone", "op": "eq", "value": "Gold"}]}]}


def labels(client, url="/contacts"):
    return [str(tab.label) for tab in client.get(url).context["tabs"]]


def test_keeps_the_query_of_the_list(cast, fair, page):
    client = page(cast.marco)
    state = urlencode({"query": json.dumps(QUERY), "status": "active"})
    answer = client.post(f"/contacts/views/new?{state}", {"name": "Smart"})
    view = SavedView.objects.get(name="Smart")
    assert (view.query, view.params) == (QUERY, {"status": ["active"]})
    shown = client.get(answer.url)
    assert [row.record.first_name for row in shown.context["listing"].rows] == ["Ann"]
    assert not shown.context["view_differs"]
    narrowed = client.get(f"{answer.url}&search=x")
    assert narrowed.context["view_differs"]
    client.post(f"/contacts/views/{view.pk}?view={view.pk}", {"update": "1"})
    view.refresh_from_db()
    assert view.query is None


def test_counts_what_its_query_finds(cast, fair, page):
    SavedView.objects.filter(pk=fair.pk).update(query=QUERY, params={})
    tabs = page(cast.marco).get("/contacts/tabs").context["tabs"]
    assert [(str(tab.label), tab.count) for tab in tabs] == [("All", 2), ("Mine", 0), ("Fair people", 1)]


def test_a_long_query_is_named_by_the_number_of_its_view(cast, fair, page):
    query = {
        "groups": [
            {"conditions": [{"field": "source", "op": "in", "value": ["Fair", *map(str, range(190)), "x" * 900]}]}
        ]
    }
    SavedView.objects.filter(pk=fair.pk).update(query=query, params={}, is_shared=True)
    client = page(cast.olivia)
    url = client.get("/contacts").context["tabs"][2].url
    assert url.endswith(f"&query={fair.pk}")
    shown = client.get(url)
    assert [row.record.first_name for row in shown.context["listing"].rows] == ["Ann"]
    assert not shown.context["view_differs"]
    assert client.get("/contacts/tabs").context["tabs"][2].count == 1
    client.post(f"/contacts/views/new?query={fair.pk}", {"name": "Copy"})
    assert SavedView.objects.get(name="Copy").query == query


def test_a_broken_view_is_marked_and_leads_to_mending(cast, fair, page):
    SavedView.objects.filter(pk=fair.pk).update(query=BROKEN)
    client = page(cast.marco)
    for url in ("/contacts", "/contacts/tabs"):
        tab = client.get(url).context["tabs"][2]
        assert (tab.is_broken, tab.count) == (True, None)
    builder = client.get(tab.url)
    assert "There is no such custom field." in builder.content.decode()
    assert builder.context["view"] == fair
    listed = client.get("/contacts", {"query": json.dumps(BROKEN), "view": fair.pk})
    assert "Mend it" in listed.content.decode()
    assert not listed.context["view_differs"]


def test_drafts_are_no_tabs_and_nobody_changes_them(cast, fair, page):
    SavedView.objects.filter(pk=fair.pk).update(is_draft=True)
    client = page(cast.marco)
    assert labels(client) == ["All", "Mine"]
    for path in ("", "/remove", "/move"):
        assert client.post(f"/contacts/views/{fair.pk}{path}", {"name": "x"}).status_code == 404


# -- their order ----------------------------------------------------------------------------------


@pytest.fixture
def tabs(cast):
    """A and C are Olivia's and shared, B and D Marco's own."""
    made = {}
    for name, maker in (("A", cast.olivia), ("B", cast.marco), ("C", cast.olivia), ("D", cast.marco)):
        made[name] = SavedView.objects.create(
            organization=cast.acme, kind="contact", name=name, created_by=maker, is_shared=maker == cast.olivia
        )
    return made


def test_moves_among_the_tabs_one_sees(cast, tabs, page):
    client = page(cast.marco)

    def after(name, way, **headers):
        client.post(f"/contacts/views/{tabs[name].pk}/move", {way: "1"}, **headers)
        return "".join(labels(client)[2:])

    assert after("D", "left") == "ABDC"
    assert after("D", "left") == "ADBC"
    assert after("B", "right") == "ADCB"
    assert after("B", "right") == "ADCB"
    assert "".join(labels(page(cast.olivia))[2:]) == "AC"


def test_a_shared_tab_moves_for_everybody(cast, tabs, page):
    page(cast.olivia).post(f"/contacts/views/{tabs['C'].pk}/move", {"left": "1"})
    assert "".join(labels(page(cast.olivia))[2:]) == "CA"
    assert "".join(labels(page(cast.marco))[2:]) == "CABD"


def test_only_who_may_change_a_tab_moves_it(cast, tabs, page):
    for member, name in ((cast.marco, "A"), (cast.olivia, "B"), (cast.zoe, "A"), (cast.rita, "C")):
        assert page(member).post(f"/contacts/views/{tabs[name].pk}/move", {"left": "1"}).status_code == 404
    assert page(cast.marco).get(f"/contacts/views/{tabs['B'].pk}/move").status_code == 405


def test_moving_keeps_the_dialog_and_tells_the_tabs(cast, tabs, page):
    answer = page(cast.marco).post(f"/contacts/views/{tabs['B'].pk}/move", {"left": "1"}, headers=PART)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "tabs-changed" in answer["HX-Trigger"]


def test_a_new_tab_is_the_last(cast, tabs, page):
    client = page(cast.marco)
    client.post(f"/contacts/views/{tabs['D'].pk}/move", {"left": "1"})
    client.post("/contacts/views/new", {"name": "E"})
    assert labels(client)[-1] == "E"


def test_enter_in_the_dialog_neither_moves_nor_deletes(cast, fair, page):
    html = page(cast.marco).get(f"/contacts/views/{fair.pk}").content.decode()
    dialog = html[html.index('<section class="dialog">') :]
    assert [
        text
        for text in re.findall(r"<button class=\"btn[^>]*>", dialog.partition("</form>")[0])
        if 'form="' not in text
    ] == ['<button class="btn main-act">']


@pytest.mark.parametrize(("views", "people"), [(1, 2), (1, 25)])
def test_tabs_ask_no_more_for_more_rows(cast, page, django_assert_num_queries, views, people):
    for number in range(people):
        makers.contact(cast.olivia, f"Ann {number}", source="Fair")
    for number in range(views):
        SavedView.objects.create(
            organization=cast.acme, kind="contact", name=f"V{number}", created_by=cast.marco, query=QUERY
        )
    client = page(cast.marco)
    client.get("/contacts/tabs")
    with django_assert_num_queries(7):
        tabs = client.get("/contacts/tabs").context["tabs"]
    assert tabs[2].count == people
