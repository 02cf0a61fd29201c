"""POST /contacts/import: contacts as JSON or as a file."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contacts.models import Contact
from tests import makers
from transfers.models import Transfer

PATH = "/api/v1/contacts/import"
ANSWER = {"created", "updated", "skipped", "failed", "errors", "job_id"}


def counts(answer):
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body.keys() == ANSWER
    return [body[name] for name in ("created", "updated", "skipped", "failed")]


class TestJson:
    def test_takes_what_a_contact_has(self, cast, olivia):
        makers.custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Blue"])
        makers.custom_field(cast.olivia, "Seats", type="number")
        makers.custom_field(cast.olivia, "Parts", type="multiselect", options=["A", "B"])
        sent = {
            "name": "Jane van Dyck",
            "email": "jane@x.example",
            "phone": "+49 30 901820",
            "company": "Orchard",
            "source": "=Web",
            "notes": "One\nTwo, \"three\"; 'four'",
            "tags": ["vip", "Beta"],
            "dnc": True,
            "custom": {"plan": "gold", "seats": 2.5, "parts": ["b", "a"]},
            "assigned_to": cast.rita.pk,
        }
        answer = olivia.post(PATH, {"contacts": [sent]})
        assert counts(answer) == [1, 0, 0, 0]
        (made,) = olivia.get("/api/v1/contacts").json()["items"]
        told = {**sent, "tags": ["Beta", "vip"], "custom": {"plan": "Gold", "seats": 2.5, "parts": ["A", "B"]}}
        assert {name: made[name] for name in sent} == told

    def test_keeps_good_rows_and_names_bad_ones(self, cast, olivia):
        makers.custom_field(cast.olivia, "Seats", type="number")
        rows = [
            {"name": "Ann"},
            {"name": "Bob", "email": "no address", "phone": 5},
            {"email": "nameless@x.example"},
            "Cid",
            {"name": "Dee", "custom": {"seats": "many", "nope": 1}},
            {"name": "Eve", "assigned_to": cast.zoe.pk},
            {"name": "Fay", "emial": "x"},
            {"first_name": "Gus", "last_name": "G"},
        ]
        answer = olivia.post(PATH, rows)
        assert counts(answer) == [2, 0, 0, 6]
        told = [(error["row"], error["field"]) for error in answer.json()["errors"]]
        assert told == [
            (2, "email"), (2, "phone"), (3, "first_name"), (4, "body"), (5, "custom.seats"), (5, "custom.nope"),
            (6, "assigned_to"), (7, "emial"),
        ]  # fmt: skip
        assert set(Contact.objects.values_list("first_name", flat=True)) == {"Ann", "Gus"}

    def test_says_row_by_row_what_the_import_refuses(self, cast, olivia):
        makers.contact(cast.olivia, "Ann", email="ann@x.example")
        rows = [5, {"name": "Bob", "email": "bob@x.example"}, {"name": "Ann", "email": "ANN@x.example"}]
        answer = olivia.post(PATH, {"contacts": rows, "mode": "create"})
        assert counts(answer) == [1, 0, 0, 2]
        assert [error["row"] for error in answer.json()["errors"]] == [1, 3]

    @pytest.mark.parametrize(
        ("mode", "expected"),
        [("create", [1, 0, 0, 2]), ("update", [0, 1, 1, 1]), ("upsert", [1, 1, 1, 0]), (None, [1, 1, 1, 0])],
    )
    @pytest.mark.parametrize("where", ["body", "query"])
    def test_has_three_modes(self, cast, olivia, mode, expected, where):
        makers.contact(cast.olivia, "Ann", "A", email="ann@x.example", phone="1")
        makers.contact(cast.olivia, "Bob", "B", email="bob@x.example")
        rows = [
            {"email": "ann@x.example", "first_name": "Ann", "phone": "2"},
            {"email": "bob@x.example", "first_name": "Bob", "phone": None},
            {"email": "new@x.example", "first_name": "New"},
        ]
        path = f"{PATH}?mode={mode}" if where == "query" and mode else PATH
        answer = olivia.post(path, {"contacts": rows, **({"mode": mode} if where == "body" else {})})
        assert counts(answer) == expected

    def test_is_a_job_like_any_other(self, cast, olivia):
        made = olivia.post(PATH, [{"name": "Ann"}]).json()
        transfer = Transfer.objects.get(pk=made["job_id"])
        assert (transfer.member, transfer.created, transfer.status) == (cast.olivia, 1, "done")
        assert olivia.get(f"/api/imports/{made['job_id']}").status_code == 200
        assert olivia.post(f"/api/imports/{made['job_id']}/undo").status_code == 200
        assert not Contact.objects.exists()

    def test_without_a_good_row_is_no_job(self, olivia):
        answer = olivia.post(PATH, [{"phone": 5}])
        assert counts(answer) == [0, 0, 0, 1]
        assert (answer.json()["job_id"], Transfer.objects.count()) == (None, 0)

    def test_rehearses(self, olivia):
        assert counts(olivia.post(f"{PATH}?dry_run=true", [{"name": "Ann"}])) == [1, 0, 0, 0]
        assert not Contact.objects.exists()
        assert not Transfer.objects.exists()

    @pytest.mark.parametrize(
        ("body", "path"),
        [({}, "contacts"), ([], "contacts"), ({"contacts": 5}, "contacts"), ({"contacts": []}, "contacts"), (5, "contacts"),
         ({"rows": []}, "rows"), ([{"name": "A"}] * 5_001, "contacts"), ({"contacts": [{"name": "A"}], "mode": "x"}, "mode"),
         ({"contacts": [{"name": "A"}], "mode": 5}, "mode")],
    )  # fmt: skip
    def test_refuses_what_is_no_list_of_contacts(self, olivia, body, path):
        answer = olivia.post(PATH, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])
        assert not Contact.objects.exists()

    @pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x" * 300, 2**70, [], {}, True])
    @pytest.mark.parametrize("name", ["name", "email", "tags", "custom", "company", "dnc", "assigned_to"])
    def test_breaks_at_nothing(self, olivia, name, text):
        body = json.dumps([{"name": "Jane", name: text}, {"name": "Good"}])
        answer = olivia.generic("POST", PATH, body, content_type="application/json")
        assert answer.status_code in (200, 400, 422)

    def test_asks_not_more_often_for_more(self, cast, olivia, django_assert_max_num_queries):
        makers.custom_field(cast.olivia, "Plan")
        for count in (2, 25):
            rows = [
                {"name": f"P{n} of {count}", "company": f"C{n}", "tags": [f"t{n}"], "custom": {"plan": "A"}}
                for n in range(count)
            ]
            with django_assert_max_num_queries(62):  # tallies are folded by chance
                assert counts(olivia.post(PATH, rows)) == [count, 0, 0, 0]


class TestFile:
    def send(self, client, text, **fields):
        file = SimpleUploadedFile("people.csv", text.encode(), content_type="text/csv")
        return client.post(PATH, {"file": file, **fields}, format="multipart")

    def test_is_taken_as_the_house_takes_it(self, cast, olivia):
        makers.custom_field(cast.olivia, "Plan")
        makers.contact(cast.olivia, "Ann", "A", email="ann@x.example")
        text = "Name,E-mail,Company,Tags,Plan\nAnn A,ann@x.example,Orchard,vip,Gold\nBob B,wrong,,,\nCid C,,,,\n"
        answer = self.send(olivia, text)
        assert counts(answer) == [1, 1, 0, 1]
        (error,) = answer.json()["errors"]
        assert (error["row"], error["field"]) == (3, "email")
        ann = olivia.get("/api/v1/contacts?q=ann").json()["items"][0]
        assert (ann["company"], ann["tags"], ann["custom"]) == ("Orchard", ["vip"], {"plan": "Gold"})

    def test_has_a_mode_too(self, cast, olivia):
        assert counts(self.send(olivia, "Name\nAnn A\n", mode="update")) == [0, 0, 0, 1]

    def test_must_be_there_and_readable(self, olivia):
        for answer, path in (
            (olivia.post(PATH, {"mode": "create"}, format="multipart"), "file"),
            (self.send(olivia, ""), "file"),
            (self.send(olivia, "Colour\nRed\n"), "file"),
            (self.send(olivia, "Name\nAnn\n", mode="x"), "mode"),
        ):
            assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])


def test_is_for_admins(cast, org):
    for who, status in (("marco", 403), ("rita", 403), ("tess", 403), ("zoe", 200)):
        assert org(getattr(cast, who)).post(PATH, [{"name": "Ann"}]).status_code == status
    assert list(Contact.objects.values_list("organization", flat=True)) == [cast.rival.pk]
