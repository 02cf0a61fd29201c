"""Many rows at once come to the same as row by row."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from activity import pouring
from activity.models import Change, Tally
from contacts.models import Contact
from customization.models import Tag
from tests import makers

HARD = [
    "plain",
    "",
    "tab\there",
    "new\nline",
    "back\\slash",
    '"quoted"',
    "{brace}",
    "NULL",
    "\\N",
    "ünïcode 😀",
    "a,b",
    "%s",
]


@pytest.mark.parametrize("count", [1, pouring.FEW - 1, pouring.FEW, 700])
def test_created_records_are_whole(cast, count):
    names = [HARD[n % len(HARD)] for n in range(count)]
    records = [Contact(first_name=f"P{n}", last_name=name, notes=name) for n, name in enumerate(names)]
    act = Contact.objects.visible_to(cast.olivia).create_all(records, by=cast.olivia)
    found = {c.pk: c for c in Contact.objects.all()}
    assert len(found) == count
    assert [found[record.pk].notes for record in records] == names
    one = found[records[0].pk]
    assert (one.organization, one.created_by, one.status) == (cast.acme, cast.olivia, "active")
    assert not records[0]._state.adding
    assert abs((timezone.now() - one.created_at).total_seconds()) < 60
    assert list(act.changes.order_by("record_id").values_list("record_id", flat=True)) == sorted(found)
    assert act.changes.first().fields == {}
    assert Tally.total(cast.olivia, "contact") == count


def test_ids_are_not_given_again(cast):
    people = [Contact(first_name=f"P{n}") for n in range(30)]
    Contact.objects.visible_to(cast.olivia).create_all(people, by=cast.olivia)
    last = max(person.pk for person in people)
    Contact.objects.get(pk=last).remove(by=cast.olivia)
    more = [Contact(first_name=f"Q{n}") for n in range(30)]
    Contact.objects.visible_to(cast.olivia).create_all(more, by=cast.olivia)
    assert min(person.pk for person in more) > last
    assert makers.contact(cast.olivia).pk > max(person.pk for person in more)


def test_each_record_gets_its_own_values(cast):
    people = [makers.contact(cast.olivia, f"P{n}", tags=["old"]) for n in range(len(HARD))]
    wanted = {
        person.pk: {"notes": text, "job_title": text[:5], "assigned_to_id": cast.marco.pk if n % 2 else None}
        for n, (person, text) in enumerate(zip(people, HARD, strict=True))
    }
    wanted[people[0].pk]["tags"] = ["New", "OLD"]
    wanted[people[1].pk]["tags"] = []
    act = Contact.objects.visible_to(cast.olivia).change_each(wanted, by=cast.olivia)
    for n, (person, text) in enumerate(zip(people, HARD, strict=True)):
        now = Contact.objects.get(pk=person.pk)
        assert (now.notes, now.job_title, now.assigned_to_id) == (text, text[:5], cast.marco.pk if n % 2 else None)
        assert now.updated_at == act.at or not act.changes.filter(record_id=person.pk).exists()
    assert Contact.objects.get(pk=people[0].pk).tag_names == ["New", "old"]
    assert Contact.objects.get(pk=people[1].pk).tag_names == []
    assert act.changes.get(record_id=people[0].pk).fields["tags"] == [["old"], ["New", "old"]]
    assert Tally.total(cast.olivia, "contact", assigned_to=cast.marco.pk) == len(HARD) // 2


def test_changing_many_takes_no_more_statements_than_changing_few(cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    people = [makers.contact(cast.olivia, f"P{n}") for n in range(40)]
    taken = []
    for chosen in (people[:2], people[2:]):
        wanted = {person.pk: {"job_title": f"T{person.pk}", "tags": ["a", "b"]} for person in chosen}
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Contact.objects.visible_to(cast.olivia).change_each(wanted, by=cast.olivia)
        taken.append(len([q for q in queries if "SAVEPOINT" not in q["sql"] and "tally" not in q["sql"]]))
    assert taken[1] <= taken[0] + 1, "ids are reserved for many, not for few"


@pytest.mark.django_db
@given(texts=some.lists(some.text(some.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)))
def test_any_text_is_found_among_many(cast, texts):
    Tag.objects.all().delete()
    names = {f"t{n}": f"{n}{text}"[:40].replace(",", ";") for n, text in enumerate(texts)}
    Tag.objects.bulk_create(Tag(organization=cast.acme, name=name) for name in names.values())
    assert set(Tag.objects.filter(name__among=list(names.values())).values_list("name", flat=True)) == set(
        names.values()
    )
    assert not Tag.objects.filter(name__among=[]).exists()


def test_numbers_are_found_among_many(cast):
    people = [makers.contact(cast.olivia, f"P{n}").pk for n in range(3)]
    assert Contact.objects.filter(pk__among=people[1:]).count() == 2
    assert Change.objects.filter(record_id__among=people).count() == 3
