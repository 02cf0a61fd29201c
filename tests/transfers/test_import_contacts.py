"""What rows do to contacts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Change, Tally
from contacts.models import Company, Contact
from tests import makers

from .conftest import counts, reasons
from .files import customers, table


def test_customers_become_contacts_and_companies(cast, bring_in):
    transfer = bring_in(customers(1_000))
    assert (transfer.status, counts(transfer)) == ("done", (1_000, 0, 0, 0))
    assert Company.objects.visible_to(cast.olivia).count() == 500
    jane = Contact.objects.get(email="person7@shop.example")
    assert (jane.full_name, jane.company.name, jane.phone) == ("First7 Last7", "Company 3, Inc.", "+1-555-0007")
    assert (jane.mobile, jane.address_city, jane.status) == ("001-555-0007x9", "Oslo", "active")
    assert (jane.created_by, jane.company_key) == (cast.olivia, "company 3, inc.")
    assert Tally.total(cast.olivia, "contact") == 1_000
    assert Tally.total(cast.olivia, "company") == 500


def test_a_run_is_one_act_through_its_own_door(cast, bring_in):
    transfer = bring_in(customers(1_100))
    assert transfer.act.changes_count == 1_100 + 550
    assert (transfer.act.door, transfer.act.member) == (f"import #{transfer.pk}", cast.olivia)
    assert Change.objects.exclude(act=transfer.act).count() == 0


def test_the_same_file_again_changes_nothing(cast, bring_in):
    bring_in(customers(600))
    again = bring_in(customers(600))
    assert counts(again) == (0, 0, 600, 0)
    assert again.act is None
    assert Contact.objects.count() == 600


def test_gives_a_company_to_who_had_none(cast, bring_in):
    makers.contact(cast.olivia, "Ann", "A", email="ann@x.example")
    transfer = bring_in(table(["email", "first_name", "company"], ["ann@x.example", "Ann", "Orchard"]))
    assert counts(transfer) == (0, 1, 0, 0)
    assert Contact.objects.get().company.name == "Orchard"


def test_matches_by_email_whatever_the_case_and_keeps_where_cells_are_blank(cast, bring_in):
    jane = makers.contact(cast.olivia, email="Jane@X.example", job_title="CTO", phone="1", tags=["vip"])
    transfer = bring_in(
        table(["email", "first_name", "last_name", "job_title", "phone", "tags"],
              ["jANE@x.example", "Jane", "Smith", "", "2", "VIP, fair"])
    )  # fmt: skip
    assert counts(transfer) == (0, 1, 0, 0)
    jane = Contact.objects.get(pk=jane.pk)
    assert (jane.job_title, jane.phone, jane.tag_names, jane.email) == ("CTO", "2", ["fair", "vip"], "Jane@X.example")
    change = transfer.act.changes.get(kind="contact")
    assert change.fields["phone"] == ["1", "2"]
    assert change.fields["tags"] == [["vip"], ["fair", "vip"]]
    assert "job_title" not in change.fields


def test_later_rows_of_a_file_win(cast, bring_in):
    header = ["first_name", "email", "job_title"]
    rows = [["Jane", "j@x.example", "Buyer"], ["Jane", "J@x.example", "CTO"], ["Jane", "j@x.example", "CTO"]]
    transfer = bring_in(table(header, *rows))
    assert counts(transfer) == (1, 1, 1, 0)
    assert Contact.objects.get().job_title == "CTO"
    outcomes = transfer.chunks.get().outcomes
    assert len({record for _row, _outcome, record, _earlier in outcomes}) == 1


def test_rows_far_apart_win_too(cast, bring_in):
    text = customers(700) + "x,y,First0,Renamed,,,,,,PERSON0@shop.example,,\n"
    assert counts(bring_in(text)) == (700, 1, 0, 0)
    assert Contact.objects.get(email_key="person0@shop.example").last_name == "Renamed"


def test_without_an_email_only_the_very_same_matches(cast, bring_in):
    header = ["first_name", "last_name", "phone"]
    first = bring_in(table(header, ["Jane", "Smith", "1"], ["Jane", "Smith", "2"]))
    again = bring_in(table(header, ["Jane", "Smith", "1"], ["Jane", "Smith", "3"]))
    assert (counts(first), counts(again)) == ((2, 0, 0, 0), (1, 0, 1, 0))


def test_of_two_with_one_email_the_namesake_is_meant(cast, bring_in):
    makers.contact(cast.olivia, "Ann", "One", email="office@x.example")
    bob = makers.contact(cast.olivia, "Bob", "Two", email="office@x.example")
    bring_in(table(["first_name", "last_name", "email", "phone"], ["Bob", "Two", "office@x.example", "5"]))
    assert Contact.objects.get(phone="5") == bob


def test_refuses_bad_rows_and_keeps_good_ones(cast, bring_in):
    header = ["first_name", "last_name", "email", "status", "assigned_to", "tags", "phone"]
    transfer = bring_in(
        table(
            header,
            ["Good", "One", "good@x.example", "Inactive", "MARCO@acme.example", "a,b", "1"],
            ["Bad", "Mail", "not an address", "", "", "", ""],
            ["Bad", "Status", "b@x.example", "sleeping", "", "", ""],
            ["Bad", "Owner", "c@x.example", "", "zoe@rival.example", "", ""],
            ["x" * 101, "Long", "d@x.example", "", "", "t" * 51, ""],
            ["", "", "nameless@x.example", "", "", "", ""],
            ["Good", "Two", "two@x.example", "", "Rita Sharma", "", "+48 22"],
        )
    )
    assert counts(transfer) == (2, 0, 0, 5)
    told = reasons(transfer)
    assert told[3].startswith("email: ")
    assert "active, inactive" in told[4]
    assert "Nobody here is called" in told[5]
    assert "first_name: " in told[6]
    assert "tags: " in told[6]
    assert told[7].startswith("first_name: ")
    one, two = Contact.objects.order_by("pk")
    assert (one.status, one.assigned_to, one.tag_names) == ("inactive", cast.marco, ["a", "b"])
    assert two.assigned_to == cast.rita


def test_a_refused_row_leaves_its_contact_as_it_was(cast, bring_in):
    jane = makers.contact(cast.olivia, email="j@x.example", job_title="CTO")
    header = ["email", "first_name", "job_title", "status"]
    transfer = bring_in(table(header, ["j@x.example", "Janet", "CEO", "odd"], ["j@x.example", "Jane", "CTO", ""]))
    assert counts(transfer) == (0, 0, 1, 1)
    assert Contact.objects.get(pk=jane.pk).job_title == "CTO"


@pytest.mark.parametrize(
    ("mode", "expected"), [("create", (1, 0, 0, 1)), ("update", (0, 1, 0, 1)), ("upsert", (1, 1, 0, 0))]
)
def test_modes(cast, bring_in, mode, expected):
    makers.contact(cast.olivia, email="old@x.example")
    rows = [["Jane", "old@x.example", "7"], ["New", "new@x.example", "8"]]
    assert counts(bring_in(table(["first_name", "email", "phone"], *rows), mode=mode)) == expected


def test_companies_are_found_by_name_whatever_its_case(cast, bring_in):
    acme = makers.company(cast.olivia, "ACME Ltd")
    rows = [["A", "a@x.example", "acme ltd"], ["B", "b@x.example", "Acme  LTD"], ["C", "c@x.example", "Äcme"]]
    bring_in(table(["first_name", "email", "company"], *rows))
    assert acme.contacts.count() == 2
    assert Company.objects.count() == 2


def test_private_contacts_of_others_are_neither_touched_nor_told(cast, bring_in):
    secret = makers.contact(cast.rita, "Secret", "Person", email="s@x.example", is_private=True)
    transfer = bring_in(table(["first_name", "last_name", "email"], ["New", "Person", "S@x.example"]))
    assert counts(transfer) == (1, 0, 0, 0)
    assert Contact.objects.get(pk=secret.pk).first_name == "Secret"
    assert Contact.objects.visible_to(cast.olivia).get().first_name == "New"


def test_private_companies_of_others_are_not_found(cast, bring_in):
    makers.company(cast.rita, "Hidden", is_private=True)
    bring_in(table(["first_name", "company"], ["Jane", "hidden"]))
    assert Contact.objects.get().company.is_private is False


def test_other_organizations_are_another_world(cast, bring_in):
    theirs = makers.contact(cast.zoe, email="same@x.example", company="Shared Name", tags=["vip"])
    transfer = bring_in(
        table(["first_name", "email", "company", "tags"], ["Jane", "same@x.example", "Shared Name", "vip"])
    )
    assert counts(transfer) == (1, 0, 0, 0)
    ours = Contact.objects.visible_to(cast.olivia).get()
    assert ours.company.organization == cast.acme
    assert {tag.organization_id for tag in ours.tags.all()} == {cast.acme.pk}
    assert Contact.objects.get(pk=theirs.pk).first_name == "Jane"


def test_ids_in_a_file_mean_nothing(cast, bring_in):
    jane = makers.contact(cast.olivia, email="j@x.example")
    theirs = makers.contact(cast.zoe)
    rows = [[jane.pk, "New", "n@x.example"], [theirs.pk, "Other", "o@x.example"]]
    assert counts(bring_in(table(["id", "first_name", "email"], *rows))) == (2, 0, 0, 0)


def test_formula_cells_come_in_as_they_were(cast, bring_in):
    bring_in(table(["first_name", "phone"], ["'=Jane", "'+1-555"], ["'Quoted", "1"]))
    assert set(Contact.objects.values_list("first_name", "phone")) == {("=Jane", "+1-555"), ("'Quoted", "1")}


def test_statements_do_not_grow_with_rows(cast, bring_in):
    def statements(count, phone):
        rows = [[f"First{n}", f"p{n}@x.example", phone, "vip,fair"] for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            bring_in(table(["first_name", "email", "phone", "tags"], *rows))
        return len(queries)

    for phone in (1, 2, 2):  # all new, all changed, all the same
        few = statements(20, phone)
        assert statements(400, phone) < few + 60  # SQLite takes 999 values a statement
