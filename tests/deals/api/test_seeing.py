"""Who sees which deals over the house API, and which names on them."""

import pytest

from deals.models import Deal
from tests import makers


@pytest.fixture
def deals(cast):
    return {
        "nobodys": makers.deal(cast.olivia, "Nobody's"),
        "marcos": makers.deal(cast.olivia, "Marco's", assigned_to=cast.marco),
        "ritas": makers.deal(cast.olivia, "Rita's", assigned_to=cast.rita),
        "private": makers.deal(cast.rita, "Secret", is_private=True),
        "rivals": makers.deal(cast.zoe, "Rival's"),
    }


SEEN = {
    "olivia": {"nobodys", "marcos", "ritas"},
    "marco": {"nobodys", "marcos", "ritas"},
    "tess": {"nobodys", "marcos"},
    "rita": {"ritas", "private"},
    "zoe": {"rivals"},
}


@pytest.mark.parametrize("who", SEEN)
def test_each_sees_their_own(cast, rest, deals, who):
    client = rest(getattr(cast, who))
    body = client.get("/api/deals").json()
    assert {row["id"] for row in body["data"]} == {deals[name].pk for name in SEEN[who]}
    assert body["total"] == len(SEEN[who])
    for name, deal in deals.items():
        expected = 200 if name in SEEN[who] else 404
        stage = makers.stage(getattr(cast, who), "Proposal").pk
        assert client.get(f"/api/deals/{deal.pk}").status_code == expected
        assert client.get(f"/api/deals/{deal.pk}/history").status_code == expected
        assert client.get(f"/api/deals/{deal.pk}/notes").status_code == expected
        for method in (client.put, client.patch, client.post):
            answer = method(f"/api/deals/{deal.pk}/stage?dry_run=true", {"stage_id": stage})
            assert answer.status_code == expected
        assert client.put(f"/api/deals/{deal.pk}?dry_run=true", {"name": "B"}).status_code == expected
        assert client.delete(f"/api/deals/{deal.pk}?dry_run=true").status_code == expected


def test_contacts_and_companies_show_the_deals_one_sees(cast, rest):
    contact, company = (
        makers.contact(cast.olivia, assigned_to=cast.rita),
        makers.company(cast.olivia, assigned_to=cast.rita),
    )
    for owner in (cast.rita, cast.marco):
        makers.deal(cast.olivia, owner.user.first_name, contact=contact, company=company, assigned_to=owner)
    hidden = makers.deal(cast.marco, "Hidden", contact=contact, company=company)
    hidden.change(by=cast.marco, assigned_to_id=cast.marco.pk, is_private=True)
    for path in (f"/api/contacts/{contact.pk}/deals", f"/api/companies/{company.pk}/deals"):
        body = rest(cast.rita).get(path).json()
        assert (set(body), [row["name"] for row in body["data"]]) == ({"success", "data"}, ["Rita"])
        assert [row["name"] for row in rest(cast.olivia).get(path).json()["data"]] == ["Marco", "Rita"]
        assert rest(cast.tess).get(path).status_code == 404
        assert rest(cast.zoe).get(path).status_code == 404
        assert set(rest(cast.rita).get(f"{path}?page=1").json()["errors"]) == {"page"}


def test_a_contact_private_to_others_is_not_named(cast, rest):
    contact, company = makers.contact(cast.rita, is_private=True), makers.company(cast.rita, is_private=True)
    deal = makers.deal(cast.olivia, contact=contact, company=company, assigned_to=cast.rita)
    names = ("contact_id", "contact_name", "company_id", "company_name")
    for path in (f"/api/deals/{deal.pk}", "/api/deals"):
        seen = {}
        for member in (cast.olivia, cast.rita):
            found = rest(member).get(path).json()["data"]
            found = found[0] if isinstance(found, list) else found
            seen[member.pk] = [found[name] for name in names]
        assert seen[cast.olivia.pk] == [None] * 4
        assert seen[cast.rita.pk] == [contact.pk, "Jane Smith", company.pk, "Acme Corp"]


def test_a_contact_of_somebody_else_is_named(cast, rest):
    contact = makers.contact(cast.olivia, assigned_to=cast.marco)
    deal = makers.deal(cast.olivia, contact=contact, assigned_to=cast.rita)
    assert rest(cast.rita).get(f"/api/deals/{deal.pk}").json()["data"]["contact_name"] == "Jane Smith"


def test_a_private_deal_stays_with_its_owner(cast, rest):
    deal = makers.deal(cast.rita, is_private=True)
    answer = rest(cast.rita).patch(f"/api/deals/{deal.pk}", {"assigned_to": cast.marco.pk})
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"assigned_to"})
    assert Deal.objects.get().assigned_to_id == cast.rita.pk


def test_what_a_restricted_member_makes_is_theirs(cast, rest):
    made = rest(cast.rita).post("/api/deals", {"name": "Mine"}).json()["data"]
    assert made["assigned_to"] == cast.rita.pk
