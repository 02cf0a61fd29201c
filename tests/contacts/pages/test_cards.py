"""The cards of contacts and companies: facts, neighbours, timeline, notes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Act
from activity.timeline import Mark
from contacts.filters import CompanyFilter, ContactFilter
from contacts.models import Company, CompanyNote, Contact, ContactNote
from tests import makers

PART = {"HX-Request": "true"}


@pytest.fixture
def jane(cast):
    return makers.contact(
        cast.olivia,
        company="Acme Corp",
        email="jane@x.example",
        phone="+15550100",
        job_title="CTO",
        tags=["vip"],
        assigned_to=cast.marco,
    )


def test_shows_who_it_is_and_how_to_reach_them(cast, jane, page):
    text = page(cast.olivia).get(f"/contacts/{jane.pk}").content.decode()
    for part in ("Jane Smith", "CTO", "Acme Corp", "mailto:jane@x.example", "tel:+15550100", "vip", "Marco Diaz"):
        assert part in text


@pytest.mark.parametrize("kind", ["contacts", "companies"])
@pytest.mark.parametrize("path", ["", "/edit", "/timeline"])
def test_hides_what_the_member_does_not_see(cast, page, kind, path):
    make = makers.contact if kind == "contacts" else makers.company
    shared, secret = make(cast.olivia), make(cast.marco, assigned_to=cast.marco, is_private=True)
    for who, record in (("zoe", shared), ("rita", shared), ("olivia", secret), ("tess", secret)):
        client = page(getattr(cast, who))
        assert client.get(f"/{kind}/{record.pk}{path}", headers=PART if path == "/timeline" else {}).status_code == 404
    assert page(cast.marco).get(f"/{kind}/{secret.pk}").status_code == 200


@pytest.mark.parametrize("kind", ["contacts", "companies"])
@pytest.mark.parametrize("path", ["/remove", "/notes", "/edit"])
def test_nobody_writes_to_what_they_do_not_see(cast, page, kind, path):
    model = Contact if kind == "contacts" else Company
    shared = makers.contact(cast.olivia) if model is Contact else makers.company(cast.olivia)
    fields = {"content": "x", "first_name": "X", "name": "X", "status": "active"}
    for who in ("zoe", "rita"):
        assert page(getattr(cast, who)).post(f"/{kind}/{shared.pk}{path}", fields).status_code == 404
    assert str(model.objects.get()) == str(shared)
    assert not ContactNote.objects.exists()
    assert not CompanyNote.objects.exists()


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999"])
def test_knows_no_such_card(cast, page, pk):
    assert page(cast.olivia).get(f"/contacts/{pk}").status_code == 404


@pytest.mark.parametrize("sort", ContactFilter.SORTS)
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_neighbours_are_those_of_the_list(cast, page, sort, direction):
    for n, name in enumerate(("Ann", "Bob", "Bob", "Cy", "Dee")):
        owner = {"assigned_to": (cast.marco, cast.olivia)[n % 2]} if n < 4 else {}
        makers.contact(cast.olivia, name, source="Fair" if n != 3 else "", company=f"F{n % 3}" if n else None, **owner)
    client = page(cast.olivia)
    state = f"source=Fair&sort_by={sort}&sort_dir={direction}"
    order = [row.record.pk for row in client.get(f"/contacts?{state}").context["listing"].rows]
    assert len(order) == 4
    for place, pk in enumerate(order):
        found = client.get(f"/contacts/{pk}", {"from": state}).context["neighbours"]
        around = [None, *order, None]
        assert (found.before, found.after) == (around[place], around[place + 2])
        assert (found.place, found.total) == (place + 1, 4)


@pytest.mark.parametrize("sort", CompanyFilter.SORTS)
def test_neighbours_of_companies_too(cast, page, sort):
    for name in ("B", "A", "C"):
        makers.company(cast.olivia, name, domain=f"{name}.example")
    client = page(cast.olivia)
    order = [row.record.pk for row in client.get(f"/companies?sort_by={sort}").context["listing"].rows]
    found = client.get(f"/companies/{order[1]}", {"from": f"sort_by={sort}"}).context["neighbours"]
    assert (found.before, found.place, found.after) == (order[0], 2, order[2])


def test_a_record_off_the_list_has_no_neighbours_there(cast, jane, page):
    answer = page(cast.olivia).get(f"/contacts/{jane.pk}", {"from": "status=inactive&nonsense=%00"})
    assert answer.status_code == 200
    assert answer.context["neighbours"] is None


def test_the_timeline_merges_notes_and_changes_newest_first(cast, jane, page):
    ContactNote.write(jane, "First call", by=cast.marco)
    jane.change(by=cast.olivia.through("import #42"), job_title="CEO", assigned_to_id=cast.rita.pk)
    timeline = page(cast.olivia).get(f"/contacts/{jane.pk}").context["timeline"]
    assert [entry.source for entry in timeline.entries] == ["changes", "notes", "changes"]
    told = timeline.entries[0].subject
    assert told.door == "import #42"
    assert [(one.label, one.old, one.new) for one in told.differences] == [
        ("Job title", "CTO", "CEO"),
        ("Owner", "Marco Diaz", "Rita Sharma"),
    ]


def test_the_timeline_names_no_company_that_one_does_not_see(cast, page):
    secret = makers.company(cast.marco, "Secret Ltd", assigned_to=cast.marco, is_private=True)
    jane = makers.contact(cast.marco)
    jane.change(by=cast.marco, company_id=secret.pk)
    assert "Secret" not in page(cast.olivia).get(f"/contacts/{jane.pk}").content.decode()


def test_the_timeline_picks_one_source(cast, jane, page):
    ContactNote.write(jane, "First call", by=cast.marco)
    answer = page(cast.olivia).get(f"/contacts/{jane.pk}/timeline?show=notes", headers=PART)
    assert [entry.source for entry in answer.context["timeline"].entries] == ["notes"]
    assert answer["Cache-Control"] == "no-store"
    assert "<html" not in answer.content.decode()


def test_the_timeline_goes_on_where_it_stopped(cast, jane, page):
    for n in range(40):
        ContactNote.write(jane, f"Note {n}", by=cast.marco)
    for n in range(25):
        jane.change(by=cast.marco, job_title=f"Title {n}")
    client, seen, before = page(cast.olivia), [], ""
    while before is not None:
        answer = client.get(f"/contacts/{jane.pk}/timeline", {"before": before}, headers=PART)
        timeline = answer.context["timeline"]
        seen += [(entry.source, entry.key) for entry in timeline.entries]
        before = str(timeline.before) if timeline.before else None
    assert len(seen) == len(set(seen)) == 40 + 25 + 1


@pytest.mark.parametrize(
    "text", ["", "x", "~", "2026-01-01~notes~1", "2026-13-01T00:00:00Z~notes~1", "\x00", "~notes~²"]
)
def test_a_mark_that_is_none_begins_at_the_top(cast, jane, page, text):
    assert Mark.read(text) is None
    assert page(cast.olivia).get(f"/contacts/{jane.pk}/timeline", {"before": text}, headers=PART).status_code == 200


def test_a_note_is_written_with_and_without_htmx(cast, jane, page):
    client = page(cast.marco)
    assert client.post(f"/contacts/{jane.pk}/notes", {"content": "Plain"}).url == jane.get_absolute_url()
    answer = client.post(f"/contacts/{jane.pk}/notes", {"content": "Quick <b>"}, headers=PART)
    assert "Quick &lt;b&gt;" in answer.content.decode()
    assert set(ContactNote.objects.values_list("content", "created_by")) == {
        ("Plain", cast.marco.pk),
        ("Quick <b>", cast.marco.pk),
    }


@pytest.mark.parametrize("content", ["", "   ", "a\x00b", "x" * 20_001])
def test_a_note_that_is_refused_comes_back(cast, jane, page, content):
    answer = page(cast.olivia).post(f"/contacts/{jane.pk}/notes", {"content": content}, headers=PART)
    assert answer.status_code == 422
    assert not ContactNote.objects.exists()


def test_a_note_is_deleted_by_its_author_and_taken_back(cast, jane, page):
    note = ContactNote.write(jane, "Mine", by=cast.marco)
    url = f"/contacts/{jane.pk}/notes/{note.pk}/remove"
    assert page(cast.tess).post(url).status_code == 403
    assert page(cast.zoe).post(url).status_code == 404
    other = makers.contact(cast.olivia, "Other")
    assert page(cast.marco).post(f"/contacts/{other.pk}/notes/{note.pk}/remove").status_code == 404
    answer = page(cast.marco).post(url, headers=PART)
    assert f"/undo/{Act.objects.latest('pk').pk}" in answer["HX-Trigger"]
    page(cast.marco).post(f"/undo/{Act.objects.latest('pk').pk}")
    assert ContactNote.objects.get().content == "Mine"


def test_a_contact_is_deleted_and_brought_back(cast, jane, page):
    client = page(cast.olivia)
    assert client.post(f"/contacts/{jane.pk}/remove").url == "/contacts"
    assert not Contact.objects.exists()
    assert "Jane Smith deleted." in client.get("/contacts").content.decode()
    client.post(f"/undo/{Act.objects.latest('pk').pk}")
    assert Contact.objects.get().tag_names == ["vip"]


def test_a_company_shows_its_people_that_the_member_sees(cast, jane, page):
    makers.contact(cast.marco, "Hidden", company=jane.company, assigned_to=cast.marco, is_private=True)
    text = page(cast.olivia).get(f"/companies/{jane.company_id}").content.decode()
    assert "Jane Smith" in text
    assert "Hidden" not in text
    assert "1 contact<" in text
    assert f"/contacts?company_id={jane.company_id}" in text


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", "java\tscript:alert(1)"])
def test_a_website_is_never_a_script(cast, page, website):
    firm = makers.company(cast.olivia, website=website)
    assert firm.website_url == ""
    assert "javascript:" not in page(cast.olivia).get(f"/companies/{firm.pk}").content.decode()


def test_a_card_needs_at_most_29_queries_with_all_its_panels_however_much_happened(cast, jane, page):
    client, url = page(cast.olivia), f"/contacts/{jane.pk}?from=status%3Dactive"

    def asked():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    jane.change(by=cast.marco, company_id=makers.company(cast.olivia, "New").pk, assigned_to_id=cast.rita.pk)
    ContactNote.write(jane, "One", by=cast.marco)
    few = asked()
    for n in range(25):
        ContactNote.write(jane, f"Note {n}", by=cast.tess)
        jane.change(by=cast.marco, company_id=makers.company(cast.olivia, f"F{n}").pk, tags=[f"t{n}"])
        makers.contact(cast.olivia, f"P{n}")
    assert few == asked() <= 29


def test_what_was_opened_is_remembered_for_the_search(cast, jane, page):
    client = page(cast.olivia)
    client.get(f"/contacts/{jane.pk}")
    client.get(f"/companies/{jane.company_id}")
    assert client.session["recent"] == [["company", jane.company_id], ["contact", jane.pk]]


def test_tells_of_ids_that_are_no_references(cast, page):
    contact = makers.contact(cast.marco, external_id="A-1", phone_id="x7")
    contact.change(by=cast.marco, external_id="B-2", phone_id="y8")
    told = page(cast.marco).get(f"/contacts/{contact.pk}").content.decode()
    assert "B-2" in told
    assert "y8" in told
