"""The way through an import on the pages, with plain forms."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from tests import makers
from transfers.models import Transfer
from transfers.words import remaining

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


def test_says_one_company_for_one(cast, client):
    transfer = begun(client, b"First name,Company\nJane,Orchard\nBo,Orchard\n")
    client.post(f"/imports/{transfer.pk}/columns", chosen(transfer))
    assert "also makes 1 company." in client.get(f"/imports/{transfer.pk}").content.decode()


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


def test_two_columns_of_one_name_are_told_and_both_can_be_used(client, django_capture_on_commit_callbacks):
    transfer = begun(client, table(["Name", "Source", "Source"], ["Jane Smith", "Fair", "Web"]))
    page = client.get(f"/imports/{transfer.pk}").content.decode()
    assert "The later ones are numbered here, choose what each becomes: Source (2)." in page
    assert transfer.mapping[2] == ""
    client.post(f"/imports/{transfer.pk}/columns", chosen(transfer, column_2="job_title"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/imports/{transfer.pk}/run")
    assert Contact.objects.values_list("source", "job_title").get() == ("Fair", "Web")


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
        "Jane,no,'+1,2,email: Enter an e-mail address such as jane@example.com.",
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
        assert page(cast.marco).get(f"/imports/{transfer.pk}{path}").status_code == 404
    for path in ("/columns", "/reading", "/run", "/cancel", "/undo"):
        assert page(cast.zoe).post(f"/imports/{transfer.pk}{path}").status_code == 404
        assert page(cast.marco).post(f"/imports/{transfer.pk}{path}").status_code == 404
    assert Contact.objects.count() == 2


def test_says_that_the_file_was_there_before(client, bring_in):
    before = bring_in(customers(3))
    transfer = begun(client, customers(3))
    assert f'href="/imports/{before.pk}"' in client.get(f"/imports/{transfer.pk}").content.decode()
    client.post(f"/imports/{transfer.pk}/columns", chosen(transfer))
    assert f'href="/imports/{before.pk}"' in client.get(f"/imports/{transfer.pk}").content.decode()
    other = begun(client, customers(4))
    assert "was imported as contacts before" not in client.get(f"/imports/{other.pk}").content.decode()


def test_a_rehearsal_tells_field_by_field_what_would_change(cast, client):
    makers.contact(cast.olivia, "Jane", "Smith", email="jane@x.example", phone="+1 5", job_title="Buyer")
    makers.contact(cast.olivia, "Joe", "Smith", email="joe@x.example")
    rows = [
        ["Jane", "jane@x.example", "+1 6"],
        ["", "no", ""],
        ["Joe", "joe@x.example", ""],
        ["Jo", "JOE@x.example", ""],
    ]
    transfer = begun(client, table(["First name", "E-mail", "Phone"], *rows))
    client.post(f"/imports/{transfer.pk}/columns", chosen(transfer))
    page = client.get(f"/imports/{transfer.pk}").content.decode()
    assert 'Phone: <span class="was">+1 5</span> → +1 6' in page
    assert "“no”" in page
    assert "row 5 repeats row 4" in page
    assert Contact.objects.get(first_name="Jane").phone == "+1 5"


def shown(client, transfer, show="", page=""):
    return client.get(f"/imports/{transfer.pk}?show={show}&page={page}").content.decode()


def test_a_result_tells_every_row(cast, client, bring_in):
    makers.contact(cast.olivia, "Jane", "Smith", email="jane@x.example", assigned_to=cast.rita)
    rows = [
        ["Jane", "jane@x.example", "+1 6", cast.marco.user.email],
        ["John", "john@x.example", "", ""],
        ["", "", "", ""],
        ["Joe", "no", "", ""],
        ["Jack", "john@x.example", "", ""],
    ]
    transfer = bring_in(table(["First name", "E-mail", "Phone", "Owner"], *rows))
    assert "Enter an e-mail address such as jane@example.com." in shown(client, transfer, "refused")
    changed = shown(client, transfer, "updated")
    assert f'Owner: <span class="was">{cast.rita.full_name}</span> → <b>{cast.marco.full_name}</b>' in changed
    assert "Phone: <b>+1 6</b>" in changed
    repeated = shown(client, transfer, "repeated")
    assert "the same record as row 3" in repeated
    assert "1–1 of 1" in repeated
    every = shown(client, transfer, "all")
    assert "1–4 of 4" in every
    for odd in ("colour", "all&page=x", "all&page=0", "all&page=99999999999999999999"):
        assert client.get(f"/imports/{transfer.pk}?show={odd}").status_code == 200
    assert "No rows here." in shown(client, transfer, "all", "9")


def test_a_result_takes_as_many_queries_however_many_rows(client, bring_in):
    makers_rows = [[f"P{n}", f"p{n}@x.example", f"Company {n}"] for n in range(40)]
    bring_in(table(["First name", "E-mail", "Company"], *makers_rows))
    few = bring_in(table(["First name", "E-mail", "Company"], ["Q", "p1@x.example", "Other"]))
    many = bring_in(
        table(["First name", "E-mail", "Company"], *([f"R{n}", *row[1:]] for n, row in enumerate(makers_rows)))
    )
    shown(client, few, "updated")
    with CaptureQueriesContext(connection) as once:
        shown(client, few, "updated")
    with CaptureQueriesContext(connection) as often:
        shown(client, many, "updated")
    assert len(often) == len(once)


def test_stopping_a_rehearsal_says_that_nothing_was_written(client):
    transfer = begun(client)
    Transfer.objects.filter(pk=transfer.pk).update(status="rehearsing", rows=4_000)
    assert "4,000 rows so far" in client.get(f"/imports/{transfer.pk}").content.decode()
    client.post(f"/imports/{transfer.pk}/cancel")
    page = client.get(f"/imports/{transfer.pk}").content.decode()
    assert "stopped before anything was written" in page
    assert "Row by row" not in page


def test_the_list_shows_what_runs(client, bring_in):
    transfer = bring_in(customers(3))
    assert "every 2s" not in client.get("/imports").content.decode()
    Transfer.objects.filter(pk=transfer.pk).update(status="running", rows=10, position=4)
    page = client.get("/imports").content.decode()
    assert "running 40 %" in page
    assert 'hx-trigger="every 2s"' in page


def test_an_undo_shows_how_far_it_is_and_what_was_kept(cast, client, bring_in):
    transfer = bring_in(customers(6))
    touched = Contact.objects.get(email="person1@shop.example")
    touched.change(by=cast.olivia, job_title="Boss")
    Transfer.objects.filter(pk=transfer.pk).update(undo_state="running", undo_position=3)
    assert "3 of 9 taken back" in client.get(f"/imports/{transfer.pk}").content.decode()
    Transfer.objects.filter(pk=transfer.pk).update(undo_state="", undo_position=0)
    client.post(f"/imports/{transfer.pk}/undo")
    page = client.get(f"/imports/{transfer.pk}").content.decode()
    assert "This import is undone" in page
    assert f'href="{touched.get_absolute_url()}"' in page


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (3, "a few seconds left"),
        (12, "15 seconds left"),
        (56, "about a minute left"),
        (150, "about 3 minutes left"),
        (3_600, "about an hour left"),
        (10_000, "about 3 hours left"),
    ],
)
def test_says_in_words_how_long_it_takes_yet(seconds, words):
    assert remaining(seconds) == words
