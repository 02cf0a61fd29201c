"""GET /api/imports and /api/imports/{id}, POST …/undo and …/cancel, and the terms of an import by parameter."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Company, Contact
from tests import makers
from transfers.intake import take_in
from transfers.models import Transfer

from .files import customers, table, upload


@pytest.fixture
def olivia(cast, rest):
    return rest(cast.olivia)


def post(client, content, query="", **fields):
    return client.post(f"/api/contacts/import{query}", {"file": upload(content), **fields}, format="multipart")


def refusals(answer):
    assert answer.status_code == 422, answer.content
    return answer.json()["errors"]


# -- which there were -------------------------------------------------------------------------------


def test_lists_the_latest_first(olivia, bring_in):
    first, second = bring_in(customers(3)), bring_in(table(["name"], ["Acme"]), kind="company")
    body = olivia.get("/api/imports").json()
    assert [row["id"] for row in body["data"]] == [second.pk, first.pk]
    assert (body["total"], body["current_page"], body["last_page"], body["per_page"]) == (2, 1, 1, 25)
    assert (body["data"][1]["created"], body["data"][1]["member_name"], body["data"][1]["percent"]) == (
        3,
        "Olivia Larsen",
        100,
    )
    assert "results" not in body["data"][0]


def test_list_is_filtered_sorted_and_paged(cast, olivia, bring_in):
    people, firms = bring_in(customers(3)), bring_in(table(["name"], ["Acme"]), kind="company")
    draft = take_in(upload(customers(1)), kind="contact", by=cast.olivia)

    def ids(query):
        return [row["id"] for row in olivia.get(f"/api/imports?{query}").json()["data"]]

    assert ids("kind=company") == [firms.pk]
    assert ids("status=draft") == [draft.pk]
    assert ids("sort_by=rows&sort_dir=DESC&status=done") == [people.pk, firms.pk]
    assert ids("sort_by=created_at") == [people.pk, firms.pk, draft.pk]
    assert ids("per_page=1&page=2") == [firms.pk]
    assert ids("page=9") == []
    for query, field in (
        ("kind=tag", "kind"),
        ("status=over", "status"),
        ("sort_by=x", "sort_by"),
        ("mode=x", "mode"),
    ):
        assert field in refusals(olivia.get(f"/api/imports?{query}"))


def test_list_takes_the_same_queries_for_many(olivia, bring_in, django_assert_max_num_queries):
    for _n in range(6):
        bring_in(customers(2))
    with django_assert_max_num_queries(8):
        assert len(olivia.get("/api/imports").json()["data"]) == 6


def test_others_see_none_of_them(cast, rest, bring_in):
    transfer = bring_in(customers(3))
    assert rest(cast.zoe).get("/api/imports").json()["data"] == []
    assert rest(cast.zoe).post(f"/api/imports/{transfer.pk}/undo").status_code == 404
    assert rest(cast.marco).get("/api/imports").json()["data"] == []
    assert rest(cast.marco).get(f"/api/imports/{transfer.pk}").status_code == 404


# -- what came of one ---------------------------------------------------------------------------------


def test_tells_what_came_of_each_row(cast, olivia, bring_in):
    known = makers.contact(cast.olivia, "Old", "Known", email="known@x.example", phone="1")
    transfer = bring_in(
        table(
            ["first_name", "last_name", "email", "phone", "assigned_to"],
            ["Jane", "New", "new@x.example", "", ""],
            ["Old", "Known", "known@x.example", "2", "marco@acme.example"],
            ["Bad", "Row", "nope", "", ""],
            ["Jane", "New", "new@x.example", "", ""],
        )
    )
    body = olivia.get(f"/api/imports/{transfer.pk}").json()["data"]
    assert (body["status"], body["rows"], body["position"], body["percent"]) == ("done", 4, 4, 100)
    assert (body["imported"], body["skipped"], body["errors"]) == (
        2,
        2,
        ["Row 4: email: Enter an e-mail address such as jane@example.com."],
    )
    assert body["undo"] == {
        "state": "", "is_possible": True, "position": 0, "changes": 2, "percent": 0, "restored": 0, "kept_count": 0,
        "kept": [], "failure": "",
    }  # fmt: skip
    results = body["results"]
    assert (results["total"], results["current_page"], results["last_page"]) == (4, 1, 1)
    new, changed, refused, again = results["data"]
    assert new | {"id": None} == {
        "row": 2, "outcome": "created", "id": None, "errors": {}, "changes": {}, "repeats": None
    }  # fmt: skip
    assert (changed["id"], changed["changes"]) == (
        known.pk,
        {"phone": ["1", "2"], "assigned_to": [None, cast.marco.pk]},
    )
    assert (refused["id"], refused["errors"]) == (None, {"email": "Enter an e-mail address such as jane@example.com."})
    assert again["repeats"] == 2


def test_results_come_by_page_and_by_outcome(olivia, bring_in):
    transfer = bring_in(customers(30))
    body = olivia.get(f"/api/imports/{transfer.pk}?page=2&per_page=20&outcome=created").json()["data"]["results"]
    assert [row["row"] for row in body["data"]] == list(range(22, 32))
    assert (body["total"], body["current_page"], body["last_page"], body["per_page"]) == (30, 2, 2, 20)
    for query, field in (
        ("outcome=lost", "outcome"),
        ("page=0", "page"),
        ("per_page=x", "per_page"),
        ("rows=1", "rows"),
    ):
        assert field in refusals(olivia.get(f"/api/imports/{transfer.pk}?{query}"))


def test_what_one_may_not_see_has_no_number(cast, olivia, bring_in):
    secret = makers.company(cast.marco, "Secret", is_private=True, assigned_to=cast.marco)
    ann = makers.contact(cast.marco, "Ann", "Lee", email="ann@x.example", company=secret)
    transfer = bring_in(table(["first_name", "email", "company"], ["Ann", "ann@x.example", "Acme"]))
    result = olivia.get(f"/api/imports/{transfer.pk}").json()["data"]["results"]["data"][0]
    assert result["id"] == ann.pk
    assert result["changes"]["company_id"] == [None, Company.objects.get(name="Acme").pk]


def test_looking_at_a_forgotten_one_hands_it_on(cast, olivia, django_capture_on_commit_callbacks):
    transfer = take_in(upload(customers(3)), kind="contact", by=cast.olivia)
    transfer.ask_to_run()
    Transfer.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        olivia.get(f"/api/imports/{transfer.pk}")
    assert olivia.get(f"/api/imports/{transfer.pk}").json()["data"]["status"] == "done"


# -- taking it back -------------------------------------------------------------------------------------


def test_a_small_one_is_undone_at_once(olivia, bring_in):
    transfer = bring_in(customers(3))
    answer = olivia.post(f"/api/imports/{transfer.pk}/undo")
    assert answer.status_code == 200
    assert answer.json()["data"]["undo"]["state"] == "done"
    assert answer.json()["data"]["undo"]["restored"] == 5
    assert Contact.objects.count() == Company.objects.count() == 0
    assert "undone already" in refusals(olivia.post(f"/api/imports/{transfer.pk}/undo"))["undo"]


@pytest.mark.parametrize(("rows", "query"), [(300, ""), (3, "?background=true")])
def test_a_large_one_is_undone_in_the_background(olivia, bring_in, rows, query, django_capture_on_commit_callbacks):
    transfer = bring_in(customers(rows))
    with django_capture_on_commit_callbacks(execute=True):
        answer = olivia.post(f"/api/imports/{transfer.pk}/undo{query}")
        assert (answer.status_code, answer.json()["data"]["undo"]["state"]) == (202, "waiting")
        assert olivia.post(f"/api/imports/{transfer.pk}/undo").status_code == 409
    assert olivia.get(f"/api/imports/{transfer.pk}").json()["data"]["undo"]["percent"] == 100
    assert Contact.objects.count() == 0


def test_a_rehearsed_undo_leaves_everything(olivia, bring_in):
    transfer = bring_in(customers(3))
    answer = olivia.post(f"/api/imports/{transfer.pk}/undo?dry_run=true")
    assert (answer.status_code, answer["Dry-Run"], answer.json()["data"]["undo"]["restored"]) == (200, "true", 5)
    assert Contact.objects.count() == 3
    assert olivia.get(f"/api/imports/{transfer.pk}").json()["data"]["undo"]["is_possible"]


def test_the_same_key_undoes_once_and_answers_again(olivia, bring_in):
    transfer = bring_in(customers(3))
    answers = [olivia.post(f"/api/imports/{transfer.pk}/undo", HTTP_IDEMPOTENCY_KEY="once") for _each in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotent-Replay"] == "true"


def test_what_wrote_nothing_or_runs_cannot_be_undone(cast, olivia, bring_in):
    empty = bring_in(table(["first_name", "email"], ["Bad", "nope"]))
    assert "written nothing" in refusals(olivia.post(f"/api/imports/{empty.pk}/undo"))["undo"]
    waiting = take_in(upload(customers(3)), kind="contact", by=cast.olivia)
    waiting.ask_to_run()
    assert olivia.post(f"/api/imports/{waiting.pk}/undo").status_code == 409
    assert "background" in refusals(olivia.post(f"/api/imports/{empty.pk}/undo?background=soon"))


def test_too_old_a_one_cannot_be_undone(olivia, bring_in):
    transfer = bring_in(customers(3))
    transfer.act.at = timezone.now() - timedelta(days=31)
    transfer.act.save()
    assert "too old" in refusals(olivia.post(f"/api/imports/{transfer.pk}/undo"))["undo"]


# -- stopping it -------------------------------------------------------------------------------------------


def test_a_waiting_one_is_stopped_once(cast, olivia):
    transfer = take_in(upload(customers(3)), kind="contact", by=cast.olivia)
    transfer.ask_to_run()
    assert olivia.post(f"/api/imports/{transfer.pk}/cancel").json()["data"]["status"] == "cancelled"
    again = olivia.post(f"/api/imports/{transfer.pk}/cancel")
    assert (again.status_code, again.json()["message"]) == (409, "The import is over: cancelled.")


# -- on which terms --------------------------------------------------------------------------------------------


def test_takes_terms_from_the_query_and_from_fields(cast, olivia):
    known = makers.contact(cast.olivia, "Old", "Name", external_id="A1", phone="1", job_title="CTO")
    text = table(["first_name", "last_name", "external_id", "phone", "job_title"], ["New", "Name", "A1", "2", ""])
    answer = post(
        olivia, text, "?match_by=external_id&blank=clear", tags="fair, vip", source="Fair", owner=str(cast.marco.pk)
    )
    assert answer.json()["imported"] == 1
    known.refresh_from_db()
    assert (known.first_name, known.phone, known.job_title, known.source) == ("New", "2", "", "Fair")
    assert (known.tag_names, known.assigned_to) == (["fair", "vip"], cast.marco)
    transfer = Transfer.objects.get()
    assert (transfer.match_by, transfer.blank) == ("external_id", "clear")
    assert transfer.defaults == {"assigned_to": "marco@acme.example", "tags": "fair, vip", "source": "Fair"}


def test_maps_columns_as_told(olivia):
    text = table(["Who", "Rank", "email"], ["Jane Smith", "CTO", "j@x.example"])
    told = {"Who": "full_name", "Rank": "job_title", "email": ""}
    assert post(olivia, text, mapping=json.dumps(told)).json()["imported"] == 1
    jane = Contact.objects.get()
    assert (jane.full_name, jane.job_title, jane.email) == ("Jane Smith", "CTO", "")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"match_by": "shoe size"}, "match_by"),
        ({"match_by": "phone"}, "match_by"),
        ({"blank": "burn"}, "blank"),
        ({"mode": "replace"}, "mode"),
        ({"owner": "nobody@acme.example"}, "owner"),
        ({"owner": "99999999"}, "owner"),
        ({"owner": "9" * 40}, "owner"),
        ({"tags": "x" * 60}, "tags"),
        ({"tags": "a\x00b"}, "tags"),
        ({"source": "x" * 2_000}, "source"),
        ({"mapping": "{"}, "mapping"),
        ({"mapping": "[1]"}, "mapping"),
        ({"mapping": '{"Shoe": "phone"}'}, "mapping"),
        ({"mapping": '{"email": "shoe"}'}, "mapping"),
        ({"mapping": '{"first_name": "email", "email": "email"}'}, "mapping"),
        ({"mapping": '{"first_name": "", "email": ""}'}, "mapping"),
        ({"background": "soon"}, "background"),
        ({"match": "email"}, "match"),
    ],
)
def test_wrong_terms_are_told_by_name(cast, olivia, asked, field):
    text = table(["first_name", "email"], ["Jane", "j@x.example"])
    assert field in refusals(post(olivia, text, **asked))
    assert Contact.objects.count() == Transfer.objects.count() == 0
