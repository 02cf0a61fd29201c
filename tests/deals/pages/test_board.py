"""The board: what stands in which column, for whom, in how many queries."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Contact
from deals import board
from deals.models import Deal, Pipeline, Stage
from tests import makers

PART = {"HX-Request": "true", "HX-Target": "results"}


def columns(answer):
    """`{stage: [names of its cards]}`."""
    return {column.stage.name: [deal.name for deal in column.cards] for column in answer.context["board"].columns}


def totals(answer):
    return {
        c.stage.name: (c.total.count, c.total.worth_words, c.total.hoped_words) for c in answer.context["board"].columns
    }


@pytest.fixture
def deals(cast):
    """Two of nobody's, Rita's, and Marco's private one."""
    olivia = cast.olivia
    return {
        "fleet": makers.deal(olivia, "Fleet", value=Decimal(10_000), expected_close_date=datetime.date(2026, 1, 5)),
        "licence": makers.deal(olivia, "Licence", value=Decimal(4_000), currency="EUR", stage="Proposal"),
        "ritas": makers.deal(olivia, "Ritas", value=Decimal(1_000), assigned_to=cast.rita),
        "own": makers.deal(cast.marco, "Own", value=Decimal(500), assigned_to=cast.marco, is_private=True),
    }


@pytest.mark.parametrize(
    ("who", "qualification", "said"),
    [
        ("olivia", ["Fleet", "Ritas"], (2, "$11K", "$1,100")),
        ("marco", ["Fleet", "Ritas", "Own"], (3, "$11.5K", "$1,150")),
        ("tess", ["Fleet"], (1, "$10K", "$1,000")),
        ("rita", ["Ritas"], (1, "$1,000", "$100")),
        ("zoe", [], (0, "", "")),
    ],
)
def test_shows_counts_and_sums_what_the_member_sees(cast, deals, page, who, qualification, said):
    answer = page(getattr(cast, who)).get("/deals/board")
    assert columns(answer)["Qualification"] == qualification
    assert totals(answer)["Qualification"] == said


def test_rita_learns_nothing_of_other_deals(cast, deals, page):
    text = page(cast.rita).get("/deals/board").content.decode()
    assert "Ritas" in text
    for hidden in ("Fleet", "Licence", "Own", "€4,000", "$10K"):
        assert hidden not in text
    assert page(cast.rita).get("/deals/board").context["listing"].summary == "1 open · $1,000 · weighted $100"


def test_sums_each_currency_by_itself(cast, deals, page):
    makers.deal(cast.olivia, "More", value=Decimal(20_000), stage="Proposal")
    answer = page(cast.olivia).get("/deals/board")
    assert totals(answer)["Proposal"] == (2, "$20K + €4,000", "$8,000 + €1,600")
    assert answer.context["listing"].summary == "4 open · $31K + €4,000 · weighted $9,100 + €1,600"


def test_names_no_contact_or_company_that_is_private_to_somebody_else(cast, page):
    firm = makers.company(cast.marco, "Secret Ltd", assigned_to=cast.marco, is_private=True)
    person = makers.contact(cast.marco, "Secretive", "Client", assigned_to=cast.marco, is_private=True)
    makers.deal(cast.marco, "Shared", company=firm, contact=person)
    assert "Secret" not in page(cast.olivia).get("/deals/board").content.decode()
    assert "Secret Ltd" in page(cast.marco).get("/deals/board").content.decode()


def test_orders_by_the_day_and_says_how_late_in_words(cast, page):
    today = timezone.localdate()
    makers.deal(cast.olivia, "Some day")
    makers.deal(cast.olivia, "Soon", expected_close_date=today + datetime.timedelta(days=3))
    makers.deal(cast.olivia, "Late", expected_close_date=today - datetime.timedelta(days=12))
    answer = page(cast.olivia).get("/deals/board")
    assert columns(answer)["Qualification"] == ["Late", "Soon", "Some day"]
    text = answer.content.decode()
    assert text.count("12 days late") == 1
    assert "no date" in text


def test_closed_deals_stay_for_thirty_days(cast, page):
    old, new = makers.deal(cast.olivia, "Old"), makers.deal(cast.olivia, "New")
    won = makers.stage(cast.olivia, "Closed Won")
    Deal.objects.update(created_at=timezone.now() - datetime.timedelta(days=90))
    for deal, days in ((old, 31), (new, 3)):
        deal.move_to(won, by=cast.olivia, closed_at=timezone.now() - datetime.timedelta(days=days))
    answer = page(cast.olivia).get("/deals/board")
    assert columns(answer)["Closed Won"] == ["New"]
    assert totals(answer)["Closed Won"][0] == 1
    assert "the last 30 days" in answer.content.decode()


def test_filters_as_the_table_does_and_carries_them_along(cast, deals, page):
    client = page(cast.olivia)
    answer = client.get("/deals/board?assigned_to=none&search=fleet")
    assert columns(answer)["Qualification"] == ["Fleet"]
    assert totals(answer)["Proposal"] == (0, "", "")
    ways = {way.page: url for way, url, _is_current in answer.context["listing"].ways}
    assert ways["list"] == "/deals?assigned_to=none&search=fleet"
    assert ways["forecast"] == "/deals/forecast?assigned_to=none&search=fleet"
    assert "assigned_to=none" not in answer.context["listing"].chips[0].url
    assert answer.context["listing"].chips[0].url.startswith("/deals/board")


def test_a_filter_picked_on_the_board_leads_back_to_it(cast, deals, page):
    answer = page(cast.olivia).get("/deals/filters?way=board&apply=1&assigned_to=me")
    assert answer.url == "/deals/board?assigned_to=me"
    form = page(cast.olivia).get("/deals/filters?way=board").content.decode()
    assert '<input type="hidden" name="way" value="board">' in form


def test_a_search_answers_the_columns_only(cast, deals, page):
    answer = page(cast.olivia).get("/deals/board?search=fleet", headers=PART)
    assert "<html" not in answer.content.decode()
    assert answer["HX-Push-Url"] == "/deals/board?search=fleet"
    assert 'id="summary" hx-swap-oob="true"' in answer.content.decode()


def test_shows_one_pipeline_and_leads_to_the_others(cast, deals, page):
    renewals = Pipeline.make("Renewals", by=cast.olivia)
    makers.deal(cast.olivia, "Renewal", stage=Stage.objects.filter(pipeline=renewals).first())
    client = page(cast.olivia)
    assert [name for names in columns(client.get("/deals/board")).values() for name in names] == [
        "Fleet",
        "Ritas",
        "Licence",
    ]
    answer = client.get(f"/deals/board?pipeline_id={renewals.pk}")
    assert columns(answer)["Qualification"] == ["Renewal"]
    assert [(str(pipeline), is_current) for pipeline, _url, is_current in answer.context["board"].tabs] == [
        ("Sales", False),
        ("Renewals", True),
    ]


@pytest.mark.parametrize("query", ["pipeline_id=999999", "pipeline_id=x", "stage_id=0", "misspelt=1", "search=a%00b"])
def test_makes_sense_of_any_address(cast, deals, page, query):
    assert page(cast.olivia).get(f"/deals/board?{query}").status_code == 200


# -- more cards -----------------------------------------------------------------------------------


def walked(client, stage, monkeypatch, shown=2):
    """The names of all cards of a column, part by part."""
    monkeypatch.setattr(board, "SHOWN", shown)
    answer = client.get("/deals/board")
    column = next(c for c in answer.context["board"].columns if c.stage == stage)
    names, after = [deal.name for deal in column.cards], column.after
    while after:
        answer = client.get("/deals/board/cards", {"stage": stage.pk, "after": after})
        names += [deal.name for deal in answer.context["cards"]]
        after = answer.context["after"]
    return names


def test_loads_the_rest_of_a_column_in_parts(cast, page, monkeypatch):
    days = [datetime.date(2026, 2, 1), datetime.date(2026, 2, 1), datetime.date(2026, 3, 1), None, None]
    for number, day in enumerate(days):
        makers.deal(cast.olivia, f"D{number}", expected_close_date=day)
    stage = makers.stage(cast.olivia)
    assert walked(page(cast.olivia), stage, monkeypatch) == ["D0", "D1", "D2", "D3", "D4"]


def test_loads_the_rest_of_a_closed_column_in_parts(cast, page, monkeypatch):
    stage, now = makers.stage(cast.olivia, "Closed Lost"), timezone.now()
    Deal.objects.update(created_at=now - datetime.timedelta(days=60))
    for number in range(5):
        deal = makers.deal(cast.olivia, f"D{number}", expected_close_date=datetime.date(2026, 1, 9 - number))
        Deal.objects.filter(pk=deal.pk).update(created_at=now - datetime.timedelta(days=60))
        deal.move_to(stage, by=cast.olivia, closed_at=now.date() - datetime.timedelta(days=1 + number // 3))
    assert walked(page(cast.olivia), stage, monkeypatch) == ["D0", "D1", "D2", "D3", "D4"]


def test_more_cards_are_those_one_sees(cast, deals, page):
    stage = makers.stage(cast.rita)
    answer = page(cast.rita).get("/deals/board/cards", {"stage": stage.pk, "after": "1999-01-01~0"})
    assert [deal.name for deal in answer.context["cards"]] == ["Ritas"]


@pytest.mark.parametrize("after", ["", "x", "~", "~x", "2026-13-01~1", "2026-01-01T00:00:00~1", "~" + "9" * 40])
def test_a_broken_mark_breaks_nothing(cast, deals, page, after):
    stage = makers.stage(cast.olivia)
    assert page(cast.olivia).get("/deals/board/cards", {"stage": stage.pk, "after": after}).status_code in (200, 404)


# -- queries --------------------------------------------------------------------------------------


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def fill(cast, count):
    stages = list(Stage.objects.filter(organization=cast.acme))
    people = [makers.contact(cast.olivia, f"P{n}", company=f"Firm {n}", assigned_to=cast.marco) for n in range(3)]
    owners = [cast.marco, cast.rita, None]
    new = [
        Deal(
            name=f"D{n}", stage=stages[n % len(stages)], value=Decimal(n), contact=people[n % 3], assigned_to=owners[n % 3],
            closed_at=timezone.now() if stages[n % len(stages)].closing else None, company=people[n % 3].company,
        )
        for n in range(count)
    ]  # fmt: skip
    Deal.objects.create_all(new, by=cast.olivia)


@pytest.mark.parametrize("who", ["olivia", "rita", "tess"])
def test_needs_at_most_eight_queries_however_many_deals(cast, page, who):
    client = page(getattr(cast, who))
    fill(cast, 3)
    few = queries_of(client, "/deals/board")
    fill(cast, 297)
    assert few == queries_of(client, "/deals/board") <= 8
    assert Contact.objects.count() == 6


def test_needs_no_more_when_filtered_to_oneself(cast, page):
    fill(cast, 30)
    assert queries_of(page(cast.marco), "/deals/board?assigned_to=me&search=d&status=open") <= 8


def test_an_empty_board_leads_on(cast, page):
    assert 'href="/deals/new">New deal' in page(cast.zoe).get("/deals/board").content.decode()
    makers.deal(cast.zoe, "Fleet")
    assert "No deals here yet" not in page(cast.zoe).get("/deals/board").content.decode()
    narrowed = page(cast.zoe).get("/deals/board?search=nothing").content.decode()
    assert 'href="/deals/board">Show all' in narrowed
