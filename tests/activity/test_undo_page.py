"""Taking acts back from the page."""

import pytest

from activity.models import Act
from contacts.models import Contact
from tests import makers


@pytest.fixture
def act(cast):
    return makers.contact(cast.olivia, job_title="CTO").change(by=cast.marco, job_title="CEO")


def test_restores_and_returns_to_where_it_was_asked(cast, act, page):
    client = page(cast.marco)
    answer = client.post(f"/undo/{act.pk}", headers={"Referer": "http://testserver/contacts?status=active"})
    assert answer.url == "http://testserver/contacts?status=active"
    assert Contact.objects.get().job_title == "CTO"
    assert "1 record restored." in client.get("/contacts").content.decode()


def test_never_leads_elsewhere(cast, act, page):
    answer = page(cast.marco).post(f"/undo/{act.pk}", headers={"Referer": "https://evil.example/"})
    assert answer.url == "/"


def test_says_what_was_kept(cast, act, page):
    Contact.objects.get().change(by=cast.tess, job_title="Boss")
    client = page(cast.marco)
    client.post(f"/undo/{act.pk}")
    assert "1 was kept, because it was changed since: Jane Smith." in client.get("/contacts").content.decode()


def test_is_for_those_who_may(cast, act, page):
    assert page(cast.zoe).post(f"/undo/{act.pk}").status_code == 404
    client = page(cast.rita)
    client.post(f"/undo/{act.pk}")
    assert "This cannot be undone" in client.get("/contacts").content.decode()
    assert Contact.objects.get().job_title == "CEO"


def test_happens_once(cast, act, page):
    client = page(cast.marco)
    client.post(f"/undo/{act.pk}")
    client.post(f"/undo/{act.pk}")
    assert Act.objects.filter(undo_of=act).count() == 1


def test_is_no_link(cast, act, page):
    assert page(cast.marco).get(f"/undo/{act.pk}").status_code == 405
    assert page().post(f"/undo/{act.pk}").url.startswith("/account/login")
    assert page(cast.marco).post("/undo/99999999999999999999").status_code == 404


def test_never_puts_back_a_company_that_is_gone_or_hidden(cast, page):
    firm = makers.company(cast.olivia, "Acme")
    jane = makers.contact(cast.olivia, company=firm, job_title="CTO")
    act = jane.change(by=cast.olivia, company_id=None, job_title="CEO")
    firm.remove(by=cast.olivia)
    client = page(cast.olivia)
    client.post(f"/undo/{act.pk}")
    jane.refresh_from_db()
    assert (jane.company_id, jane.job_title) == (None, "CTO")
    assert "1 was kept" in client.get("/contacts").content.decode()


def test_never_takes_the_owner_of_a_private_record(cast, page):
    jane = makers.contact(cast.olivia)
    act = jane.change(by=cast.marco, assigned_to_id=cast.marco.pk)
    jane.change(by=cast.marco, is_private=True)
    page(cast.marco).post(f"/undo/{act.pk}")
    jane.refresh_from_db()
    assert jane.assigned_to == cast.marco


def test_takes_a_large_act_back_in_few_queries(cast, django_assert_max_num_queries):
    from activity.undo import undo

    for n in range(60):
        makers.contact(cast.olivia, f"P{n}")
    act = Contact.objects.visible_to(cast.olivia).change_all(by=cast.olivia, status="inactive")
    with django_assert_max_num_queries(30):
        assert undo(act, by=cast.olivia).restored == 60
    assert Contact.total(cast.olivia, status="active") == 60


def test_leaves_an_act_on_somebody_elses_private_record_to_its_owner(cast, page):
    jane = makers.contact(cast.marco, job_title="CTO", assigned_to=cast.marco, is_private=True)
    act = jane.change(by=cast.marco, job_title="CEO")
    assert page(cast.olivia).post(f"/undo/{act.pk}").status_code == 404
    assert page(cast.marco).post(f"/undo/{act.pk}").status_code == 302
    assert Contact.objects.get().job_title == "CTO"
