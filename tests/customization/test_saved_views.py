"""Saved views: a list's state kept as a tab."""

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
