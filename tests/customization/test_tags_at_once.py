"""A tag that goes while somebody puts it on a record. On PostgreSQL: SQLite writes one at a time and hides every race."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from accounts.models import Member
from activity.undo import undo
from contacts.models import Company, Contact
from customization.merging_tags import merge_tags, remove_tag, rename_tag
from customization.models import Tag
from customization.tagging import retag
from tests import cast as people
from tests import makers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time and hides races"),
]
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"  # for us


@pytest.fixture
def two():
    """Two contacts; the first has the tag that will go."""
    cast = people.assemble()
    there = makers.contact(cast.olivia, "Ann", tags=["VIP", "x"])
    makers.company(cast.olivia, "Orchard", tags=["Key account"])
    return there, makers.contact(cast.olivia, "Bob", tags=["x"])


def named(name):
    return Tag.objects.get(key=name.casefold())


def _olivia():
    return Member.objects.select_related("organization", "user").get(user__email="olivia@acme.example")


def elsewhere(act):
    try:
        return act(_olivia())
    finally:
        connections.close_all()


def meanwhile(first, second):
    """Do `first(Olivia)`, and before it is written `second(Olivia)`, elsewhere. Returns once both are written; raises
    what either raised."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first(_olivia())
            other = pool.submit(elsewhere, second)
            _await(other)
        other.result()


def _await(other):
    """Until `other` is over or waits for what we hold."""
    with connection.cursor() as cursor:
        while not other.done():
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return


def deletes(olivia):
    remove_tag(named("vip"), by=olivia)


def merges(olivia):
    merge_tags(named("key account"), named("vip"), by=olivia)


def renames(olivia):
    rename_tag(named("vip"), by=olivia, name="Very important", color="grey")


def puts_on(pk):
    return lambda olivia: Contact.objects.get(pk=pk).change(by=olivia, tags=["x", "VIP"])


def adds_to(pk):
    return lambda olivia: retag(Contact.objects.get(pk=pk), by=olivia, add=["VIP"])


def puts_on_all(_pk):
    return lambda olivia: Contact.objects.visible_to(olivia).tag_all(by=olivia, add=["VIP"])


def changes_each(pk):
    return lambda olivia: Contact.objects.visible_to(olivia).change_each({pk: {"tags": ["VIP"]}}, by=olivia)


def makes_another(_pk):
    return lambda olivia: Company.create(by=olivia, name="Orchid", tags=["VIP"])


def makes_many(_pk):
    def make(olivia):
        made = Contact(first_name="Cid")
        made.tags_to_set = ["VIP"]
        Contact.objects.create_all([made], by=olivia)

    return make


PUT = [puts_on, adds_to, puts_on_all, changes_each, makes_another, makes_many]


def carriers(name):
    return Contact.objects.filter(tags__key=name).count() + Company.objects.filter(tags__key=name).count()


@pytest.mark.parametrize("put", PUT)
def test_deleted_first_the_record_gets_a_tag_of_that_name(two, put):
    meanwhile(deletes, put(two[1].pk))
    assert carriers("vip") in (1, 2)
    assert Tag.objects.named(["vip"]).count() == 1


@pytest.mark.parametrize("put", PUT)
def test_put_first_the_deleted_tag_goes_off_that_record_too(two, put):
    meanwhile(put(two[1].pk), deletes)
    assert not Tag.objects.named(["vip"]).exists()
    assert two[0].tag_names == ["x"]


@pytest.mark.parametrize("put", PUT)
def test_put_first_the_record_gets_what_the_tag_became(two, put):
    meanwhile(put(two[1].pk), merges)
    assert not Tag.objects.named(["vip"]).exists()
    assert carriers("key account") in (3, 4)


@pytest.mark.parametrize("go", [merges, renames])
@pytest.mark.parametrize("put", PUT)
def test_merged_or_renamed_first_the_record_gets_a_tag_of_that_name(two, put, go):
    meanwhile(go, put(two[1].pk))
    assert Tag.objects.named(["vip"]).count() == 1
    assert carriers("vip")


def test_a_record_that_has_the_tag_keeps_what_it_became_beside_what_it_gets(two):
    meanwhile(merges, lambda olivia: retag(two[0], by=olivia, add=["new"]))
    assert two[0].tag_names == ["Key account", "new", "x"]


def test_whoever_has_the_record_does_not_wait_for_a_tag_it_keeps(two):
    """The merge has the tag and waits for the record: whoever has that must not wait for the tag."""

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            contact = Contact.objects.select_for_update(of=("self",)).get(pk=two[0].pk)
            merging = pool.submit(elsewhere, merges)
            _await(merging)
            contact.change(by=_olivia(), tags=["VIP", "x", "new"])
        merging.result()
    assert two[0].tag_names == ["Key account", "new", "x"]


def test_a_tagging_taken_back_while_the_tag_goes(two):
    act = two[0].change(by=_olivia(), tags=["x"])
    meanwhile(deletes, lambda olivia: undo(act, by=olivia))
    assert two[0].tag_names == ["VIP", "x"]


def test_a_merge_taken_back_while_another_tag_goes(two):
    act = merge_tags(named("key account"), named("vip"), by=_olivia())
    meanwhile(lambda olivia: remove_tag(named("x"), by=olivia), lambda olivia: undo(act, by=olivia))
    assert {"Key account", "VIP"} & set(two[0].tag_names)
