"""Searching everything."""

import pytest

from tests import makers

PART = {"HX-Request": "true"}


def labels(answer):
    return {str(group.label): [hit.label for hit in group.hits] for group in answer.context["groups"]}


def test_finds_records_pages_and_acts(cast, page):
    makers.contact(cast.olivia, company="Newton Ltd")
    found = labels(page(cast.olivia).get("/search?q=new"))
    assert found["Contacts"] == ["Jane Smith"]
    assert found["Companies"] == ["Newton Ltd"]
    assert found["Go to"] == ["New contact", "New company"]


@pytest.mark.parametrize(("who", "seen"), [("olivia", False), ("marco", True), ("rita", False), ("zoe", False)])
def test_finds_what_the_member_sees(cast, page, who, seen):
    makers.contact(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    assert ("Contacts" in labels(page(getattr(cast, who)).get("/search?q=secret"))) is seen


def test_offers_settings_to_admins_only(cast, page):
    assert "API keys" in labels(page(cast.olivia).get("/search"))["Go to"]
    assert "API keys" not in labels(page(cast.marco).get("/search"))["Go to"]


def test_shows_recent_ones_first(cast, page):
    makers.contact(cast.olivia, "Ann", "Lee")
    zed = makers.contact(cast.olivia, "Zed", "Lee")
    client = page(cast.olivia)
    client.get(f"/contacts/{zed.pk}")
    assert labels(client.get("/search"))["Recent"] == ["Zed Lee"]
    assert labels(client.get("/search?q=lee"))["Contacts"] == ["Zed Lee", "Ann Lee"]
    zed.remove(by=cast.olivia)
    assert "Recent" not in labels(client.get("/search"))


def test_a_part_for_the_palette_a_page_without(cast, page):
    client = page(cast.olivia)
    assert "<html" not in client.get("/search?q=x", headers=PART).content.decode()
    assert "<html" in client.get("/search?q=x").content.decode()


@pytest.mark.parametrize("text", ["%00", "x" * 500, "%25_'", "<script>"])
def test_survives_any_text(cast, page, text):
    answer = page(cast.olivia).get("/search", {"q": text})
    assert answer.status_code == 200
    assert "<script>x" not in answer.content.decode()
