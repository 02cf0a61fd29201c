"""Contacts in the Rep API, row by row of its contract."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Act
from activity.undo import undo
from contacts.catalogues import countries, country_called, languages
from contacts.models import Contact
from tests import makers

FIELDS = {
    "id", "company_id", "token", "first_name", "last_name", "full_name", "email", "email2", "phone", "phone2", "phone_id",
    "avatar_url", "status", "address", "address2", "city", "state", "postal_code", "country_id", "language_id", "lead_type",
    "ip", "requested_at", "best_time", "time_zone", "reason", "income", "hours", "invest", "interest", "discarded_at",
    "metadata", "created_at", "updated_at",
}  # fmt: skip
WHOLE = {
    "first_name": "Jane", "last_name": "Smith", "email": "jane.smith@example.com", "email2": "jane@home.example",
    "phone": "+1-555-123-4567", "phone2": "555 1", "phone_id": "ab-1", "avatar_url": "https://example.com/avatars/jane.jpg",
    "status": "active", "address": "123 Main Street", "address2": "Apt 4B", "city": "Austin", "state": "TX",
    "postal_code": "78701", "country_id": 840, "language_id": 1, "lead_type": "warm", "best_time": "morning",
    "time_zone": "America/Chicago", "reason": "Interested in products", "income": "50000", "hours": "10", "invest": "yes",
    "interest": "health products", "metadata": {"plan": "Gold", "sizes": [1, 2]},
}  # fmt: skip


@pytest.fixture(params=["acme", "marco"])
def client(request):
    """A client of either scope."""
    return request.getfixturevalue(request.param)


def names(answer):
    return [contact["first_name"] for contact in answer.json()["contacts"]]


class TestCreate:
    def test_keeps_everything_it_was_told(self, client):
        answer = client.post("contacts", WHOLE)
        made = answer.json()
        assert answer.status_code == 201
        assert made["contact"].keys() == FIELDS
        assert {name: made[name] for name in WHOLE} == WHOLE
        assert (made["full_name"], made["ip"], made["requested_at"], made["discarded_at"]) == (
            "Jane Smith",
            *[None] * 3,
        )
        assert client.get(f"contacts/{made['id']}").json()["contact"] == made["contact"]

    def test_of_a_company_makes_a_contact_of_the_company(self, acme, cast, user):
        made = acme.post("contacts", {"first_name": "Jane"}).json()
        contact = Contact.objects.get()
        assert (made["company_id"], contact.is_private, contact.assigned_to) == (cast.acme.pk, False, None)
        assert user(cast.marco).get(f"contacts/{contact.pk}").status_code == 404

    def test_of_a_rep_makes_a_private_one_of_theirs(self, marco, cast, acme, user):
        made = marco.post("contacts", {"last_name": "Smith"}).json()
        contact = Contact.objects.get()
        assert (made["company_id"], contact.is_private, contact.assigned_to) == (None, True, cast.marco)
        for other in (acme, user(cast.olivia), user(cast.tess)):
            assert other.get(f"contacts/{contact.pk}").status_code == 404
            assert names(other.get("contacts")) == []

    def test_needs_one_name(self, client):
        for body in ({}, {"email": "j@example.com"}, {"first_name": " ", "last_name": None}):
            answer = client.post("contacts", body)
            assert (answer.status_code, answer.json()["errors"].keys()) == (422, {"first_name"})
        assert client.post("contacts", {"last_name": "Smith"}).status_code == 201

    def test_has_defaults(self, client):
        made = client.post("contacts", {"first_name": "Jane", "status": None}).json()
        assert (made["status"], made["metadata"], made["email"], made["country_id"]) == ("new", {}, None, None)

    def test_takes_numbers_for_texts(self, client):
        made = client.post(
            "contacts", {"first_name": "J", "income": 50000, "hours": 7.5, "postal_code": 78701, "phone": 12}
        )
        assert [made.json()[name] for name in ("income", "hours", "postal_code", "phone")] == [
            "50000",
            "7.5",
            "78701",
            "12",
        ]

    @pytest.mark.parametrize(
        ("wrong", "named"),
        [
            ({"email": "x"}, "email"), ({"email2": "x@"}, "email2"), ({"avatar_url": "javascript:alert(1)"}, "avatar_url"),
            ({"avatar_url": "x"}, "avatar_url"), ({"status": "x" * 51}, "status"), ({"time_zone": "Mars"}, "time_zone"),
            ({"country_id": 0}, "country_id"), ({"country_id": "US"}, "country_id"), ({"country_id": True}, "country_id"),
            ({"country_code": "XX"}, "country_code"), ({"country_code": 840}, "country_code"),
            ({"country_id": 276, "country_code": "US"}, "country_code"), ({"language_id": 9999}, "language_id"),
            ({"language_code": "english"}, "language_code"), ({"metadata": []}, "metadata"), 
            ({"metadata": "{}"}, "metadata"),
            ({"metadata": {"a": "\x00"}}, "metadata"), ({"metadata": {"a": "x" * 17_000}}, "metadata"),
            ({"metadata": {"a": {"b": {"c": {"d": {"e": {}}}}}}}, "metadata"), ({"metadata": {"a": 1e300}}, "metadata"),
            ({"first_name": "a\x00"}, "first_name"), ({"first_name": True}, "first_name"), ({"interest": ["x"]}, "interest"),
            ({"first_name": "x" * 101}, "first_name"), ({"nope": 1}, "nope"), ({"phone": {"a": 1}}, "phone"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_wrong_and_names_it(self, client, wrong, named):
        answer = client.post("contacts", {"first_name": "Jane", **wrong})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [named])
        assert not Contact.objects.exists()

    def test_passes_over_what_only_goes_out(self, client):
        sent = {
            "first_name": "J",
            "id": 7,
            "token": "x",
            "company_id": 1,
            "ip": "1.1.1.1",
            "discarded_at": "2020-01-01",
        }
        made = client.post("contacts", {**sent, "full_name": "Nobody"}).json()
        assert (made["full_name"], made["ip"], made["discarded_at"], made["id"] != 7) == ("J", None, None, True)


class TestAffiliate:
    @pytest.mark.parametrize("by", ["id", "email", "username"])
    def test_says_whose_a_contact_of_a_company_is(self, acme, cast, by, user):
        named = {"id": cast.rita.pk, "email": "RITA@acme.example", "username": "rita"}[by]
        made = acme.post("contacts", {"first_name": "Jane", "affiliate": {by: named}})
        assert (made.status_code, Contact.objects.get().assigned_to) == (201, cast.rita)
        assert names(user(cast.rita).get("contacts")) == ["Jane"]

    @pytest.mark.parametrize(
        "affiliate",
        [{"id": 0}, {"id": 2**70}, {"email": "zoe@rival.example"}, {"username": "zoe"}, {"username": "%"}, {"id": "x"}, {},
         {"id": 1, "email": "x"}, 7, "rita", {"email": None}, {"email": "a\x00"}, {"username": " "}, {"nope": 1}],
    )  # fmt: skip
    def test_that_nobody_knows_is_refused(self, acme, affiliate):
        answer = acme.post("contacts", {"first_name": "Jane", "affiliate": affiliate})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["affiliate"])
        assert not Contact.objects.exists()

    def test_may_not_be_integrations_of_the_inactive(self, acme, cast):
        integration = cast.acme.members.get(kind="integration")
        cast.rita.change_access(by=cast.olivia, is_active=False)
        for pk in (integration.pk, cast.rita.pk, cast.zoe.pk):
            assert acme.post("contacts", {"first_name": "J", "affiliate": {"id": pk}}).status_code == 422

    def test_is_no_word_of_a_rep(self, marco, cast):
        answer = marco.post("contacts", {"first_name": "Jane", "affiliate": {"id": cast.rita.pk}})
        assert answer.json()["errors"].keys() == {"affiliate"}


class TestWhatIsSeen:
    def test_by_a_rep_is_their_own(self, marco, cast):
        own = makers.contact(cast.olivia, "Own", assigned_to=cast.marco)
        private = makers.contact(cast.marco, "Private", assigned_to=cast.marco, is_private=True)
        makers.contact(cast.olivia, "Nobody's")
        ritas = makers.contact(cast.rita, "Rita's", assigned_to=cast.rita)
        assert names(marco.get("contacts")) == ["Private", "Own"]
        assert marco.get("contacts").json()["meta"]["total_count"] == 2
        assert [marco.get(f"contacts/{each.pk}").status_code for each in (own, private, ritas)] == [200, 200, 404]
        for method in (marco.patch, marco.delete):
            assert method(f"contacts/{ritas.pk}", {"city": "Bonn"}).status_code == 404

    def test_by_a_company_is_what_is_not_private(self, acme, cast):
        marcos = makers.contact(cast.olivia, "Marco's", assigned_to=cast.marco)
        private = makers.contact(cast.marco, "Private", assigned_to=cast.marco, is_private=True, metadata={"a": 1})
        assert names(acme.get("contacts")) == ["Marco's"]
        for asked in ("search=Private", 'by_metadata={"a":1}', "filter=leads"):
            assert "Private" not in names(acme.get(f"contacts?{asked}"))
        assert acme.get("contacts").json()["meta"]["total_count"] == 1
        for method in (acme.get, acme.patch, acme.delete):
            assert method(f"contacts/{private.pk}").status_code == 404
        assert acme.get(f"contacts/{marcos.pk}").status_code == 200

    def test_by_a_restricted_token_is_what_its_scope_holds(self, company, cast):
        makers.contact(cast.olivia, "Jane")
        assert names(company(by=cast.olivia, data_scope="assigned").get("contacts")) == []


class TestList:
    @pytest.fixture
    def people(self, client, cast):
        for body in (
            {"first_name": "Ann", "email2": "ann@home.example", "status": "Hot"},
            {"first_name": "Bob", "phone": "+49 30 12345", "metadata": {"plan": "Gold", "tags": ["a", "b"]}},
            {"first_name": "Cid", "metadata": {"plan": "Gold", "size": {"x": 1}}, "status": "archived"},
        ):
            assert client.post("contacts", body).status_code == 201

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", ["Cid", "Bob", "Ann"]), ("search=ann", ["Ann"]), ("search_query=ann", ["Ann"]),
            ("search=home.example", ["Ann"]), ("search=4930", ["Bob"]), ("search=nobody", []), ("status=Hot", ["Ann"]),
            ("status=new", ["Bob"]), ("filter=archived", ["Cid"]), ("filter=leads", ["Bob"]),
            ("filter=all", ["Cid", "Bob", "Ann"]),
            ("filter=prospects", ["Ann"]), ("filter=customers", []), ('by_metadata={"plan":"Gold"}', ["Cid", "Bob"]),
            ('by_metadata={"tags":["b"]}', ["Bob"]), ('by_metadata={"size":{"x":1}}', ["Cid"]),
            ("by_metadata={}", ["Cid", "Bob", "Ann"]),
            ('by_metadata={"size":{}}', ["Cid"]), ('by_metadata={"plan":"gold"}', []), ('by_metadata={"tags":"b"}', []),
            ('by_metadata={"plan":"Gold"}&status=new', ["Bob"]), ("search=", ["Cid", "Bob", "Ann"]),
        ],
    )  # fmt: skip
    def test_is_narrowed(self, client, people, asked, found):
        answer = client.get(f"contacts?{asked}")
        assert names(answer) == found
        assert answer.json()["meta"]["total_count"] == len(found)

    @pytest.mark.parametrize(
        "wrong",
        ["filter=nope", "by_metadata=[]", "by_metadata={", "by_metadata=7", 'by_metadata={"a":"\\u0000"}', "search=a%00",
         f"search={'x' * 201}", f"status={'x' * 51}", "nope=1", "sort_by=name", "affiliate=1", f"by_metadata={'[' * 2000}"],
    )  # fmt: skip
    def test_refuses_what_is_wrong(self, client, wrong):
        answer = client.get(f"contacts?{wrong}")
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [wrong.partition("=")[0]])

    def test_has_everybody_in_one_segment(self, client, cast):
        for status in ("new", "", "Lead", "Customer", "ARCHIVED", "warm"):
            client.post("contacts", {"first_name": "Ann", "status": status or None})
        buyer = Contact.objects.order_by("pk")[0]
        makers.deal(cast.marco, stage="Closed Won", contact=buyer, assigned_to=cast.marco)
        Contact.objects.order_by("pk")[1].change(by=cast.marco, status="inactive")
        totals = {
            segment: client.get(f"contacts?filter={segment}").json()["meta"]["total_count"]
            for segment in ("all", "leads", "customers", "prospects", "archived")
        }
        assert totals == {"all": 6, "leads": 1, "customers": 2, "prospects": 1, "archived": 2}

    def test_is_the_same_whole_as_by_the_filter_that_lets_all_pass(self, client, people, cast):
        makers.contact(cast.olivia, "Of nobody")
        makers.contact(cast.rita, "Rita's own", assigned_to=cast.rita, is_private=True)
        for asked in ("", "&page=2&per_page=2", "&page=9", "&per_page=1"):
            whole, passed = (client.get(f"contacts?{named}{asked}").json() for named in ("search=", "filter=all"))
            for answer in (whole, passed):
                del answer["meta"]["request_id"], answer["meta"]["timestamp"]
            assert whole == passed

    def test_costs_the_same_for_two_and_for_twenty(self, client):
        def cost():
            with CaptureQueriesContext(connection) as found:
                assert client.get("contacts?search=jane").status_code == 200
            return len(found)

        for _number in range(2):
            client.post("contacts", WHOLE)
        few = cost()
        for _number in range(20):
            client.post("contacts", WHOLE)
        assert cost() == few


class TestChange:
    @pytest.fixture
    def jane(self, client):
        return client.post("contacts", WHOLE).json()

    def test_sets_what_is_there_and_leaves_the_rest(self, client, jane):
        changed = client.patch(f"contacts/{jane['id']}", {"city": "Bonn", "phone2": None, "country_code": "de"}).json()
        expected = {**jane["contact"], "city": "Bonn", "phone2": None, "country_id": 276}
        assert {**changed["contact"], "updated_at": ""} == {**expected, "updated_at": ""}
        assert Contact.objects.get().address_country == "Germany"

    def test_replaces_metadata(self, client, jane):
        assert client.patch(f"contacts/{jane['id']}", {"metadata": {"a": 1}}).json()["metadata"] == {"a": 1}
        assert client.patch(f"contacts/{jane['id']}", {"metadata": None}).json()["metadata"] == {}

    def test_leaves_a_name(self, client, jane):
        path = f"contacts/{jane['id']}"
        assert client.patch(path, {"first_name": "", "last_name": ""}).status_code == 422
        assert client.patch(path, {"first_name": ""}).json()["full_name"] == "Smith"

    def test_keeps_a_country_it_does_not_know(self, client, jane, cast):
        Contact.objects.get().change(by=cast.marco, address_country="Narnia")
        read = client.get(f"contacts/{jane['id']}").json()
        assert read["country_id"] is None
        client.patch(f"contacts/{jane['id']}", {**read["contact"], "city": "Ulm"})
        assert Contact.objects.get().address_country == "Narnia"

    def test_takes_a_country_and_a_language_away(self, client, jane):
        changed = client.patch(f"contacts/{jane['id']}", {"country_id": None, "language_code": ""}).json()
        assert (changed["country_id"], changed["language_id"]) == (None, None)

    def test_is_told_in_the_history(self, client, jane):
        client.patch(f"contacts/{jane['id']}", {"income": 1})
        assert Act.objects.latest("pk").verb == "contact_changed"

    def test_of_nobody_is_404(self, client):
        assert client.patch("contacts/0", {"city": "Bonn"}).status_code == 404
        assert client.patch(f"contacts/{2**63}", {"city": "Bonn"}).status_code == 404


class TestMetadata:
    @pytest.fixture
    def path(self, client):
        made = client.post("contacts", {"first_name": "J", "metadata": {"a": 1, "b": {"c": 1}}}).json()
        return f"contacts/{made['id']}/append_metadata"

    def test_is_merged_key_by_key(self, client, path):
        answer = client.patch(path, {"metadata": {"a": 2, "b": {"d": 1}, "e": []}})
        assert (answer.status_code, answer.json()["metadata"]) == (200, {"a": 2, "b": {"d": 1}, "e": []})
        wrapped = client.patch(path, {"contact": {"metadata": {"a": None, "nope": None}}})
        assert wrapped.json()["contact"]["metadata"] == {"b": {"d": 1}, "e": []}

    @pytest.mark.parametrize(
        "body", [{}, {"metadata": []}, {"metadata": {"a": "x" * 17_000}}, {"a": 1}, {"metadata": 1}]
    )
    def test_refuses_what_is_wrong(self, client, path, body):
        assert client.patch(path, body).status_code == 422

    def test_refuses_what_becomes_too_much(self, client, path):
        for key in "xy":
            answer = client.patch(path, {"metadata": {key: "x" * 9_000}})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["metadata"])
        assert Contact.objects.get().metadata.keys() == {"a", "b", "x"}


class TestDelete:
    def test_takes_it_out_of_sight_and_can_be_undone(self, client, cast):
        made = client.post("contacts", WHOLE).json()
        path = f"contacts/{made['id']}"
        answer = client.delete(path)
        assert (answer.status_code, answer.json().keys()) == (200, {"contact", "meta"})
        assert answer.json()["contact"] == {
            name: made[name] for name in ("id", "first_name", "last_name", "email", "metadata")
        }
        assert [method(path).status_code for method in (client.get, client.patch, client.delete)] == [404] * 3
        assert names(client.get("contacts")) == []
        undo(Act.objects.get(verb="contact_removed"), by=Act.objects.latest("pk").member)
        assert client.get(path).json()["contact"]["token"] == made["token"]


class TestCatalogues:
    def test_of_countries_is_the_standard_s(self):
        assert len(countries()) == 249
        assert len({country.number for country in countries()}) == 249
        for text in ("US", "usa", "United States", "United States of America", "U.S."):
            assert country_called(text).number == 840
        assert (country_called("Türkiye"), country_called("cote d'ivoire").alpha2) == (country_called("Turkey"), "CI")
        assert country_called("Narnia") is None

    def test_of_languages_keeps_its_numbers(self):
        """Clients keep these numbers: a line may be added at the end, none may change."""
        assert [language.number for language in languages()] == list(range(1, len(languages()) + 1))
        known = {language.code: language.number for language in languages()}
        assert {code: known[code] for code in ("en", "aa", "de", "es", "fr", "zu")} == {
            "en": 1, "aa": 2, "de": 33, "es": 39, "fr": 47, "zu": 183,
        }  # fmt: skip

    def test_come_out_as_they_went_in(self, marco):
        for country in countries()[::50]:
            made = marco.post("contacts", {"first_name": "J", "country_code": country.alpha2}).json()
            assert made["country_id"] == country.number
        assert json.loads(marco.get("contacts?per_page=1").content)["contacts"][0]["country_id"] is not None
