"""The Today page."""

from tests import makers


def titles(answer):
    return [str(section.title) for section in answer.context["sections"]]


def test_a_new_organization_is_told_what_to_do_first(cast, page):
    text = page(cast.olivia).get("/").content.decode()
    assert "Import your contacts" in text
    assert "Add a contact" in text
    assert "Import your contacts" not in page(cast.marco).get("/").content.decode()


def test_shows_what_concerns_the_member(cast, page):
    jane = makers.contact(cast.olivia, assigned_to=cast.marco, company="Acme")
    makers.contact(cast.olivia, "Nobody's")
    jane.change(by=cast.olivia, job_title="CEO")
    assert titles(page(cast.marco).get("/")) == ["Your newest contacts", "Changed by others", "Nobody's yet"]
    assert titles(page(cast.olivia).get("/")) == ["Nobody's yet"]
    assert titles(page(cast.rita).get("/")) == []
    assert titles(page(cast.zoe).get("/")) == []


def test_counts_what_the_member_sees(cast, page):
    makers.contact(cast.olivia, assigned_to=cast.rita, company="Acme")
    makers.contact(cast.olivia, "Other")
    assert [count for _label, count, _url in page(cast.olivia).get("/").context["glance"]] == [2, 0, 1]
    assert [count for _label, count, _url in page(cast.rita).get("/").context["glance"]] == [1, 1, 0]


def test_names_no_company_private_to_somebody_else(cast, page):
    secret = makers.company(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    makers.contact(cast.marco, company=secret)
    assert "Secret" not in page(cast.olivia).get("/").content.decode()
