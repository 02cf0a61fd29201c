"""Why a record is on a smart list or not, as the builder tells it."""

import json

import pytest

from tests import makers

from .test_builder import ANN, FAIR, PART, condition, form


@pytest.fixture
def ann(cast):
    return makers.contact(cast.olivia, "Ann", "Web", source="Web", tags=["vip"])


def told(answer):
    why = answer.context["why"]
    return why.is_in, [[(words, holds, seen) for words, holds, seen in group] for group in why.groups]


def test_tells_each_condition_with_what_is_there(cast, ann, page):
    sent = form(ANN, FAIR, groups=["0", "1"], why=str(ann.pk))
    answer = page(cast.marco).post("/contacts/smart", sent)
    assert told(answer) == (
        True,
        [[("First name begins with “an”", True, "Ann")], [("Source is “Fair”", False, "Web")]],
    )
    assert "Ann Web</b> is in." in answer.content.decode()


def test_tells_what_is_not_there(cast, ann, page):
    rows = [FAIR | {"row": "1-0"}, condition("job_title", "is_not_empty", place="1-1")]
    answer = page(cast.marco).post("/contacts/smart", form(*rows, groups=["1"], why=str(ann.pk)))
    assert told(answer) == (
        False,
        [[("Source is “Fair”", False, "Web"), ("Job title is not empty", False, "nothing")]],
    )


def test_finds_records_by_their_words_and_keeps_the_one_chosen(cast, ann, page):
    makers.contact(cast.olivia, "Bob", "Web")
    client = page(cast.marco)
    answer = client.post("/contacts/smart", form(ANN, do="why", why_text="web", part="why"), headers=PART)
    assert [str(record) for record in answer.context["why"].found] == ["Ann Web", "Bob Web"]
    assert "<html" not in answer.content.decode()
    answer = client.post("/contacts/smart", form(ANN, why_text="bob", why_kept=str(ann.pk), do="add:0"))
    assert answer.context["why"].record == ann


def test_says_that_words_or_another_filter_keep_it_out(cast, ann, page):
    client = page(cast.marco)
    for kept_out in ({"search": "bob"}, {"state": "scope=team"}):
        answer = client.post("/contacts/smart", form(ANN, why=str(ann.pk), **kept_out))
        assert (answer.context["why"].is_in, answer.context["why"].is_kept_out) == (True, True)
    answer = client.post("/contacts/smart", form(ANN, why=str(ann.pk), search="ann"))
    assert not answer.context["why"].is_kept_out


def test_opens_from_a_list(cast, ann, page):
    query = json.dumps({"groups": [{"conditions": [{"field": "tags", "op": "contains", "value": "VIP"}]}]})
    answer = page(cast.marco).get("/contacts/smart", {"query": query, "why": ann.pk})
    assert told(answer) == (True, [[("Tags contains “VIP”", True, "vip")]])


def test_explains_nothing_while_a_condition_is_wrong(cast, ann, page):
    answer = page(cast.marco).post("/contacts/smart", form(condition("name", "gt", "x"), why=str(ann.pk)))
    assert answer.context["why"].error
    assert not answer.context["why"].groups


def test_knows_only_records_one_sees(cast, ann, page):
    own = makers.contact(cast.marco, "Petra", "Private", assigned_to=cast.marco, is_private=True)
    for member, record in ((cast.olivia, own), (cast.zoe, ann), (cast.rita, ann)):
        sent = form(ANN, why=str(record.pk), why_text=record.last_name)
        answer = page(member).post("/contacts/smart", sent)
        assert (answer.context["why"].record, answer.context["why"].found) == (None, [])


@pytest.mark.parametrize("why", ["x", "0", "-1", "9" * 40, "1\x00", ""])
def test_takes_any_number(cast, page, why):
    assert page(cast.marco).post("/contacts/smart", form(ANN, why=why, why_text="\x00")).status_code == 200
