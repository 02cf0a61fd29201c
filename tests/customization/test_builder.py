"""The page that builds a smart list."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from customization.models import SavedView
from tests import makers

PART = {"HX-Request": "true"}
KINDS = [("contact", "contacts"), ("company", "companies"), ("lead", "leads"), ("deal", "deals")]


def condition(field, op, *values, place="0-0"):
    """The fields of one condition as the form sends them, of a row that is drawn for its field already."""
    sent = {"row": place, f"field-{place}": field, f"was-{place}": field, f"op-{place}": op}
    return sent | {f"value-{place}": list(values)}


def form(*rows, groups=("0",), **more):
    """The whole form: `rows` by `condition`."""
    sent = {"group": list(groups), "row": [row["row"] for row in rows]}
    for row in rows:
        sent |= {name: value for name, value in row.items() if name != "row"}
    return sent | more


def rows_of(answer):
    return [[(row.row.field, row.row.op, row.texts) for row in rows] for _group, rows in answer.context["groups"]]


def query_of(url):
    return json.loads(parse_qs(urlsplit(url).query)["query"][0])


def names(client, url):
    return [str(row.record) for row in client.get(url).context["listing"].rows]


ANN = condition("first_name", "starts_with", "an")
FAIR = condition("source", "eq", "Fair", place="1-0")


@pytest.fixture
def people(cast):
    makers.contact(cast.olivia, "Ann", "Web", source="Web")
    makers.contact(cast.olivia, "Bob", "Fair", source="Fair")
    makers.contact(cast.olivia, "Cy", "Web", source="Web")


@pytest.mark.parametrize(("kind", "path"), KINDS)
def test_opens_for_every_kind(cast, page, kind, path):
    client = page(cast.marco)
    answer = client.get(f"/{path}/smart")
    assert answer.status_code == 200
    assert rows_of(answer) == [[("", "", [])]]
    assert f"/{path}/smart" in client.get(f"/{path}").content.decode()


def test_is_not_offered_where_there_are_no_conditions(cast, page):
    assert page(cast.marco).get("/tasks/smart").status_code == 404
    assert "smart" not in page(cast.marco).get("/tasks/table").content.decode()


def test_shows_what_two_groups_find(cast, people, page):
    client = page(cast.marco)
    answer = client.post("/contacts/smart", form(ANN, FAIR, groups=["0", "1"], do="show"))
    assert answer.status_code == 302
    assert query_of(answer.url) == {
        "groups": [
            {"conditions": [{"field": "first_name", "op": "starts_with", "value": "an"}]},
            {"conditions": [{"field": "source", "op": "eq", "value": "Fair"}]},
        ]
    }
    assert names(client, answer.url) == ["Ann Web", "Bob Fair"]
    shown = client.get(answer.url)
    assert shown.context["listing"].query_chip["words"] == "2 conditions in 2 groups"


def test_opens_again_on_what_the_list_shows(cast, people, page):
    client = page(cast.marco)
    url = client.post("/contacts/smart", form(ANN, FAIR, groups=["0", "1"], do="show", search="x")).url
    builder = client.get(client.get(url).context["listing"].urls["smart"])
    assert rows_of(builder) == [[("first_name", "starts_with", ["an"])], [("source", "eq", ["Fair"])]]
    assert builder.context["search"] == "x"


def test_keeps_columns_sort_and_words(cast, people, page):
    client = page(cast.marco)
    state = "columns=name%2Cemail&sort_by=email&sort_dir=DESC&per_page=10"
    url = client.post("/contacts/smart", form(ANN, do="show", state=state, search="web")).url
    kept = parse_qs(urlsplit(url).query)
    assert {name: kept[name] for name in ("columns", "sort_by", "per_page", "search")} == {
        "columns": ["name,email"], "sort_by": ["email"], "per_page": ["10"], "search": ["web"],
    }  # fmt: skip


def test_says_the_filters_of_the_list_as_conditions(cast, people, page):
    firm = makers.company(cast.olivia, "Orchard")
    narrowed = f"status=active&source=Fair&source=Web&company_id={firm.pk}&tag=vip&assigned_to=me&date_from=2026-01-01"
    answer = page(cast.marco).get(f"/contacts/smart?{narrowed}&scope=team&sort_by=email")
    assert sorted(rows_of(answer)[0]) == [
        ("assigned_to", "eq", ["me"]),
        ("company", "eq", ["Orchard"]),
        ("created_at", "gte", ["2026-01-01"]),
        ("source", "in", ["Fair\nWeb"]),
        ("status", "eq", ["active"]),
        ("tags", "contains", ["vip"]),
    ]
    assert QueryDict(answer.context["state"]).dict() == {"scope": "team", "sort_by": "email"}
    assert [chip.words for chip in answer.context["kept"]] == ["is in my teams"]


def test_narrows_every_group_by_the_filters(cast, page):
    query = json.dumps({"groups": [{"conditions": []}, {"conditions": [{"field": "name", "op": "is_empty"}]}]})
    answer = page(cast.marco).get("/contacts/smart", {"query": query, "status": "active"})
    assert rows_of(answer) == [
        [("status", "eq", ["active"])],
        [("name", "is_empty", []), ("status", "eq", ["active"])],
    ]


# -- without JavaScript -------------------------------------------------------------------------------


def test_adds_and_removes_rows_and_keeps_what_was_typed(cast, page):
    client = page(cast.marco)

    def after(do, *rows, groups=("0",)):
        return rows_of(client.post("/contacts/smart", form(*rows, groups=groups, do=do)))

    ann, fair = ("first_name", "starts_with", ["an"]), ("source", "eq", ["Fair"])
    blank = ("", "", [])
    assert after("add:0", ANN) == [[ann, blank]]
    assert after("add-group", ANN) == [[ann], [blank]]
    assert after("remove:0-0", ANN, FAIR, groups=["0", "1"]) == [[fair]]
    assert after("remove-group:1", ANN, FAIR, groups=["0", "1"]) == [[ann]]
    assert after("remove:0-0", ANN) == [[blank]]
    assert after("remove:7-7", ANN) == [[ann]]
    assert after("nonsense", ANN) == [[ann]]


def test_a_field_that_was_just_chosen_gets_an_operator_and_no_value_of_another(cast, page):
    sent = form(condition("status", "starts_with", "an") | {"was-0-0": "first_name"}, do="fit")
    assert rows_of(page(cast.marco).post("/contacts/smart", sent)) == [[("status", "eq", [])]]


def test_a_row_comes_alone_for_htmx(cast, page):
    sent = form(condition("created_at", "between", "2026-01-01"), part="row", place="0-0")
    html = page(cast.marco).post("/contacts/smart", sent, headers=PART).content.decode()
    assert html.lstrip().startswith('<div class="condition')
    assert html.count('type="date"') == 2


@pytest.mark.parametrize(
    ("field", "op", "control"),
    [
        ("name", "contains", "text"),
        ("name", "in", "lines"),
        ("name", "is_empty", "none"),
        ("status", "eq", "one"),
        ("status", "not_in", "many"),
        ("dnc", "eq", "yes"),
        ("tags", "contains", "tag"),
        ("assigned_to", "eq", "one"),
        ("assigned_to", "in", "many"),
        ("created_at", "between", "range"),
        ("created_at", "in_last_days", "days"),
        ("custom.seats", "gt", "text"),
        ("custom.plan", "eq", "one"),
        ("custom.plan", "in", "many"),
        ("custom.hobbies", "contains", "one"),
    ],
)
def test_the_value_is_typed_into_what_fits(cast, page, field, op, control):
    makers.custom_field(cast.olivia, "Seats", type="number")
    makers.custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Silver"])
    makers.custom_field(cast.olivia, "Hobbies", type="multiselect", options=["Golf", "Chess"])
    answer = page(cast.marco).post("/contacts/smart", form(condition(field, op), do="fit"))
    row = answer.context["groups"][0][1][0]
    assert row.control.name == control
    assert row.row.op == op


def test_offers_oneself_and_nobody_as_owners(cast, page):
    answer = page(cast.marco).post("/contacts/smart", form(condition("assigned_to", "eq"), do="fit"))
    offered = [value for value, _label, _chosen in answer.context["groups"][0][1][0].options]
    assert offered[:2] == ["me", "none"]
    assert str(cast.rita.pk) in offered
    assert str(cast.zoe.pk) not in offered


@pytest.mark.parametrize(
    ("field", "op", "typed", "value"),
    [
        ("custom.seats", "gt", ["1,250"], 1250),
        ("custom.seats", "between", ["1", "2.5"], [1, 2.5]),
        ("created_at", "in_last_days", ["30"], 30),
        ("name", "in", ["Ann\nBob\n\n"], ["Ann", "Bob"]),
        ("dnc", "eq", ["false"], False),
        ("assigned_to", "eq", ["me"], "me"),
        ("status", "in", ["active", "inactive"], ["active", "inactive"]),
    ],
)
def test_reads_what_is_typed_by_its_type(cast, page, field, op, typed, value):
    makers.custom_field(cast.olivia, "Seats", type="number")
    answer = page(cast.marco).post("/contacts/smart", form(condition(field, op, *typed), do="show"))
    assert query_of(answer.url)["groups"][0]["conditions"][0]["value"] == value


# -- what is wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (condition("first_name", "contains"), "Say what to compare with."),
        (condition("created_at", "between", "2026-02-01", "2026-01-01"), "Give the smaller value first."),
        (condition("created_at", "between", "2026-02-01", ""), "Say what to compare with."),
        (condition("created_at", "in_last_days", "many"), ""),
        (condition("nothing", "eq", "x"), "Choose one of"),
        (condition("custom.gone", "eq", "x"), "There is no such custom field."),
        (condition("first_name", "gt", "x"), "Choose one of"),
        (condition("status", "eq", "lost"), "Choose one of"),
        (condition("assigned_to", "eq", "999999"), "nobody"),
        (condition("first_name", "eq", "x" * 1001), "at most"),
    ],
)
def test_says_what_is_wrong_at_its_condition_and_keeps_it(cast, page, row, said):
    first = condition("first_name", "contains", "a") | {}
    wrong = {key.replace("0-0", "0-1"): value for key, value in row.items()} | {"row": "0-1"}
    answer = page(cast.marco).post("/contacts/smart", form(first, wrong, do="show"))
    assert answer.status_code == 422
    right, marked = answer.context["builder"].groups[0].rows
    assert not right.error
    assert said in marked.error
    assert marked.error
    assert marked.field == wrong["field-0-1"]
    assert all(text in answer.content.decode() for text in wrong["value-0-1"])


def test_marks_the_right_row_though_blank_ones_stand_before(cast, page):
    rows = [
        condition("", "", place="0-0"),
        condition("", "", place="1-0"),
        condition("first_name", "gt", "x", place="1-1"),
    ]
    answer = page(cast.marco).post("/contacts/smart", form(*rows, groups=["0", "1"], do="show"))
    groups = answer.context["builder"].groups
    assert [[bool(row.error) for row in group.rows] for group in groups] == [[False], [False, True]]


def test_refuses_more_than_a_query_may_hold(cast, page):
    rows = [condition("first_name", "eq", "x", place=f"0-{n}") for n in range(51)]
    answer = page(cast.marco).post("/contacts/smart", form(*rows, do="show"))
    assert answer.status_code == 422
    assert "50" in answer.content.decode()
    rows = [condition("first_name", "eq", "x", place=f"{n}-0") for n in range(21)]
    answer = page(cast.marco).post("/contacts/smart", form(*rows, groups=[str(n) for n in range(21)], do="show"))
    assert answer.status_code == 422
    assert "20 groups" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "{", "[]", "3", '"x"', "null", "[[[[", '{"groups": 1}', '{"groups": [1, null, {"conditions": 2}]}', "9" * 30,
        '{"groups": [{"conditions": [1, {"field": {"a": 1}, "op": [], "value": {"x": [null]}}]}]}',
        '{"groups": [{"conditions": [{"field": "name", "op": "eq", "value": "a\\u0000b"}]}]}',
        '{"groups": [{"conditions": [{"field": "custom.a\\"\'b", "op": "eq", "value": 1e999}]}]}',
        "[" * 5000, '{"groups":' * 3000, "a\x00b", "999999999999999999",
    ],
)  # fmt: skip
def test_opens_on_any_nonsense(cast, page, query):
    client = page(cast.marco)
    assert client.get("/contacts/smart", {"query": query}).status_code == 200
    listed = client.get("/contacts", {"query": query})
    assert listed.status_code == 200


def test_a_list_says_what_is_wrong_with_its_query_and_leads_to_mending(cast, people, page):
    client = page(cast.marco)
    query = {"groups": [{"conditions": [{"field": "custom.gone", "op": "eq", "value": "Gold"}]}]}
    answer = client.get("/contacts", {"query": json.dumps(query), "status": "active"})
    listing = answer.context["listing"]
    assert len(listing.rows) == 3
    assert "Mend it" in answer.content.decode()
    assert "query.groups" not in answer.content.decode()
    builder = client.get(listing.mend_url)
    marked, status = builder.context["builder"].groups[0].rows
    assert (marked.field, marked.texts, bool(marked.error)) == ("custom.gone", ["Gold"], True)
    assert status.field == "status"
    assert "Gold" in builder.content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"group": ["x"] * 300}, {"row": ["0-0"], "do": "show"}, {"state": "%ff&view=x", "do": "save"}]
)
def test_takes_any_form(cast, page, sent):
    assert page(cast.marco).post("/contacts/smart", sent).status_code in (200, 302, 422)
    assert page(cast.marco).post("/contacts/smart/count", sent).status_code == 200


# -- counting -----------------------------------------------------------------------------------------


def counted(client, *rows, **more):
    return " ".join(client.post("/contacts/smart/count", form(*rows, **more), headers=PART).content.decode().split())


def test_counts_while_one_builds(cast, people, page):
    client = page(cast.marco)
    assert "<b>3</b> contacts match" in counted(client)
    assert "<b>1</b> contact matches" in counted(client, ANN)
    assert "<b>2</b> contacts match" in counted(client, ANN, FAIR, groups=["0", "1"])
    assert "<b>0</b> contacts match" in counted(client, ANN, search="bob")
    assert "<b>1</b> contact matches" in counted(client, ANN, condition("source", "eq", place="0-1"))
    assert "Mend" in counted(client, condition("first_name", "gt", "x"))


def test_stops_counting_at_many(cast, people, page, monkeypatch):
    monkeypatch.setattr("customization.lists.smart.MOST_COUNTED", 1)
    assert "more than 1" in counted(page(cast.marco), condition("source", "eq", "Web"))


def test_counts_only_what_one_sees(cast, people, page):
    assert "<b>0</b>" in counted(page(cast.rita), ANN)
    assert "<b>0</b>" in counted(page(cast.zoe), ANN)


# -- long queries -------------------------------------------------------------------------------------


def long_row(text="x"):
    return condition("name", "in", "\n".join(f"{text}{number:040}" for number in range(100)))


def test_a_query_too_long_for_an_address_is_kept_as_a_draft(cast, people, page):
    client = page(cast.marco)
    url = client.post("/contacts/smart", form(long_row(), do="show")).url
    draft = SavedView.objects.get()
    assert (draft.is_draft, draft.is_shared, draft.created_by) == (True, False, cast.marco)
    assert parse_qs(urlsplit(url).query)["query"] == [str(draft.pk)]
    assert names(client, url) == []
    assert len(client.get("/contacts").context["tabs"]) == 2
    assert rows_of(client.get(f"/contacts/smart?query={draft.pk}"))[0][0][:2] == ("name", "in")
    client.post("/contacts/smart", form(long_row(), do="show"))
    assert SavedView.objects.count() == 1
    assert "Mend it" in page(cast.olivia).get(url).content.decode()


def test_the_newest_drafts_are_kept(cast, page, monkeypatch):
    monkeypatch.setattr("customization.lists.drafts.MOST_KEPT", 2)
    client = page(cast.marco)
    page(cast.olivia).post("/contacts/smart", form(long_row(), do="show"))
    for text in "abc":
        client.post("/contacts/smart", form(long_row(text), do="show"))
    kept = SavedView.objects.filter(created_by=cast.marco)
    assert [view.query["groups"][0]["conditions"][0]["value"][0][0] for view in kept.order_by("pk")] == ["b", "c"]
    assert SavedView.objects.filter(created_by=cast.olivia).count() == 1


# -- keeping it as a tab ------------------------------------------------------------------------------


def test_is_saved_as_a_view(cast, people, page):
    client = page(cast.marco)
    sent = form(
        ANN, do="save", name="Anns", is_shared="on", state="sort_by=email&columns=name%2Cemail&scope=team", search="web"
    )
    answer = client.post("/contacts/smart", sent)
    view = SavedView.objects.get()
    assert (view.name, view.is_shared, view.is_draft, view.columns) == ("Anns", True, False, ["name", "email"])
    assert view.query == {"groups": [{"conditions": [{"field": "first_name", "op": "starts_with", "value": "an"}]}]}
    assert view.params == {"search": ["web"], "scope": ["team"]}
    assert client.get(answer.url).context["listing"].params["view"] == str(view.pk)


def test_saving_without_a_name_keeps_the_conditions(cast, page):
    answer = page(cast.marco).post("/contacts/smart", form(ANN, do="save", name=""))
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors
    assert rows_of(answer) == [[("first_name", "starts_with", ["an"])]]
    assert not SavedView.objects.exists()


def test_updates_the_view_it_was_opened_on_if_it_is_ones_own(cast, page):
    view = SavedView.objects.create(
        organization=cast.acme, kind="contact", name="Anns", is_shared=True, created_by=cast.marco
    )
    sent = form(ANN, do="update", state=f"view={view.pk}")
    assert page(cast.rita).post("/contacts/smart", sent).status_code == 422
    assert page(cast.marco).post("/contacts/smart", sent).status_code == 302
    view.refresh_from_db()
    assert view.query["groups"][0]["conditions"][0]["field"] == "first_name"


def test_knows_nothing_of_anothers_private_view(cast, page):
    query = {"groups": [{"conditions": [{"field": "name", "op": "eq", "value": "Secret"}]}]}
    view = SavedView.objects.create(
        organization=cast.acme, kind="contact", name="Own", query=query, created_by=cast.marco
    )
    for member in (cast.olivia, cast.rita, cast.zoe):
        client = page(member)
        for url in (
            f"/contacts/smart?query={view.pk}",
            f"/contacts/smart?view={view.pk}&mend=1",
            f"/contacts?query={view.pk}",
        ):
            answer = client.get(url)
            assert answer.status_code == 200
            assert "Secret" not in answer.content.decode()


# -- how much it asks the database --------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 20])
def test_asks_no_more_for_more_conditions(cast, people, page, django_assert_max_num_queries, count):
    rows = [condition("assigned_to", "eq", "me", place=f"0-{n}") for n in range(count)]
    client = page(cast.marco)
    client.post("/contacts/smart", form(*rows, do="fit"))
    with django_assert_max_num_queries(9):
        client.post("/contacts/smart", form(*rows, do="fit"))
    with django_assert_max_num_queries(5):
        client.post("/contacts/smart/count", form(*rows), headers=PART)


@pytest.mark.parametrize(("people_count", "conditions"), [(2, 1), (25, 20)])
def test_a_list_asks_no_more_for_more_rows_or_conditions(
    cast, page, django_assert_max_num_queries, people_count, conditions
):
    for number in range(people_count):
        makers.contact(cast.olivia, f"Ann {number}")
    rows = [condition("first_name", "starts_with", "an", place=f"0-{n}") for n in range(conditions)]
    client = page(cast.marco)
    url = client.post("/contacts/smart", form(*rows, do="show")).url
    client.get(url)
    with django_assert_max_num_queries(11):
        assert len(client.get(url).context["listing"].rows) == people_count
