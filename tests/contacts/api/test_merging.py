"""`/api/contacts/{id}/merge`, `…/duplicates` and `/api/merges/{id}/undo`, and the same of companies and leads."""

import pytest

from contacts.models import Contact, Merge
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast):
    kept = makers.contact(cast.marco, email="jane@example.com")
    gone = makers.contact(cast.marco, "Jane", "Smyth", email="JANE@example.com", phone="5")
    return kept, gone


def test_merges(cast, rest, two):
    kept, gone = two
    body = {"other_id": gone.pk, "choices": {"last_name": "other"}}
    answer = rest(cast.marco).post(f"/api/contacts/{kept.pk}/merge", body)
    assert answer.status_code == 200
    told = answer.json()
    assert told["success"]
    assert told["message"] == "Jane Smyth is merged into Jane Smith."
    assert (told["data"]["id"], told["data"]["last_name"], told["data"]["phone"]) == (kept.pk, "Smyth", "5")
    assert told["merge_id"] == Merge.objects.get().pk
    assert rest(cast.marco).get(f"/api/contacts/{gone.pk}").status_code == 404


def test_takes_apart(cast, rest, two):
    kept, gone = two
    made = rest(cast.marco).post(f"/api/contacts/{kept.pk}/merge", {"other_id": gone.pk}).json()
    kept.change(by=cast.marco, phone="6")
    answer = rest(cast.marco).post(f"/api/merges/{made['merge_id']}/undo")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["data"]["id"], told["data"]["phone"], told["other_id"]) == (kept.pk, "6", gone.pk)
    assert told["kept"] == ["Jane Smith keeps what was changed since: Phone."]
    assert rest(cast.marco).get(f"/api/contacts/{gone.pk}").json()["data"]["phone"] == "5"
    again = rest(cast.marco).post(f"/api/merges/{made['merge_id']}/undo")
    assert again.status_code == 422
    assert again.json()["errors"].keys() == {"merge"}


def test_takes_values_of_neither(cast, rest, two):
    kept, gone = two
    makers.custom_field(cast.marco, "Size", type="number")
    body = {"other_id": gone.pk, "values": {"phone": "+1 555 0100", "assigned_to": cast.rita.pk, "custom": {"size": 4}}}
    answer = rest(cast.marco).post(f"/api/contacts/{kept.pk}/merge", body)
    assert answer.status_code == 200, answer.json()
    kept.refresh_from_db()
    assert (kept.phone, kept.assigned_to_id, kept.custom) == ("+1 555 0100", cast.rita.pk, {"size": 4})


def test_finds_duplicates(cast, rest, two):
    kept, gone = two
    [found] = rest(cast.marco).get(f"/api/contacts/{kept.pk}/duplicates").json()["data"]
    assert (found["id"], found["email"]) == (gone.pk, "JANE@example.com")
    assert found["score"] >= 75
    assert found["reasons"] == ["Similar name", "Same e-mail"]


@pytest.mark.parametrize("kind", ["companies", "leads"])
def test_the_same_for_others(cast, rest, kind):
    make = {
        "companies": lambda: makers.company(cast.marco, "Orchard", domain="o.example"),
        "leads": lambda: makers.lead(cast.marco, email="l@x.example"),
    }[kind]
    kept, gone = make(), make()
    client = rest(cast.marco)
    [found] = client.get(f"/api/{kind}/{kept.pk}/duplicates").json()["data"]
    assert found["id"] == gone.pk
    made = client.post(f"/api/{kind}/{kept.pk}/merge", {"other_id": gone.pk}).json()
    assert client.post(f"/api/merges/{made['merge_id']}/undo").json()["data"]["id"] == kept.pk


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "other_id"),
        ({"other_id": None}, "other_id"),
        ({"other_id": "x\x00"}, "other_id"),
        ({"other_id": 10**30}, "other_id"),
        ({"other_id": True}, "other_id"),
        ({"other_id": 999_999}, "other_id"),
        ({"other_id": "own"}, "other_id"),
        ({"other_id": "gone", "choices": {"shoe": "other"}}, "choices.shoe"),
        ({"other_id": "gone", "choices": {"is_private": "other"}}, "choices.is_private"),
        ({"other_id": "gone", "choices": {"email": "both"}}, "choices.email"),
        ({"other_id": "gone", "choices": {"email": "\x00"}}, "choices.email"),
        ({"other_id": "gone", "choices": []}, "choices"),
        ({"other_id": "gone", "values": {"email": "no address"}}, "values.email"),
        ({"other_id": "gone", "values": {"phone": "\x00"}}, "values.phone"),
        ({"other_id": "gone", "values": {"custom": {"none": 1}}}, "values.custom.none"),
        ({"other_id": "gone", "values": None}, "values"),
        ({"other_id": "\u0663"}, "other_id"),
        ([], "body"),
    ],
)  # fmt: skip
def test_refuses(cast, rest, two, body, field):
    kept, gone = two
    if isinstance(body, dict) and body.get("other_id") in ("gone", "own"):
        body = body | {"other_id": {"gone": gone, "own": kept}[body["other_id"]].pk}
    answer = rest(cast.marco).post(f"/api/contacts/{kept.pk}/merge", body)
    assert answer.status_code == 422, answer.content
    assert field in answer.json()["errors"]
    assert Contact.objects.count() == 2


def test_a_foreign_or_unseen_one_is_not_found(cast, rest, two):
    kept, _gone = two
    hidden = makers.contact(cast.olivia, is_private=True, assigned_to=cast.olivia, email="jane@example.com")
    for other in (makers.contact(cast.zoe), hidden):
        answer = rest(cast.marco).post(f"/api/contacts/{kept.pk}/merge", {"other_id": other.pk})
        assert (answer.status_code, answer.json()["errors"].keys()) == (422, {"other_id"})
    assert rest(cast.zoe).post(f"/api/contacts/{kept.pk}/merge", {"other_id": 1}).status_code == 404
    assert hidden.pk not in [
        one["id"] for one in rest(cast.marco).get(f"/api/contacts/{kept.pk}/duplicates").json()["data"]
    ]


def test_a_rehearsal_merges_nothing(cast, rest, two):
    kept, gone = two
    answer = rest(cast.marco).post(f"/api/contacts/{kept.pk}/merge?dry_run=true", {"other_id": gone.pk})
    assert answer.status_code == 200
    assert answer["Dry-Run"] == "true"
    assert Contact.objects.count() == 2


def test_a_merge_of_somebody_unseen_is_not_found(cast, rest, two):
    kept, gone = two
    made = rest(cast.marco).post(f"/api/contacts/{kept.pk}/merge", {"other_id": gone.pk}).json()["merge_id"]
    for member in (cast.zoe, cast.rita):
        assert rest(member).post(f"/api/merges/{made}/undo").status_code == 404
