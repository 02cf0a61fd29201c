"""The back room: who gets in, what they see, and that no list counts its rows."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.back_room import BackRoom
from activity.models import Act, Change, Tally
from contacts.models import Company, Contact, ContactNote
from tests import makers

OURS = ["accounts", "activity", "api", "contacts", "customization", "deals", "inbox", "leads", "notifications", "tasks"]
OURS += ["sharing", "transfers", "webhooks"]
MODELS = [model for label in OURS for model in apps.get_app_config(label).get_models()]


def url(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_is_there():
    assert [model for model in MODELS if model not in admin.site._registry] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_opens_searches_and_filters(cast, operator, model):
    makers.contact(cast.olivia, company="Acme", tags=["vip"]).change(by=cast.olivia, status="inactive")
    for query in ("", "?q=a", "?q=100%25_'", "?q=1", "?p=2", "?p=x", "?o=-1", "?e=1", f"?organization={cast.acme.pk}"):
        response = operator.get(url(model) + query, follow=True)
        assert response.status_code == 200, query
    model_admin = admin.site._registry[model]
    assert model_admin.search_fields
    assert not model_admin.show_full_result_count


def test_every_list_of_ours_opens_for_staff(cast, staff):
    client = staff(cast.olivia)
    ours = [model for model, mine in admin.site._registry.items() if isinstance(mine, BackRoom)]
    assert {model: status for model in ours if (status := client.get(url(model)).status_code) != 200} == {}


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_other_peoples_pages_are_for_superusers(cast, staff, operator, model):
    if model in MODELS:
        return
    assert staff(cast.olivia).get(url(model)).status_code == 403
    assert operator.get(url(model)).status_code == 200


def test_members_without_staff_rights_are_sent_away(cast, page):
    assert page(cast.olivia).get("/admin/").status_code in (302, 403)


class TestScope:
    @pytest.fixture
    def rows(self, cast):
        shared = makers.contact(cast.olivia, "Shared", company="Shared Works")
        private = makers.contact(
            cast.marco, "Hidden", company=makers.company(cast.marco, "Hidden Works", is_private=True)
        )
        private.change(by=cast.marco, is_private=True, assigned_to_id=cast.marco.pk)
        foreign = makers.contact(cast.zoe, "Foreign", company="Foreign Works")
        for record, by in ((shared, cast.olivia), (private, cast.marco), (foreign, cast.zoe)):
            ContactNote.write(record, f"Note on {record.first_name}", by=by)
        return shared, private, foreign

    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
    @pytest.mark.parametrize("who", ["olivia", "marco"])
    def test_staff_see_nothing_private_or_foreign_in_any_list(self, cast, staff, rows, model, who):
        client = staff(getattr(cast, who))
        text = client.get(url(model)).content.decode()
        assert "Foreign" not in text
        assert "Rival" not in text
        assert "Hidden" not in text

    def test_superusers_see_all(self, operator, rows):
        text = operator.get(url(Contact)).content.decode()
        assert all(name in text for name in ("Shared", "Hidden", "Foreign"))

    @pytest.mark.parametrize("view", ["change", "delete", "history"])
    def test_staff_open_no_private_or_foreign_record(self, cast, staff, rows, view):
        shared, private, foreign = rows
        client = staff(cast.marco)
        assert client.get(url(Contact, view, shared.pk)).status_code == 200
        for record in (private, foreign):
            response = client.get(url(Contact, view, record.pk), follow=True)
            assert record.first_name not in response.content.decode()

    def test_history_of_private_records_is_hidden(self, cast, staff, rows):
        _shared, private, foreign = rows
        client = staff(cast.olivia)
        for record in (private, foreign):
            change = Change.objects.filter(kind="contact", record_id=record.pk).first()
            assert client.get(url(Change, "change", change.pk)).status_code == 302
            assert client.get(url(Act, "change", change.act_id)).status_code == 302

    def test_tallies_of_private_records_are_hidden(self, cast, staff, rows):
        hidden = Tally.objects.filter(is_private=True).first()
        assert staff(cast.olivia).get(url(Tally, "change", hidden.pk)).status_code == 302

    def test_autocomplete_offers_what_one_sees(self, cast, staff, rows):
        query = "?app_label=contacts&model_name=contact&field_name=company&term=works"
        found = staff(cast.marco).get(reverse("admin:autocomplete") + query).json()["results"]
        assert [row["text"] for row in found] == ["Shared Works"]

    def test_restricted_staff_stay_restricted(self, cast, staff, rows):
        assert "Shared" not in staff(cast.rita).get(url(Contact)).content.decode()


class TestAMillionRows:
    """What matters at a million rows can be seen with fifty: no count, and no query for each row."""

    def queries(self, client, address):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        return [query["sql"] for query in captured]

    @pytest.mark.parametrize("model", [Contact, Company, ContactNote, Change, Act], ids=lambda model: model.__name__)
    def test_lists_cost_the_same_for_any_number_of_rows(self, cast, operator, model):
        for number in range(2):
            ContactNote.write(makers.contact(cast.olivia, company=f"Firm {number}"), "Note", by=cast.olivia)
        few = self.queries(operator, url(model))
        for number in range(3, 60):
            jane = makers.contact(cast.olivia, company=f"Firm {number}", assigned_to=cast.marco, tags=["x"])
            ContactNote.write(jane, "Note", by=cast.olivia)
        many = self.queries(operator, url(model))
        assert len(many) <= len(few)
        assert not [sql for sql in many if "COUNT(" in sql and model._meta.db_table in sql]

    @pytest.mark.parametrize("query", ["?q=firm", "?status__exact=active", "?p=2", "?all=", "?is_private__exact=0"])
    def test_no_list_of_contacts_counts(self, cast, operator, query):
        for number in range(60):
            makers.contact(cast.olivia, f"P{number}", company="Firm")
        for sql in self.queries(operator, url(Contact) + query):
            assert "COUNT(" not in sql
            if "contacts_contact" in sql:
                assert " LIMIT 51" in sql or '"contacts_contact"."id" IN (' in sql

    def test_pages_lead_on_and_end(self, cast, operator):
        for number in range(101):
            makers.contact(cast.olivia, f"P{number}")
        seen = [operator.get(url(Contact) + f"?p={page}").content.decode() for page in (1, 2, 3)]
        assert ["?p=2" in seen[0], "?p=3" in seen[1], "?p=4" in seen[2]] == [True, True, False]
        assert "P0 Smith" in seen[2]
        assert "P100 Smith" in seen[0]

    def test_a_deletion_is_confirmed_without_reading_what_goes_along(self, cast, operator):
        tagged = makers.contact(cast.olivia, tags=["x"])
        for number in range(30):
            ContactNote.write(tagged, f"Secret {number}", by=cast.olivia)
        assert "Secret 7" not in operator.get(url(Contact, "delete", tagged.pk)).content.decode()
