"""Columns of a file that are custom fields."""

import pytest

from contacts.models import Contact
from tests.makers import company, contact, custom_field, deal, lead
from transfers.intake import take_in

from .conftest import counts, reasons
from .files import table, upload


@pytest.fixture
def shaped(cast):
    """Olivia's contacts have a plan (Gold or Silver), seats, an end and a fax."""
    custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Silver"])
    custom_field(cast.olivia, "Seats bought", key="seats", type="number")
    custom_field(cast.olivia, "Contract ends", key="ends", type="date")
    custom_field(cast.olivia, "Fax")


def jane(member):
    return Contact.objects.visible_to(member).get(email="jane@x.example")


def test_is_known_by_name_label_and_key(cast, shaped):
    header = ["Email", "custom.plan", "SEATS BOUGHT", "ends", "First name"]
    transfer = take_in(upload(table(header, ["j@x.example"] * 5)), kind="contact", by=cast.olivia)
    assert transfer.mapping == ["email", "custom.plan", "custom.seats", "custom.ends", "first_name"]


def test_our_own_names_come_first(cast):
    custom_field(cast.olivia, "Source", key="origin")
    transfer = take_in(upload(table(["Source", "Origin"], ["a", "b"])), kind="contact", by=cast.olivia)
    assert transfer.mapping == ["source", "custom.origin"]


def test_is_nothing_to_another_organization(cast, shaped):
    transfer = take_in(upload(table(["Email", "custom.plan"], ["j@x.example", "Gold"])), kind="contact", by=cast.zoe)
    assert transfer.mapping == ["email", ""]


def test_fills_new_records(cast, shaped, bring_in):
    file = table(
        ["first_name", "email", "plan", "seats", "ends", "fax"],
        ["Jane", "jane@x.example", "gold", "1,200", "31.1.2027", "'+49 30 1"],
    )
    assert counts(bring_in(file)) == (1, 0, 0, 0)
    assert jane(cast.olivia).custom == {"plan": "Gold", "seats": 1200, "ends": "2027-01-31", "fax": "+49 30 1"}


def test_gives_defaults_where_the_file_says_nothing(cast, bring_in):
    custom_field(cast.olivia, "Plan", default="Free")
    bring_in(table(["first_name", "plan"], ["Jane", ""], ["Joe", "Gold"]))
    found = Contact.objects.visible_to(cast.olivia).values_list("first_name", "custom")
    assert dict(found) == {"Jane": {"plan": "Free"}, "Joe": {"plan": "Gold"}}


def test_refuses_wrong_cells(cast, shaped, bring_in):
    transfer = bring_in(
        table(
            ["first_name", "email", "plan", "seats", "ends"],
            ["Jane", "jane@x.example", "Bronze", "many", "1/2/2027"],
            ["Joe", "joe@x.example", "Silver", "", ""],
        )
    )
    assert counts(transfer) == (1, 0, 0, 1)
    assert set(reasons(transfer)[2].split("; ")) == {
        "custom.plan: Give one of: Gold, Silver.",
        "custom.seats: Give a number.",
        "custom.ends: Give a day as YYYY-MM-DD.",
    }


def test_says_so_in_the_api(cast, shaped, rest):
    file = upload(table(["first_name", "plan"], ["Jane", "Bronze"]))
    answer = rest(cast.olivia).post("/api/contacts/import", {"file": file}, format="multipart")
    assert answer.json()["errors"] == ["Row 2: custom.plan: Give one of: Gold, Silver."]


def test_is_mapped_by_the_api(cast, shaped, rest):
    file = upload(table(["first_name", "Tier"], ["Jane", "Gold"]))
    asked = {"file": file, "mapping": '{"Tier": "custom.plan"}'}
    assert rest(cast.olivia).post("/api/contacts/import", asked, format="multipart").json()["imported"] == 1
    assert Contact.objects.visible_to(cast.olivia).get().custom == {"plan": "Gold"}


def test_compares_each_by_itself(cast, shaped, bring_in):
    contact(cast.olivia, email="jane@x.example", custom={"plan": "Gold", "seats": 3})
    header = ["email", "plan", "seats"]
    assert counts(bring_in(table(header, ["jane@x.example", "GOLD", "3.0"]))) == (0, 0, 1, 0)
    transfer = bring_in(table(header, ["jane@x.example", "Silver", ""]))
    assert counts(transfer) == (0, 1, 0, 0)
    assert jane(cast.olivia).custom == {"plan": "Silver", "seats": 3}
    assert transfer.act.changes.get().fields == {"custom.plan": ["Gold", "Silver"]}


def test_empties_where_that_is_asked_for(cast, shaped, bring_in):
    custom_field(cast.olivia, "News", type="boolean")
    custom_field(cast.olivia, "Tier", required=True)
    values = {"plan": "Gold", "seats": 0, "fax": "1", "news": False, "tier": "A"}
    contact(cast.olivia, email="jane@x.example", custom=values)
    header = ["email", "plan", "seats", "news", "tier"]
    bring_in(table(header, ["jane@x.example", "Silver", "", "", ""]), blank="clear")
    assert jane(cast.olivia).custom == {"plan": "Silver", "fax": "1", "tier": "A"}


def test_joins_rows_of_one_record(cast, shaped, bring_in):
    header = ["first_name", "email", "plan", "seats"]
    bring_in(table(header, ["Jane", "jane@x.example", "Gold", ""], ["Jane", "jane@x.example", "", "7"]))
    assert jane(cast.olivia).custom == {"plan": "Gold", "seats": 7}


def test_is_taken_back(cast, shaped, bring_in, rest):
    contact(cast.olivia, email="jane@x.example", custom={"plan": "Gold", "fax": "1"})
    transfer = bring_in(
        table(["first_name", "email", "plan", "seats"], ["", "jane@x.example", "Silver", "2"], ["Joe", "", "Gold", "1"])
    )
    assert counts(transfer) == (1, 1, 0, 0)
    assert rest(cast.olivia).post(f"/api/imports/{transfer.pk}/undo").status_code == 200
    assert jane(cast.olivia).custom == {"plan": "Gold", "fax": "1"}
    assert Contact.objects.visible_to(cast.olivia).count() == 1


def test_is_told_row_by_row(cast, bring_in, rest):
    custom_field(cast.olivia, "CRM id", key="crm_id")
    contact(cast.olivia, email="jane@x.example", custom={"crm_id": "1"})
    transfer = bring_in(table(["email", "crm_id"], ["jane@x.example", "2"]))
    told = rest(cast.olivia).get(f"/api/imports/{transfer.pk}").json()["data"]["results"]["data"]
    assert told[0]["changes"] == {"custom.crm_id": ["1", "2"]}


def test_is_remembered_until_the_field_goes(cast, shaped, bring_in):
    file = table(["first_name", "Tier"], ["Jane", "Gold"])
    bring_in(file, mapping=["first_name", "custom.plan"])
    again = take_in(upload(file), kind="contact", by=cast.olivia)
    assert again.mapping == ["first_name", "custom.plan"]
    cast.olivia.organization.shape = [row for row in cast.olivia.organization.shape if row["key"] != "plan"]
    assert take_in(upload(file), kind="contact", by=cast.olivia).mapping == ["first_name", ""]


def test_asks_again_when_the_field_went_meanwhile(cast, rest, bring_in):
    transfer = bring_in(table(["first_name", "Tier"], ["Jane", "Gold"]), mapping=["first_name", "custom.gone"])
    assert (transfer.status, transfer.created) == ("failed", 0)
    assert transfer.failure.startswith("The custom field of the column “Tier” is not there any more.")


def test_takes_do_not_contact(cast, bring_in, rest):
    contact(cast.olivia, "Jane", email="jane@x.example", dnc=True)
    header = ["first_name", "email", "Do not contact"]
    assert counts(bring_in(table(header, ["", "jane@x.example", ""], ["Joe", "joe@x.example", "perhaps"]))) == (
        0,
        0,
        1,
        1,
    )
    transfer = bring_in(table(header, ["", "jane@x.example", "no"], ["Joe", "joe@x.example", "Yes"]))
    assert counts(transfer) == (1, 1, 0, 0)
    answer = rest(cast.olivia).get("/api/contacts/export?columns=email,dnc")
    lines = b"".join(answer.streaming_content).decode().split()
    assert set(lines) == {"email,dnc", "jane@x.example,false", "joe@x.example,true"}


@pytest.mark.parametrize("kind", ["company", "lead", "deal"])
def test_fills_every_kind(cast, bring_in, kind):
    custom_field(cast.olivia, "Plan", entity=kind)
    name = "last_name" if kind == "lead" else "name"
    record = {"company": company, "lead": lead, "deal": deal}[kind](cast.olivia, **{name: "Old"})
    found = {"email": "old@x.example"} if kind == "lead" else {}
    record.change(by=cast.olivia, custom={"plan": "Gold"}, **found)
    header, key = [name, *found, "custom.plan"], list(found.values())
    transfer = bring_in(
        table(header, ["Old", *key, "Silver"], ["New", *(["n@x.example"] if key else []), "Gold"]), kind=kind
    )
    assert counts(transfer) == (1, 1, 0, 0)
    values = dict(type(record).objects.visible_to(cast.olivia).values_list(name, "custom"))
    assert values == {"Old": {"plan": "Silver"}, "New": {"plan": "Gold"}}
