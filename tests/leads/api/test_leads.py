"""The house API of leads, row by row of its contract."""

import pytest

from activity.models import Change
from contacts.models import Contact
from leads.conversion import disqualify, qualify
from leads.models import Lead, LeadNote
from tests import makers

OBJECT = {
    "id", "first_name", "last_name", "email", "phone", "company", "job_title", "source", "status", "notes", "tags",
    "assigned_to", "created_at", "updated_at", "assigned_to_name",
}  # fmt: skip
MORE = {"contact_id", "company_id", "deal_id", "disqualify_reason", "is_private", "custom"}
TEXTS = {
    "email": "John.Doe@example.com",
    "phone": "+1-555-0100",
    "company": "Doe Industries",
    "job_title": "Buyer",
    "source": "Website",
    "notes": "Asked for a quote",
}


@pytest.fixture
def marco(cast, rest):
    return rest(cast.marco)


class TestList:
    def test_has_the_promised_form(self, cast, marco):
        makers.lead(cast.marco, "John", "Doe", tags=["b", "a"], assigned_to=cast.tess, **TEXTS)
        body = marco.get("/api/leads").json()
        assert set(body) == {"data", "current_page", "last_page", "per_page", "total"}
        assert (body["current_page"], body["last_page"], body["per_page"], body["total"]) == (1, 1, 25, 1)
        (john,) = body["data"]
        assert set(john) == OBJECT | MORE
        assert {name: john[name] for name in TEXTS} == TEXTS
        assert (john["first_name"], john["tags"], john["status"]) == ("John", "a,b", "new")
        assert (john["assigned_to"], john["assigned_to_name"]) == (cast.tess.pk, "Tess Berg")

    def test_times_have_six_digits_and_z(self, cast, marco):
        lead = makers.lead(cast.marco)
        Lead.objects.filter(pk=lead.pk).update(created_at="2026-01-15T09:30:00Z")
        assert marco.get("/api/leads").json()["data"][0]["created_at"] == "2026-01-15T09:30:00.000000Z"

    def test_absent_texts_are_null(self, cast, marco):
        makers.lead(cast.marco)
        (lead,) = marco.get("/api/leads").json()["data"]
        assert {lead[name] for name in (*TEXTS, "contact_id", "company_id", "deal_id", "disqualify_reason")} == {None}

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Ann", "Ben", "Cyd"]),
            ("search=initech", ["Ben"]),
            ("search=0100", ["Ann"]),
            ("status=contacted", ["Ben"]),
            ("status=disqualified", ["Cyd"]),
            ("source=Fair", ["Ann"]),
            ("source=Fair&source=Web", ["Ann", "Ben"]),
            ("company=INITECH, Inc.", ["Ben"]),
            ("tag=VIP", ["Cyd"]),
            ("scope=me", ["Ann"]),
            ("scope=team", ["Ann", "Ben"]),
            ("assigned_to=me", ["Ann"]),
            ("assigned_to=none", ["Cyd"]),
            ("date_to=2020-01-01", []),
            ("sort_by=name&sort_dir=DESC", ["Cyd", "Ben", "Ann"]),
            ("sort_by=email", ["Cyd", "Ben", "Ann"]),
            ("sort_by=company_name&sort_dir=desc", ["Ben", "Cyd", "Ann"]),
            ("sort_by=status", ["Ben", "Cyd", "Ann"]),
            ("sort_by=source", ["Cyd", "Ann", "Ben"]),
            ("sort_by=created_at", ["Ann", "Ben", "Cyd"]),
            ("sort_by=updated_at", ["Ann", "Ben", "Cyd"]),
            ("per_page=2&page=2", ["Cyd"]),
            ("page=9", []),
        ],
    )
    def test_takes_every_promised_parameter(self, cast, marco, query, found):
        ann = makers.lead(cast.marco, "Ann", "A", email="z@x.example", source="Fair", assigned_to=cast.marco)
        ann.change(by=cast.marco, phone="+1 555 0100")
        makers.lead(
            cast.marco, "Ben", "B", email="y@x.example", source="Web", company="Initech", status="contacted",
            assigned_to=cast.tess,
        )  # fmt: skip
        cyd = makers.lead(cast.marco, "Cyd", "C", tags=["vip"])
        disqualify(cyd, by=cast.marco)
        answer = marco.get(f"/api/leads?{query}")
        assert answer.status_code == 200, answer.json()
        assert [row["first_name"] for row in answer.json()["data"]] == found

    def test_sorts_by_owner(self, cast, marco):
        makers.lead(cast.marco, "Ann", "A", assigned_to=cast.tess)
        makers.lead(cast.marco, "Ben", "B", assigned_to=cast.marco)
        rows = marco.get("/api/leads?sort_by=assigned_to_name").json()["data"]
        assert [row["first_name"] for row in rows] == ["Ben", "Ann"]

    @pytest.mark.parametrize(
        "query",
        [
            "status=won", "sort_by=shoe", "sort_dir=UP", "page=0", "scope=world", "assigned_to=x", "date_from=soon",
            "shoe=1", "search=%00", "company=%00", "assigned_to=99999999999999999999", "per_page=many",
        ],
    )  # fmt: skip
    def test_refuses_wrong_parameters_by_name(self, marco, query):
        answer = marco.get(f"/api/leads?{query}")
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [query.split("=")[0]]

    def test_asks_as_much_for_many_as_for_few(self, cast, marco, django_assert_num_queries):
        def make(count):
            for number in range(count):
                lead = makers.lead(cast.marco, f"P{number}", tags=["a", "b"], assigned_to=cast.tess, company="Acme")
                qualify(lead, by=cast.marco)

        make(2)
        marco.get("/api/leads")
        with django_assert_num_queries(2):
            assert len(marco.get("/api/leads").json()["data"]) == 2
        make(23)
        with django_assert_num_queries(2):
            assert len(marco.get("/api/leads").json()["data"]) == 25


class TestCreate:
    def test_makes_a_lead_with_everything(self, cast, marco):
        body = {"first_name": "John", "last_name": "Doe", "tags": "b,a", "assigned_to": cast.tess.pk, **TEXTS}
        answer = marco.post("/api/leads", body)
        assert (answer.status_code, answer.json()["success"], answer.json()["message"]) == (201, True, "Lead created.")
        told = answer.json()["data"]
        assert {name: told[name] for name in TEXTS} == TEXTS
        assert (told["status"], told["tags"], told["note_items"]) == ("new", "a,b", [])
        assert Change.objects.filter(kind="lead", record_id=told["id"], action="created").exists()

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"last_name": "Doe"}, "first_name"),
            ({"first_name": "John"}, "last_name"),
            ({"first_name": "John", "last_name": ""}, "last_name"),
            ({"first_name": "J", "last_name": "D", "status": "qualified"}, "status"),
            ({"first_name": "J", "last_name": "D", "status": "won"}, "status"),
            ({"first_name": "J", "last_name": "D", "status": 5}, "status"),
            ({"first_name": "J", "last_name": "D", "email": "nope"}, "email"),
            ({"first_name": "J", "last_name": "D\x00"}, "last_name"),
            ({"first_name": "J", "last_name": "D", "company": "c" * 201}, "company"),
            ({"first_name": "J", "last_name": "D", "company": ["Acme"]}, "company"),
            ({"first_name": "J", "last_name": "D", "tags": 5}, "tags"),
            ({"first_name": "J", "last_name": "D", "assigned_to": 10**30}, "assigned_to"),
            ({"first_name": "J", "last_name": "D", "assigned_to": True}, "assigned_to"),
        ],
    )
    def test_refuses_bad_values_by_name(self, cast, marco, body, field):
        answer = marco.post("/api/leads", body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
        assert not Lead.objects.exists()

    def test_says_what_to_do_instead_of_qualifying(self, marco):
        answer = marco.post("/api/leads", {"first_name": "J", "last_name": "D", "status": "qualified"})
        assert answer.json()["errors"]["status"].startswith("Qualify the lead instead")

    def test_refuses_an_owner_of_another_organization(self, cast, marco):
        answer = marco.post("/api/leads", {"first_name": "J", "last_name": "D", "assigned_to": cast.zoe.pk})
        assert (answer.status_code, answer.json()["errors"]) == (422, {"assigned_to": "Not found."})

    def test_rehearsed_makes_nothing(self, marco):
        answer = marco.post("/api/leads?dry_run=true", {"first_name": "J", "last_name": "D"})
        assert (answer.status_code, answer["Dry-Run"], Lead.objects.count()) == (201, "true", 0)


class TestOne:
    def test_comes_with_its_notes_and_a_version(self, cast, marco):
        lead = makers.lead(cast.marco)
        LeadNote.write(lead, "Called", by=cast.olivia)
        answer = marco.get(f"/api/leads/{lead.pk}")
        told = answer.json()["data"]
        assert set(told) == OBJECT | MORE | {"note_items"}
        (note,) = told["note_items"]
        assert set(note) == {"id", "lead_id", "content", "created_by", "created_by_name", "created_at"}
        assert marco.get(f"/api/leads/{lead.pk}", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304

    def test_is_replaced_by_put_which_needs_both_names(self, cast, marco):
        lead = makers.lead(cast.marco, phone="5", tags=["a"])
        answer = marco.put(f"/api/leads/{lead.pk}", {"first_name": "John", "last_name": "Doe", "status": "contacted"})
        told = answer.json()["data"]
        assert (told["first_name"], told["phone"], told["tags"], told["status"]) == ("John", "5", "a", "contacted")
        for missing in ("first_name", "last_name"):
            body = {"first_name": "John", "last_name": "Doe"}
            del body[missing]
            refused = marco.put(f"/api/leads/{lead.pk}", body)
            assert (refused.status_code, list(refused.json()["errors"])) == (422, [missing])

    def test_is_patched_with_anything_or_nothing(self, cast, marco):
        lead = makers.lead(cast.marco)
        assert marco.patch(f"/api/leads/{lead.pk}", {"company": "Acme"}).json()["data"]["company"] == "Acme"
        assert marco.patch(f"/api/leads/{lead.pk}", {}).status_code == 200

    def test_that_was_read_can_be_sent_back_as_it_is(self, cast, marco):
        lead = makers.lead(cast.marco, assigned_to=cast.marco, **TEXTS)
        qualify(lead, by=cast.marco)
        told = marco.get(f"/api/leads/{lead.pk}").json()["data"]
        answer = marco.put(f"/api/leads/{lead.pk}", told)
        assert (answer.status_code, answer.json()["data"]["updated_at"]) == (200, told["updated_at"])

    def test_written_over_an_older_version_is_refused(self, cast, marco):
        lead = makers.lead(cast.marco)
        stale = marco.get(f"/api/leads/{lead.pk}")["ETag"]
        lead.change(by=cast.olivia, phone="5")
        answer = marco.patch(f"/api/leads/{lead.pk}", {"phone": "6"}, HTTP_IF_MATCH=stale)
        assert (answer.status_code, answer.json()["data"]["phone"]) == (412, "5")

    def test_qualified_keeps_its_status(self, cast, marco):
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco)
        answer = marco.patch(f"/api/leads/{lead.pk}", {"status": "contacted"})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["status"])
        assert marco.patch(f"/api/leads/{lead.pk}", {"phone": "5"}).status_code == 200

    def test_disqualified_is_reopened_by_its_status(self, cast, marco):
        lead = makers.lead(cast.marco)
        disqualify(lead, "Spam", by=cast.marco)
        told = marco.patch(f"/api/leads/{lead.pk}", {"status": "contacted"}).json()["data"]
        assert (told["status"], told["disqualify_reason"]) == ("contacted", None)

    def test_is_deleted_and_its_contact_stays(self, cast, marco):
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco)
        answer = marco.delete(f"/api/leads/{lead.pk}")
        assert (answer.status_code, answer.json()) == (200, {"success": True, "message": "Lead deleted."})
        assert (Lead.objects.count(), Contact.objects.count()) == (0, 1)

    def test_does_not_tell_what_is_private_to_somebody_else(self, cast, marco):
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco)
        lead.became_contact.change(by=cast.marco, is_private=True, assigned_to_id=cast.olivia.pk)
        assert marco.get(f"/api/leads/{lead.pk}").json()["data"]["contact_id"] is None

    @pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
    def test_of_others_is_not_there(self, cast, rest, method):
        foreign = makers.lead(cast.zoe)
        private = makers.lead(cast.olivia, is_private=True, assigned_to=cast.olivia)
        unassigned = makers.lead(cast.olivia)
        for member, lead in ((cast.marco, foreign), (cast.marco, private), (cast.rita, unassigned)):
            answer = getattr(rest(member), method)(f"/api/leads/{lead.pk}")
            assert answer.status_code == 404
        assert Lead.objects.count() == 3


class TestNotes:
    def test_are_written_listed_and_deleted(self, cast, marco):
        lead = makers.lead(cast.marco)
        answer = marco.post(f"/api/leads/{lead.pk}/notes", {"content": "Called"})
        note = answer.json()["data"]
        assert answer.status_code == 201
        assert (note["lead_id"], note["content"], note["created_by_name"]) == (lead.pk, "Called", "Marco Diaz")
        assert marco.get(f"/api/leads/{lead.pk}/notes").json()["data"] == [note]
        assert marco.delete(f"/api/leads/{lead.pk}/notes/{note['id']}").status_code == 200
        assert not LeadNote.objects.exists()

    def test_of_another_lead_are_not_there(self, cast, marco):
        lead, other = makers.lead(cast.marco), makers.lead(cast.marco)
        note = LeadNote.write(other, "Called", by=cast.marco)
        assert marco.delete(f"/api/leads/{lead.pk}/notes/{note.pk}").status_code == 404

    @pytest.mark.parametrize("content", ["", None, 5, "a\x00b"])
    def test_need_a_text(self, cast, marco, content):
        answer = marco.post(f"/api/leads/{makers.lead(cast.marco).pk}/notes", {"content": content})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["content"])


class TestDisqualify:
    @pytest.mark.parametrize("method", ["put", "post"])
    def test_sets_the_lead_aside(self, cast, marco, method):
        lead = makers.lead(cast.marco)
        answer = getattr(marco, method)(f"/api/leads/{lead.pk}/disqualify", {"reason": "No budget"})
        told = answer.json()
        assert (answer.status_code, told["success"], told["message"]) == (200, True, "Lead disqualified.")
        assert (told["data"]["status"], told["data"]["disqualify_reason"]) == ("disqualified", "No budget")

    def test_needs_no_reason(self, cast, marco):
        lead = makers.lead(cast.marco)
        answer = marco.put(f"/api/leads/{lead.pk}/disqualify")
        assert (answer.status_code, answer.json()["data"]["disqualify_reason"]) == (200, None)

    @pytest.mark.parametrize("reason", [5, ["x"], "x" * 201, "a\x00"])
    def test_refuses_a_reason_that_is_none(self, cast, marco, reason):
        answer = marco.put(f"/api/leads/{makers.lead(cast.marco).pk}/disqualify", {"reason": reason})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["reason"])

    def test_of_a_qualified_lead_is_refused(self, cast, marco):
        lead = makers.lead(cast.marco)
        qualify(lead, by=cast.marco)
        answer = marco.put(f"/api/leads/{lead.pk}/disqualify", {"reason": "Spam"})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["status"])
