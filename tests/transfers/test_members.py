"""Imports of kinds that members may bring in: who sees them, who stops them, who takes them back."""

import pytest

from contacts.models import Contact
from leads.models import Lead
from transfers import kinds
from transfers.models import Transfer

from .files import table, upload

PEOPLE = table(["First name", "Last name", "Email"], ["Jane", "Smith", "jane@x.example"])


@pytest.fixture
def begun(cast, page):
    """`begun(member)`: a draft of theirs, begun on the page."""

    def begin(member, kind="lead"):
        answer = page(member).post("/imports/new", {"kind": kind, "file": upload(PEOPLE)})
        assert answer.status_code == 302, answer.content
        return Transfer.objects.latest("pk")

    return begin


def test_members_choose_among_what_they_may_import(cast, page):
    shown = page(cast.marco).get("/imports/new?kind=contact")
    assert (shown.status_code, list(shown.context["kinds"])) == (200, [kinds.of("lead")])
    assert "Template" not in shown.content.decode()
    assert "Template" in page(cast.olivia).get("/imports/new").content.decode()
    refused = page(cast.marco).post("/imports/new", {"kind": "contact", "file": upload(PEOPLE)})
    assert (refused.status_code, Transfer.objects.count()) == (422, 0)


def test_a_member_goes_the_whole_way(cast, page, begun, django_capture_on_commit_callbacks):
    client, transfer = page(cast.marco), begun(cast.marco)
    address = f"/imports/{transfer.pk}"
    columns = {f"column_{n}": name for n, name in enumerate(transfer.mapping)}
    assert client.get(address).status_code == 200
    client.post(f"{address}/columns", {**columns, "mode": "upsert", "match_by": "email", "blank": "keep"})
    assert client.get(address).context["step"] == "rehearsal"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{address}/run")
    result = client.get(address)
    assert (result.context["step"], result.context["may_undo"]) == ("result", True)
    assert "/leads" in result.content.decode()
    assert client.get(f"{address}/refused").status_code == 200
    assert Lead.objects.get().created_by == cast.marco
    client.post(f"{address}/undo")
    assert not Lead.objects.exists()


def test_others_do_not_see_it_and_admins_do(cast, page, rest, begun):
    transfer = begun(cast.marco)
    for path in ("", "/progress", "/refused"):
        assert page(cast.tess).get(f"/imports/{transfer.pk}{path}").status_code == 404
        assert page(cast.zoe).get(f"/imports/{transfer.pk}{path}").status_code == 404
    for act in ("columns", "run", "cancel", "undo", "reading"):
        assert page(cast.tess).post(f"/imports/{transfer.pk}/{act}").status_code == 404
    for act in ("undo", "cancel"):
        assert rest(cast.tess).post(f"/api/imports/{transfer.pk}/{act}").status_code == 404
    assert page(cast.olivia).get(f"/imports/{transfer.pk}").status_code == 200


def test_lists_hold_ones_own(cast, page, rest, begun):
    mine, other = begun(cast.marco), begun(cast.tess)
    by_admin = begun(cast.olivia, "contact")
    listed = {row["id"] for row in rest(cast.marco).get("/api/imports").json()["data"]}
    shown = {transfer.pk for transfer in page(cast.marco).get("/imports").context["page"]}
    assert listed == shown == {mine.pk}
    assert {row["id"] for row in rest(cast.olivia).get("/api/imports").json()["data"]} == {
        mine.pk, other.pk, by_admin.pk,
    }  # fmt: skip


def test_who_is_no_admin_any_more_loses_sight_of_other_kinds(cast, page, rest, begun):
    contacts, leads = begun(cast.olivia, "contact"), begun(cast.olivia)
    cast.olivia.role = "member"
    cast.olivia.save()
    assert rest(cast.olivia).get(f"/api/imports/{contacts.pk}").status_code == 404
    assert rest(cast.olivia).get(f"/api/imports/{leads.pk}").status_code == 200
    assert page(cast.olivia).post(f"/imports/{contacts.pk}/run").status_code == 404
    assert Contact.objects.count() == 0


def test_an_earlier_import_of_somebody_else_is_not_told(cast, page, begun, rest):
    rest(cast.tess).post("/api/leads/import", {"file": upload(PEOPLE, "secret-list.csv")}, format="multipart")
    transfer = begun(cast.marco)
    assert "secret-list" not in page(cast.marco).get(f"/imports/{transfer.pk}").content.decode()
    again = begun(cast.tess)
    assert "secret-list" in page(cast.tess).get(f"/imports/{again.pk}").content.decode()


@pytest.mark.parametrize(("path", "members"), [("/leads", True), ("/contacts", False), ("/companies", False)])
def test_lists_offer_the_import_to_who_may(cast, page, path, members):
    for member, offered in ((cast.olivia, True), (cast.marco, members)):
        assert ("/imports/new?kind=" in page(member).get(path).content.decode()) is offered
