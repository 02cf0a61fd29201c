"""Which companies and contacts a lead may already be."""

import pytest

from contacts.models import Company
from leads import matching
from leads.matching import EXACT, LIKE, SAME, match_companies, match_contacts
from tests import makers

pytestmark = pytest.mark.django_db


def names(found):
    return [company.name for company, _score, _why in found]


class TestCompanies:
    def test_come_exact_then_but_for_the_legal_form_then_similar(self, cast):
        for name in ("Acme Robotics", "ACME, Inc.", "acme", "Zenith"):
            makers.company(cast.olivia, name)
        found = match_companies("Acme", member=cast.marco)
        assert names(found) == ["acme", "ACME, Inc.", "Acme Robotics"]
        scores = [score for _company, score, _why in found]
        assert scores[:2] == [EXACT, SAME]
        assert LIKE <= scores[2] < SAME
        assert [why for _company, _score, why in found] == [
            "the same name", "the same name but for its legal form", "a similar name",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Microsft", "Microsoft Corporation"),
            ("Globex Industrie", "Globex Industries GmbH"),
            ("Müller & Söhne", "MULLER & SOHNE KG"),
            ("Initech Systems International Ltd", "Initech"),
            ("Initech", "Initech Systems"),
        ],
    )
    def test_are_found_for_other_spellings(self, cast, text, name):
        makers.company(cast.olivia, name)
        for number in range(30):
            makers.company(cast.olivia, f"Unlike {number}")
        assert names(match_companies(text, member=cast.marco))[:1] == [name]

    @pytest.mark.parametrize("text", ["Acme", "Globex", "%", "_", "'", "a%b", "…", "株式会社"])
    def test_are_none_where_nothing_is_alike(self, cast, text):
        makers.company(cast.olivia, "Zenith Holding")
        assert match_companies(text, member=cast.marco) == []

    @pytest.mark.parametrize("text", ["", "   "])
    def test_are_none_for_no_name(self, cast, text):
        makers.company(cast.olivia, "Acme")
        assert match_companies(text, member=cast.marco) == []

    def test_are_those_the_member_sees(self, cast):
        makers.company(cast.olivia, "Acme", assigned_to=cast.olivia)
        makers.company(cast.olivia, "Acme Ltd", is_private=True, assigned_to=cast.olivia)
        makers.company(cast.zoe, "Acme Inc")
        assert names(match_companies("Acme", member=cast.marco)) == ["Acme"]
        assert match_companies("Acme", member=cast.rita) == []

    def test_are_at_most_so_many(self, cast):
        for number in range(9):
            makers.company(cast.olivia, f"Acme {number}")
        assert len(match_companies("Acme", member=cast.marco)) == 5
        assert len(match_companies("Acme", member=cast.marco, most=2)) == 2

    def test_are_asked_for_in_few_questions(self, cast, django_assert_max_num_queries):
        for number in range(30):
            makers.company(cast.olivia, f"Acme {number}")
        with django_assert_max_num_queries(3):
            match_companies("Acme", member=cast.marco)

    @pytest.mark.parametrize("text", ["Acme Robotics", "Globex Industrie", "Initech Systems International"])
    def test_both_ways_of_narrowing_find_the_clear_cases(self, cast, monkeypatch, text):
        for name in ("Acme Robotics GmbH", "Acme", "Globex Industries", "Initech Systems", "Zenith", "Umbrella"):
            makers.company(cast.olivia, name)
        usual = names(match_companies(text, member=cast.marco))
        monkeypatch.setattr(matching, "_by_trigrams", matching._by_beginnings)
        assert names(match_companies(text, member=cast.marco)) == usual != []

    def test_never_compares_more_than_a_few_hundred(self, cast, monkeypatch):
        compared = []
        monkeypatch.setattr(matching, "CANDIDATES", 4)
        monkeypatch.setattr(matching.Sought, "score", lambda self, company: compared.append(company) or 70)
        Company.objects.create_all([Company(name=f"Acme {n}") for n in range(40)], by=cast.olivia)
        match_companies("Acme", member=cast.marco)
        assert len(compared) <= 4


class TestContacts:
    def test_have_the_email_whatever_its_case(self, cast):
        first = makers.contact(cast.olivia, email="Jane@Example.com")
        second = makers.contact(cast.olivia, email="jane@example.COM")
        makers.contact(cast.olivia, email="other@example.com")
        assert list(match_contacts(" JANE@example.com ", member=cast.marco)) == [first, second]

    def test_are_those_the_member_sees(self, cast):
        makers.contact(cast.zoe, email="j@example.com")
        makers.contact(cast.olivia, email="j@example.com", is_private=True, assigned_to=cast.olivia)
        assert not match_contacts("j@example.com", member=cast.marco)

    def test_are_none_for_no_email(self, cast):
        makers.contact(cast.olivia)
        assert not match_contacts("  ", member=cast.marco)


class TestApi:
    def test_answers_with_companies_and_their_scores(self, cast, rest):
        acme = makers.company(cast.olivia, "ACME, Inc.", industry="Tools", tags=["vip"])
        answer = rest(cast.marco).get("/api/leads/match-company?company=acme")
        (told,) = answer.json()["data"]
        assert (answer.status_code, answer.json()["success"]) == (200, True)
        assert (told["id"], told["name"], told["tags"], told["match_score"]) == (acme.pk, "ACME, Inc.", "vip", 95)

    def test_answers_with_contacts(self, cast, rest):
        jane = makers.contact(cast.olivia, email="Jane@example.com", company="Acme")
        told = rest(cast.marco).get("/api/leads/match-contact?email=jane@EXAMPLE.com").json()
        assert [(row["id"], row["company_name"]) for row in told["data"]] == [(jane.pk, "Acme")]

    @pytest.mark.parametrize(
        "path", ["match-company", "match-company?company=", "match-contact", "match-contact?email=+"]
    )
    def test_answers_blank_with_nothing(self, cast, rest, path):
        assert rest(cast.marco).get(f"/api/leads/{path}").json() == {"success": True, "data": []}

    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("match-company?company=%00", "company"),
            ("match-contact?email=%00", "email"),
            (f"match-company?company={'a' * 300}", "company"),
            ("match-company?email=x", "email"),
        ],
    )
    def test_refuses_what_it_cannot_look_for(self, cast, rest, path, name):
        answer = rest(cast.marco).get(f"/api/leads/{path}")
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])
