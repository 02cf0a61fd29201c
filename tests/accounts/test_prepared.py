"""Prepared statements answer as the querysets they were written from."""

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Lower

from accounts.models import Member
from accounts.prepared import Prepared
from api import quick
from api.paging import page_of
from contacts.filters import ContactFilter
from contacts.models import Contact
from contacts.wire import contact_rows, select_contacts, show_contacts
from tests import makers


@pytest.fixture
def people(cast):
    for number, owner in enumerate([cast.rita, cast.marco, cast.tess, cast.olivia, None] * 2):
        values = {"assigned_to": owner} if owner else {}
        makers.contact(
            cast.olivia, f"Ann {number}", tags=["b", "A %s", "c%"][: number % 4], company="Acme 100%", **values
        )
    makers.contact(cast.marco, "Secret", is_private=True)
    makers.contact(cast.zoe, "Foreign")
    return cast


def test_answers_with_records_and_what_they_refer_to(cast, django_assert_num_queries):
    named = Prepared(lambda pk: Member.objects.filter(pk=pk, is_active=True).select_related("user", "organization"))
    for member in (cast.olivia, cast.zoe):
        with django_assert_num_queries(1):
            (found,) = named.ask(pk=member.pk)
            assert (found.user.email, found.organization.name) == (member.user.email, member.organization.name)
            assert found == member
    assert named.ask(pk=0) == []


def test_answers_with_what_is_annotated_on_records(people):
    def build(member):
        found = Contact.objects.filter(assigned_to=member).select_related("company").order_by("pk")
        return found.annotate(label=Lower("company__name"), taken=Value(member))

    found = Prepared(build)
    for member in (people.rita, people.tess):
        rows = found.ask(member=member.pk)
        assert rows == list(build(member.pk))
        assert {(row.label, row.taken, row.company.name) for row in rows} == {("acme 100%", member.pk, "Acme 100%")}


def test_keeps_what_is_not_asked_as_it_was_written(db):
    """Texts with the characters that parameters are marked by stay texts."""
    found = Prepared(lambda shape, pk: Member.objects.filter(pk=pk).exclude(name=shape).values("pk"))
    assert all(found.ask(text, pk=1) == [] for text in ("%s", "100%", "%(pk)s"))


@pytest.mark.parametrize("who", ["olivia", "marco", "rita", "tess", "zoe"])
@pytest.mark.parametrize("order", ["ASC", "DESC"])
def test_a_plain_page_is_the_page_everybody_else_gets(people, who, order):
    member = getattr(people, who)
    for sort in ContactFilter.SORTS:
        for number in (1, 2, 9):
            seen = Contact.objects.visible_to(member)
            filtered = ContactFilter({"sort_by": sort, "sort_dir": order}, seen, member=member)
            page = page_of(filtered, number=number, per_page=3)
            rows = show_contacts(quick.plain_page(page, Contact, select_contacts, member=member), member=member)
            assert rows == contact_rows(page.rows, member=member), (sort, number)
            assert page.total == seen.count()


def test_one_record_is_found_by_those_who_see_it(people):
    secret = Contact.objects.get(first_name="Secret")
    for member, is_seen in ((people.marco, True), (people.olivia, False), (people.zoe, False)):
        assert bool(quick.one(Contact, select_contacts, secret.pk, member=member)) is is_seen
    assert quick.one(Contact, select_contacts, 10**30, member=people.marco) == []


@pytest.fixture
def keeping(db):
    """The connection, as the settings open it where statements are prepared."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's alone")
    connection.ensure_connection()
    raw, before = connection.connection, connection.connection.prepare_threshold
    raw.prepare_threshold = 1_000_000
    yield connection
    raw.prepare_threshold = before


def prepared(connection):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, calls FROM (SELECT statement, generic_plans + custom_plans AS calls"
            " FROM pg_prepared_statements) s WHERE statement LIKE '%accounts_member%'"
        )
        return cursor.fetchall()


def test_the_database_keeps_the_plan(keeping, cast):
    named = Prepared(lambda pk: Member.objects.filter(pk=pk, name="").select_related("user"))
    found = [named.ask(pk=member.pk)[0] for member in (cast.olivia, cast.rita) * 5]
    assert found[:2] == [cast.olivia, cast.rita]
    ((statement, calls),) = prepared(keeping)
    assert calls == 10
    assert "= ''" in statement  # what never changes is no parameter


def test_a_statement_whose_plan_depends_on_its_numbers_is_not_kept(keeping, cast):
    assert Prepared(lambda pk: Member.objects.filter(pk=pk), keeps_plan=False).ask(pk=cast.olivia.pk) == [cast.olivia]
    assert prepared(keeping) == []


def test_nothing_is_prepared_where_the_settings_forbid_it(keeping, cast):
    keeping.connection.prepare_threshold = None
    assert Prepared(lambda pk: Member.objects.filter(pk=pk)).ask(pk=cast.olivia.pk) == [cast.olivia]
    assert prepared(keeping) == []


def test_a_log_of_queries_shows_what_was_asked(keeping, cast, django_assert_num_queries):
    with django_assert_num_queries(1) as captured:
        Prepared(lambda pk: Member.objects.filter(pk=pk)).ask(pk=cast.olivia.pk)
    assert f'"id" = {cast.olivia.pk}' in captured[0]["sql"]
