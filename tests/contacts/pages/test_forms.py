"""Making and changing contacts and companies by hand."""

import pytest

from activity.models import Act
from contacts.models import Company, Contact
from tests import makers

JANE = {"first_name": "Jane", "last_name": "Smith", "status": "active", "assigned_to": ""}


def typed(record, **changes):
    """What a browser would send of the edit form of `record`, opened now."""
    return {
        "first_name": record.first_name,
        "last_name": record.last_name,
        "email": record.email,
        "job_title": record.job_title,
        "company_name": record.company.name if record.company else "",
        "status": record.status,
        "tags": ", ".join(record.tag_names),
        "assigned_to": record.assigned_to_id or "",
        "version": record.updated_at.isoformat(),
    } | changes


def test_makes_a_contact_with_its_company_and_tags(cast, page):
    fields = JANE | {"company_name": "acme corp", "tags": "fair, VIP, fair", "assigned_to": cast.rita.pk}
    firm = makers.company(cast.olivia, "ACME Corp")
    answer = page(cast.olivia).post("/contacts/new", fields)
    jane = Contact.objects.get()
    assert answer.url == f"/contacts/{jane.pk}"
    assert (jane.company, jane.tag_names, jane.assigned_to) == (firm, ["fair", "VIP"], cast.rita)
    assert Act.objects.get(verb="contact_created").door == "page"


def test_makes_the_company_where_it_is_missing(cast, page):
    page(cast.olivia).post("/contacts/new", JANE | {"company_name": "New Firm"})
    assert Contact.objects.get().company.name == "New Firm"


def test_never_joins_a_company_private_to_somebody_else(cast, page):
    secret = makers.company(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    page(cast.olivia).post("/contacts/new", JANE | {"company_name": "Secret"})
    assert Contact.objects.get().company != secret


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first_name": "", "last_name": " "}, "first_name"),
        ({"first_name": "x" * 101}, "first_name"),
        ({"first_name": "a\x00b"}, "first_name"),
        ({"email": "nonsense"}, "email"),
        ({"status": "gone"}, "status"),
        ({"assigned_to": "99999999999999999999"}, "assigned_to"),
        ({"assigned_to": "foreign"}, "assigned_to"),
        ({"tags": "x" * 51}, "tags"),
        ({"tags": "a\x00b"}, "tags"),
        ({"notes": "x" * 20_001}, "notes"),
        ({"company_name": "x" * 201}, "company_name"),
        ({"is_private": "on", "assigned_to": ""}, "assigned_to"),
    ],
)
def test_names_what_is_wrong_keeps_what_was_typed_and_writes_nothing(cast, page, wrong, field):
    if wrong.get("assigned_to") == "foreign":
        wrong = {"assigned_to": cast.zoe.pk}
    fields = JANE | {"job_title": "Kept as typed", "company_name": "Kept Firm"} | wrong
    answer = page(cast.olivia).post("/contacts/new", fields)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "Kept as typed" in answer.content.decode()
    assert not Contact.objects.exists()
    assert not Company.objects.exists()


def test_answers_422_to_htmx(cast, page):
    assert page(cast.olivia).post("/contacts/new", {}, headers={"HX-Request": "true"}).status_code == 422


def test_warns_of_a_double_and_lets_it_pass(cast, page):
    twin = makers.contact(cast.olivia, email="jane@x.example")
    client, fields = page(cast.olivia), JANE | {"email": "JANE@x.example"}
    text = client.post("/contacts/new", fields).content.decode()
    assert twin.get_absolute_url() in text
    assert 'name="anyway"' in text
    client.post("/contacts/new", fields | {"anyway": "1"})
    assert Contact.objects.count() == 2


def test_warns_of_no_double_that_one_does_not_see(cast, page):
    makers.contact(cast.marco, email="jane@x.example", assigned_to=cast.marco, is_private=True)
    page(cast.olivia).post("/contacts/new", JANE | {"email": "jane@x.example"})
    assert Contact.objects.count() == 2


def test_a_restricted_member_keeps_what_they_make(cast, page):
    answer = page(cast.rita).post("/contacts/new", JANE)
    assert Contact.objects.get().assigned_to == cast.rita
    assert page(cast.rita).get(answer.url).status_code == 200


def test_offers_only_the_organizations_people(cast, page):
    text = page(cast.olivia).get("/contacts/new").content.decode()
    assert "Marco Diaz" in text
    assert "Zoe Quinn" not in text


def test_changes_only_what_was_changed(cast, page):
    jane = makers.contact(cast.olivia, job_title="CTO", company="Acme", tags=["a"])
    page(cast.marco).post(f"/contacts/{jane.pk}/edit", typed(jane, job_title="CEO"))
    assert Act.objects.latest("pk").changes.get().fields == {"job_title": ["CTO", "CEO"]}


def test_unchanged_means_no_act(cast, page):
    jane = makers.contact(cast.olivia, company="Acme", tags=["b", "A"])
    before = Act.objects.count()
    page(cast.marco).post(f"/contacts/{jane.pk}/edit", typed(jane))
    assert Act.objects.count() == before


def test_keeps_what_somebody_else_saved_meanwhile(cast, page):
    jane = makers.contact(cast.olivia, job_title="CTO", company="Acme", tags=["a"])
    opened = typed(jane, last_name="Jones")
    other = makers.company(cast.olivia, "Other")
    jane.change(by=cast.marco, job_title="CEO", tags=["b"], company_id=other.pk)
    page(cast.olivia).post(f"/contacts/{jane.pk}/edit", opened)
    jane.refresh_from_db()
    assert (jane.last_name, jane.job_title, jane.company, jane.tag_names) == ("Jones", "CEO", other, ["b"])


@pytest.mark.parametrize(
    ("field", "meanwhile", "mine", "shown"),
    [
        ("job_title", {"job_title": "CEO"}, "CFO", "CEO"),
        ("tags", {"tags": ["b"]}, "c", "b"),
        ("status", {"status": "inactive"}, "active", "inactive"),
    ],
)
def test_shows_both_when_two_change_the_same(cast, page, field, meanwhile, mine, shown):
    jane = makers.contact(cast.olivia, job_title="CTO", tags=["a"])
    if field == "status":
        jane.change(by=cast.olivia, status="inactive")
        meanwhile, mine = {"first_name": "Eve"}, "Ann"
        field, shown = "first_name", "Eve"
    opened = typed(jane, **{field: mine})
    jane.change(by=cast.marco, **meanwhile)
    client = page(cast.olivia)
    answer = client.post(f"/contacts/{jane.pk}/edit", opened)
    text = answer.content.decode()
    assert "was changed by Marco Diaz meanwhile" in text
    assert f"“{shown}”" in text
    jane.refresh_from_db()
    assert jane.state([field])[field] == next(iter(meanwhile.values()))
    again = opened | {"version": answer.context["form"]["version"].value()}
    client.post(f"/contacts/{jane.pk}/edit", again)
    jane.refresh_from_db()
    assert jane.state([field])[field] == ([mine] if field == "tags" else mine)


def test_shows_both_companies_when_two_change_the_company(cast, page):
    jane = makers.contact(cast.olivia, company="Acme")
    opened = typed(jane, company_name="Mine")
    jane.change(by=cast.marco, company_id=makers.company(cast.marco, "Theirs").pk)
    text = page(cast.olivia).post(f"/contacts/{jane.pk}/edit", opened).content.decode()
    assert "“Theirs”" in text
    assert 'value="Mine"' in text


@pytest.mark.parametrize("version", ["", "nonsense", "2026-99-01", "9999-12-31T23:59:59+00:00", "2026-01-01T00:00:00"])
def test_a_broken_version_breaks_nothing(cast, page, version):
    jane = makers.contact(cast.olivia)
    answer = page(cast.olivia).post(f"/contacts/{jane.pk}/edit", typed(jane, last_name="New", version=version))
    assert answer.status_code == 302


def test_editing_keeps_a_company_one_does_not_see(cast, page):
    secret = makers.company(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    jane = makers.contact(cast.marco, company=secret)
    page(cast.olivia).post(f"/contacts/{jane.pk}/edit", typed(jane, company_name="", last_name="Jones"))
    jane.refresh_from_db()
    assert (jane.company, jane.last_name) == (secret, "Jones")


def test_giving_a_record_away_leads_back_to_the_list(cast, page):
    jane = makers.contact(cast.rita, assigned_to=cast.rita)
    answer = page(cast.rita).post(f"/contacts/{jane.pk}/edit", typed(jane, assigned_to=cast.marco.pk))
    assert answer.url == "/contacts"


def test_makes_and_changes_a_company(cast, page):
    client = page(cast.olivia)
    client.post("/companies/new", {"name": "Acme", "website": "acme.example", "tags": "a", "assigned_to": ""})
    firm = Company.objects.get()
    assert firm.tag_names == ["a"]
    answer = client.post("/companies/new", {"name": "ACME, Inc.", "assigned_to": ""})
    assert answer.context["double"] == firm
    client.post(f"/companies/{firm.pk}/edit", {"name": "Acme Corp", "tags": "a", "assigned_to": ""})
    firm.refresh_from_db()
    assert firm.name == "Acme Corp"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "A", "website": "javascript:x"}, "website"),
        ({"name": "A", "email": "x"}, "email"),
    ],
)
def test_refuses_a_company_that_cannot_be(cast, page, wrong, field):
    answer = page(cast.olivia).post("/companies/new", wrong)
    assert field in answer.context["form"].errors
    assert not Company.objects.exists()


def test_suggests_companies_and_tags_that_the_member_sees(cast, page):
    makers.contact(cast.olivia, company="Acme Corp", tags=["fair"])
    makers.company(cast.marco, "Acme Secret", assigned_to=cast.marco, is_private=True)
    client = page(cast.olivia)
    assert client.get("/companies/suggest?company_name=acme").content.decode().count("<option") == 1
    assert '"vip, fair"' in client.get("/tags/suggest?tags=vip, fa").content.decode()
    assert "<option" not in page(cast.zoe).get("/tags/suggest?tags=fa").content.decode()
    assert client.get("/companies/suggest?x=%00").status_code == 200


# -- one cell of the list ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "field", "value", "attribute", "stored"),
    [
        ("email", "email", "new@x.example", "email", "new@x.example"),
        ("job_title", "job_title", "CEO", "job_title", "CEO"),
        ("company", "company_name", "New Firm", "company", "New Firm"),
        ("tags", "tags", "a, b", "tag_names", "['a', 'b']"),
        ("status", "status", "inactive", "status", "inactive"),
        ("owner", "assigned_to", "rita", "assigned_to", "Rita Sharma"),
        ("source", "source", "Fair", "source", "Fair"),
    ],
)
def test_a_cell_is_edited_where_it_stands(cast, page, column, field, value, attribute, stored):
    jane = makers.contact(cast.olivia, assigned_to=cast.marco)
    client, url = page(cast.olivia), f"/contacts/{jane.pk}/cell/{column}"
    form = client.get(url, headers={"HX-Request": "true"})
    assert f'name="{field}"' in form.content.decode()
    assert "<html" not in form.content.decode()
    value = cast.rita.pk if value == "rita" else value
    answer = client.post(url, {field: value}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert f"/undo/{Act.objects.latest('pk').pk}" in answer["HX-Trigger"]
    assert str(getattr(Contact.objects.get(), attribute)) == stored


def test_a_cell_is_edited_without_javascript(cast, page):
    jane = makers.contact(cast.olivia)
    client, url = page(cast.olivia), f"/contacts/{jane.pk}/cell/email"
    assert "<html" in client.get(url).content.decode()
    assert client.post(url, {"email": "a@x.example"}).url == "/contacts"


@pytest.mark.parametrize(
    ("column", "fields", "status"),
    [
        ("email", {"email": "nonsense"}, 422),
        ("owner", {"assigned_to": "99999"}, 422),
        ("status", {"status": "gone"}, 422),
        ("name", {"name": "x"}, 404),
        ("nothing", {}, 404),
    ],
)
def test_a_cell_refuses_what_cannot_be(cast, page, column, fields, status):
    jane = makers.contact(cast.olivia)
    answer = page(cast.olivia).post(f"/contacts/{jane.pk}/cell/{column}", fields, headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert not Act.objects.filter(verb="contact_changed").exists()


def test_a_cell_is_shown_again_when_one_thinks_better(cast, page):
    jane = makers.contact(cast.olivia, job_title="CTO")
    answer = page(cast.olivia).get(f"/contacts/{jane.pk}/cell/job_title?shown=1", headers={"HX-Request": "true"})
    assert "CTO" in answer.content.decode()
    assert "<form" not in answer.content.decode()


def test_a_cell_of_somebody_else_is_not_there(cast, page):
    jane = makers.contact(cast.olivia)
    for who in (cast.zoe, cast.rita):
        assert page(who).post(f"/contacts/{jane.pk}/cell/email", {"email": "a@x.example"}).status_code == 404
