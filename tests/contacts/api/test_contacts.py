"""The house API of contacts, row by row of its contract."""

import pytest

from contacts.models import Company, Contact, ContactNote
from customization.models import Tag
from tests import makers

OBJECT = {
    "id", "first_name", "last_name", "email", "phone", "mobile", "job_title", "company_id", "company_name",
    "address_street", "address_city", "address_state", "address_zip", "address_country", "notes", "tags", "status",
    "source", "assigned_to", "created_at", "updated_at",
}  # fmt: skip
TEXTS = {
    "email": "Jane.Smith@example.com",
    "phone": "+1-555-0100",
    "mobile": "+1-555-0101",
    "job_title": "VP of Operations",
    "address_street": "123 Main St",
    "address_city": "Toronto",
    "address_state": "ON",
    "address_zip": "M5V 2T6",
    "address_country": "Canada",
    "notes": "Key decision maker",
    "source": "Website",
}


@pytest.fixture
def olivia(cast, rest):
    return rest(cast.olivia)


class TestList:
    def test_has_the_promised_form(self, cast, olivia):
        makers.contact(cast.olivia, company="Acme Corp", tags=["priority", "enterprise"], **TEXTS)
        body = olivia.get("/api/contacts").json()
        assert set(body) == {"data", "current_page", "last_page", "per_page", "total"}
        assert (body["current_page"], body["last_page"], body["per_page"], body["total"]) == (1, 1, 25, 1)
        (jane,) = body["data"]
        assert set(jane) >= OBJECT
        assert {name: jane[name] for name in TEXTS} == TEXTS
        assert (jane["tags"], jane["company_name"], jane["status"]) == ("enterprise,priority", "Acme Corp", "active")

    def test_times_have_six_digits_and_z(self, cast, olivia):
        jane = makers.contact(cast.olivia)
        Contact.objects.filter(pk=jane.pk).update(created_at="2026-01-15T09:30:00Z")
        assert olivia.get("/api/contacts").json()["data"][0]["created_at"] == "2026-01-15T09:30:00.000000Z"

    def test_absent_texts_are_null_and_absent_tags_are_blank(self, cast, olivia):
        makers.contact(cast.olivia)
        (jane,) = olivia.get("/api/contacts").json()["data"]
        assert {jane[name] for name in TEXTS} == {None}
        assert (jane["company_id"], jane["company_name"], jane["assigned_to"], jane["tags"]) == (None, None, None, "")

    def test_is_sorted_by_name_by_default_and_pages(self, cast, olivia):
        for number in range(7):
            makers.contact(cast.olivia, f"P{number}")
        body = olivia.get("/api/contacts?page=2&per_page=3").json()
        assert [row["first_name"] for row in body["data"]] == ["P3", "P4", "P5"]
        assert (body["current_page"], body["last_page"], body["per_page"], body["total"]) == (2, 3, 3, 7)

    def test_past_the_end_is_empty_and_still_knows_the_total(self, cast, olivia):
        makers.contact(cast.olivia)
        body = olivia.get("/api/contacts?page=99999").json()
        assert (body["data"], body["total"], body["last_page"]) == ([], 1, 1)

    @pytest.mark.parametrize(("asked", "given"), [("0", 1), ("-5", 1), ("1000", 100), ("100", 100)])
    def test_per_page_is_clamped(self, olivia, asked, given):
        assert olivia.get(f"/api/contacts?per_page={asked}").json()["per_page"] == given

    @pytest.mark.parametrize(
        "query",
        [
            "page=x",
            "page=0",
            "per_page=1.5",
            "status=x",
            "company_id=x",
            "assigned_to=x",
            "date_from=x",
            "date_to=x",
            "scope=x",
            "sort_by=x",
            "sort_dir=x",
            "statsu=active",
            "page=99999999999999999999",
            "search=%00",
            "tag=%00",
            "company_id=9223372036854775808",
        ],
    )
    def test_a_wrong_parameter_is_named(self, olivia, query):
        response = olivia.get(f"/api/contacts?{query}")
        body = response.json()
        assert response.status_code == 422
        assert (body["success"], set(body["errors"])) == (False, {query.partition("=")[0]})
        assert body["message"]

    def test_combines_filters(self, cast, olivia):
        makers.contact(cast.olivia, "Ann", source="Web", assigned_to=cast.marco)
        makers.contact(cast.olivia, "Bob", source="Web", status="inactive")
        body = olivia.get(f"/api/contacts?source=Web&status=active&assigned_to={cast.marco.pk}&search=an").json()
        assert [row["first_name"] for row in body["data"]] == ["Ann"]
        assert body["total"] == 1

    @pytest.mark.parametrize(
        ("query", "most"),
        [("", 3), ("status=active", 3), ("scope=me", 3), ("page=9", 4), ("search=person", 4), ("tag=t1&source=x", 4)],
    )
    @pytest.mark.parametrize("rows", [2, 25])
    def test_reads_in_few_queries(self, cast, olivia, django_assert_max_num_queries, query, most, rows):
        for number in range(rows):
            makers.contact(
                cast.olivia, f"Person{number}", company=f"Firm {number}", tags=["t1", f"n{number}"], source="x"
            )
        with django_assert_max_num_queries(most):
            assert olivia.get(f"/api/contacts?{query}").status_code == 200


class TestCreate:
    def test_takes_every_writable_field(self, cast, olivia):
        firm = makers.company(cast.olivia, "Acme Corp")
        values = {**TEXTS, "first_name": "Jane", "last_name": "Smith", "company_id": firm.pk, "status": "inactive"}
        response = olivia.post("/api/contacts", {**values, "tags": "b, a,,A", "assigned_to": cast.marco.pk})
        body = response.json()
        assert response.status_code == 201
        assert (body["success"], body["message"]) == (True, "Contact created.")
        assert {name: body["data"][name] for name in values} == values
        assert (body["data"]["tags"], body["data"]["company_name"]) == ("a,b", "Acme Corp")
        assert (body["data"]["assigned_to"], body["data"]["assigned_to_name"]) == (cast.marco.pk, "Marco Diaz")
        assert olivia.get(f"/api/contacts/{body['data']['id']}").json()["data"] == body["data"]

    def test_needs_names_only(self, olivia):
        body = olivia.post("/api/contacts", {"first_name": " Jane ", "last_name": "Smith"}).json()
        assert (body["data"]["first_name"], body["data"]["status"]) == ("Jane", "active")

    def test_takes_tags_as_an_array(self, olivia):
        values = {"first_name": "Jane", "last_name": "Smith", "tags": ["vip", "Ärger"]}
        assert olivia.post("/api/contacts", values).json()["data"]["tags"] == "vip,Ärger"

    def test_reuses_tags_whatever_their_case(self, cast, olivia):
        Tag.ensure(cast.acme.pk, ["VIP"])
        body = olivia.post("/api/contacts", {"first_name": "J", "last_name": "S", "tags": ["vip"]}).json()
        assert body["data"]["tags"] == "VIP"

    def test_ignores_what_is_read_only(self, cast, olivia):
        values = {"first_name": "J", "last_name": "S", "id": 7, "created_at": "2020-01-01", "is_private": True}
        body = olivia.post("/api/contacts", values).json()["data"]
        assert body["is_private"] is False
        assert not body["created_at"].startswith("2020")

    def test_of_a_restricted_member_is_theirs(self, cast, rest):
        body = rest(cast.rita).post("/api/contacts", {"first_name": "J", "last_name": "S"}).json()["data"]
        assert body["assigned_to"] == cast.rita.pk


class TestOne:
    def test_brings_its_notes_newest_first(self, cast, olivia):
        jane = makers.contact(cast.olivia)
        ContactNote.write(jane, "First", by=cast.marco)
        ContactNote.write(jane, "Second", by=cast.olivia)
        body = olivia.get(f"/api/contacts/{jane.pk}").json()
        assert set(body) == {"success", "data"}
        assert set(body["data"]) >= OBJECT
        assert [note["content"] for note in body["data"]["note_items"]] == ["Second", "First"]
        assert body["data"]["note_items"][1]["created_by_name"] == "Marco Diaz"

    def test_is_the_row_of_the_list(self, cast, olivia):
        jane = makers.contact(cast.olivia, company="Acme", tags=["a"], **TEXTS)
        one = olivia.get(f"/api/contacts/{jane.pk}").json()["data"]
        assert one.pop("note_items") == []
        assert olivia.get("/api/contacts").json()["data"] == [one]

    @pytest.mark.parametrize("pk", ["0", "999999", "9223372036854775808", "9" * 400])
    def test_is_404_where_there_is_none(self, olivia, pk):
        response = olivia.get(f"/api/contacts/{pk}")
        assert response.status_code == 404
        if len(pk) < 100:
            assert response.json()["success"] is False


class TestUpdate:
    def test_put_leaves_absent_fields(self, cast, olivia):
        jane = makers.contact(cast.olivia, tags=["a"], **TEXTS)
        response = olivia.put(f"/api/contacts/{jane.pk}", {"first_name": "Joan", "last_name": "Smith"})
        body = response.json()
        assert (response.status_code, body["message"], body["data"]["first_name"]) == (200, "Contact saved.", "Joan")
        assert {name: body["data"][name] for name in TEXTS} == TEXTS
        assert body["data"]["tags"] == "a"

    @pytest.mark.parametrize("missing", ["first_name", "last_name"])
    def test_put_needs_both_names(self, cast, olivia, missing):
        jane = makers.contact(cast.olivia)
        body = {"first_name": "A", "last_name": "B"}
        del body[missing]
        response = olivia.put(f"/api/contacts/{jane.pk}", body)
        assert (response.status_code, set(response.json()["errors"])) == (422, {missing})

    def test_patch_needs_nothing(self, cast, olivia):
        jane = makers.contact(cast.olivia)
        assert olivia.patch(f"/api/contacts/{jane.pk}", {}).status_code == 200
        assert olivia.patch(f"/api/contacts/{jane.pk}", {"phone": "1"}).json()["data"]["phone"] == "1"

    def test_null_and_blank_clear(self, cast, olivia):
        jane = makers.contact(cast.olivia, company="Acme", tags=["a"], assigned_to=cast.marco, **TEXTS)
        values = {**dict.fromkeys(TEXTS), "email": "", "company_id": None, "assigned_to": None, "tags": ""}
        body = olivia.patch(f"/api/contacts/{jane.pk}", values).json()["data"]
        assert {body[name] for name in TEXTS} == {None}
        assert (body["company_id"], body["company_name"], body["assigned_to"], body["tags"]) == (None, None, None, "")

    def test_what_was_read_can_be_sent_back(self, cast, rest):
        """Also where the company is out of sight and the owner has left."""
        firm = makers.company(cast.olivia, "Hidden", assigned_to=cast.marco)
        jane = makers.contact(cast.olivia, assigned_to=cast.rita, company=firm)
        client = rest(cast.rita)
        read = client.get(f"/api/contacts/{jane.pk}").json()["data"]
        response = client.put(f"/api/contacts/{jane.pk}", {**read, "job_title": "CTO"})
        assert (response.status_code, response.json()["data"]["job_title"]) == (200, "CTO")
        assert response.json()["data"]["company_id"] == firm.pk

    def test_writes_history_through_its_door(self, cast, olivia):
        from activity.models import Change

        jane = makers.contact(cast.olivia)
        olivia.patch(f"/api/contacts/{jane.pk}", {"status": "inactive"})
        change = Change.objects.filter(kind="contact", record_id=jane.pk).latest("pk")
        assert change.fields == {"status": ["active", "inactive"]}
        assert (change.act.door, change.act.member) == ("api", cast.olivia)

    def test_giving_it_out_of_sight_answers_as_written(self, cast, rest):
        jane = makers.contact(cast.rita)
        client = rest(cast.rita)
        response = client.patch(f"/api/contacts/{jane.pk}", {"assigned_to": cast.marco.pk})
        assert (response.status_code, response.json()["data"]["assigned_to"]) == (200, cast.marco.pk)
        assert client.get(f"/api/contacts/{jane.pk}").status_code == 404

    def test_an_owner_must_be_active_and_of_the_organization(self, cast, olivia):
        jane = makers.contact(cast.olivia)
        cast.marco.change_access(by=cast.olivia, is_active=False)
        for pk in (cast.marco.pk, cast.zoe.pk, 10**9):
            response = olivia.patch(f"/api/contacts/{jane.pk}", {"assigned_to": pk})
            assert (response.status_code, set(response.json()["errors"])) == (422, {"assigned_to"})

    @pytest.mark.parametrize("to", ["marco", None])
    def test_a_private_contact_stays_with_its_owner(self, cast, olivia, to):
        jane = makers.contact(cast.olivia, is_private=True)
        owner = getattr(cast, to).pk if to else None
        response = olivia.patch(f"/api/contacts/{jane.pk}", {"assigned_to": owner})
        assert (response.status_code, set(response.json()["errors"])) == (422, {"assigned_to"})

    def test_a_company_must_be_visible(self, cast, rest):
        jane = makers.contact(cast.rita)
        foreign, unseen = makers.company(cast.zoe, "Rival Ltd"), makers.company(cast.olivia, "Unseen")
        private = makers.company(cast.olivia, "Secret", is_private=True)
        for firm in (foreign, unseen, private):
            response = rest(cast.rita).patch(f"/api/contacts/{jane.pk}", {"company_id": firm.pk})
            assert (response.status_code, set(response.json()["errors"])) == (422, {"company_id"})

    def test_a_shared_contact_names_no_private_company(self, cast, olivia, rest):
        secret = makers.company(cast.olivia, "Secret", is_private=True)
        jane = makers.contact(cast.olivia)
        response = olivia.patch(f"/api/contacts/{jane.pk}", {"company_id": secret.pk})
        assert (response.status_code, set(response.json()["errors"])) == (422, {"company_id"})
        jane.change(by=cast.olivia, company_id=secret.pk)
        row = rest(cast.marco).get(f"/api/contacts/{jane.pk}").json()["data"]
        assert (row["company_id"], row["company_name"]) == (None, None)


class TestDelete:
    def test_removes_its_notes_and_only_them(self, cast, olivia):
        jane = makers.contact(cast.olivia, company="Acme")
        ContactNote.write(jane, "Gone soon", by=cast.olivia)
        response = olivia.delete(f"/api/contacts/{jane.pk}")
        assert (response.status_code, response.json()) == (200, {"success": True, "message": "Contact deleted."})
        assert olivia.get(f"/api/contacts/{jane.pk}").status_code == 404
        assert (ContactNote.objects.count(), Company.objects.count()) == (0, 1)
        assert olivia.get("/api/contacts").json()["total"] == 0


class TestWhoSees:
    """Every route of a contact, for somebody who does not see it: 404, and nothing happens."""

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("get", ""),
            ("put", ""),
            ("patch", ""),
            ("delete", ""),
            ("get", "/notes"),
            ("post", "/notes"),
            ("delete", "/notes/{note}"),
        ],
    )
    @pytest.mark.parametrize("who", ["zoe", "rita", "olivia"])
    def test_foreign_unassigned_and_private_are_404(self, cast, rest, method, path, who):
        owner = cast.marco
        jane = makers.contact(owner, is_private=who == "olivia", assigned_to=owner)
        note = ContactNote.write(jane, "Hello", by=owner)
        url = f"/api/contacts/{jane.pk}" + path.format(note=note.pk)
        values = {"first_name": "X", "last_name": "Y", "content": "Z"}
        response = getattr(rest(getattr(cast, who)), method)(
            url, *([values] if method in ("put", "patch", "post") else [])
        )
        assert response.status_code == 404
        assert (Contact.objects.get().first_name, ContactNote.objects.count()) == ("Jane", 1)

    @pytest.mark.parametrize(
        ("who", "names"),
        [
            ("olivia", ["Free", "Marcos", "Ritas"]),
            ("marco", ["Free", "Marcos", "Ritas"]),
            ("tess", ["Free", "Marcos"]),
            ("rita", ["Private", "Ritas"]),
            ("zoe", []),
        ],
    )
    @pytest.mark.parametrize("query", ["", "status=active", "search=shared", "source=x", "date_from=2020-01-01"])
    def test_lists_and_their_totals(self, cast, rest, who, names, query):
        makers.contact(cast.olivia, "Free", "Shared", source="x")
        makers.contact(cast.olivia, "Marcos", "Shared", source="x", assigned_to=cast.marco)
        makers.contact(cast.olivia, "Ritas", "Shared", source="x", assigned_to=cast.rita)
        makers.contact(cast.rita, "Private", "Shared", source="x", is_private=True)
        body = rest(getattr(cast, who)).get(f"/api/contacts?{query}").json()
        assert [row["first_name"] for row in body["data"]] == names
        assert body["total"] == len(names)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_nobody_gets_401(self, db, rest, method):
        response = getattr(rest(), method)("/api/contacts")
        assert (response.status_code, response.json()["success"]) == (401, False)
