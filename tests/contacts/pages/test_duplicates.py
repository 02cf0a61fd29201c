"""The pages of duplicates: the panel of a card, the list of pairs, merging side by side, taking apart."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.duplicates.searching import search
from contacts.models import Contact, DuplicatePair, DuplicateSearch, Merge
from tests import makers

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def two(cast):
    kept = makers.contact(cast.marco, email="jane@example.com", phone="1")
    return kept, makers.contact(cast.marco, "Jane", "Smyth", email="jane@example.com", phone="2")


def searched(cast):
    DuplicateSearch.ask(cast.acme.pk, timezone.now())
    search(cast.acme.pk)


def test_the_panel_names_them_with_reasons(cast, page, two):
    answer = page(cast.marco).get(f"/contacts/{two[0].pk}/duplicates", **HTMX)
    text = answer.content.decode()
    assert "Jane Smyth" in text
    assert "Same e-mail" in text
    assert f"/contacts/{two[0].pk}/merge?with={two[1].pk}" in text


def test_the_panel_tells_nobody_of_what_they_do_not_see(cast, page, two):
    hidden = makers.contact(
        cast.olivia, "Jane", "Hidden", email="jane@example.com", is_private=True, assigned_to=cast.olivia
    )
    two[0].change(by=cast.marco, assigned_to_id=cast.rita.pk)
    for member in (cast.rita, cast.marco):
        text = page(member).get(f"/contacts/{two[0].pk}/duplicates", **HTMX).content.decode()
        assert hidden.last_name not in text
        assert ("Smyth" in text) == (member == cast.marco)


def test_the_panel_asks_the_same_for_many(cast, page, two):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            page(cast.marco).get(f"/contacts/{two[0].pk}/duplicates", **HTMX)
        return len(queries)

    few = asked()
    for n in range(23):
        makers.contact(cast.marco, f"Jane {n}", "Smith", email="jane@example.com")
    assert asked() == few


def test_any_other_can_be_found(cast, page, two):
    makers.contact(cast.marco, "Tim", "Tailor")
    assert "Tim Tailor" in page(cast.marco).get(f"/contacts/{two[0].pk}/duplicates?search=tail").content.decode()


def test_shows_both_and_merges(cast, page, two):
    kept, gone = two
    client, url = page(cast.marco), f"/contacts/{kept.pk}/merge?with={gone.pk}"
    shown = client.get(url)
    assert [field.name for field in shown.context["differing"]] == ["last_name", "phone"]
    answer = client.post(url, {"take_phone": "gone"}, follow=True)
    assert answer.redirect_chain == [(f"/contacts/{kept.pk}", 302)]
    assert "Jane Smyth is merged into Jane Smith." in answer.content.decode()
    assert Contact.objects.get().phone == "2"


def test_the_old_card_leads_to_the_new(cast, page, two):
    kept, gone = two
    page(cast.marco).post(f"/contacts/{kept.pk}/merge?with={gone.pk}")
    assert page(cast.marco).get(f"/contacts/{gone.pk}").url == f"/contacts/{kept.pk}"
    assert page(cast.zoe).get(f"/contacts/{gone.pk}").status_code == 404


def test_the_timeline_tells_of_it_and_takes_it_apart(cast, page, two):
    kept, gone = two
    gone.change(by=cast.marco, job_title="Buyer")
    client = page(cast.marco)
    client.post(f"/contacts/{kept.pk}/merge?with={gone.pk}")
    text = client.get(f"/contacts/{kept.pk}?show=merges").content.decode()
    assert "Merged with <b>Jane Smyth</b>" in text
    assert "On Jane Smyth, before the merge" in text
    said = client.post(f"/merges/{Merge.objects.get().pk}/undo", follow=True).content.decode()
    assert "are two again" in said
    assert Contact.objects.count() == 2


def test_a_choice_that_is_none_merges_nothing(cast, page, two):
    kept, gone = two
    page(cast.marco).post(f"/contacts/{kept.pk}/merge?with={gone.pk}", {"take_phone": "both\x00"})
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("other", ["", "x", "0", "9" * 30, "-1"])
def test_nobody_to_merge_with_is_no_failure(cast, page, two, other):
    assert page(cast.marco).get(f"/contacts/{two[0].pk}/merge?with={other}").status_code in (302, 404)


def test_lists_pairs_of_those_one_sees(cast, page, two):
    searched(cast)
    assert "Jane Smyth" in page(cast.marco).get("/duplicates").content.decode()
    assert "Jane" not in page(cast.rita).get("/duplicates").content.decode()
    assert page(cast.marco).get("/duplicates?kind=shoe&least=x&page=zz").status_code == 200


def test_what_is_no_duplicate_is_remembered_everywhere(cast, page, two):
    kept, gone = two
    searched(cast)
    client = page(cast.marco)
    client.post(f"/contacts/{kept.pk}/duplicates/dismiss", {"other": gone.pk})
    searched(cast)
    assert "Jane Smyth" not in client.get("/duplicates").content.decode()
    assert "None found" in client.get(f"/contacts/{kept.pk}/duplicates", **HTMX).content.decode()
    assert "Jane Smyth" in client.get("/duplicates?dismissed=on").content.decode()
    client.post(f"/contacts/{kept.pk}/duplicates/dismiss", {"other": gone.pk, "again": "1"})
    assert DuplicatePair.objects.open().count() == 1


def test_the_list_asks_the_same_for_many(cast, page, two):
    def asked():
        searched(cast)
        with CaptureQueriesContext(connection) as queries:
            page(cast.marco).get("/duplicates")
        return len(queries)

    few = asked()
    for n in range(23):
        makers.contact(cast.marco, "Jane", "Smith", email="jane@example.com", phone=str(n))
    assert asked() == few


def test_asks_for_a_search_once(cast, page, monkeypatch):
    begun = []
    monkeypatch.setattr("contacts.duplicates.tasks.search_duplicates", type("Task", (), {"enqueue": begun.append}))
    client = page(cast.marco)
    client.post("/duplicates/search")
    assert "under way" in client.post("/duplicates/search", follow=True).content.decode()
    assert DuplicateSearch.objects.get().status == DuplicateSearch.WAITING
