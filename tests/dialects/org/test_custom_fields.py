"""Custom fields and their folders over the Org API. What shaping does to values is tried with its verbs."""

import pytest

from customization.models import CustomField, CustomFieldFolder
from tests import makers

PATH = "/api/v1/custom-fields"
FOLDERS = "/api/v1/custom-field-folders"
FIELD = {"id", "key", "label", "type", "options", "folder", "required", "position", "entity", "default"}


class TestFields:
    def test_are_made_with_everything(self, cast, olivia):
        body = {
            "key": "plan",
            "label": "Plan",
            "type": "select",
            "options": ["Gold", "Blue"],
            "folder": "Sales",
            "required": True,
            "position": 3,
            "entity": "deal",
            "default": "Gold",
        }
        answer = olivia.post(PATH, body)
        assert answer.status_code == 201
        made = answer.json()
        assert made.keys() == FIELD
        assert {name: made[name] for name in body} == body
        assert olivia.get(PATH).json()["items"] == [made]
        assert CustomFieldFolder.objects.get().name == "Sales"

    def test_are_of_contacts_and_texts_unless_told(self, olivia):
        made = olivia.post(PATH, {"label": "Shoe size"}).json()
        assert (made["key"], made["entity"], made["type"], made["options"], made["folder"], made["required"]) == (
            "shoe_size", "contact", "text", [], None, False,
        )  # fmt: skip

    @pytest.mark.parametrize("kind", [name for name, _label in CustomField.TYPES])
    def test_are_of_every_type(self, olivia, kind):
        options = ["A", "B"] if "select" in kind else []
        assert olivia.post(PATH, {"label": "X", "type": kind, "options": options}).json()["type"] == kind

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({}, "label"), ({"label": ""}, "label"), ({"label": 5}, "label"), ({"label": "x" * 81}, "label"),
            ({"label": "a\x00"}, "label"), ({"label": "A", "key": "Upper"}, "key"),
            ({"label": "A", "key": "a.b"}, "key"),
            ({"label": "A", "key": 5}, "key"), ({"label": "A", "type": "colour"}, "type"),
            ({"label": "A", "type": []}, "type"),
            ({"label": "A", "type": "select"}, "options"), ({"label": "A", "options": ["x"]}, "options"),
            ({"label": "A", "type": "select", "options": 5}, "options"),
            ({"label": "A", "type": "select", "options": "ab"}, "options"),
            ({"label": "A", "type": "select", "options": {"a": 1}}, "options"),
            ({"label": "A", "type": "select", "options": ["x", "X"]}, "options"),
            ({"label": "A", "type": "select", "options": [5]}, "options"),
            ({"label": "A", "required": "yes"}, "required"),
            ({"label": "A", "position": -1}, "position"), ({"label": "A", "position": 2**63}, "position"),
            ({"label": "A", "position": "x"}, "position"), ({"label": "A", "entity": "task"}, "entity"),
            ({"label": "A", "entity": ["deal"]}, "entity"), ({"label": "A", "folder": 5}, "folder"),
            ({"label": "A", "folder": "x" * 81}, "folder"), ({"label": "A", "default": 5}, "default"),
            ({"label": "A", "colour": "red"}, "colour"), ([], "body"),
        ],
    )  # fmt: skip
    def test_refuse_what_is_wrong(self, olivia, body, path):
        answer = olivia.post(PATH, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])
        assert not CustomField.objects.exists()

    def test_have_different_keys(self, olivia):
        olivia.post(PATH, {"label": "Plan"})
        answer = olivia.post(PATH, {"label": "Another", "key": "plan"})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["key"])
        assert olivia.post(PATH, {"label": "Plan", "entity": "lead", "key": "plan"}).status_code == 201

    def test_change_all_but_their_key(self, cast, olivia):
        field = makers.custom_field(cast.olivia, "Plan")
        jane = makers.contact(cast.olivia, custom={"plan": "Gold"})
        told = olivia.get(PATH).json()["items"][0]
        body = {**told, "label": "Tariff", "type": "select", "options": ["gold", "Blue"], "folder": "Sales"}
        answer = olivia.patch(f"{PATH}/{field.pk}", body)
        assert (answer.status_code, answer.json()) == (200, body)
        assert olivia.get(f"/api/v1/contacts/{jane.pk}").json()["custom"] == {"plan": "gold"}
        assert olivia.patch(f"{PATH}/{field.pk}", {"folder": None}).json()["folder"] is None
        for refused, path in (({"key": "other"}, "key"), ({"entity": "lead"}, "entity"), ({"label": None}, "label")):
            answer = olivia.patch(f"{PATH}/{field.pk}", refused)
            assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])

    def test_say_how_many_values_another_type_does_not_take(self, cast, olivia):
        field = makers.custom_field(cast.olivia, "Size")
        for value in ("12", "large", "small"):
            makers.contact(cast.olivia, custom={"size": value})
        assert olivia.patch(f"{PATH}/{field.pk}", {"label": "Sizes"})["Removed-Values"] == "0"
        rehearsed = olivia.patch(f"{PATH}/{field.pk}?dry_run=true", {"type": "number"})
        assert (rehearsed.json()["type"], rehearsed["Removed-Values"]) == ("number", "2")
        assert olivia.patch(f"{PATH}/{field.pk}", {"type": "number"})["Removed-Values"] == "2"

    def test_go_and_say_how_many_values_went(self, cast, olivia):
        field = makers.custom_field(cast.olivia, "Plan")
        jane = makers.contact(cast.olivia, custom={"plan": "Gold"})
        makers.contact(cast.olivia, "Joe", custom={"plan": "Blue"})
        makers.contact(cast.olivia, "Jim")
        answer = olivia.delete(f"{PATH}/{field.pk}")
        assert (answer.status_code, answer.content, answer["Removed-Values"]) == (204, b"", "2")
        assert olivia.get(PATH).json()["items"] == []
        assert olivia.get(f"/api/v1/contacts/{jane.pk}").json()["custom"] == {}
        assert olivia.delete(f"{PATH}/{field.pk}").status_code == olivia.patch(f"{PATH}/{field.pk}").status_code == 404

    @pytest.mark.parametrize("count", [2, 25])
    def test_are_listed_constantly_often(self, cast, olivia, django_assert_num_queries, count):
        folder = CustomFieldFolder.objects.create(organization=cast.acme, name="Sales")
        for number in range(count):
            makers.custom_field(cast.olivia, f"F{number}", folder=folder)
        with django_assert_num_queries(3):
            assert len(olivia.get(PATH).json()["items"]) == count


class TestFolders:
    def test_are_made_changed_and_removed(self, cast, olivia):
        made = olivia.post(FOLDERS, {"name": "Sales"})
        assert (made.status_code, made.json().keys()) == (201, {"id", "name", "position"})
        path = f"{FOLDERS}/{made.json()['id']}"
        changed = olivia.patch(path, {"name": "Service", "position": 5})
        assert (changed.status_code, changed.json()["name"], changed.json()["position"]) == (200, "Service", 5)
        field = olivia.post(PATH, {"label": "Plan", "folder": "Service"}).json()
        assert olivia.get(FOLDERS).json()["total"] == 1
        assert olivia.delete(path).status_code == 204
        assert olivia.delete(path).status_code == 404
        assert [(each["id"], each["folder"]) for each in olivia.get(PATH).json()["items"]] == [(field["id"], None)]

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({}, "name"), ({"name": ""}, "name"), ({"name": 5}, "name"), ({"name": "x" * 81}, "name"),
            ({"name": "a\x00"}, "name"),
            ({"name": "sales"}, "name"), ({"name": "A", "position": -1}, "position"),
            ({"name": "A", "position": 2**70}, "position"),
            ({"name": "A", "x": 1}, "x"),
        ],
    )  # fmt: skip
    def test_refuse_what_is_wrong(self, cast, olivia, body, path):
        olivia.post(FOLDERS, {"name": "Sales"})
        answer = olivia.post(FOLDERS, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])
        assert CustomFieldFolder.objects.count() == 1

    def test_are_each_organization_s_own(self, cast, org, olivia):
        made = org(cast.zoe).post(FOLDERS, {"name": "Sales"}).json()
        assert olivia.get(FOLDERS).json()["items"] == []
        assert olivia.patch(f"{FOLDERS}/{made['id']}", {"name": "X"}).status_code == 404


class TestOfAContact:
    def test_is_set_and_cleared(self, cast, olivia):
        makers.custom_field(cast.olivia, "Plan", type="multiselect", options=["Gold", "Blue"])
        makers.custom_field(cast.olivia, "Fax")
        path = f"/api/v1/contacts/{makers.contact(cast.olivia, custom={'fax': '1'}).pk}/custom/plan"
        answer = olivia.put(path, {"value": ["blue"]})
        assert answer.status_code == 200
        assert (answer.json()["key"], answer.json()["value"]) == ("plan", ["Blue"])
        assert answer.json()["custom"] == {"plan": ["Blue"], "fax": "1"}
        assert olivia.put(path, {"value": None}).json()["custom"] == {"fax": "1"}

    @pytest.mark.parametrize("key", ["nope", "a.b", "%00", "a%27b", "x" * 300, "gone", "of_a_lead"])
    def test_is_404_where_there_is_no_such_field(self, cast, olivia, key):
        makers.custom_field(cast.olivia, "Of a lead", entity="lead")
        gone = makers.custom_field(cast.olivia, "Gone")
        olivia.delete(f"{PATH}/{gone.pk}")
        path = f"/api/v1/contacts/{makers.contact(cast.olivia).pk}/custom/{key}"
        assert olivia.put(path, {"value": "x"}).status_code == 404

    @pytest.mark.parametrize(
        ("body", "path"),
        [({}, "value"), ({"value": "x"}, "value"), ({"value": 1e400}, None), ({"value": True}, "value"),
         ({"value": 10**20}, "value"), ({"value": None}, "value"), ({"value": 1, "x": 1}, "x"), (5, "body")],
    )  # fmt: skip
    def test_refuses_what_is_wrong(self, cast, olivia, body, path):
        makers.custom_field(cast.olivia, "Seats", type="number", required=True)
        jane = makers.contact(cast.olivia, custom={"seats": 5})
        if path is None:
            answer = olivia.generic(
                "PUT", f"/api/v1/contacts/{jane.pk}/custom/seats", '{"value": 1e400}', "application/json"
            )
            assert answer.status_code in (400, 422)
        else:
            answer = olivia.put(f"/api/v1/contacts/{jane.pk}/custom/seats", body)
            assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])
        assert olivia.get(f"/api/v1/contacts/{jane.pk}").json()["custom"] == {"seats": 5}

    def test_is_for_who_sees_the_contact(self, cast, org):
        makers.custom_field(cast.olivia, "Plan")
        path = f"/api/v1/contacts/{makers.contact(cast.olivia, assigned_to=cast.marco).pk}/custom/plan"
        for who, status in (("rita", 404), ("zoe", 404), ("tess", 200), ("marco", 200)):
            assert org(getattr(cast, who)).put(path, {"value": "x"}).status_code == status
