"""What rows of files do to deals."""

import datetime
from decimal import Decimal

import pytest

from activity.undo import undo
from contacts.models import Company
from deals.models import Closing, Deal, Pipeline, Step
from tests import makers
from tests.transfers.conftest import counts, reasons
from tests.transfers.files import table, upload


@pytest.fixture
def deals(bring_in):
    """`deals(header, *rows)`: an import of deals from file to result."""
    return lambda header, *rows, **options: bring_in(table(header, *rows), kind="deal", name="deals.csv", **options)


def test_takes_every_column(cast, deals):
    contact = makers.contact(cast.olivia, email="Jane@X.example")
    header = [
        "name", "value", "currency", "pipeline", "stage", "contact_email", "company_name", "expected_close_date",
        "closed_at", "loss_reason", "probability", "source", "assigned_to", "notes", "tags", "external_id",
    ]  # fmt: skip
    row = [
        "Fleet", "€ 50.000,50", "eur", "sales", "PROPOSAL", "jane@x.example", "New Co", "31.12.2026", "", "", "55 %", "Fair",
        "marco@acme.example", "Soon", "b,a", "x1",
    ]  # fmt: skip
    assert counts(deals(header, row)) == (1, 0, 0, 0)
    deal = Deal.objects.get()
    assert (deal.value, deal.currency, deal.stage.name) == (Decimal("50000.50"), "EUR", "Proposal")
    assert (deal.contact, deal.company.name, deal.assigned_to) == (contact, "New Co", cast.marco)
    assert (deal.expected_close_date, deal.probability) == (datetime.date(2026, 12, 31), 55)
    assert (deal.source, deal.notes, deal.tag_names, deal.external_id) == ("Fair", "Soon", ["a", "b"], "x1")
    assert deal.status == "open"
    assert deal.steps.get().stage == deal.stage
    assert counts(deals(header, row)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "header",
    [
        ["Record ID", "Deal Name", "Deal Stage", "Close Date", "Amount", "Pipeline", "Associated Company"],
        ["Opportunity ID", "Opportunity Name", "Stage", "Close Date", "Amount", "Sales process", "Account Name"],
        ["Deal - ID", "Deal - Title", "Deal - Stage", "Deal - Expected close date", "Deal - Value", "Deal - Pipeline",
         "Deal - Organization"],
    ],
    ids=["hub", "force", "drive"],
)  # fmt: skip
def test_knows_the_headers_of_other_programs(cast, deals, header):
    assert counts(deals(header, ["7", "Fleet", "negotiation", "2026-12-31", "1,500", "Sales", "Acme"])) == (1, 0, 0, 0)
    deal = Deal.objects.get()
    assert (deal.external_id, deal.name, deal.stage.name, deal.value) == ("7", "Fleet", "Negotiation", 1500)
    assert (deal.expected_close_date, deal.company.name) == (datetime.date(2026, 12, 31), "Acme")


def test_begins_where_deals_begin_in_the_currency_of_the_organization(cast, deals):
    cast.acme.currency = "KWD"
    cast.acme.save(update_fields=["currency"])
    deals(["name", "value"], ["Fleet", "1.234"])
    deal = Deal.objects.get()
    assert (deal.stage.name, deal.currency, deal.value) == ("Qualification", "KWD", Decimal("1.234"))


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("stage", "Prospecting", "Qualification, Proposal, Negotiation, Closed Won, Closed Lost"),
        ("pipeline", "Renewals", "Use one of: Sales"),
        ("value", "1.5M", "is no amount"),
        ("value", "-5", "0 or more"),
        ("value", "1000000000000", "below"),
        ("value", "5.555", ""),
        ("value", "0.005", "at most 2 decimals"),
        ("currency", "Taler", "is no currency"),
        ("contact_email", "nobody@x.example", "No contact has"),
        ("contact_email", "hidden@x.example", "No contact has"),
        ("contact_email", "mine@x.example", "is private"),
        ("company_name", "Mine", "is private"),
        ("expected_close_date", "3/4/2026", "no day that is clear"),
        ("expected_close_date", "2026-02-30", "no day that is clear"),
        ("closed_at", "2026-01-15", "Only a deal that is won or lost"),
        ("loss_reason", "Price", "Only a lost deal"),
        ("probability", "120", "from 0 to 100"),
        ("assigned_to", "zoe@rival.example", "Nobody here"),
        ("name", "", "needs a name"),
    ],
)
def test_refuses_rows_by_column_and_says_why(cast, deals, column, text, says):
    makers.contact(cast.rita, email="hidden@x.example", is_private=True)
    makers.contact(cast.olivia, email="mine@x.example", is_private=True)
    makers.company(cast.olivia, "Mine", is_private=True)
    row = {"name": "Fleet", "source": "Web"} | {column: text}
    transfer = deals(list(row), list(row.values()))
    if not says:  # thousands, in most currencies
        assert counts(transfer) == (1, 0, 0, 0)
        return
    assert counts(transfer) == (0, 0, 0, 1)
    assert reasons(transfer)[2].startswith(f"{column}: ")
    assert says in reasons(transfer)[2]
    assert not Deal.objects.exists()


def test_closed_deals_come_in_closed(cast, deals):
    header = ["name", "stage", "closed_at", "expected_close_date", "loss_reason", "probability"]
    transfer = deals(
        header,
        ["A", "closedwon", "2026-01-15", "", "", "1.0"],
        ["B", "Closed Lost", "", "2026-02-01", "Price", "0"],
        ["C", "Closed Won", "2026-01-15T23:30:00-05:00", "", "", ""],
    )
    assert counts(transfer) == (3, 0, 0, 0)
    told = Deal.objects.order_by("name").values_list("name", "status", "closed_at__date", "loss_reason", "probability")
    assert list(told) == [
        ("A", "won", datetime.date(2026, 1, 15), "", None),
        ("B", "lost", datetime.date(2026, 2, 1), "Price", None),
        ("C", "won", datetime.date(2026, 1, 16), "", None),
    ]
    assert Closing.objects.count() == Step.objects.count() == 3


def test_moves_open_deals_and_leaves_closed_ones(cast, deals):
    makers.deal(cast.olivia, "Open one")
    makers.deal(cast.olivia, "Won one", stage="Closed Won")
    transfer = deals(
        ["name", "stage", "loss_reason"], ["Open one", "Closed Lost", "Price"], ["Won one", "Proposal", ""]
    )
    assert counts(transfer) == (0, 1, 0, 1)
    assert "Reopen it" in reasons(transfer)[3]
    moved = Deal.objects.get(name="Open one")
    assert (moved.status, moved.loss_reason, moved.steps.count(), moved.closings.count()) == ("lost", "Price", 2, 1)
    undo(transfer.act, by=cast.olivia)
    moved.refresh_from_db()
    assert (moved.status, moved.closed_at, moved.stage.name) == ("open", None, "Qualification")
    assert moved.closings.get().reopened_at is not None
    assert [step.stage_name for step in moved.steps.all()] == ["Qualification", "Closed Lost", "Qualification"]


def test_stages_are_looked_for_where_the_deal_is(cast, deals):
    partners = Pipeline.make("Partners", by=cast.olivia)
    own = partners.stages.get(name="Proposal")
    makers.deal(cast.olivia, "Theirs", stage=partners.stages.get(name="Qualification"))
    deals(["name", "stage"], ["Theirs", "Proposal"], ["New", "Proposal"])
    assert Deal.objects.get(name="Theirs").stage == own
    assert Deal.objects.get(name="New").stage.pipeline.name == "Sales"
    deals(["name", "pipeline"], ["New", "Partners"], ["Newer", "partners"])
    assert {deal.stage.pipeline_id for deal in Deal.objects.filter(name__startswith="New")} == {partners.pk}


def test_finds_deals_by_name_and_company(cast, deals):
    acme, beta = makers.company(cast.olivia, "Acme"), makers.company(cast.olivia, "Beta")
    for company in (acme, beta):
        makers.deal(cast.olivia, "Renewal", company=company)
    lone = makers.deal(cast.olivia, "Öffice")
    header = ["name", "company_name", "source"]
    transfer = deals(header, ["RENEWAL", "beta", "Web"], ["office", "", "Web"], ["Renewal", "Gamma", "Web"])
    assert counts(transfer) == (1, 2, 0, 0)
    assert set(Deal.objects.filter(source="Web").values_list("company__name", flat=True)) == {"Beta", None, "Gamma"}
    assert Deal.objects.get(pk=lone.pk).source == "Web"
    assert counts(deals(header, ["Renewal", "", "Mail"])) == (1, 0, 0, 0)  # nobody can say which of them it means


def test_finds_deals_by_external_id(cast, deals):
    deal = makers.deal(cast.olivia, "Old name", external_id="x1")
    transfer = deals(["name", "external_id"], ["New name", "x1"], ["Old name", "x2"], match_by="external_id")
    assert counts(transfer) == (1, 1, 0, 0)
    deal.refresh_from_db()
    assert deal.name == "New name"


def test_private_deals_and_companies_of_others_stay_theirs(cast, deals):
    secret = makers.company(cast.rita, "Hidden", is_private=True)
    makers.deal(cast.rita, "Secret", is_private=True)
    named = makers.deal(cast.olivia, "Named", company=secret)
    transfer = deals(["name", "company_name"], ["Secret", ""], ["Other", "Hidden"])
    assert counts(transfer) == (2, 0, 0, 0)
    assert Company.objects.filter(name_key="hidden").count() == 2
    counts(deals(["name", "company_name", "contact_email"], ["Named", "", ""], blank="clear"))
    named.refresh_from_db()
    assert named.company == secret


def test_an_empty_cell_clears_where_that_is_asked(cast, deals):
    contact, company = makers.contact(cast.olivia), makers.company(cast.olivia)
    deal = makers.deal(
        cast.olivia, "A", value=Decimal(5), contact=contact, company=company, source="Web", stage="Closed Won"
    )
    header = ["name", "value", "contact_email", "company_name", "source", "closed_at", "stage", "currency"]
    deals(header, ["A", *[""] * 7], blank="clear")
    at = deal.closed_at
    deal.refresh_from_db()
    assert (deal.value, deal.contact, deal.company, deal.source) == (None, None, None, "")
    assert (deal.closed_at, deal.currency, deal.stage.name) == (at, "USD", "Closed Won")


def test_a_new_currency_must_fit_the_amount_there_is(cast, deals):
    makers.deal(cast.olivia, "A", value=Decimal("5.50"))
    assert "JPY" in reasons(deals(["name", "currency"], ["A", "JPY"]))[2]


def test_a_restricted_member_may_not_and_an_admin_may(cast, rest):
    file = table(["name", "value"], ["Fleet", "5"])
    for member, status in ((cast.rita, 403), (cast.marco, 403), (cast.olivia, 200)):
        answer = rest(member).post("/api/deals/import", {"file": upload(file)}, format="multipart")
        assert answer.status_code == status
    assert (answer.json()["imported"], Deal.objects.get().name) == (1, "Fleet")


def test_the_import_is_undone_with_the_companies_it_made(cast, deals):
    transfer = deals(["name", "company_name"], ["A", "New Co"], ["B", "New Co"])
    undo(transfer.act, by=cast.olivia)
    assert not Deal.objects.exists()
    assert not Company.objects.exists()
    assert not Step.objects.exists()
