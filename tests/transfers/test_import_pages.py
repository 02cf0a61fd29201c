"""The way through an import on the pages, with plain forms."""

import pytest

from contacts.models import Contact
from transfers.models import Transfer

from .files import customers, table, upload


@pytest.fixture
def client(cast, page):
    return page(cast.olivia)


def begun(client, content=None, kind="contact", name="people.csv"):
    answer = client.post("/imports/new", {"kind": kind, "file": upload(content or customers(30), name)})
    assert answer.status_code == 302, answer.content.decode()
    return Transfer.objects.latest("pk")


def chosen(transfer, **changes):
    columns = {f"column_{n}": field for n, field in enumerate(transfer.mapping)}
    usual = next(iter(transfer.of.resource_class.MATCHES))
    return {"mode": "upsert", "match_by": usual, "blank": "keep", **columns, **changes}


def test_from_file_to_result_and_back(cast, client, django_capture_on_commit_callbacks):
    transfer = begun(client)
    url = f"/imports/{transfer.pk}"
    columns = client.get(url).content.decode()
    assert "Check the columns" in columns
    assert "9 of 12 columns are used" in columns
    client.post(f"{url}/columns", chosen(transfer))
    rehearsal = client.get(url).content.decode()
    assert "Import 30 rows" in rehearsal
    assert "also makes 15 companies" in rehearsal
    assert Contact.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{url}/run").status_code == 302
    assert "30 rows imported." in client.get(url).content.decode()
    assert Contact.objects.count() == 30
    client.post(f"{url}/undo")
    assert "45 records are as they were" in client.get(url).content.decode()
    assert Contact.objects.count() == 0


def test_columns_are_corrected_by_hand_and_remembered(client, bring_in):
    text = table(["Who", "Where to", "Colour"], ["Jane Smith", "j@x.example", "red"])
    transfer = begun(client, text)
    assert transfer.mapping == ["", "", ""]
    refused = client.post(f"/imports/{transfer.pk}/columns", chosen(transfer))
    assert refused.status_code == 422
    assert "Let one of the columns fill" in refused.content.decode()
    twice = client.post(f"/imports/{transfer.pk}/columns", chosen(transfer, column_0="email", column_1="email"))
    assert "fills this already" in twice.content.decode()
    client.post(f"/imports/{transfer.pk}/columns", chosen(transfer, column_0="full_name", column_1="email"))
    client.post(f"/imports/{transfer.pk}/run")
    Transfer.objects.filter(pk=transfer.pk).update(status="done")
    assert begun(client, text).mapping == ["full_name", "email", ""]


def test_encoding_and_delimiter_are_changed_by_hand(client):
    transfer = begun(client, table(["Vorname", "Nachname"], ["Jörg", "Müller"], delimiter=";").encode("cp1252"))
    assert (transfer.encoding, transfer.delimiter) == ("cp1252", ";")
    client.post(f"/imports/{transfer.pk}/reading", {"encoding": "cp1252", "delimiter": ","})
    transfer.refresh_from_db()
    assert transfer.header == ["Vorname;Nachname"]
    client.post(f"/imports/{transfer.pk}/reading", {"encoding": "iso-8859-1", "delimiter": ";"})
    transfer.refresh_from_db()
    assert (transfer.header, transfer.mapping) == (["Vorname", "Nachname"], ["first_name", "last_name"])
    client.post(f"/imports/{transfer.pk}/reading", {"encoding": "klingon", "delimiter": ";"})
    transfer.refresh_from_db()
    assert transfer.encoding == "iso-8859-1"


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "empty"), (b"name,email\n", "no rows"), (b"\x89PNG\r\n\x1a\n123", "picture"), (b"PK\x03\x04x", "damaged")],
)
def test_says_what_is_wrong_with_the_file(client, settings, content, word):
    answer = client.post("/imports/new", {"kind": "contact", "file": upload(content)})
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert Transfer.objects.count() == 0
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_asks_for_a_file(client):
    answer = client.post("/imports/new", {"kind": "planet"})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.content.decode()


def test_refused_rows_come_back_with_their_reasons(client, bring_in):
    transfer = bring_in(table(["first_name", "email", "phone"], ["Jane", "no", "+1"], ["John", "j@x.example", "2"]))
    got = client.get(f"/imports/{transfer.pk}/refused")
    text = got.getvalue().decode("utf-8-sig")
    assert text.splitlines() == [
        "first_name,email,phone,Row,Reason",
        "Jane,no,'+1,2,email: Enter a valid email address.",
    ]
    assert bring_in(text.replace("no,", "jane@x.example,")).created == 1
    assert Contact.objects.get(email="jane@x.example").phone == "+1"


def test_a_run_shows_how_far_it_is(cast, client):
    transfer = begun(client)
    Transfer.objects.filter(pk=transfer.pk).update(status="running", rows=1_000, position=412)
    whole = client.get(f"/imports/{transfer.pk}").content.decode()
    assert '<progress max="1000" value="412" ' in whole
    assert "412 of 1,000 rows" in whole
    part = client.get(f"/imports/{transfer.pk}/progress", HTTP_HX_REQUEST="true")
    assert part.content.decode().startswith("<title>41 % · people.csv")
    Transfer.objects.filter(pk=transfer.pk).update(status="done")
    over = client.get(f"/imports/{transfer.pk}/progress", HTTP_HX_REQUEST="true")
    assert over["HX-Redirect"] == f"/imports/{transfer.pk}"


def test_what_has_begun_cannot_be_changed(client):
    transfer = begun(client)
    Transfer.objects.filter(pk=transfer.pk).update(status="running")
    client.post(f"/imports/{transfer.pk}/columns", chosen(transfer, mode="create"))
    client.post(f"/imports/{transfer.pk}/reading", {"encoding": "cp1252", "delimiter": ";"})
    transfer.refresh_from_db()
    assert (transfer.mode, transfer.encoding, transfer.status) == ("upsert", "utf-8-sig", "running")
    client.post(f"/imports/{transfer.pk}/cancel")
    transfer.refresh_from_db()
    assert transfer.status == "cancelled"


def test_dropping_a_draft_forgets_its_file(client, settings):
    transfer = begun(client)
    client.post(f"/imports/{transfer.pk}/cancel")
    assert Transfer.objects.count() == 0
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_history_lists_what_came_in_and_went_out(client, bring_in):
    assert "Nothing came in yet" in client.get("/imports").content.decode()
    bring_in(customers(2))
    client.get("/export/contact?file_format=csv").getvalue()
    shown = client.get("/imports?page=x").content.decode()
    assert "Import, contacts" in shown
    assert "Export, contacts" in shown


def test_other_organizations_and_members_find_nothing(cast, page, bring_in):
    transfer = bring_in(customers(2))
    for path in ("", "/progress", "/refused"):
        assert page(cast.zoe).get(f"/imports/{transfer.pk}{path}").status_code == 404
        assert page(cast.marco).get(f"/imports/{transfer.pk}{path}").status_code == 403
    for path in ("/columns", "/reading", "/run", "/cancel", "/undo"):
        assert page(cast.zoe).post(f"/imports/{transfer.pk}{path}").status_code == 404
        assert page(cast.marco).post(f"/imports/{transfer.pk}{path}").status_code == 403
    assert Contact.objects.count() == 2
