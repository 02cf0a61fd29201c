"""Leads from files: how rows are read, which leads they mean, what is refused, who may."""

import pytest

from activity.undo import undo
from contacts.models import Company
from leads.conversion import disqualify, qualify
from leads.models import Lead
from tests import makers
from tests.transfers.files import table, upload
from transfers.models import Transfer

HEADER = ["first_name", "last_name", "email"]


def bring(client, content, query=""):
    answer = client.post(f"/api/leads/import{query}", {"file": upload(content, "leads.csv")}, format="multipart")
    assert answer.status_code == 200, answer.json()
    return answer.json()


@pytest.fixture
def marco(cast, rest):
    return rest(cast.marco)


class TestRows:
    def test_make_leads_with_everything(self, cast, marco):
        header = [
            "first_name", "last_name", "email", "phone", "company", "job_title", "source", "status", "notes", "tags",
            "assigned_to", "external_id",
        ]  # fmt: skip
        row = [
            "John", "Doe", "john@doe.example", "+1 555", "Doe Ltd", "Buyer", "Fair", "contacted", "Asked", "a,b",
            "tess@acme.example", "L-1",
        ]  # fmt: skip
        told = bring(marco, table(header, row))
        lead = Lead.objects.get()
        assert (told["imported"], told["skipped"], told["errors"]) == (1, 0, [])
        assert [getattr(lead, name) for name in header[:9]] == row[:9]
        assert (lead.tag_names, lead.assigned_to, lead.external_id) == (["a", "b"], cast.tess, "L-1")
        assert not Company.objects.exists()

    def test_split_full_names(self, marco):
        bring(marco, table(["Full name", "Company name"], ["John van Doe", "Doe Ltd"]))
        lead = Lead.objects.get()
        assert (lead.first_name, lead.last_name, lead.company) == ("John", "van Doe", "Doe Ltd")

    def test_find_their_lead_by_email_whatever_its_case(self, cast, marco):
        lead = makers.lead(cast.marco, email="John@doe.example", phone="5")
        told = bring(marco, table([*HEADER, "job_title"], ["John", "Doe", "JOHN@doe.example", "Buyer"]))
        lead.refresh_from_db()
        assert (told["imported"], Lead.objects.count(), lead.first_name, lead.phone) == (1, 1, "John", "5")

    @pytest.mark.parametrize(
        ("match_by", "column", "value", "written"),
        [("phone", "phone", "+49 30 901820", "+4930901820"), ("external_id", "external_id", "L-1", "L-1")],
    )
    def test_find_their_lead_by_what_is_asked_for(self, cast, marco, match_by, column, value, written):
        lead = makers.lead(cast.marco, **{column: value})
        text = table(["first_name", "last_name", column], ["John", "Doe", written])
        bring(marco, text, f"?match_by={match_by}")
        lead.refresh_from_db()
        assert (Lead.objects.count(), lead.first_name) == (1, "John")

    def test_without_an_email_find_only_what_is_quite_the_same(self, cast, marco):
        makers.lead(cast.marco, "John", "Doe", company="Doe Ltd")
        same = table(["first_name", "last_name", "company"], ["John", "Doe", "Doe Ltd"])
        other = table(["first_name", "last_name", "company"], ["John", "Doe", "Else"])
        assert bring(marco, same)["skipped"] == 1
        assert bring(marco, other)["imported"] == 1
        assert Lead.objects.count() == 2

    def test_a_second_phone_fills_the_first_or_joins_the_notes(self, marco):
        text = table(
            ["First name", "Last name", "Phone", "Mobile"],
            ["A", "A", "", "+49 170 1"],
            ["B", "B", "+49 30 2", "+49 170 2"],
        )
        bring(marco, text)
        first, second = Lead.objects.order_by("first_name")
        assert (first.phone, second.phone) == ("+49 170 1", "+49 30 2")
        assert "+49 170 2" in second.notes

    def test_of_a_salesforce_like_export_are_understood(self, marco):
        header = [
            "Lead ID",
            "First Name",
            "Last Name",
            "Company / Account",
            "Title",
            "Email",
            "Lead Status",
            "Lead Source",
        ]
        bring(
            marco, table(header, ["00Q1", "Ann", "Lee", "Initech", "CFO", "a@x.example", "Open - Not Contacted", "Web"])
        )
        lead = Lead.objects.get()
        assert (lead.external_id, lead.job_title, lead.status, lead.source) == ("00Q1", "CFO", "new", "Web")

    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("New", "new"), ("Open", "new"), ("Working - Contacted", "contacted"), ("Unqualified", "disqualified"),
            ("DISQUALIFIED", "disqualified"), ("In Progress", "contacted"), ("", "new"),
        ],
    )  # fmt: skip
    def test_status_is_read_as_others_call_it(self, marco, text, status):
        bring(marco, table([*HEADER, "Lead Status"], ["A", "B", "a@b.example", text]))
        assert Lead.objects.get().status == status

    @pytest.mark.parametrize("status", ["qualified", "Closed - Converted", "Qualified"])
    def test_that_would_qualify_are_refused_one_by_one(self, marco, status):
        text = table([*HEADER, "status"], ["A", "A", "a@x.example", status], ["B", "B", "b@x.example", "new"])
        told = bring(marco, text)
        assert (told["imported"], told["skipped"]) == (1, 1)
        assert told["errors"] == ["Row 2: status: Qualify the lead instead: that makes its contact."]

    def test_unknown_status_is_refused(self, marco):
        told = bring(marco, table([*HEADER, "status"], ["A", "A", "a@x.example", "Sleeping"]))
        assert told["errors"] == [
            "Row 2: status: “Sleeping” is unknown. Use one of: new, contacted, qualified, disqualified."
        ]

    def test_of_a_qualified_lead_leave_its_status(self, cast, marco):
        lead = makers.lead(cast.marco, email="a@x.example")
        qualify(lead, by=cast.marco)
        header = [*HEADER, "status", "phone"]
        same = bring(marco, table(header, ["Lea", "Stone", "a@x.example", "qualified", "5"]))
        other = bring(marco, table(header, ["Lea", "Stone", "a@x.example", "contacted", "6"]))
        lead.refresh_from_db()
        assert (same["imported"], other["skipped"], lead.status, lead.phone) == (1, 1, "qualified", "5")

    def test_of_a_disqualified_lead_reopen_it(self, cast, marco):
        lead = makers.lead(cast.marco, email="a@x.example")
        disqualify(lead, "Spam", by=cast.marco)
        bring(marco, table([*HEADER, "status"], ["Lea", "Stone", "a@x.example", "contacted"]))
        lead.refresh_from_db()
        assert (lead.status, lead.disqualified_for) == ("contacted", "")

    def test_need_a_name(self, marco):
        told = bring(marco, table(HEADER, ["", "", "a@x.example"]))
        assert told["errors"] == ["Row 2: first_name: A lead needs a first or a last name."]


class TestTakingBack:
    def test_removes_new_leads_and_keeps_those_qualified_since(self, cast, marco):
        bring(marco, table(HEADER, ["A", "A", "a@x.example"], ["B", "B", "b@x.example"]))
        qualify(Lead.objects.get(first_name="A"), by=cast.marco)
        undo(Transfer.objects.get().act, by=cast.marco)
        assert [lead.first_name for lead in Lead.objects.all()] == ["A"]


class TestWhoMay:
    def test_members_import_and_others_do_not_see_it(self, cast, rest, keyed):
        text = table(HEADER, ["A", "A", "a@x.example"])
        assert bring(rest(cast.marco), text)["imported"] == 1
        assert bring(keyed(by=cast.olivia, role="member"), text)["skipped"] == 1
        assert rest().post("/api/leads/import").status_code == 401
        job = Transfer.objects.order_by("pk").first().pk
        for member, status in ((cast.marco, 200), (cast.olivia, 200), (cast.tess, 404), (cast.zoe, 404)):
            assert rest(member).get(f"/api/imports/{job}").status_code == status

    def test_a_restricted_member_makes_leads_of_their_own(self, cast, rest):
        makers.lead(cast.olivia, email="a@x.example")
        bring(rest(cast.rita), table(HEADER, ["A", "A", "a@x.example"]))
        assert sorted(str(lead.assigned_to) for lead in Lead.objects.all()) == ["None", "Rita Sharma"]

    def test_a_private_lead_is_not_found_by_others(self, cast, marco):
        private = makers.lead(cast.olivia, email="a@x.example", is_private=True, assigned_to=cast.olivia)
        bring(marco, table(HEADER, ["A", "A", "a@x.example"]))
        private.refresh_from_db()
        assert (private.first_name, Lead.objects.count()) == ("Lea", 2)

    @pytest.mark.parametrize("what", ["template", "export"])
    def test_template_and_export_are_for_admins(self, cast, rest, what):
        assert rest(cast.marco).get(f"/api/leads/{what}").status_code == 403
        assert rest(cast.olivia).get(f"/api/leads/{what}").status_code == 200


def test_template_names_every_column(cast, rest):
    text = rest(cast.olivia).get("/api/leads/template").getvalue().decode("utf-8-sig")
    assert text.strip().split(",") == [
        "first_name", "last_name", "email", "phone", "company", "job_title", "source", "status", "notes", "tags",
        "assigned_to", "external_id",
    ]  # fmt: skip


def test_export_comes_back_unchanged(cast, rest):
    makers.lead(
        cast.marco, email="a@x.example", company="Acme", tags=["a", "b"], notes="One\nTwo", assigned_to=cast.tess
    )
    qualify(makers.lead(cast.marco, "Q", "Q", email="q@x.example"), by=cast.marco)
    disqualify(makers.lead(cast.marco, "D", "D", email="d@x.example"), "Spam", by=cast.marco)
    answer = rest(cast.olivia).get("/api/leads/export")
    text = answer.getvalue().decode("utf-8-sig")
    told = bring(rest(cast.olivia), text)
    assert (told["imported"], told["skipped"], told["errors"]) == (0, 3, [])


def test_export_leaves_private_leads_of_others_out(cast, rest):
    makers.lead(cast.marco, "Hidden", "One", is_private=True, assigned_to=cast.marco)
    answer = rest(cast.olivia).get("/api/leads/export")
    assert b"Hidden" not in answer.getvalue()


def test_rehearsed_import_leaves_nothing(cast, marco):
    assert bring(marco, table(HEADER, ["A", "A", "a@x.example"]), "?dry_run=true")["imported"] == 1
    assert (Lead.objects.count(), Transfer.objects.count()) == (0, 0)
