"""Contacts in the Org API, row by row of its contract."""

import pytest

from contacts.models import Company, Contact
from tests import makers

OBJECT = [
    "id", "org_id", "name", "first_name", "last_name", "email", "phone", "company", "source", "notes", "tags", "dnc",
    "custom", "assigned_to", "created_at", "updated_at",
]  # fmt: skip
PATH = "/api/v1/contacts"


def names(answer):
    return [item["name"] for item in answer.json()["items"]]


class TestList:
    def test_shows_contacts_by_name(self, cast, olivia):
        makers.contact(cast.olivia, "Zoe", "Adams", company="Acme Corp", tags=["vip", "Beta"], dnc=True)
        makers.contact(cast.olivia, "Ann", "Bell", email="ann@x.example", source="Web", notes="Knows us")
        body = olivia.get(PATH).json()
        assert (names(olivia.get(PATH)), body["total"]) == (["Ann Bell", "Zoe Adams"], 2)
        ann, zoe = body["items"]
        assert list(ann) == OBJECT
        assert (ann["email"], ann["phone"], ann["company"], ann["tags"], ann["custom"]) == (
            "ann@x.example", None, None, [], {},
        )  # fmt: skip
        assert (zoe["company"], zoe["tags"], zoe["dnc"], zoe["org_id"]) == (
            "Acme Corp", ["Beta", "vip"], True, cast.acme.pk,
        )  # fmt: skip

    def test_is_narrowed_by_words_and_tags(self, cast, olivia):
        makers.contact(cast.olivia, "Ann", "Bell", email="ann@x.example", tags=["vip"])
        makers.contact(cast.olivia, "Bob", "Bell", company="Orchard", tags=["VIP", "late"])
        makers.contact(cast.olivia, "Cid", "Cole", tags=["late"])
        assert names(olivia.get(f"{PATH}?q=bell+orch")) == ["Bob Bell"]
        assert names(olivia.get(f"{PATH}?q=ann@x")) == ["Ann Bell"]
        assert names(olivia.get(f"{PATH}?tag=Vip")) == ["Ann Bell", "Bob Bell"]
        assert names(olivia.get(f"{PATH}?tag=late&q=c")) == ["Cid Cole"]
        assert names(olivia.get(f"{PATH}?q=100%25")) == names(olivia.get(f"{PATH}?tag=nobody")) == []
        assert olivia.get(f"{PATH}?q=bell").json()["total"] == 2

    @pytest.mark.parametrize(("asked", "name"), [("q=a%00b", "q"), (f"q={'a' * 201}", "q"), ("tag=a%00", "tag")])
    def test_refuses_what_cannot_be_asked(self, olivia, asked, name):
        answer = olivia.get(f"{PATH}?{asked}")
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])

    def test_counts_from_an_offset(self, cast, olivia):
        for number in range(7):
            makers.contact(cast.olivia, f"P{number}", "X")
        body = olivia.get(f"{PATH}?limit=3&offset=5").json()
        assert ([item["name"] for item in body["items"]], body["total"]) == (["P5 X", "P6 X"], 7)
        assert names(olivia.get(f"{PATH}?page=2&per_page=3")) == ["P3 X", "P4 X", "P5 X"]
        assert olivia.get(f"{PATH}?q=X&limit=2&offset=7").json() == {"items": [], "total": 7, "limit": 2, "offset": 7}

    def test_shows_what_the_caller_sees(self, cast, org):
        makers.contact(cast.olivia, "Nobodys", "X")
        makers.contact(cast.olivia, "Marcos", "X", assigned_to=cast.marco)
        makers.contact(cast.olivia, "Ritas", "X", assigned_to=cast.rita)
        makers.contact(cast.marco, "Private", "X", assigned_to=cast.marco, is_private=True)
        seen = {who: names(org(getattr(cast, who)).get(PATH)) for who in ("olivia", "marco", "rita", "tess", "zoe")}
        assert seen == {
            "olivia": ["Marcos X", "Nobodys X", "Ritas X"],
            "marco": ["Marcos X", "Nobodys X", "Private X", "Ritas X"],
            "rita": ["Ritas X"],
            "tess": ["Marcos X", "Nobodys X"],
            "zoe": [],
        }
        totals = {who: org(getattr(cast, who)).get(f"{PATH}?limit=1").json()["total"] for who in seen}
        assert totals == {who: len(rows) for who, rows in seen.items()}

    def test_names_no_private_company_of_others(self, cast, org):
        secret = makers.company(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
        Contact.objects.filter(pk=makers.contact(cast.olivia).pk).update(company=secret)
        assert org(cast.marco).get(PATH).json()["items"][0]["company"] == "Secret"
        assert org(cast.olivia).get(PATH).json()["items"][0]["company"] is None

    @pytest.mark.parametrize("count", [2, 25])
    @pytest.mark.parametrize(("asked", "statements"), [("", 3), ("?q=smith", 3), ("?tag=vip", 4)])
    def test_asks_constantly_often(self, cast, olivia, django_assert_num_queries, count, asked, statements):
        makers.custom_field(cast.olivia, "Plan")
        for number in range(count):
            makers.contact(cast.olivia, f"P{number}", company=f"C{number}", tags=["vip"], custom={"plan": "A"})
        with django_assert_num_queries(statements):
            assert len(olivia.get(f"{PATH}{asked}").json()["items"]) == count


class TestCreate:
    def test_takes_every_field(self, cast, olivia):
        makers.custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Blue"])
        body = {
            "name": "Jane van Dyck",
            "email": "jane@x.example",
            "phone": "+49 30 901820",
            "company": "Orchard",
            "source": "Web",
            "notes": "Knows us",
            "tags": ["vip", "Beta"],
            "dnc": True,
            "custom": {"plan": "gold"},
            "assigned_to": cast.rita.pk,
        }
        answer = olivia.post(PATH, body)
        assert answer.status_code == 201
        made = answer.json()
        assert list(made) == OBJECT
        assert (made["first_name"], made["last_name"]) == ("Jane", "van Dyck")
        assert {name: made[name] for name in body} == {**body, "tags": ["Beta", "vip"], "custom": {"plan": "Gold"}}
        assert olivia.get(f"{PATH}/{made['id']}").json() == made
        assert answer["ETag"] == olivia.get(f"{PATH}/{made['id']}")["ETag"]

    def test_takes_the_parts_of_a_name(self, olivia):
        made = olivia.post(PATH, {"first_name": "Jane", "last_name": "Smith", "name": "Somebody Else"}).json()
        assert made["name"] == "Jane Smith"
        assert olivia.post(PATH, {"name": "  Madonna "}).json()["last_name"] is None
        assert olivia.post(PATH, {"last_name": "Smith"}).json()["name"] == "Smith"

    def test_finds_the_company_by_its_name(self, cast, olivia):
        orchard = makers.company(cast.olivia, "Orchard")
        assert olivia.post(PATH, {"name": "Jane", "company": "  ORCHARD "}).json()["company"] == "Orchard"
        assert olivia.post(PATH, {"name": "Joe", "company": "New one"}).json()["company"] == "New one"
        assert Contact.objects.get(first_name="Jane").company == orchard
        assert list(Company.objects.order_by("name").values_list("name", flat=True)) == ["New one", "Orchard"]

    def test_keeps_private_companies_private(self, cast, org):
        makers.company(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
        refused = org(cast.marco).post(PATH, {"name": "Jane", "company": "secret"})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["company"])
        assert org(cast.olivia).post(PATH, {"name": "Jane", "company": "secret"}).json()["company"] == "secret"
        assert Company.objects.filter(name_key="secret").count() == 2

    def test_asks_for_required_fields(self, cast, olivia):
        makers.custom_field(cast.olivia, "Plan", required=True)
        makers.custom_field(cast.olivia, "Size", type="number", required=True, default=5)
        refused = olivia.post(PATH, {"name": "Jane"})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["custom.plan"])
        assert olivia.post(PATH, {"name": "Jane", "custom": {"plan": None}}).status_code == 422
        assert olivia.post(PATH, {"name": "Jane", "custom": {"plan": "A"}}).json()["custom"] == {"plan": "A", "size": 5}

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({}, "name"), ({"name": ""}, "name"), ({"name": None}, "name"), ({"name": 5}, "name"),
            ({"name": "x" * 202}, "name"), ({"name": f"{'x' * 101} y"}, "name"), ({"name": "a\x00b"}, "name"),
            ({"name": "Jane", "email": "jane"}, "email"), ({"name": "Jane", "email": 5}, "email"),
            ({"name": "Jane", "tags": "a" * 51}, "tags"), ({"name": "Jane", "tags": [1]}, "tags"),
            ({"name": "Jane", "tags": {"a": 1}}, "tags"), ({"name": "Jane", "dnc": "perhaps"}, "dnc"),
            ({"name": "Jane", "dnc": None}, "dnc"), ({"name": "Jane", "company": ["x"]}, "company"),
            ({"name": "Jane", "company": "x" * 201}, "company"), ({"name": "Jane", "custom": []}, "custom"),
            ({"name": "Jane", "custom": {"nope": 1}}, "custom.nope"), ({"name": "Jane", "assigned_to": "me"}, "assigned_to"),
            ({"name": "Jane", "assigned_to": 2**63}, "assigned_to"), ({"name": "Jane", "status": "active"}, "status"),
            ([], "body"), ("Jane", "body"), (5, "body"), (True, "body"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_wrong(self, olivia, body, path):
        answer = olivia.post(PATH, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [path])
        assert not Contact.objects.exists()

    def test_gives_no_contact_to_strangers(self, cast, olivia):
        answer = olivia.post(PATH, {"name": "Jane", "assigned_to": cast.zoe.pk})
        assert answer.json()["errors"] == {"assigned_to": ["Not found."]}

    def test_lets_the_maker_see_what_they_made(self, cast, org):
        rita = org(cast.rita)
        made = rita.post(PATH, {"name": "Jane"}).json()
        assert (made["assigned_to"], rita.get(f"{PATH}/{made['id']}").status_code) == (cast.rita.pk, 200)


class TestOne:
    def test_comes_bare(self, cast, olivia):
        jane = makers.contact(cast.olivia)
        assert list(olivia.get(f"{PATH}/{jane.pk}").json()) == OBJECT

    def test_changes_only_what_is_named(self, cast, olivia):
        makers.custom_field(cast.olivia, "Plan")
        makers.custom_field(cast.olivia, "Fax")
        jane = makers.contact(
            cast.olivia, email="j@x.example", company="Orchard", tags=["a"], custom={"plan": "A", "fax": "1"}
        )
        answer = olivia.patch(f"{PATH}/{jane.pk}", {"name": "Jane Doe", "custom": {"plan": None}, "dnc": True})
        assert answer.status_code == 200
        made = answer.json()
        assert (made["name"], made["email"], made["company"], made["tags"], made["custom"], made["dnc"]) == (
            "Jane Doe", "j@x.example", "Orchard", ["a"], {"fax": "1"}, True,
        )  # fmt: skip

    def test_takes_back_what_it_gave(self, cast, olivia):
        jane = makers.contact(cast.olivia, "Jane", "van Dyck", company="Orchard", tags=["a"], assigned_to=cast.rita)
        told = olivia.get(f"{PATH}/{jane.pk}").json()
        assert olivia.patch(f"{PATH}/{jane.pk}", told).json() == told

    def test_empties_with_null(self, cast, olivia):
        jane = makers.contact(
            cast.olivia, email="j@x.example", phone="1", company="Orchard", tags=["a"], assigned_to=cast.rita, notes="N"
        )
        gone = dict.fromkeys(("email", "phone", "company", "tags", "assigned_to", "notes", "last_name"))
        made = olivia.patch(f"{PATH}/{jane.pk}", gone).json()
        assert {name: made[name] for name in gone} == {**gone, "tags": []}

    def test_keeps_a_name_and_required_fields(self, cast, olivia):
        makers.custom_field(cast.olivia, "Plan", required=True)
        path = f"{PATH}/{makers.contact(cast.olivia, custom={'plan': 'A'}).pk}"
        assert olivia.patch(path, {"name": ""}).status_code == 422
        assert olivia.patch(path, {"first_name": "", "last_name": ""}).status_code == 422
        assert list(olivia.patch(path, {"custom": {"plan": None}}).json()["errors"]) == ["custom.plan"]
        assert olivia.patch(path, {"phone": "1"}).status_code == 200  # nobody asks for what stays

    def test_leaves_an_employer_it_does_not_name(self, cast, org):
        secret = makers.company(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
        jane = makers.contact(cast.olivia)
        Contact.objects.filter(pk=jane.pk).update(company=secret)
        org(cast.olivia).patch(f"{PATH}/{jane.pk}", {"company": None, "phone": "1"})
        assert Contact.objects.get(pk=jane.pk).company == secret

    def test_is_deleted(self, cast, olivia):
        jane = makers.contact(cast.olivia)
        answer = olivia.delete(f"{PATH}/{jane.pk}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert olivia.get(f"{PATH}/{jane.pk}").status_code == olivia.delete(f"{PATH}/{jane.pk}").status_code == 404

    @pytest.mark.parametrize("who", ["olivia", "rita", "tess", "zoe"])
    def test_is_nobody_s_business_while_private(self, cast, org, who):
        private = makers.contact(cast.marco, "Petra", assigned_to=cast.marco, is_private=True)
        client, path = org(getattr(cast, who)), f"{PATH}/{private.pk}"
        answers = [client.get(path), client.patch(path, {"dnc": True}), client.delete(path)]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert Contact.objects.filter(pk=private.pk, dnc=False).exists()

    @pytest.mark.parametrize("tags", [0, 25])
    def test_asks_constantly_often(self, cast, olivia, django_assert_num_queries, tags):
        jane = makers.contact(cast.olivia, company="Orchard", tags=[f"t{n}" for n in range(tags)])
        with django_assert_num_queries(2):
            assert len(olivia.get(f"{PATH}/{jane.pk}").json()["tags"]) == tags
