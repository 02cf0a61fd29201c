"""What became of each row, page by page."""

import pytest

from contacts.models import Contact
from tests import makers
from transfers.results import page_of

from .files import customers, table


def rows_of(transfer, member, **asked):
    asked = {"page": 1, "per_page": 10} | asked
    return page_of(transfer, member, **asked).rows


@pytest.fixture
def mixed(cast, bring_in):
    """One row of each outcome, and one that repeats the first."""
    makers.contact(cast.olivia, "Old", "Known", email="known@x.example", phone="1", tags=["vip"])
    makers.contact(cast.olivia, "Ann", "Same", email="same@x.example")
    return bring_in(
        table(
            ["first_name", "last_name", "email", "phone", "tags"],
            ["Jane", "New", "new@x.example", "", ""],
            ["Known", "Known", "known@x.example", "2", "gold"],
            ["Ann", "Same", "same@x.example", "", ""],
            ["Bad", "Row", "nope", "", ""],
            ["Jane", "New", "new@x.example", "3", ""],
        )
    )


def test_tells_each_row_in_the_order_of_the_file(cast, mixed):
    results = rows_of(mixed, cast.olivia)
    assert [(r.row, r.outcome) for r in results][:4] == [
        (2, "created"),
        (3, "updated"),
        (4, "unchanged"),
        (5, "refused"),
    ]
    assert results[0].record == Contact.objects.get(email="new@x.example")
    assert results[1].changes == {
        "first_name": ["Old", "Known"],
        "phone": ["1", "2"],
        "tags": [["vip"], ["gold", "vip"]],
    }
    assert (results[2].changes, results[2].errors) == ({}, {})
    assert results[3].errors == {"email": "Enter an e-mail address such as jane@example.com."}
    assert results[3].cells == ["Bad", "Row", "nope", "", ""]
    assert results[4].repeats == 2


def test_narrows_to_one_outcome(cast, mixed):
    page = page_of(mixed, cast.olivia, page=1, per_page=10, outcome="refused")
    assert (page.total, page.last, [r.row for r in page.rows]) == (1, 1, [5])


def test_pages_follow_each_other_without_gaps(cast, bring_in):
    transfer = bring_in(customers(1_150))
    seen = []
    for number in range(1, 14):
        page = page_of(transfer, cast.olivia, page=number, per_page=90)
        assert (page.total, page.last) == (1_150, 13)
        seen += [result.row for result in page.rows]
    assert seen == list(range(2, 1_152))
    assert rows_of(transfer, cast.olivia, page=14, per_page=90) == []
    assert rows_of(transfer, cast.olivia, outcome="refused") == []


def test_what_several_chunks_did_to_a_record_is_told_from_before_the_first(cast, bring_in):
    makers.contact(cast.olivia, "Ada", "Long", email="ada@x.example", phone="0")
    filler = [[f"F{n}", f"f{n}@x.example", ""] for n in range(600)]
    first, last = ["Ada", "ada@x.example", "1"], ["Ada", "ada@x.example", "2"]
    transfer = bring_in(table(["first_name", "email", "phone"], first, *filler, last))
    updated = rows_of(transfer, cast.olivia, outcome="updated")
    assert [(r.row, r.repeats, r.changes["phone"]) for r in updated] == [(2, 0, ["0", "2"]), (603, 2, ["0", "2"])]


def test_records_and_changes_of_others_are_not_shown(cast, mixed):
    known = Contact.objects.get(email="known@x.example")
    known.change(by=cast.olivia, is_private=True, assigned_to_id=cast.marco.pk)
    result = rows_of(mixed, cast.olivia)[1]
    assert (result.record, result.changes) == (None, {})
    assert rows_of(mixed, cast.zoe)[0].record is None


def test_takes_the_same_queries_whatever_the_size(cast, bring_in, django_assert_max_num_queries):
    transfer = bring_in(customers(1_150))
    for number in (1, 6):
        with django_assert_max_num_queries(4):
            assert len(page_of(transfer, cast.olivia, page=number, per_page=100).rows) == 100
