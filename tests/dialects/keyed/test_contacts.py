"""Contacts in the Key API, row by row of its contract."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from tests import makers

CONTACTS = "/api/key/contacts"
JANE = {"first_name": "Jane", "email": "jane@example.com"}
WHOLE = {
    "first_name": "John", "last_name": "Doe", "email": "johndoe@example.com", "phone": "+1234567890",
    "company": "Example Inc.", "job_title": "Sales Manager", "notes": "Interested in product demo",
}  # fmt: skip


def says(answer, status, word=None):
    return answer.status_code == status and answer.json().get("error") == word


class TestCreate:
    def test_makes_a_contact_and_tells_its_id(self, key, cast):
        answer = key.post(CONTACTS, WHOLE)
        contact = Contact.objects.get()
        assert (answer.status_code, answer.json()) == (200, {"id": str(contact.pk)})
        assert {name: getattr(contact, name) for name in WHOLE if name != "company"} == {
            name: value for name, value in WHOLE.items() if name != "company"
        }
        assert (contact.company.name, contact.organization, contact.is_private) == ("Example Inc.", cast.acme, False)

    def test_joins_a_company_that_is_there(self, key, cast):
        company = makers.company(cast.olivia, "Example Inc.")
        key.post(CONTACTS, {**WHOLE, "company": "example  INC."})
        assert Contact.objects.get().company == company

    @pytest.mark.parametrize(("sent", "kept"), [(1234567890, "1234567890"), ("007 12", "007 12"), ("+49 30", "+49 30")])
    def test_keeps_phones_as_they_are_written(self, key, sent, kept):
        key.post(CONTACTS, {**JANE, "phone": sent})
        assert Contact.objects.get().phone == kept

    @pytest.mark.parametrize(
        "wrong",
        [
            {"first_name": None}, {"first_name": ""}, {"first_name": "x" * 101}, {"first_name": ["J"]}, {"email": None},
            {"email": "none"}, {"email": 7}, {"phone": True}, {"phone": {"a": 1}}, {"phone": "1" * 51}, {"nope": 1},
            {"notes": "a\x00b"}, {"company": ["A"]}, {"name": "Jane"}, {"first_name": " "}, {"last_name": False},
        ],
    )  # fmt: skip
    def test_refuses_what_is_wrong_and_names_it(self, key, wrong):
        answer = key.post(CONTACTS, {**JANE, **wrong})
        assert says(answer, 400, "invalid_request")
        assert next(iter(wrong)) in answer.json()["message"]
        assert not Contact.objects.exists()

    @pytest.mark.parametrize("missing", JANE)
    def test_refuses_what_is_missing(self, key, missing):
        answer = key.post(CONTACTS, {name: value for name, value in JANE.items() if name != missing})
        assert says(answer, 400, "invalid_request")
        assert missing in answer.json()["message"]

    @pytest.mark.parametrize("known", [{"email": "jane@example.com"}, {"email2": "jane@example.com"}])
    def test_refuses_an_email_that_is_known(self, key, cast, known):
        makers.contact(cast.olivia, **known)
        assert says(key.post(CONTACTS, {**JANE, "email": "JANE@example.com "}), 400, "duplicate_email")
        assert Contact.objects.count() == 1

    def test_tells_nothing_of_those_it_does_not_see(self, key, cast):
        makers.contact(cast.marco, email="jane@example.com", is_private=True, assigned_to=cast.marco)
        makers.contact(cast.zoe, email="jane@example.com")
        assert says(key.post(CONTACTS, JANE), 200)


class TestSearch:
    @pytest.fixture
    def john(self, cast):
        values = {name: value for name, value in WHOLE.items() if name not in ("first_name", "last_name")}
        contact = makers.contact(cast.olivia, "John", "Doe", email2="jd@home.example", **values)
        contact.change(by=cast.olivia, tags=["VIP", "north"])
        makers.contact(cast.olivia, "Johnny", "Dorian", email="j@example.com", company="Other")
        return contact

    @pytest.mark.parametrize(
        ("field", "term"),
        [
            ("name", "john doe"), ("name", "Doe"), ("first_name", "JOHN"), ("last_name", "doe"),
            ("email", "JohnDoe@Example.com"), ("email", "jd@home.example"), ("phone", "+1234567890"),
            ("phone", "1234567890"), ("phone", "+1 (234) 567-890"), ("company", "example inc."),
            ("company", "Example"), ("job_title", "sales manager"), ("notes", "product demo"), ("tag", "vip"),
        ],
    )  # fmt: skip
    def test_finds_by_every_field(self, key, john, field, term):
        body = key.get(CONTACTS, {"searchby": field, "search": term}).json()
        assert (body["id"], body["ids"][0], body["contacts"][0]["id"]) == (str(john.pk),) * 3

    def test_shows_who_was_found(self, key, john):
        body = key.get(CONTACTS, {"searchby": "tag", "search": "VIP"}).json()
        assert body["ids"] == [str(john.pk)]
        assert body["contacts"] == [{"id": str(john.pk), "name": "John Doe", **WHOLE, "tags": ["north", "VIP"]}]

    def test_reads_a_body_as_well(self, key, john):
        answer = key.generic(
            "GET", CONTACTS, '{"searchby": "company", "search": "Example Inc."}', content_type="application/json"
        )
        assert (answer.status_code, answer.json()["id"]) == (200, str(john.pk))
        number = key.generic("GET", CONTACTS, '{"searchby": "phone", "search": 1234567890}', "application/json")
        assert number.json()["id"] == str(john.pk)
        both = key.generic(
            "GET", f"{CONTACTS}?search=Other", '{"searchby": "company", "search": "x"}', "application/json"
        )
        assert both.json()["contacts"][0]["name"] == "Johnny Dorian"

    def test_those_that_are_just_that_come_first(self, key, cast):
        older, newer = makers.contact(cast.olivia, "Anna Maria", "A"), makers.contact(cast.olivia, "Anna", "B")
        assert key.get(CONTACTS, {"searchby": "first_name", "search": "anna"}).json()["ids"] == [
            str(newer.pk),
            str(older.pk),
        ]

    @pytest.mark.parametrize(
        ("field", "term"),
        [
            ("name", "nobody"), ("email", "johndoe@example"), ("phone", "123"), ("phone", "call"), ("tag", "vi"),
            ("company", "%"), ("notes", "_"), ("job_title", "' OR 1=1 --"),
        ],
    )  # fmt: skip
    def test_finding_nobody_is_404(self, key, john, field, term):
        assert says(key.get(CONTACTS, {"searchby": field, "search": term}), 404, "not_found")

    @pytest.mark.parametrize("field", ["nope", "id", "search_text", "organization_id", "assigned_to__user__password"])
    def test_refuses_other_fields(self, key, field):
        answer = key.get(CONTACTS, {"searchby": field, "search": "x"})
        assert answer.status_code == 400
        assert "searchby" in answer.json()["message"]

    @pytest.mark.parametrize(
        "asked",
        [{}, {"searchby": "name"}, {"search": "x"}, {"searchby": "name", "search": ""}, {"searchby": "", "search": "x"},
         {"searchby": "name", "search": "x" * 201}, {"searchby": "name", "search": "a\x00"},
         {"searchby": "name", "search": "x", "contact_id": 1}],
    )  # fmt: skip
    def test_refuses_what_is_missing_or_wrong(self, key, asked):
        assert says(key.get(CONTACTS, asked), 400, "invalid_request")

    def test_does_not_see_what_is_private_or_of_others(self, key, cast):
        makers.contact(cast.marco, "John", "Doe", is_private=True, assigned_to=cast.marco, email="p@example.com")
        makers.contact(cast.zoe, "John", "Doe")
        assert key.get(CONTACTS, {"searchby": "name", "search": "John Doe"}).status_code == 404
        assert key.get(CONTACTS, {"searchby": "email", "search": "p@example.com"}).status_code == 404

    def test_costs_the_same_for_two_and_for_twenty(self, key, cast):
        def cost():
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert key.get(CONTACTS, {"searchby": "last_name", "search": "Smith"}).status_code == 200
            return len(found)

        for number in range(2):
            makers.contact(cast.olivia, f"Jane {number}", company=f"Firm {number}")
        cost()  # the first call also says when the key was last used
        few = cost()
        for number in range(20):
            makers.contact(cast.olivia, f"Joe {number}", company=f"House {number}")
        assert cost() == few


@pytest.mark.parametrize("path", [f"{CONTACTS}/update", f"{CONTACTS}/edit", CONTACTS])
class TestEdit:
    @pytest.fixture
    def jane(self, cast):
        return makers.contact(cast.olivia, email="jane@example.com")

    @pytest.mark.parametrize("name", ["contact_id", "contactID", "contactId"])
    @pytest.mark.parametrize("fields", ["update_fields", "updateFields"])
    def test_knows_every_spelling(self, key, jane, path, name, fields):
        answer = key.post(path, {name: str(jane.pk), fields: {"email": "example@example.com", "phone": 1234567890}})
        jane.refresh_from_db()
        assert (answer.status_code, answer.json()) == (200, {"id": str(jane.pk)})
        assert (jane.email, jane.phone) == ("example@example.com", "1234567890")

    def test_changes_every_field(self, key, jane, path):
        changes = {
            "name": "Mary Ann Evans",
            "company": "Mill",
            "job_title": "Author",
            "notes": "Writes",
            "phone": "007",
        }
        assert key.post(path, {"contact_id": jane.pk, "update_fields": changes}).status_code == 200
        jane.refresh_from_db()
        assert (jane.first_name, jane.last_name, jane.company.name) == ("Mary", "Ann Evans", "Mill")
        assert (jane.job_title, jane.notes, jane.phone, jane.email) == ("Author", "Writes", "007", "jane@example.com")

    @pytest.mark.parametrize(
        ("body", "named"),
        [
            ({"update_fields": {"nope": 1}}, "nope"), ({"update_fields": {"email": ""}}, "email"),
            ({"update_fields": {"email": "x"}}, "email"), ({"update_fields": []}, "body"), ({}, "update_fields"),
            ({"update_fields": {"name": ""}}, "name"), ({"update_fields": {}, "nope": 1}, "nope"),
            ({"update_fields": {"phone": 1}, "updateFields": {"phone": 2}}, "update_fields"),
            ({"update_fields": {"first_name": "", "last_name": ""}}, "name"), ({"update_fields": None}, "body"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_wrong(self, key, jane, path, body, named):
        answer = key.post(path, {"contact_id": jane.pk, **body})
        assert says(answer, 400, "invalid_request")
        assert named == "body" or named in answer.json()["message"]
        assert Contact.objects.get().updated_at == jane.updated_at

    @pytest.mark.parametrize("pk", [0, "0", -1, "12345678901234567890", "9" * 30, "x", ""])
    def test_of_nobody_is_404(self, key, jane, path, pk):
        assert says(key.post(path, {"contact_id": pk, "update_fields": {"phone": 1}}), 404, "not_found")

    @pytest.mark.parametrize("pk", [None, True, [1], {"a": 1}, 1.5, 2**70])
    def test_of_no_id_is_400(self, key, jane, path, pk):
        assert says(key.post(path, {"contact_id": pk, "update_fields": {"phone": 1}}), 400, "invalid_request")

    def test_of_two_ids_is_400(self, key, jane, path):
        body = {"contact_id": jane.pk, "contactID": jane.pk + 1, "update_fields": {"phone": 1}}
        assert says(key.post(path, body), 400, "invalid_request")
        assert key.post(path, {**body, "contactID": str(jane.pk)}).status_code == 200

    def test_refuses_the_email_of_somebody_else(self, key, jane, cast, path):
        makers.contact(cast.olivia, "Joe", email="joe@example.com")
        body = {"contact_id": jane.pk, "update_fields": {"email": "JOE@example.com"}}
        assert says(key.post(path, body), 400, "duplicate_email")
        body["update_fields"]["email"] = "JANE@example.com"
        assert key.post(path, body).status_code == 200

    def test_does_not_reach_what_is_private_or_of_others(self, key, cast, path):
        private = makers.contact(cast.marco, is_private=True, assigned_to=cast.marco)
        for contact in (private, makers.contact(cast.zoe)):
            assert key.post(path, {"contact_id": contact.pk, "update_fields": {"phone": 1}}).status_code == 404


class TestDelete:
    @pytest.fixture
    def jane(self, cast):
        return makers.contact(cast.olivia)

    @pytest.mark.parametrize("name", ["contact_id", "contactID", "contactId"])
    def test_takes_the_id_from_body_query_or_path(self, key, cast, name):
        ids = [makers.contact(cast.olivia).pk for _ in range(3)]
        answers = [
            key.delete(CONTACTS, {name: str(ids[0])}), key.delete(f"{CONTACTS}?{name}={ids[1]}"),
            key.delete(f"{CONTACTS}/{ids[2]}"),
        ]  # fmt: skip
        for answer in answers:
            assert (answer.status_code, answer.content) == (200, b"Document deleted successfully")
            assert answer["Content-Type"].startswith("text/plain")
        assert not Contact.objects.exists()

    def test_of_nobody_is_404(self, key, jane, cast):
        private = makers.contact(cast.marco, is_private=True, assigned_to=cast.marco)
        for pk in (jane.pk + 1_000, private.pk, makers.contact(cast.zoe).pk, 2**63):
            assert says(key.delete(f"{CONTACTS}/{pk}"), 404, "not_found")
            assert says(key.delete(CONTACTS, {"contact_id": pk}), 404, "not_found")
        assert key.delete(f"{CONTACTS}/{jane.pk}").status_code == 200
        assert says(key.delete(f"{CONTACTS}/{jane.pk}"), 404, "not_found")

    def test_refuses_what_is_doubtful(self, key, jane):
        answers = [
            key.delete(CONTACTS), key.delete(CONTACTS, {}), key.delete(CONTACTS, {"contact_id": jane.pk, "nope": 1}),
            key.delete(f"{CONTACTS}?contact_id={jane.pk}", {"contactID": jane.pk + 1}),
            key.delete(f"{CONTACTS}?contact_id={jane.pk}", {"contact_id": jane.pk + 1}),
            key.delete(f"{CONTACTS}/{jane.pk}", {"contact_id": jane.pk + 1}), key.delete(CONTACTS, {"contact_id": [1]}),
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [400] * 7
        assert Contact.objects.exists()
