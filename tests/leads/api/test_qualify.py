"""Qualifying, and taking it back, through the house API."""

from decimal import Decimal

import pytest

from contacts.models import Company, Contact
from deals.models import Deal
from leads.conversion import disqualify
from leads.models import Conversion, Lead
from tests import makers


@pytest.fixture
def marco(cast, rest):
    return rest(cast.marco)


@pytest.fixture
def lead(cast):
    return makers.lead(cast.marco, "Lea", "Stone", email="lea@example.com", company="Acme")


def path(lead, act="qualify"):
    return f"/api/leads/{lead.pk}/{act}"


class TestQualify:
    def test_answers_with_the_ids_at_the_top(self, marco, lead):
        answer = marco.post(path(lead), {"create_company": True, "create_deal": True})
        told = answer.json()
        ids = {
            "contact_id": Contact.objects.get().pk,
            "company_id": Company.objects.get().pk,
            "deal_id": Deal.objects.get().pk,
        }
        assert answer.status_code == 200
        assert told == {
            "success": True,
            **ids,
            "message": "Lead qualified: it is the contact Lea Stone now.",
        }
        shown = marco.get(f"/api/leads/{lead.pk}").json()["data"]
        assert {name: shown[name] for name in ids} == ids
        assert shown["status"] == "qualified"

    def test_nulls_where_nothing_was_made(self, marco, lead):
        told = marco.post(path(lead)).json()
        assert (told["company_id"], told["deal_id"]) == (None, None)

    def test_takes_what_is_said_of_the_deal(self, cast, marco, lead):
        stage = makers.stage(cast.marco, "Negotiation")
        body = {
            "create_deal": True, "deal_name": "Fleet", "deal_value": 1200.5, "deal_stage_id": stage.pk,
            "deal_currency": "eur",
        }  # fmt: skip
        marco.post(path(lead), body)
        deal = Deal.objects.get()
        assert (deal.name, str(deal.value), deal.currency, deal.stage) == ("Fleet", "1200.500", "EUR", stage)

    @pytest.mark.parametrize(("given", "value"), [("1200.50", "1200.5"), (1200, "1200"), (0, "0"), (None, None)])
    def test_takes_a_value_as_number_or_text_or_none(self, marco, lead, given, value):
        assert marco.post(path(lead), {"create_deal": True, "deal_value": given}).status_code == 200
        assert Deal.objects.get().value == (value and Decimal(value))

    def test_passes_over_what_is_said_of_a_deal_that_is_not_made(self, marco, lead):
        body = {"deal_name": 5, "deal_value": "much", "deal_stage_id": 10**9, "create_deal": False}
        assert marco.post(path(lead), body).status_code == 200
        assert not Deal.objects.exists()

    def test_joins_what_is_named(self, cast, marco, lead):
        contact, company = makers.contact(cast.olivia), makers.company(cast.olivia, "Chosen")
        told = marco.post(path(lead), {"contact_id": contact.pk, "company_id": company.pk}).json()
        assert (told["contact_id"], told["company_id"]) == (contact.pk, company.pk)

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"create_deal": True, "deal_value": -1}, "deal_value"),
            ({"create_deal": True, "deal_value": "NaN"}, "deal_value"),
            ({"create_deal": True, "deal_value": "Infinity"}, "deal_value"),
            ({"create_deal": True, "deal_value": True}, "deal_value"),
            ({"create_deal": True, "deal_value": [1]}, "deal_value"),
            ({"create_deal": True, "deal_value": 10**30}, "deal_value"),
            ({"create_deal": True, "deal_value": "9" * 2000}, "deal_value"),
            ({"create_deal": True, "deal_stage_id": 10**9}, "deal_stage_id"),
            ({"create_deal": True, "deal_stage_id": 10**30}, "deal_stage_id"),
            ({"create_deal": True, "deal_stage_id": "first"}, "deal_stage_id"),
            ({"create_deal": True, "deal_name": "a\x00"}, "deal_name"),
            ({"create_deal": True, "deal_name": "n" * 201}, "deal_name"),
            ({"create_deal": True, "deal_currency": "XXX"}, "deal_currency"),
            ({"create_deal": "perhaps"}, "create_deal"),
            ({"create_deal": ["true"]}, "create_deal"),
            ({"create_company": 7}, "create_company"),
            ({"contact_id": 10**9}, "contact_id"),
            ({"contact_id": {"id": 1}}, "contact_id"),
            ({"company_id": 0}, "company_id"),
        ],
    )
    def test_refuses_bad_values_by_name(self, marco, lead, body, field):
        answer = marco.post(path(lead), body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field]), answer.json()
        assert (Contact.objects.count(), Lead.objects.get().status) == (0, "new")

    @pytest.mark.parametrize("body", [[], "text", 5])
    def test_refuses_a_body_that_is_no_object(self, marco, lead, body):
        assert marco.post(path(lead), body).status_code in (400, 422)

    def test_refuses_a_closing_stage(self, cast, marco, lead):
        stage = makers.stage(cast.marco, "Closed Won")
        answer = marco.post(path(lead), {"create_deal": True, "deal_stage_id": stage.pk})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["deal_stage_id"])

    def test_refuses_what_belongs_to_another_organization_or_is_not_seen(self, cast, marco, lead):
        stage = makers.stage(cast.zoe)
        hidden = makers.contact(cast.olivia, is_private=True, assigned_to=cast.olivia)
        for body in (
            {"create_deal": True, "deal_stage_id": stage.pk},
            {"contact_id": makers.contact(cast.zoe).pk},
            {"company_id": makers.company(cast.zoe).pk},
            {"contact_id": hidden.pk},
        ):
            answer = marco.post(path(lead), body)
            assert answer.status_code == 422
            assert set(answer.json()["errors"].values()) == {"Not found."}

    def test_a_second_time_says_which_contact_it_became(self, marco, lead):
        first = marco.post(path(lead)).json()
        answer = marco.post(path(lead))
        said = answer.json()["errors"]["status"]
        assert (answer.status_code, Contact.objects.count()) == (422, 1)
        assert "Lea Stone" in said
        assert str(first["contact_id"]) in said

    def test_of_a_disqualified_lead_is_refused(self, cast, marco, lead):
        disqualify(lead, by=cast.marco)
        answer = marco.post(path(lead))
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["status"])

    def test_of_others_leads_is_not_there(self, cast, rest):
        private = makers.lead(cast.olivia, is_private=True, assigned_to=cast.olivia)
        for member, lead in (
            (cast.marco, private),
            (cast.marco, makers.lead(cast.zoe)),
            (cast.rita, makers.lead(cast.marco)),
        ):
            assert rest(member).post(path(lead)).status_code == 404
            assert rest(member).post(path(lead, "unqualify")).status_code == 404
            assert rest(member).put(path(lead, "disqualify")).status_code == 404

    def test_rehearsed_tells_and_makes_nothing(self, marco, lead):
        answer = marco.post(f"{path(lead)}?dry_run=true", {"create_deal": True})
        assert (answer.status_code, answer["Dry-Run"], answer.json()["success"]) == (200, "true", True)
        assert (Contact.objects.count(), Deal.objects.count(), Conversion.objects.count()) == (0, 0, 0)
        assert Lead.objects.get().status == "new"

    def test_sent_twice_with_one_key_answers_twice_and_happens_once(self, marco, lead):
        answers = [marco.post(path(lead), {}, HTTP_IDEMPOTENCY_KEY="k") for _n in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].content == answers[1].content
        assert answers[1]["Idempotent-Replay"] == "true"
        assert Contact.objects.count() == 1


class TestUnqualify:
    def test_gives_the_lead_back(self, marco, lead):
        marco.post(path(lead), {"create_company": True, "create_deal": True})
        answer = marco.post(path(lead, "unqualify"))
        told = answer.json()
        assert (answer.status_code, told["success"], told["kept"]) == (200, True, [])
        assert told["message"] == "The qualification is taken back."
        assert (told["data"]["status"], told["data"]["contact_id"]) == ("new", None)
        assert (Contact.objects.count(), Company.objects.count(), Deal.objects.count()) == (0, 0, 0)

    def test_says_what_it_kept(self, cast, marco, lead):
        marco.post(path(lead))
        Contact.objects.get().change(by=cast.olivia, phone="5")
        told = marco.post(path(lead, "unqualify")).json()
        assert told["kept"] == ["“Lea Stone” (contact) stays: it was changed since."]

    def test_is_refused_for_a_lead_that_is_not_qualified(self, marco, lead):
        answer = marco.post(path(lead, "unqualify"))
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["status"])

    def test_is_refused_twice(self, marco, lead):
        marco.post(path(lead))
        assert marco.post(path(lead, "unqualify")).status_code == 200
        assert marco.post(path(lead, "unqualify")).status_code == 422

    def test_rehearsed_takes_nothing_back(self, marco, lead):
        marco.post(path(lead))
        assert marco.post(f"{path(lead, 'unqualify')}?dry_run=true").status_code == 200
        assert (Contact.objects.count(), Lead.objects.get().status) == (1, "qualified")
