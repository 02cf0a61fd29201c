"""The tags of the organization, and those of one contact."""

import pytest

from customization import merging_tags
from customization.models import Tag
from tests import makers

PATH = "/api/v1/tags"


class TestTags:
    def test_are_listed_and_made(self, cast, olivia):
        made = olivia.post(PATH, {"name": "VIP", "color": "red"})
        assert (made.status_code, made.json()["name"], made.json()["color"]) == (201, "VIP", "red")
        olivia.post(PATH, {"name": "beta"})
        Tag.objects.create(organization=cast.rival, name="Rival's")
        body = olivia.get(PATH).json()
        assert ([tag["name"] for tag in body["items"]], body["total"]) == (["beta", "VIP"], 2)
        assert body["items"][0].keys() == {"id", "name", "color"}

    def test_are_made_once(self, olivia):
        olivia.post(PATH, {"name": "VIP"})
        again = olivia.post(PATH, {"name": " vip "})
        assert (again.status_code, list(again.json()["errors"])) == (409, ["name"])
        assert Tag.objects.count() == 1

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({}, "name"), ({"name": ""}, "name"), ({"name": None}, "name"), ({"name": "a,b"}, "name"),
            ({"name": 5}, "name"),
            ({"name": ["a"]}, "name"), ({"name": "x" * 51}, "name"), ({"name": "a\x00"}, "name"),
            ({"name": "  "}, "name"),
            ({"name": "a", "color": "mauve"}, "color"), ({"name": "a", "color": None}, "color"),
            ({"name": "a", "x": 1}, "x"),
        ],
    )  # fmt: skip
    def test_refuse_what_is_wrong(self, olivia, body, path):
        answer = olivia.post(PATH, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])

    def test_go_everywhere_at_once(self, cast, olivia):
        jane = makers.contact(cast.olivia, tags=["vip", "beta"])
        private = makers.contact(cast.marco, tags=["vip"], assigned_to=cast.marco, is_private=True)
        acme = makers.company(cast.olivia, tags=["vip"])
        vip = Tag.objects.get(name="vip")
        assert olivia.delete(f"{PATH}/{vip.pk}").status_code == 204
        assert (jane.tag_names, private.tag_names, acme.tag_names) == (["beta"], [], [])
        assert olivia.delete(f"{PATH}/{vip.pk}").status_code == 404

    def test_on_too_many_records_stay(self, cast, olivia, monkeypatch):
        monkeypatch.setattr(merging_tags, "MOST_AT_ONCE", 1)
        jane, acme = makers.contact(cast.olivia, tags=["vip"]), makers.company(cast.olivia, tags=["vip"])
        path = f"{PATH}/{Tag.objects.get().pk}"
        answer = olivia.delete(path)
        assert (answer.status_code, answer.json()["detail"][:25]) == (409, "More than 1 records carry")
        assert (jane.tag_names, acme.tag_names) == (["vip"], ["vip"])
        acme.change(by=cast.olivia, tags=[])
        assert olivia.delete(path).status_code == 204


class TestOfAContact:
    @pytest.mark.parametrize(
        "body",
        [{"tags": ["new", "VIP"]}, {"names": ["new", "vip"]}, {"tag": "new"}, {"name": " New "}, {"tags": "new"}],
    )
    def test_are_added(self, cast, olivia, body):
        jane = makers.contact(cast.olivia, tags=["vip"])
        answer = olivia.post(f"/api/v1/contacts/{jane.pk}/tags", body)
        assert (answer.status_code, answer.json()["contact_id"]) == (200, jane.pk)
        assert [name.lower() for name in answer.json()["tags"]] == ["new", "vip"]
        assert Tag.objects.count() == 2

    def test_are_added_once(self, cast, olivia):
        path = f"/api/v1/contacts/{makers.contact(cast.olivia, tags=['vip']).pk}/tags"
        for _ in range(2):
            assert olivia.post(path, {"tags": ["VIP", "a/b", "ä ö"]}).json()["tags"] == ["a/b", "vip", "ä ö"]
        assert olivia.post(path, {"tags": []}).json()["tags"] == ["a/b", "vip", "ä ö"]

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({}, "tags"), ({"tags": 5}, "tags"), ({"tags": [5]}, "tags"), ({"tags": ["a,b"]}, "tags"),
            ({"tag": "a,b"}, "tag"),
            ({"tag": ["a"]}, "tag"), ({"names": ["x" * 51]}, "names"), ({"name": "a\x00"}, "name"),
            ({"label": "a"}, "label"),
            ({"tag": ""}, "tag"), ({"name": None}, "name"), ({"tags": [f"t{n}" for n in range(101)]}, "tags"),
            ([], "body"),
        ],
    )  # fmt: skip
    def test_refuse_what_is_wrong(self, cast, olivia, body, path):
        answer = olivia.post(f"/api/v1/contacts/{makers.contact(cast.olivia).pk}/tags", body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])
        assert not Tag.objects.exists()

    @pytest.mark.parametrize(
        ("tag", "address"),
        [("vip", "VIP"), ("a/b", "a%2Fb"), ("a/b", "a/b"), ("100%", "100%25"), ("Größe", "gr%C3%B6%C3%9Fe"),
         ("a b", "a%20b"),
         ("?#", "%3F%23"), (".", "%2E"), ("a/", "a%2F")],
    )  # fmt: skip
    def test_are_taken_off(self, cast, olivia, tag, address):
        jane = makers.contact(cast.olivia, tags=[tag, "other"])
        for _ in range(2):
            answer = olivia.delete(f"/api/v1/contacts/{jane.pk}/tags/{address}")
            assert (answer.status_code, answer.content) == (204, b"")
        assert jane.tag_names == ["other"]
        assert Tag.objects.count() == 2

    @pytest.mark.parametrize("address", ["nobody", "a,b", "%00", "x" * 300, "%FF"])
    def test_that_are_not_there_are_taken_off_too(self, cast, olivia, address):
        jane = makers.contact(cast.olivia, tags=["vip"])
        assert olivia.delete(f"/api/v1/contacts/{jane.pk}/tags/{address}").status_code == 204
        assert jane.tag_names == ["vip"]

    def test_are_for_who_sees_the_contact(self, cast, org):
        path = f"/api/v1/contacts/{makers.contact(cast.olivia, assigned_to=cast.marco).pk}/tags"
        for who, status in (("rita", 404), ("zoe", 404), ("tess", 200), ("marco", 200)):
            assert org(getattr(cast, who)).post(path, {"tag": "x"}).status_code == status
        assert org(cast.zoe).delete(f"{path}/x").status_code == 404

    def test_leave_no_history_where_nothing_changed(self, cast, olivia):
        from activity.models import Act

        jane = makers.contact(cast.olivia, tags=["vip"])
        before = Act.objects.count()
        olivia.post(f"/api/v1/contacts/{jane.pk}/tags", {"tag": "VIP"})
        olivia.delete(f"/api/v1/contacts/{jane.pk}/tags/nobody")
        assert Act.objects.count() == before
        olivia.post(f"/api/v1/contacts/{jane.pk}/tags", {"tag": "new"})
        assert Act.objects.count() == before + 1
