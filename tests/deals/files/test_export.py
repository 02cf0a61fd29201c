"""Deals as files, and back."""

import datetime
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from activity.models import Change
from deals.models import Deal
from tests import makers
from tests.transfers.conftest import counts

HEADER = (
    "name,value,currency,pipeline,stage,contact_email,company_name,expected_close_date,closed_at,loss_reason,"
    "probability,source,assigned_to,notes,tags,external_id"
)


@pytest.fixture
def deals(cast):
    jane = makers.contact(cast.olivia, email="jane@x.example")
    acme = makers.company(cast.olivia, "Acme")
    makers.deal(
        cast.olivia, "=Fleet", value=Decimal("50000.50"), contact=jane, company=acme, tags=["b", "a"], probability=55,
        expected_close_date=datetime.date(2026, 12, 31), assigned_to=cast.marco,
    )  # fmt: skip
    makers.deal(cast.olivia, "Dinars", value=Decimal("1.234"), currency="KWD", source="Web", notes="Two\nlines")
    makers.deal(cast.olivia, "Yen", value=Decimal(1000), currency="JPY", stage="Closed Won")
    makers.deal(cast.olivia, "Lost", stage="Closed Lost", loss_reason="Price", external_id="x1")
    makers.deal(cast.rita, "Secret", is_private=True)
    hidden = makers.company(cast.rita, "Hidden", is_private=True)
    makers.deal(cast.olivia, "Hidden's", company=hidden)


def lines(answer):
    return answer.getvalue().decode().splitlines()


@pytest.mark.usefixtures("deals")
def test_export_has_the_columns_of_the_template_and_what_one_sees(cast, rest):
    out = lines(rest(cast.olivia).get("/api/deals/export?sort_by=name"))
    assert out[0].lstrip("\ufeff") == f"{HEADER},id,created_at"
    assert lines(rest(cast.olivia).get("/api/deals/template"))[0].lstrip("\ufeff") == HEADER
    text = "\n".join(out)
    assert (
        '\'=Fleet,50000.50,USD,Sales,Qualification,jane@x.example,Acme,2026-12-31,,,55,,marco@acme.example,,"a,b",,'
        in text
    )
    assert "Dinars,1.234,KWD" in text
    assert f"Yen,1000,JPY,Sales,Closed Won,,,,{datetime.datetime.now(datetime.UTC).date()}," in text
    assert "Secret" not in text
    assert "Hidden," not in text


@pytest.mark.usefixtures("deals")
def test_export_takes_the_filters_of_the_list(cast, rest):
    names = [line.partition(",")[0] for line in lines(rest(cast.olivia).get("/api/deals/export?status=lost"))]
    assert names[1:] == ["Lost"]


@pytest.mark.usefixtures("deals")
def test_export_as_a_spreadsheet(cast, rest):
    answer = rest(cast.olivia).get("/api/deals/export?format=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).active.values)
    assert ",".join(rows[0]) == f"{HEADER},id,created_at"
    assert len(rows) == 1 + Deal.objects.visible_to(cast.olivia).count()


@pytest.mark.usefixtures("deals")
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_what_goes_out_comes_back_unchanged(cast, rest, bring_in, file_format):
    out = rest(cast.olivia).get(f"/api/deals/export?format={file_format}").getvalue()
    before = Change.objects.count()
    transfer = bring_in(out, kind="deal", name=f"deals.{file_format}")
    assert counts(transfer) == (0, 0, 5, 0)
    assert Change.objects.count() == before
