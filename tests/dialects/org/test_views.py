"""GET and PUT /contacts/views: the shared smart lists of contacts, as one set."""

import pytest

from customization.models import SavedView
from tests import makers

PATH = "/api/v1/contacts/views"
HOT = {"groups": [{"conditions": [{"field": "tags", "op": "contains", "value": "hot"}]}]}
WRONG = {"groups": [{"conditions": [{"field": "nope", "op": "eq", "value": 1}]}]}


def view(by, name, **values):
    values = {"kind": "contact", "is_shared": True, **values}
    return SavedView.objects.create(organization=by.organization, created_by=by, name=name, **values)


def names():
    return list(SavedView.objects.order_by("position", "pk").values_list("name", flat=True))


class TestGet:
    def test_shows_the_shared_ones_of_contacts(self, cast, olivia):
        hot = view(cast.marco, "Hot", query=HOT, columns=["name", "owner"], sort_by="company_name", sort_dir="DESC")
        view(cast.marco, "Own", is_shared=False)
        view(cast.olivia, "Draft", is_draft=True)
        view(cast.olivia, "Companies", kind="company")
        view(cast.zoe, "Rival's")
        (told,) = olivia.get(PATH).json()
        assert told.pop("updated_at").endswith("Z")
        assert told == {
            "id": hot.pk,
            "name": "Hot",
            "query": HOT,
            "columns": ["name", "assigned_to"],
            "sort": {"field": "company", "dir": "desc"},
            "created_by": cast.marco.pk,
        }

    def test_says_filters_of_a_tab_as_a_query(self, cast, olivia):
        view(cast.olivia, "Web", params={"source": ["Web"], "search": ["jane"]})
        condition = {"field": "source", "op": "eq", "value": "Web"}
        assert olivia.get(PATH).json()[0]["query"] == {"groups": [{"conditions": [condition]}]}

    @pytest.mark.parametrize("count", [2, 25])
    def test_asks_constantly_often(self, cast, olivia, django_assert_num_queries, count):
        for number in range(count):
            view(cast.olivia, f"V{number}", query=HOT, params={"status": ["active"]})
        with django_assert_num_queries(2):
            assert len(olivia.get(PATH).json()) == count


class TestPut:
    def test_replaces_the_set(self, cast, olivia):
        kept, gone = view(cast.olivia, "Kept", query=HOT), view(cast.olivia, "Gone")
        answer = olivia.put(
            PATH,
            {
                "views": [
                    {"name": "New", "query": HOT, "columns": ["name", "custom.plan"], "sort": "-name"},
                    {"id": kept.pk, "name": "Renamed", "query": None, "sort": {"field": "assigned_to", "dir": "asc"}},
                ]
            },
        )
        assert answer.status_code == 200
        new, renamed = answer.json()
        assert (new["name"], new["query"], new["columns"], new["sort"], new["created_by"]) == (
            "New", HOT, ["name", "custom.plan"], {"field": "name", "dir": "desc"}, cast.olivia.pk,
        )  # fmt: skip
        assert (renamed["id"], renamed["name"], renamed["query"], renamed["columns"]) == (kept.pk, "Renamed", None, [])
        assert olivia.get(PATH).json() == answer.json()
        assert not SavedView.objects.filter(pk=gone.pk).exists()

    def test_takes_the_bare_array_and_what_it_gave(self, cast, olivia):
        view(cast.marco, "Hot", query=HOT, columns=["name", "owner"], sort_by="name", sort_dir="DESC")
        view(cast.olivia, "Web", params={"source": ["Web"], "search": ["jane"]})
        told = olivia.get(PATH).json()
        assert olivia.put(PATH, told).json() == told
        assert SavedView.objects.get(name="Web").params == {"source": ["Web"], "search": ["jane"]}

    def test_finds_a_view_by_its_name(self, cast, olivia):
        hot = view(cast.olivia, "Hot")
        assert olivia.put(PATH, [{"name": "Hot", "query": HOT}]).json()[0]["id"] == hot.pk
        assert len(olivia.put(PATH, [{"name": "Hot"}, {"name": "Hot"}]).json()) == 2

    def test_puts_a_query_in_the_place_of_filters(self, cast, olivia):
        web = view(cast.olivia, "Web", params={"source": ["Web"], "search": ["jane"]})
        olivia.put(PATH, [{"id": web.pk, "name": "Web", "query": HOT}])
        web.refresh_from_db()
        assert (web.query, web.params) == (HOT, {"search": ["jane"]})

    def test_empties_the_set(self, cast, olivia):
        view(cast.olivia, "Gone")
        assert olivia.put(PATH, []).json() == []

    def test_touches_nobody_s_own_views(self, cast, olivia):
        own, others = view(cast.olivia, "Own", is_shared=False), view(cast.olivia, "Companies", kind="company")
        olivia.put(PATH, {"views": []})
        assert set(names()) == {own.name, others.name}
        refused = olivia.put(PATH, [{"id": own.pk, "name": "Taken"}])
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["views[0].id"])

    def test_changes_nothing_where_one_query_is_wrong(self, cast, olivia):
        view(cast.olivia, "There", query=HOT)
        before = olivia.get(PATH).json()
        answer = olivia.put(PATH, {"views": [{"name": "Good", "query": HOT}, {"name": "Bad", "query": WRONG}]})
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == ["views[1].query.groups[0].conditions[0].field"]
        assert olivia.get(PATH).json() == before

    def test_lets_a_broken_view_stay(self, cast, olivia):
        view(cast.olivia, "Broken", query=WRONG)
        told = olivia.get(PATH).json()
        assert olivia.put(PATH, told).status_code == 200

    def test_is_for_who_may_change_the_views(self, cast, org):
        view(cast.olivia, "Olivia's", query=HOT)
        marco, told = org(cast.marco), org(cast.olivia).get(PATH).json()
        assert marco.put(PATH, [*told, {"name": "Marco's"}]).status_code == 200
        assert marco.put(PATH, told).status_code == 200  # takes his own away again
        assert marco.put(PATH, []).status_code == 403
        assert marco.put(PATH, [{**told[0], "query": None}]).status_code == 403
        assert org(cast.olivia).get(PATH).json() == told

    def test_rehearses(self, cast, olivia):
        assert olivia.put(f"{PATH}?dry_run=1", [{"name": "New"}]).json()[0]["name"] == "New"
        assert names() == []

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({"views": 5}, "views"), ({"views": [5]}, "views[0]"), ({}, "views"), (5, "views"), ({"lists": []}, "lists"),
            ([{}], "views[0].name"), ([{"name": ""}], "views[0].name"), ([{"name": 5}], "views[0].name"),
            ([{"name": "x" * 81}], "views[0].name"), ([{"name": "a\x00"}], "views[0].name"),
            ([{"name": "A", "colour": 1}], "views[0].colour"), ([{"name": "A", "id": 7}], "views[0].id"),
            ([{"name": "A", "id": 2**70}], "views[0].id"), ([{"name": "A", "id": "x"}], "views[0].id"),
            ([{"name": "A", "columns": "name"}], "views[0].columns"), ([{"name": "A", "columns": [5]}], "views[0].columns"),
            ([{"name": "A", "columns": ["x" * 61]}], "views[0].columns"),
            ([{"name": "A", "sort": "nope"}], "views[0].sort.field"), ([{"name": "A", "sort": 5}], "views[0].sort"),
            ([{"name": "A", "query": []}], "views[0].query"), ([{"name": "A"}] * 201, "views"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_wrong(self, cast, olivia, body, path):
        view(cast.olivia, "There")
        answer = olivia.put(PATH, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])
        assert names() == ["There"]

    def test_sorts_by_custom_fields(self, cast, olivia):
        makers.custom_field(cast.olivia, "Plan")
        assert olivia.put(PATH, [{"name": "A", "sort": "-custom.plan"}]).json()[0]["sort"]["field"] == "custom.plan"

    @pytest.mark.parametrize("count", [2, 25])
    def test_asks_constantly_often(self, cast, olivia, django_assert_max_num_queries, count):
        for number in range(count):
            view(cast.olivia, f"V{number}")
        wanted = [{"name": f"V{number}", "query": HOT} for number in range(count)] + [{"name": "New"}]
        with django_assert_max_num_queries(18):
            assert olivia.put(PATH, wanted).status_code == 200
