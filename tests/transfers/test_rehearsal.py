"""A rehearsal says what the import would do, and writes nothing."""

import pytest

from activity.models import Act
from contacts.models import Company, Contact
from customization.models import Tag
from tests import makers
from transfers import rehearsal
from transfers.intake import take_in
from transfers.models import Transfer
from transfers.rehearsal import rehearse, rehearse_or_tell

from .conftest import counts
from .files import customers, table, upload


def rehearsed(text, by, **options):
    return rehearse(take_in(upload(text), kind=options.pop("kind", "contact"), by=by, **options))


def test_writes_nothing(cast):
    before = Act.objects.count()
    transfer = rehearsed(table(["first_name", "company", "tags"], ["Jane", "Acme", "vip"]), cast.olivia)
    assert transfer.status == "rehearsed"
    assert transfer.rehearsal["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "refused": 0}
    assert transfer.rehearsal["also"] == {"company": 1}
    assert [m.objects.count() for m in (Contact, Company, Tag)] == [0, 0, 0]
    assert Act.objects.count() == before


def test_promises_what_the_run_then_does(cast, bring_in):
    makers.contact(cast.olivia, "First3", "Last3", email="person3@shop.example")
    text = customers(1_200)
    lines = text.splitlines(keepends=True)
    text += lines[5] + lines[6].replace("Oslo", "Rome") + 'x,y,Ragged\nz,"open\n' + lines[9].replace("@", " at ")
    promised = rehearsed(text, cast.olivia).rehearsal["counts"]
    assert counts(bring_in(text)) == tuple(promised.values()) == (1_199, 2, 1, 3)


def test_shows_changes_field_by_field(cast):
    makers.contact(cast.olivia, email="j@x.example", phone="1", company="Old Co", assigned_to=cast.rita)
    header = ["first_name", "email", "phone", "company", "owner"]
    told = rehearsed(table(header, ["Jane", "j@x.example", "2", "New Co", "marco@acme.example"]), cast.olivia).rehearsal
    sample = told["samples"]["updated"][0]
    assert sample["name"] == "Jane Smith"
    assert sample["changes"] == [
        ["Phone", "1", "2"],
        ["Company", "Old Co", "New Co"],
        ["Owner (e-mail or name)", "Rita Sharma", "Marco Diaz"],
    ]


def test_gathers_the_reasons(cast):
    rows = [[f"P{n}", "no address"] for n in range(30)]
    told = rehearsed(table(["first_name", "email"], *rows), cast.olivia).rehearsal
    assert [(each["field"], each["count"]) for each in told["reasons"]] == [("email", 30)]
    assert len(told["samples"]["refused"]) == 8


def test_what_cannot_be_read_becomes_a_draft_that_says_why(cast):
    transfer = take_in(upload(table(["first_name"], ["Jane"])), kind="contact", by=cast.olivia)
    transfer.mapping = [""]
    assert rehearse_or_tell(transfer).status == "draft"
    assert "Let one of the columns fill" in Transfer.objects.get(pk=transfer.pk).failure


def test_our_own_failure_leaves_no_rehearsal_hanging(cast, monkeypatch):
    transfer = take_in(upload(table(["first_name"], ["Jane"])), kind="contact", by=cast.olivia)
    Transfer.objects.filter(pk=transfer.pk).update(status="rehearsing")
    monkeypatch.setattr(rehearsal, "table_of", lambda transfer: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rehearse_or_tell(transfer)
    assert Transfer.objects.get(pk=transfer.pk).status == "draft"


@pytest.mark.parametrize("chunk", [1, 2, 500])
def test_repeated_rows_are_promised_as_they_come(cast, bring_in, monkeypatch, chunk):
    """Whether they stand in one chunk or far apart, and whatever stands in columns that are left out."""
    monkeypatch.setattr(rehearsal, "BIG_CHUNK", chunk)
    makers.contact(cast.olivia, "Ann", "A", email="ann@x.example", job_title="Old")
    header = ["first_name", "email", "job_title", "Left out"]
    rows = [
        ["Jane", "j@x.example", "CTO", "1"], ["Jane", "j@x.example", "CTO", "2"], ["Jane", "j@x.example", "CEO", "3"],
        ["Bob", "", "", "4"], ["Bob", "", "", "5"], ["Bob", "", "Buyer", "6"],
        ["Ann", "ann@x.example", "New", "7"], ["Ann", "ann@x.example", "New", "8"], ["Ann", "ann@x.example", "Old", "9"],
    ]  # fmt: skip
    text = table(header, *rows)
    told = rehearsed(text, cast.olivia).rehearsal
    transfer = bring_in(text)
    assert counts(transfer) == tuple(told["counts"].values()) == (3, 3, 3, 0)
    assert transfer.repeated == told["repeated"]["count"] == 5
    assert told["repeated"]["pairs"][:2] == [[3, 2], [4, 3]]
