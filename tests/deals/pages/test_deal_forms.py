"""Making and changing deals by hand."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from activity.models import Act
from contacts.models import Company
from deals.forms.deals import AmountField
from deals.models import Deal, Stage
from tests import makers


@pytest.fixture
def new(cast):
    """What a browser sends of a new deal."""
    stage = makers.stage(cast.olivia).pk
    return {"name": "Fleet", "value": "", "currency": "USD", "stage": stage, "assigned_to": ""}


def typed(deal, **changes):
    """What a browser would send of the edit form of `deal`, opened now."""
    fields = {
        "name": deal.name,
        "value": AmountField().prepare_value(deal.value) or "",
        "currency": deal.currency,
        "stage": deal.stage_id,
        "company_name": deal.company.name if deal.company else "",
        "contact": f"{deal.contact} <{deal.contact.email}>" if deal.contact else "",
        "tags": ", ".join(deal.tag_names),
        "assigned_to": deal.assigned_to_id or "",
        "version": deal.updated_at.isoformat(),
    }
    if not deal.is_open:
        fields |= {"closed_on": deal.closed_on, "loss_reason": deal.loss_reason}
    return {name: value for name, value in (fields | changes).items() if value is not None}


def test_makes_a_deal_with_its_contact_company_and_tags(cast, new, page):
    jane = makers.contact(cast.olivia, email="jane@x.example")
    fields = new | {
        "value": "50,000.50", "currency": "EUR", "contact": "Jane Smith <jane@x.example>", "company_name": "acme corp",
        "tags": "vip", "expected_close_date": "2026-12-24", "probability": "35", "assigned_to": cast.rita.pk,
    }  # fmt: skip
    answer = page(cast.olivia).post("/deals/new", fields)
    deal = Deal.objects.get()
    assert answer.url == f"/deals/{deal.pk}"
    assert (deal.value, deal.currency, deal.contact, deal.chance) == (Decimal("50000.5"), "EUR", jane, 35)
    assert (deal.company.name, deal.tag_names, deal.assigned_to) == ("acme corp", ["vip"], cast.rita)
    assert deal.expected_close_date == datetime.date(2026, 12, 24)
    assert deal.steps.get().member == cast.olivia


@pytest.mark.parametrize(
    "text", ["jane@X.example", "jane smith", "Jane Smith <jane@x.example>", "Jane Smith (no. {pk})"]
)
def test_finds_the_contact_however_it_is_typed(cast, new, page, text):
    jane = makers.contact(cast.olivia, email="jane@x.example")
    page(cast.olivia).post("/deals/new", new | {"contact": text.format(pk=jane.pk)})
    assert Deal.objects.get().contact == jane


def test_begins_with_the_organizations_currency_and_what_the_address_says(cast, page):
    cast.acme.currency = "EUR"
    cast.acme.save()
    jane = makers.contact(cast.olivia, email="jane@x.example", company="Acme")
    stage = makers.stage(cast.olivia, "Proposal").pk
    form = page(cast.olivia).get(f"/deals/new?contact_id={jane.pk}&stage={stage}&name=Fleet").context["form"]
    said = {name: str(form[name].value()) for name in ("currency", "contact", "company_name", "stage", "name")}
    assert said == {
        "currency": "EUR", "contact": "Jane Smith <jane@x.example>", "company_name": "Acme", "stage": str(stage),
        "name": "Fleet",
    }  # fmt: skip


@pytest.mark.parametrize("pk", ["x", "0", "9" * 40, "{foreign}", "{private}"])
def test_an_address_tells_nothing_of_contacts_one_does_not_see(cast, page, pk):
    foreign = makers.contact(cast.zoe, "Foreign", "One", email="foreign@x.example")
    private = makers.contact(cast.marco, "Secret", "One", assigned_to=cast.marco, is_private=True)
    pk = pk.format(foreign=foreign.pk, private=private.pk)
    answer = page(cast.olivia).get(f"/deals/new?contact_id={pk}")
    assert answer.context["form"]["contact"].value() in (None, "")
    assert "Secret" not in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"value": "-1"}, "value"),
        ({"value": "much"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "1" * 20}, "value"),
        ({"value": "1.005"}, None),
        ({"value": "10.5", "currency": "JPY"}, "value"),
        ({"currency": "XXX"}, "currency"),
        ({"stage": ""}, "stage"),
        ({"stage": "foreign"}, "stage"),
        ({"probability": "101"}, "probability"),
        ({"probability": "-1"}, "probability"),
        ({"contact": "Nobody Ever"}, "contact"),
        ({"contact": "secret@x.example"}, "contact"),
        ({"contact": "Jane Twin"}, "contact"),
        ({"contact": "a\x00b"}, "contact"),
        ({"expected_close_date": "soon"}, "expected_close_date"),
        ({"tags": "x" * 51}, "tags"),
        ({"is_private": "on", "assigned_to": ""}, "assigned_to"),
        ({"assigned_to": "99999999999999999999"}, "assigned_to"),
    ],
)
def test_names_what_is_wrong_and_writes_nothing(cast, new, page, wrong, field):
    makers.contact(cast.marco, email="secret@x.example", assigned_to=cast.marco, is_private=True)
    for _twice in range(2):
        makers.contact(cast.olivia, "Jane", "Twin")
    if wrong.get("stage") == "foreign":
        wrong = {"stage": Stage.objects.filter(organization=cast.rival).first().pk}
    answer = page(cast.olivia).post("/deals/new", new | {"notes": "Kept as typed", "company_name": "Kept Firm"} | wrong)
    if field is None:
        assert Deal.objects.get().value == Decimal(1005)  # a mark before three digits parts thousands
        return
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "Kept as typed" in answer.content.decode()
    assert not Deal.objects.exists()
    assert not Company.objects.exists()


def test_a_restricted_member_keeps_what_they_make_and_is_offered_only_their_contacts(cast, new, page):
    makers.contact(cast.olivia, email="foreign@x.example")
    client = page(cast.rita)
    assert "contact" in client.post("/deals/new", new | {"contact": "foreign@x.example"}).context["form"].errors
    answer = client.post("/deals/new", new)
    assert Deal.objects.get().assigned_to == cast.rita
    assert client.get(answer.url).status_code == 200


def test_suggests_contacts_that_the_member_sees(cast, page):
    makers.contact(cast.olivia, email="jane@x.example")
    quiet = makers.contact(cast.olivia, "Jane", "Quiet")
    makers.contact(cast.marco, "Jane", "Secret", assigned_to=cast.marco, is_private=True)
    text = page(cast.olivia).get("/contacts/suggest?contact=jane").content.decode()
    assert 'value="Jane Smith &lt;jane@x.example&gt;"' in text
    assert f'value="Jane Quiet (no. {quiet.pk})"' in text
    assert "Secret" not in text
    assert "Jane" not in page(cast.rita).get("/contacts/suggest?contact=jane").content.decode()
    assert "<option" not in page(cast.olivia).get("/contacts/suggest?contact=%00").content.decode()


def test_changes_only_what_was_changed(cast, page):
    jane = makers.contact(cast.olivia, email="jane@x.example")
    deal = makers.deal(
        cast.olivia, value=Decimal("5.50"), contact=jane, company=makers.company(cast.olivia), tags=["a"]
    )
    page(cast.marco).post(f"/deals/{deal.pk}/edit", typed(deal, value="6"))
    assert Act.objects.latest("pk").changes.get().fields == {"value": ["5.500", "6.000"]}


def test_unchanged_means_no_act(cast, page):
    deal = makers.deal(cast.olivia, value=Decimal("5.50"), tags=["a"])
    before = Act.objects.count()
    page(cast.marco).post(f"/deals/{deal.pk}/edit", typed(deal))
    assert Act.objects.count() == before


def test_another_stage_is_a_move(cast, page):
    deal = makers.deal(cast.olivia)
    page(cast.marco).post(f"/deals/{deal.pk}/edit", typed(deal, stage=makers.stage(cast.olivia, "Closed Won").pk))
    deal.refresh_from_db()
    assert (deal.status, deal.closed_on, deal.steps.count()) == ("won", timezone.now().date(), 2)


def test_a_closed_deal_keeps_its_stage_and_corrects_its_end(cast, page):
    deal = makers.deal(cast.olivia)
    Deal.objects.update(created_at=timezone.now() - datetime.timedelta(days=40))
    deal.move_to(makers.stage(cast.olivia, "Closed Lost"), by=cast.olivia, loss_reason="Price")
    day = timezone.now().date() - datetime.timedelta(days=4)
    client = page(cast.marco)
    assert "stage" not in client.get(f"/deals/{deal.pk}/edit").context["form"].fields
    stage = makers.stage(cast.olivia, "Proposal").pk
    client.post(f"/deals/{deal.pk}/edit", typed(deal, closed_on=day, loss_reason="No budget", stage=stage))
    deal.refresh_from_db()
    assert (deal.status, deal.closed_on, deal.loss_reason) == ("lost", day, "No budget")
    answer = client.post(f"/deals/{deal.pk}/edit", typed(deal, closed_on="2001-01-01"))
    assert "closed_on" in answer.context["form"].errors


def test_shows_both_when_two_change_the_same(cast, page):
    deal = makers.deal(cast.olivia, value=Decimal(5))
    opened = typed(deal, value="7")
    deal.change(by=cast.marco, value=Decimal(6))
    client = page(cast.olivia)
    answer = client.post(f"/deals/{deal.pk}/edit", opened)
    text = answer.content.decode()
    assert "was changed by Marco Diaz meanwhile" in text
    assert "“$6”" in text
    assert Deal.objects.get().value == 6
    client.post(f"/deals/{deal.pk}/edit", opened | {"version": answer.context["form"]["version"].value()})
    assert Deal.objects.get().value == 7


def test_shows_contacts_companies_and_stages_by_name_when_two_change_them(cast, page):
    deal = makers.deal(cast.olivia)
    jane, joe = (makers.contact(cast.olivia, name, email=f"{name}@x.example") for name in ("Jane", "Joe"))
    stages = [makers.stage(cast.olivia, name).pk for name in ("Proposal", "Negotiation")]
    opened = typed(deal, contact=f"{joe} <{joe.email}>", company_name="Mine", stage=stages[1])
    firm = makers.company(cast.marco, "Theirs")
    deal.revise(by=cast.marco, contact_id=jane.pk, company_id=firm.pk, stage_id=stages[0])
    text = page(cast.olivia).post(f"/deals/{deal.pk}/edit", opened).content.decode()
    for shown in ("“Jane Smith”", "“Theirs”", "“Proposal”"):
        assert shown in text


def test_editing_keeps_what_one_may_not_name(cast, page):
    firm = makers.company(cast.marco, "Secret Ltd", assigned_to=cast.marco, is_private=True)
    person = makers.contact(cast.marco, "Secretive", "Client", assigned_to=cast.marco, is_private=True)
    deal = makers.deal(cast.marco, company=firm, contact=person)
    client = page(cast.olivia)
    assert "Secret" not in client.get(f"/deals/{deal.pk}/edit").content.decode()
    client.post(f"/deals/{deal.pk}/edit", typed(deal, name="New", company_name="", contact=""))
    deal.refresh_from_db()
    assert (deal.name, deal.company, deal.contact) == ("New", firm, person)


def test_a_contact_whose_card_is_closed_stays_by_its_name(cast, page):
    person = makers.contact(cast.olivia, email="foreign@x.example")
    deal = makers.deal(cast.olivia, contact=person, assigned_to=cast.rita)
    client = page(cast.rita)
    text = client.get(f"/deals/{deal.pk}/edit").content.decode()
    assert 'value="Jane Smith"' in text
    assert "foreign@x.example" not in text
    client.post(f"/deals/{deal.pk}/edit", typed(deal, name="New", contact="Jane Smith"))
    deal.refresh_from_db()
    assert (deal.name, deal.contact) == ("New", person)
