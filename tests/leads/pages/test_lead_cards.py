"""The card and the form of a lead; what stands of leads on other cards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Act
from leads.conversion import Wish, qualify
from leads.models import Lead, LeadNote
from tests import makers

PART = {"HX-Request": "true"}
ADA = {"first_name": "Ada", "last_name": "Lane", "status": "new", "assigned_to": ""}


@pytest.fixture
def lea(cast):
    return makers.lead(
        cast.olivia,
        company="Acme, Inc.",
        email="lea@x.example",
        phone="+15550100",
        job_title="CTO",
        source="Fair",
        tags=["vip"],
        assigned_to=cast.marco,
    )


def shown(client, record):
    return client.get(record.get_absolute_url()).content.decode()


# -- the card ---------------------------------------------------------------------------------------


def test_shows_who_it_is_how_to_reach_them_and_what_to_do(cast, lea, page):
    text = shown(page(cast.olivia), lea)
    for part in (
        "Lea Stone",
        "CTO",
        "Acme, Inc.",
        "mailto:lea@x.example",
        "tel:+15550100",
        "vip",
        "Fair",
        "new</span>",
    ):
        assert part in text
    for act in ("qualify", "disqualify", "edit"):
        assert f'href="/leads/{lea.pk}/{act}"' in text
    assert f'class="btn main-act" href="/leads/{lea.pk}/qualify"' in text
    assert f'class="btn" href="/leads/{lea.pk}/edit"' in text


@pytest.mark.parametrize("path", ["", "/edit", "/qualify", "/disqualify", "/timeline"])
def test_hides_what_the_member_does_not_see(cast, page, path):
    shared = makers.lead(cast.olivia)
    secret = makers.lead(cast.marco, assigned_to=cast.marco, is_private=True)
    for who, record in (("zoe", shared), ("rita", shared), ("olivia", secret), ("tess", secret)):
        headers = PART if path == "/timeline" else {}
        assert page(getattr(cast, who)).get(f"/leads/{record.pk}{path}", headers=headers).status_code == 404
    assert page(cast.marco).get(f"/leads/{secret.pk}").status_code == 200


@pytest.mark.parametrize("act", ["qualify", "unqualify", "disqualify", "reopen", "edit", "remove", "notes"])
def test_nobody_writes_to_what_they_do_not_see(cast, page, act):
    lead = makers.lead(cast.olivia)
    before = Act.objects.count()
    for who in ("zoe", "rita"):
        fields = {"contact": "new", "company": "none", "reason": "Price", "content": "x"}
        assert page(getattr(cast, who)).post(f"/leads/{lead.pk}/{act}", fields).status_code == 404
    assert Act.objects.count() == before
    assert not LeadNote.objects.exists()


def test_a_qualified_lead_leads_to_what_it_became(cast, lea, page):
    qualify(lea, by=cast.marco, wish=Wish(create_company=True, create_deal=True, deal_name="Fleet"))
    text = shown(page(cast.olivia), lea)
    assert "Qualified by Marco Diaz on" in text
    for record in (lea.became_contact, lea.became_company, lea.became_deal):
        assert f'href="{record.get_absolute_url()}"' in text
        assert str(record) in text.replace("&#x27;", "'")
    assert "Take back" in text
    assert f"/leads/{lea.pk}/qualify" not in text
    assert f"/leads/{lea.pk}/disqualify" not in text


def test_a_qualified_lead_opens_nothing_that_is_out_of_sight(cast, page):
    lead = makers.lead(cast.rita, company="Acme", assigned_to=cast.rita)
    qualify(lead, by=cast.rita, wish=Wish(create_company=True, create_deal=True, deal_name="Fleet"))
    for record in (lead.became_contact, lead.became_company, lead.became_deal):
        record.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    text = shown(page(cast.rita), lead)
    assert "Acme" in text
    assert "Fleet" not in text
    for record in (lead.became_contact, lead.became_company, lead.became_deal):
        assert f'href="{record.get_absolute_url()}"' not in text


def test_a_qualified_lead_does_not_name_what_became_private_to_somebody_else(cast, page):
    lead = makers.lead(cast.olivia)
    qualify(lead, by=cast.olivia)
    lead.became_contact.change(by=cast.marco, first_name="Hidden", assigned_to_id=cast.marco.pk, is_private=True)
    assert "Hidden" not in shown(page(cast.olivia), lead)


def test_a_lead_whose_contact_is_gone_still_opens(cast, lea, page):
    qualify(lea, by=cast.olivia)
    lea.became_contact.remove(by=cast.olivia)
    assert "Qualified by Olivia Larsen on" in shown(page(cast.olivia), lea)


def test_needs_at_most_twenty_queries_however_much_happened(cast, lea, page):
    client = page(cast.olivia)
    qualify(lea, by=cast.marco, wish=Wish(create_company=True, create_deal=True, deal_name="Fleet"))

    def asked():
        client.get(lea.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(lea.get_absolute_url()).status_code == 200
        return len(queries)

    few = asked()
    for n in range(25):
        LeadNote.write(lea, f"Note {n}", by=cast.marco)
        lea.change(by=cast.marco, job_title=f"Title {n}")
    assert asked() == few <= 20


# -- the form ---------------------------------------------------------------------------------------


def test_makes_a_lead_whose_company_is_a_text(cast, page):
    answer = page(cast.olivia).post("/leads/new", ADA | {"company": "New Firm", "tags": "fair"})
    lead = Lead.objects.get()
    assert answer.url == f"/leads/{lead.pk}"
    assert (lead.company, lead.tag_names, lead.status) == ("New Firm", ["fair"], "new")


def test_is_filled_in_from_its_address(cast, page):
    text = page(cast.olivia).get("/leads/new?company=Acme&email=a@x.example").content.decode()
    assert 'value="Acme"' in text
    assert 'value="a@x.example"' in text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first_name": "", "last_name": " "}, "first_name"),
        ({"first_name": "a\x00b"}, "first_name"),
        ({"email": "nonsense"}, "email"),
        ({"status": "qualified"}, "status"),
        ({"status": "disqualified"}, "status"),
        ({"assigned_to": "99999999999999999999"}, "assigned_to"),
        ({"company": "x" * 201}, "company"),
        ({"notes": "x" * 20_001}, "notes"),
        ({"is_private": "on"}, "assigned_to"),
    ],
)
def test_names_what_is_wrong_and_writes_nothing(cast, page, wrong, field):
    answer = page(cast.olivia).post("/leads/new", ADA | wrong)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Lead.objects.exists()


@pytest.mark.parametrize("make", [makers.contact, makers.lead])
def test_warns_of_a_double_with_a_link_and_lets_it_pass(cast, page, make):
    twin = make(cast.olivia, email="ada@x.example")
    client, fields = page(cast.olivia), ADA | {"email": "ADA@x.example"}
    text = client.post("/leads/new", fields).content.decode()
    assert f'href="{twin.get_absolute_url()}"' in text
    client.post("/leads/new", fields | {"anyway": "1"})
    assert Lead.objects.filter(first_name="Ada").exists()


@pytest.mark.parametrize("make", [makers.contact, makers.lead])
def test_warns_of_no_double_that_one_does_not_see(cast, page, make):
    make(cast.marco, email="ada@x.example", assigned_to=cast.marco, is_private=True)
    make(cast.olivia, email="ada@x.example", assigned_to=cast.olivia)
    page(cast.rita).post("/leads/new", ADA | {"email": "ada@x.example"})
    assert Lead.objects.filter(first_name="Ada").exists()


def test_editing_a_closed_lead_keeps_its_status(cast, lea, page):
    qualify(lea, by=cast.olivia)
    fields = {"first_name": "Leah", "last_name": "Stone", "status": "qualified", "assigned_to": cast.marco.pk}
    page(cast.olivia).post(f"/leads/{lea.pk}/edit", fields)
    lea.refresh_from_db()
    assert (lea.first_name, lea.status) == ("Leah", "qualified")
    answer = page(cast.olivia).post(f"/leads/{lea.pk}/edit", fields | {"status": "new"})
    assert "use the buttons on its card" in answer.context["form"].errors["status"][0]


# -- putting aside ----------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["No budget", "Moved to the moon"])
def test_is_disqualified_for_a_reason_and_reopened(cast, lea, page, reason):
    client = page(cast.olivia)
    assert "Chose a competitor" in client.get(f"/leads/{lea.pk}/disqualify").content.decode()
    assert client.post(f"/leads/{lea.pk}/disqualify", {"reason": reason}).url == lea.get_absolute_url()
    text = shown(client, lea)
    assert f"Disqualified: <b>{reason}</b>" in text
    assert f'action="/undo/{Act.objects.latest("pk").pk}"' in text
    assert f"/leads/{lea.pk}/qualify" not in text
    client.post(f"/leads/{lea.pk}/reopen")
    lea.refresh_from_db()
    assert (lea.status, lea.disqualified_for) == ("new", "")


def test_a_disqualification_is_undone(cast, lea, page):
    client = page(cast.olivia)
    lea.change(by=cast.olivia, status="contacted")
    client.post(f"/leads/{lea.pk}/disqualify", {"reason": "Price"})
    client.post(f"/undo/{Act.objects.latest('pk').pk}")
    lea.refresh_from_db()
    assert (lea.status, lea.disqualified_for) == ("contacted", "")


def test_is_asked_for_its_reason_in_the_dialog(cast, lea, page):
    client, url = page(cast.olivia), f"/leads/{lea.pk}/disqualify"
    assert "<html" not in client.get(url, headers=PART).content.decode()
    for reason in ("", " ", "x" * 201, "a\x00b"):
        answer = client.post(url, {"reason": reason}, headers=PART)
        assert answer.status_code == 422
        assert "reason" in answer.context["form"].errors
    assert client.post(url, {"reason": "Price"}, headers=PART)["HX-Redirect"] == lea.get_absolute_url()


def test_refuses_to_put_aside_or_reopen_what_is_not_so(cast, lea, page):
    client = page(cast.olivia)
    client.post(f"/leads/{lea.pk}/reopen")
    assert "Only a disqualified lead can be reopened." in shown(client, lea)
    qualify(lea, by=cast.olivia)
    client.post(f"/leads/{lea.pk}/disqualify", {"reason": "Price"})
    assert "This lead is qualified already" in shown(client, lea)
    lea.refresh_from_db()
    assert lea.status == "qualified"


# -- other cards ------------------------------------------------------------------------------------


def test_a_contact_says_which_lead_it_was(cast, lea, page):
    qualify(lea, by=cast.olivia)
    text = shown(page(cast.olivia), lea.became_contact)
    assert f'href="/leads/{lea.pk}"' in text


def test_a_company_lists_its_leads_that_the_member_sees(cast, lea, page):
    company = makers.company(cast.olivia, "Acme", assigned_to=cast.rita)
    makers.lead(cast.olivia, "Of", "Rita", company="ACME", assigned_to=cast.rita)
    makers.lead(cast.olivia, "Of", "Others", company="Acme Foods")
    text = shown(page(cast.olivia), company)
    for name in ("Lea Stone", "Of Rita"):
        assert name in text
    assert "Of Others" not in text
    restricted = shown(page(cast.rita), company)
    assert "Of Rita" in restricted
    assert "Lea Stone" not in restricted


def test_a_company_leads_to_all_of_its_many_leads(cast, page):
    company = makers.company(cast.olivia, "Acme & Sons")
    for n in range(6):
        makers.lead(cast.olivia, f"L{n}", company="Acme & Sons")
    client = page(cast.olivia)
    text = shown(client, company)
    assert 'href="/leads?company=Acme%20%26%20Sons"' in text
    assert client.get("/leads?company=Acme%20%26%20Sons").context["listing"].total == 6
