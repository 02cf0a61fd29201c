"""On which terms rows are taken: what finds a record, what an empty cell does, what stands in for one."""

import pytest

from contacts.models import Company, Contact
from tests import makers

from .conftest import counts, reasons
from .files import table


def test_a_contact_is_found_by_either_of_its_phones(cast, bring_in):
    jane = makers.contact(cast.olivia, phone="+49 171 1234567", mobile="0043 1 5550100", email="jane@x.example")
    rows = [["Jane", "(+49) 171-1234567", "new@x.example"], ["Joan", "+43 1 5550100", ""], ["Ann", "555 0100", ""]]
    transfer = bring_in(table(["first_name", "phone", "email"], *rows), match_by="phone")
    assert counts(transfer) == (1, 2, 0, 0)
    jane.refresh_from_db()
    assert (jane.first_name, jane.phone, jane.email) == ("Joan", "+43 1 5550100", "new@x.example")
    assert Contact.objects.get(first_name="Ann").phone == "555 0100"


def test_an_external_id_finds_its_record_whatever_else_differs(cast, bring_in):
    makers.contact(cast.olivia, "Jane", "Old", external_id="A-7", email="jane@x.example")
    other = makers.contact(cast.olivia, "Joan", "Other", email="joan@x.example")
    text = table(["external_id", "first_name", "last_name", "email"], ["A-7", "Joan", "New", "joan@x.example"])
    assert counts(bring_in(text, match_by="external_id")) == (0, 1, 0, 0)
    assert Contact.objects.get(external_id="A-7").last_name == "New"
    other.refresh_from_db()
    assert other.last_name == "Other"


def test_a_company_too(cast, bring_in):
    makers.company(cast.olivia, "Acme Corp", external_id="C1")
    text = table(["external_id", "name"], ["C1", "Acme Incorporated"], ["C2", "Acme Incorporated"])
    assert counts(bring_in(text, kind="company", match_by="external_id")) == (1, 1, 0, 0)
    assert sorted(Company.objects.values_list("name", "external_id")) == [
        ("Acme Incorporated", "C1"),
        ("Acme Incorporated", "C2"),
    ]


def test_empty_cells_keep_or_clear(cast, bring_in):
    values = {"job_title": "CTO", "phone": "1", "tags": ["vip"], "company": "Old Co", "assigned_to": cast.marco}
    jane = makers.contact(cast.olivia, email="j@x.example", **values)
    header = ["email", "job_title", "tags", "company", "owner", "status"]
    text = table(header, ["j@x.example", "", " ", "", "", ""])
    assert counts(bring_in(text)) == (0, 0, 1, 0)
    transfer = bring_in(text, blank="clear")
    assert counts(transfer) == (0, 1, 0, 0)
    jane = Contact.objects.get(pk=jane.pk)
    assert (jane.job_title, jane.tag_names, jane.company, jane.assigned_to) == ("", [], None, None)
    assert (jane.phone, jane.status) == ("1", "active"), "no column speaks of the one, the other cannot be empty"
    change = transfer.act.changes.get(kind="contact")
    assert change.fields["job_title"] == ["CTO", ""]
    assert change.fields["tags"] == [["vip"], []]


def test_clearing_never_leaves_a_contact_without_a_name(cast, bring_in):
    makers.contact(cast.olivia, "Jane", "", email="j@x.example")
    transfer = bring_in(table(["email", "first_name", "last_name"], ["j@x.example", "", ""]), blank="clear")
    assert counts(transfer) == (0, 0, 0, 1)
    assert "first or a last name" in reasons(transfer)[2]


def test_defaults_fill_what_is_empty_and_tags_join(cast, bring_in):
    has = makers.contact(cast.olivia, email="has@x.example", source="Web", assigned_to=cast.rita, tags=["vip"])
    bare = makers.contact(cast.olivia, email="bare@x.example")
    rows = [["Has", "has@x.example", ""], ["Bare", "bare@x.example", ""], ["New", "new@x.example", "Own"]]
    given = {"assigned_to": "marco@acme.example", "source": "Fair", "tags": "fair 2026"}
    transfer = bring_in(table(["first_name", "email", "source"], *rows), defaults=given)
    assert counts(transfer) == (1, 2, 0, 0)
    found = {c.email: (c.source, c.assigned_to, c.tag_names) for c in Contact.objects.all()}
    assert found[has.email] == ("Web", cast.rita, ["fair 2026", "vip"])
    assert found[bare.email] == ("Fair", cast.marco, ["fair 2026"])
    assert found["new@x.example"] == ("Own", cast.marco, ["fair 2026"])
    again = bring_in(table(["first_name", "email", "source"], *rows), defaults=given)
    assert counts(again) == (0, 0, 3, 0)


def test_rows_that_mean_the_same_record_are_both_told(cast, bring_in):
    rows = [["Jane", "j@x.example"], ["Bob", "b@x.example"], ["Janet", "J@x.example"], ["", "no address"]]
    rows += [["Janet", "j@x.example"]]
    transfer = bring_in(table(["first_name", "email"], *rows))
    assert counts(transfer) == (2, 1, 1, 1)
    assert transfer.repeated == 2
    outcomes = transfer.chunks.get().outcomes
    assert [(row, earlier) for row, _outcome, _record, earlier in outcomes] == [(2, 0), (3, 0), (4, 2), (5, 0), (6, 4)]
    assert Contact.objects.get(email_key="j@x.example").first_name == "Janet"


@pytest.mark.parametrize("mode", ["create", "update"])
def test_the_mode_holds_for_every_way_of_matching(cast, bring_in, mode):
    makers.contact(cast.olivia, "Jane", external_id="1")
    rows = [["1", "Jane", "CTO"], ["2", "Bob", "CEO"]]
    transfer = bring_in(table(["external_id", "first_name", "job_title"], *rows), match_by="external_id", mode=mode)
    assert counts(transfer) == ((1, 0, 0, 1) if mode == "create" else (0, 1, 0, 1))
