"""The pages of the reports: who may ask what, files, errors, and how much is asked of the database."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from crm.reports.catalogue import REPORTS
from leads.conversion import qualify
from tests import makers

from .reporting import closed

SPRING = "period=custom&date_from=2026-03-01&date_to=2026-04-30"
SLUGS = [report.slug for report in REPORTS]


def lines(answer):
    return list(csv.reader(io.StringIO(answer.content.decode())))


def lively(cast, count):
    """So many of everything, lately."""
    yesterday = timezone.now() - timedelta(days=1)
    for number in range(count):
        owner = (cast.olivia, cast.marco, cast.rita, cast.tess)[number % 4]
        values = {"value": Decimal(100), "currency": ("USD", "EUR")[number % 2], "assigned_to": owner}
        makers.deal(cast.olivia, f"Open {number}", source=f"S{number}", **values)
        outcome = ("won", "lost")[number % 2]
        values["loss_reason"] = f"R{number}" if outcome == "lost" else ""
        closed(cast.olivia, outcome, yesterday, source=f"S{number}", **values)
        lead = makers.lead(owner, email=f"lead{number}@x.example", source=f"S{number}")
        if number % 2:
            qualify(lead, by=owner)
        makers.task(owner, on=lead, status="completed")


@pytest.mark.parametrize("slug", SLUGS)
def test_an_empty_organization_is_told_so(cast, page, slug):
    answer = page(cast.zoe).get(f"/reports/{slug}")
    assert answer.status_code == 200
    assert ("Nothing to count yet" in answer.content.decode()) == (slug != "pipeline")  # its stages are there


def test_the_overview_of_an_empty_organization_says_so(cast, page):
    assert page(cast.zoe).get("/reports").content.decode().count("Nothing to show in this period.") == 4


@pytest.mark.parametrize("slug", SLUGS)
def test_shows_a_chart_with_words_beside_its_figures(cast, page, slug):
    lively(cast, 4)
    text = page(cast.olivia).get(f"/reports/{slug}").content.decode()
    assert '<svg class="chart" width="100%"' in text
    assert 'role="img" aria-labelledby="chart-title-1 chart-desc-1"' in text
    assert "<desc" in text
    assert '<tfoot><tr><th scope="row">Total</th>' in text


@pytest.mark.parametrize("slug", SLUGS)
def test_asks_no_more_for_many_records_than_for_few(cast, page, slug, django_assert_max_num_queries):
    lively(cast, 2)
    client, address = page(cast.olivia), f"/reports/{slug}"
    client.get(address)
    with django_assert_max_num_queries(12) as few:
        client.get(address)
    lively(cast, 23)
    with django_assert_max_num_queries(12) as many:
        client.get(address)
    assert len(many) == len(few)


def test_the_overview_asks_a_constant_number_too(cast, page, django_assert_max_num_queries):
    lively(cast, 2)
    client = page(cast.olivia)
    client.get("/reports")
    with django_assert_max_num_queries(20) as few:
        client.get("/reports")
    lively(cast, 23)
    with django_assert_max_num_queries(20) as many:
        client.get("/reports")
    assert len(many) == len(few)


def test_the_filters_stay_from_report_to_report(cast, page):
    answer = page(cast.olivia).get(f"/reports/months?{SPRING}&owner=me&format=&nonsense=1")
    for tab in answer.context["tabs"]:
        query = parse_qs(urlsplit(tab.url).query)
        assert query == {
            "period": ["custom"], "date_from": ["2026-03-01"], "date_to": ["2026-04-30"], "owner": ["me"],
        }  # fmt: skip
    assert parse_qs(urlsplit(answer.context["csv_url"]).query)["format"] == ["csv"]


def test_days_alone_mean_a_period(cast, page):
    closed(cast.olivia, "won", "2026-03-05")
    answer = page(cast.olivia).get("/reports/months?date_from=2026-03-01&date_to=2026-03-31")
    assert [row.label for row in answer.context["answer"].tables[0].rows] == ["March 2026"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("period=forever", "period"),
        ("period=custom", "date_from"),
        ("period=custom&date_from=2026-03-01", "date_to"),
        ("date_from=soon&date_to=2026-03-01", "date_from"),
        ("date_from=2026-03-01&date_to=2026-02-01", "date_to"),
        ("date_from=0001-01-01&date_to=9999-12-31", "date_from"),
        ("date_from=1950-01-01&date_to=2026-01-01", "date_to"),
        ("pipeline=999999999999999999999999", "pipeline"),
        ("pipeline=x", "pipeline"),
        ("owner=0", "owner"),
        ("owner=team-x", "owner"),
        ("currency=XXX", "currency"),
        ("currency=%00", "currency"),
        ("owner=%00", "owner"),
    ],
)
def test_names_the_field_that_is_wrong(cast, page, query, field):
    answer = page(cast.olivia).get(f"/reports/months?{query}")
    assert answer.status_code == 422
    assert next(iter(answer.context["form"].errors)) == field
    file = page(cast.olivia).get(f"/reports/months?{query}&format=csv")
    assert file.status_code == 422
    assert file["Content-Type"].startswith("text/plain")
    assert page(cast.olivia).get(f"/reports?{query}").status_code == 422


def test_offers_no_owner_or_pipeline_of_another_organization(cast, page):
    client = page(cast.olivia)
    assert client.get(f"/reports/months?owner={cast.zoe.pk}").status_code == 422
    assert client.get(f"/reports/months?pipeline={makers.stage(cast.zoe).pipeline_id}").status_code == 422
    assert "Zoe Quinn" not in client.get("/reports/months").content.decode()


def test_offers_no_currency_of_a_deal_one_does_not_see(cast, page):
    makers.deal(cast.marco, currency="CHF", assigned_to=cast.marco)
    assert 'value="CHF"' in page(cast.olivia).get("/reports/months").content.decode()
    assert 'value="CHF"' not in page(cast.rita).get("/reports/months").content.decode()


def test_a_file_holds_plain_figures_with_a_column_a_currency(cast, page):
    closed(cast.olivia, "won", "2026-03-05", value=Decimal("1234.5"))
    closed(cast.olivia, "lost", "2026-03-06", value=Decimal(700), currency="JPY")
    answer = page(cast.olivia).get(f"/reports/months?{SPRING}&format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="months-{timezone.localdate()}.csv"' in answer["Content-Disposition"]
    assert lines(answer) == [
        ["Month", "Won", "Lost", "Win rate (%)",
         "Value won (USD)", "Value won (JPY)", "Value lost (USD)", "Value lost (JPY)"],
        ["March 2026", "1", "1", "50.0", "1234.50", "", "", "700"],
        ["April 2026", "0", "0", "", "", "", "", ""],
        ["Total", "1", "1", "50.0", "1234.50", "", "", "700"],
    ]  # fmt: skip


def test_a_file_runs_no_formula(cast, page):
    closed(cast.olivia, "won", "2026-03-05", source="=1+1")
    assert lines(page(cast.olivia).get(f"/reports/sources?{SPRING}&format=csv"))[1][0] == "'=1+1"


def test_a_file_tells_pipelines_apart_and_tables_by_an_empty_line(cast, page):
    makers.deal(cast.olivia, value=Decimal(10))
    makers.lead(cast.olivia, source="Fair")
    client = page(cast.olivia)
    found = lines(client.get("/reports/pipeline?format=csv"))
    assert found[0][:3] == ["Pipeline", "Stage", "Deals"]
    assert found[1] == ["Sales", "Qualification", "1", "10.00", "1.00", "0.0"]
    found = lines(client.get("/reports/leads?period=this_month&format=csv"))
    assert [line[0] for line in found if line][:3] == ["Source", "Fair", "Total"]
    assert found[3] == []


def test_a_report_that_is_none_is_not_found(cast, page):
    assert page(cast.olivia).get("/reports/everything").status_code == 404
