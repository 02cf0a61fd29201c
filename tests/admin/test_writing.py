"""What the back room writes goes through the verbs: history, tallies, and no way around a private record."""

import io
import re

import pytest

from accounts.models import Credential, Invitation, Member
from activity.models import Change, Tally
from contacts.models import Company, Contact
from tests import makers
from tests.cast import PASSWORD

from .test_back_room import url


def form_of(contact, **changes):
    names = [
        "first_name",
        "last_name",
        "email",
        "phone",
        "mobile",
        "job_title",
        "status",
        "source",
        "notes",
        *contact.ADDRESS,
    ]
    values = {name: getattr(contact, name) for name in names}
    tags = ",".join(contact.tag_names) if contact.pk else ""
    return values | {"company": contact.company_id or "", "assigned_to": "", "tag_names": tags} | changes


def last_change(record):
    return Change.objects.filter(kind="contact", record_id=record.pk).latest("pk")


def test_a_change_is_history_of_the_back_room(cast, operator):
    jane = makers.contact(cast.olivia, tags=["a"])
    response = operator.post(url(Contact, "change", jane.pk), form_of(jane, status="inactive", tag_names="a, b"))
    assert response.status_code == 302, response.context["errors"]
    change = last_change(jane)
    assert change.fields == {"status": ["active", "inactive"], "tags": [["a"], ["a", "b"]]}
    assert (change.act.door, change.act.member.name, change.act.member.kind) == ("admin", "Back room", "integration")
    assert Tally.total(cast.olivia, "contact", status="inactive") == 1


def test_the_back_room_is_one_member_of_each_organization(cast, operator):
    for by in (cast.olivia, cast.olivia, cast.zoe):
        jane = makers.contact(by)
        operator.post(url(Contact, "change", jane.pk), form_of(jane, status="inactive"))
    assert list(Member.objects.filter(name="Back room").values_list("organization", "role").order_by("pk")) == [
        (cast.acme.pk, "admin"),
        (cast.rival.pk, "admin"),
    ]


def test_staff_write_as_themselves(cast, staff):
    jane = makers.contact(cast.olivia)
    staff(cast.marco).post(url(Contact, "change", jane.pk), form_of(jane, job_title="CTO"))
    assert (last_change(jane).act.member, last_change(jane).fields) == (cast.marco, {"job_title": ["", "CTO"]})


def test_adding_one(cast, operator):
    values = form_of(Contact(first_name="New", last_name="One"), organization=cast.acme.pk, tag_names="x")
    response = operator.post(url(Contact, "add"), values)
    assert response.status_code == 302, response.context["errors"]
    new = Contact.objects.get()
    assert (new.organization, new.tag_names, last_change(new).action) == (cast.acme, ["x"], "created")
    assert Tally.total(cast.olivia, "contact") == 1


def test_staff_add_to_their_own_organization_only(cast, staff):
    values = form_of(Contact(first_name="New", last_name="One"), organization=cast.rival.pk)
    assert staff(cast.marco).post(url(Contact, "add"), values).status_code == 200
    assert not Contact.objects.exists()


@pytest.mark.parametrize("field", ["company", "assigned_to"])
def test_relations_stay_within_the_organization(cast, operator, field):
    jane = makers.contact(cast.olivia)
    foreign = {"company": makers.company(cast.zoe).pk, "assigned_to": cast.zoe.pk}[field]
    response = operator.post(url(Contact, "change", jane.pk), form_of(jane, **{field: foreign}))
    assert (response.status_code, field in response.context["adminform"].form.errors) == (200, True)


def test_a_private_contact_is_only_looked_at(cast, operator):
    jane = makers.contact(cast.marco, is_private=True)
    assert operator.get(url(Contact, "change", jane.pk)).status_code == 200
    assert operator.post(url(Contact, "change", jane.pk), form_of(jane, job_title="X")).status_code == 403
    assert operator.post(url(Contact, "delete", jane.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [jane.pk], "post": "yes"}
    operator.post(url(Contact), chosen)
    assert Contact.objects.get().job_title == ""


def test_deleting_many_is_one_act_for_each_organization(cast, operator):
    ids = [makers.contact(by, f"P{n}").pk for n, by in enumerate([cast.olivia, cast.olivia, cast.zoe])]
    operator.post(url(Contact), {"action": "delete_selected", "_selected_action": ids, "post": "yes"})
    removed = Change.objects.filter(action="removed")
    assert sorted(removed.values_list("act__organization", "act__changes_count")) == sorted(
        [(cast.acme.pk, 2), (cast.acme.pk, 2), (cast.rival.pk, 1)]
    )
    assert (Tally.total(cast.olivia, "contact"), Tally.total(cast.zoe, "contact")) == (0, 0)


def test_a_role_is_changed_by_its_verb(cast, operator):
    values = {"role": "member", "data_scope": "all", "is_active": "on"}
    operator.post(url(Member, "change", cast.olivia.pk), values)
    cast.olivia.refresh_from_db()
    assert cast.olivia.role == "admin"  # the last one
    operator.post(url(Member, "change", cast.marco.pk), {"role": "member", "data_scope": "assigned"})
    cast.marco.refresh_from_db()
    assert (cast.marco.data_scope, cast.marco.is_active) == ("assigned", False)


def test_staff_who_are_no_admins_change_no_access(cast, staff):
    client = staff(cast.marco)
    values = {"role": "admin", "data_scope": "all", "is_active": "on"}
    assert client.post(url(Member, "change", cast.marco.pk), values).status_code == 403
    assert client.post(f"/admin/accounts/user/{cast.marco.user_id}/change/", {"is_superuser": "on"}).status_code == 403
    cast.marco.refresh_from_db()
    assert cast.marco.role == "member"


def test_no_secret_is_shown(cast, operator):
    credential, secret = Credential.issue(by=cast.olivia, name="Key")
    invitation, token = Invitation.send_to("new@acme.example", by=cast.olivia)
    cast.marco.user.set_password(PASSWORD)
    cast.marco.user.save()
    shown = ""
    for record in (credential, invitation, cast.marco.user):
        shown += operator.get(url(type(record), "change", record.pk)).content.decode()
        shown += operator.get(url(type(record))).content.decode()
    for hidden in (credential.hashed, secret, invitation.hashed, token, cast.marco.user.password):
        assert hidden not in shown


def test_a_key_is_revoked(cast, operator):
    credential, secret = Credential.issue(by=cast.olivia, name="Key")
    from accounts.models import Credential as keys

    operator.post(url(keys), {"action": "revoke", "_selected_action": [credential.pk]})
    assert keys.find(secret) is None


def test_history_cannot_be_written(cast, operator):
    makers.contact(cast.olivia)
    change = Change.objects.first()
    assert operator.get(url(Change, "add")).status_code == 403
    assert operator.post(url(Change, "change", change.pk), {"kind": "x"}).status_code == 403
    assert operator.post(url(Change, "delete", change.pk), {"post": "yes"}).status_code == 403


def import_one(client):
    """The answer to importing one contact, after a preview that wrote nothing."""
    before = Contact.objects.count()
    upload = io.BytesIO(b"first_name,last_name,email\nNew,One,new@x.example\n")
    upload.name = "people.csv"
    preview = client.post(url(Contact, "import"), {"import_file": upload, "format": "0"})
    assert (preview.status_code, Contact.objects.count()) == (200, before)
    hidden = r'name="(import_file_name|original_file_name|format|resource)" value="([^"]*)"'
    return client.post(url(Contact, "process_import"), dict(re.findall(hidden, preview.content.decode())))


class TestFiles:
    def test_export_streams_what_one_may_see(self, cast, staff):
        makers.contact(cast.olivia, "Shared", company="Acme")
        makers.contact(cast.marco, "Hidden", is_private=True)
        makers.contact(cast.zoe, "Foreign")
        response = staff(cast.olivia).get(url(Contact, "export"))
        text = b"".join(response.streaming_content).decode()
        assert "Shared" in text
        assert "Hidden" not in text
        assert "Foreign" not in text

    def test_export_respects_search(self, cast, staff):
        for name in ("Ann", "Bob"):
            makers.contact(cast.olivia, name)
        text = b"".join(staff(cast.olivia).get(url(Contact, "export") + "?q=ann").streaming_content).decode()
        assert ("Ann" in text, "Bob" in text) == (True, False)

    def test_import_shows_a_preview_then_writes_through_the_verbs(self, cast, staff):
        done = import_one(staff(cast.olivia))
        assert done.status_code == 302
        new = Contact.objects.get()
        assert (new.email, new.organization) == ("new@x.example", cast.acme)
        assert (last_change(new).act.door, Tally.total(cast.olivia, "contact")) == ("admin", 1)

    def test_operator_chooses_the_organization_first(self, cast, operator):
        makers.contact(cast.zoe, "Foreign")
        makers.contact(cast.olivia, "Shared")
        listing = operator.get(url(Contact, "changelist") + f"?organization={cast.rival.pk}")
        assert url(Contact, "import") in listing.content.decode()
        text = b"".join(operator.get(url(Contact, "export")).streaming_content).decode()
        assert ("Foreign" in text, "Shared" in text) == (True, False)
        assert import_one(operator).status_code == 302
        new = Contact.objects.get(email="new@x.example")
        assert (new.organization, last_change(new).act.door) == (cast.rival, "admin")

    def test_operator_with_a_wrong_organization_gets_no_files(self, cast, operator):
        assert operator.get(url(Contact, "export") + "?organization=999999").status_code == 403
        assert operator.get(url(Contact, "export") + f"?organization={'9' * 40}").status_code == 403

    @pytest.mark.parametrize("view", ["import", "export"])
    def test_files_are_for_admins(self, cast, staff, operator, view):
        assert staff(cast.marco).get(url(Contact, view)).status_code == 403
        assert operator.get(url(Contact, view)).status_code == 403

    def test_companies_come_and_go_too(self, cast, staff):
        client, upload = staff(cast.olivia), io.BytesIO(b"name,assigned_to\nOrchard,nobody\n")
        upload.name = "firms.csv"
        preview = client.post(url(Company, "import"), {"import_file": upload, "format": "0"}).content.decode()
        assert "Nobody here is called" in preview
        upload = io.BytesIO(f"name,phone,assigned_to\nOrchard,'=1+1,{cast.marco.user.email}\n".encode())
        upload.name = "firms.csv"
        preview = client.post(url(Company, "import"), {"import_file": upload, "format": "0"})
        hidden = r'name="(import_file_name|original_file_name|format|resource)" value="([^"]*)"'
        client.post(url(Company, "process_import"), dict(re.findall(hidden, preview.content.decode())))
        orchard = Company.objects.get()
        change = Change.objects.get(kind="company", record_id=orchard.pk)
        assert (orchard.phone, orchard.assigned_to, change.act.door) == ("=1+1", cast.marco, "admin")
        text = b"".join(client.get(url(Company, "export")).streaming_content).decode()
        assert ",'=1+1," in text

    def test_private_records_do_not_go_out(self, cast, staff, operator):
        makers.contact(cast.olivia, "Own", is_private=True, assigned_to=cast.olivia)
        makers.contact(cast.marco, "Hidden", is_private=True, assigned_to=cast.marco)
        text = b"".join(staff(cast.olivia).get(url(Contact, "export")).streaming_content).decode()
        assert "Hidden" not in text
        operator.get(url(Contact, "changelist") + f"?organization={cast.acme.pk}")
        assert "Hidden" not in b"".join(operator.get(url(Contact, "export")).streaming_content).decode()


def test_values_of_custom_fields_are_looked_at(cast, operator):
    makers.custom_field(cast.olivia, "Plan")
    contact = makers.contact(cast.olivia, custom={"plan": "Gold"})
    page = operator.get(f"/admin/contacts/contact/{contact.pk}/change/")
    assert "Plan: Gold" in page.content.decode()
