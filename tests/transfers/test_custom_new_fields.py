"""Columns that become custom fields in the mapping step."""

import pytest

from contacts.models import Contact
from customization.models import CustomField
from tests.makers import custom_field
from transfers import newfields
from transfers.intake import take_in
from transfers.models import Transfer
from transfers.newfields import NEW, guess_type

from .files import table, upload

PEOPLE = table(
    ["First name", "Email", "Tier", "Seats", "Since"],
    *([f"P{n}", f"p{n}@x.example", ["Gold", "silver"][n % 2], f"{n},500", f"{n + 1}.2.2024"] for n in range(6)),
)


@pytest.mark.parametrize(
    ("texts", "type_", "options"),
    [
        ([], "text", []),
        (["Anna", "Bert"], "text", []),
        (["Gold", "gold", "Silver"] * 3, "select", ["Gold", "Silver"]),
        (["de; en", "en", "fr;de", "fr", "de", "en"], "multiselect", ["de", "en", "fr"]),
        (["yes", "No"], "boolean", []),
        (["1", "0"], "boolean", []),
        (["1", "1"], "number", []),
        (["1,200.50", "-3"], "number", []),
        (["01067", "10115"], "text", []),
        (["+49 30 1", "+49 30 2"], "text", []),
        (["12345678901234567890"], "text", []),
        (["31.1.2024", "2024-02-29"], "date", []),
        (["1/2/2024"], "text", []),
        (["2024-02-29 10:30"], "text", []),
        (["a@x.example", "b@x.example"], "email", []),
        (["https://x.example", "www.y.example"], "url", []),
        (["x.example"], "text", []),
        ([f"Long {'word ' * 10}"] * 5, "text", []),
    ],
)
def test_guesses(texts, type_, options):
    assert guess_type(texts) == (type_, options)


def test_knows_no_options_of_half_a_column(monkeypatch):
    assert guess_type(["Gold", "Silver"] * 9, is_whole=False) == ("text", [])


def press(client, transfer, *mapping):
    chosen = {f"column_{n}": field for n, field in enumerate(mapping)}
    terms = {"mode": "upsert", "match_by": "email", "blank": "keep"}
    return client.post(f"/imports/{transfer.pk}/columns", chosen | terms)


def test_makes_fields_and_fills_them(cast, page, django_capture_on_commit_callbacks):
    transfer = take_in(upload(PEOPLE), kind="contact", by=cast.olivia)
    client = page(cast.olivia)
    assert NEW in client.get(f"/imports/{transfer.pk}").content.decode()
    answer = press(client, transfer, "first_name", "email", NEW, NEW, NEW)
    assert answer.status_code == 302
    transfer.refresh_from_db()
    assert transfer.mapping == ["first_name", "email", "custom.tier", "custom.seats", "custom.since"]
    assert transfer.rehearsal["counts"] == {"created": 6, "updated": 0, "unchanged": 0, "refused": 0}
    fields = {field.key: (field.type, field.options) for field in CustomField.objects.visible_to(cast.olivia)}
    assert fields == {"tier": ("select", ["Gold", "silver"]), "seats": ("number", []), "since": ("date", [])}
    shown = client.get(f"/imports/{transfer.pk}").content.decode()
    assert "There are new custom fields: Tier (One of a list), Seats (Number), Since (Date)." in shown
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/imports/{transfer.pk}/run")
    found = Contact.objects.visible_to(cast.olivia).get(first_name="P1").custom
    assert found == {"tier": "silver", "seats": 1500, "since": "2024-02-02"}


def test_is_for_admins(cast, page):
    transfer = take_in(upload(table(["Last name", "Tier"], ["A", "B"])), kind="lead", by=cast.marco)
    client = page(cast.marco)
    assert NEW not in client.get(f"/imports/{transfer.pk}").content.decode()
    assert press(client, transfer, "last_name", NEW).status_code == 422
    assert not CustomField.objects.exists()


def test_makes_all_or_none(cast, page, monkeypatch):
    monkeypatch.setattr(CustomField, "MOST", 3)
    for n in range(2):
        custom_field(cast.olivia, f"F{n}")
    transfer = take_in(upload(PEOPLE), kind="contact", by=cast.olivia)
    answer = press(page(cast.olivia), transfer, "first_name", "email", NEW, NEW, "")
    assert answer.status_code == 422
    assert "There are at most 3 fields." in answer.content.decode()
    assert CustomField.objects.count() == 2
    assert Transfer.objects.get().status == Transfer.DRAFT


def test_makes_nothing_where_another_column_is_wrong(cast, page):
    transfer = take_in(upload(PEOPLE), kind="contact", by=cast.olivia)
    assert press(page(cast.olivia), transfer, "email", "email", NEW, "", "").status_code == 422
    assert not CustomField.objects.exists()


def test_reads_a_long_file_only_so_far(cast, monkeypatch):
    monkeypatch.setattr(newfields, "LOOKED_AT", 4)
    transfer = take_in(upload(PEOPLE), kind="contact", by=cast.olivia)
    transfer.mapping = ["first_name", "email", NEW, NEW, ""]
    made = newfields.add_new_fields(transfer, by=cast.olivia)
    assert [field.type for field in made] == ["text", "number"]
