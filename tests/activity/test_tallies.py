"""Tallies: exact totals, whoever writes at the same time."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from activity import counting
from activity.models import Tally
from contacts.models import Contact
from tests import cast as people
from tests import makers

needs_many_writers = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite in memory has one connection")


def check(**options):
    out = StringIO()
    call_command("check_tallies", stdout=out, **options)
    return out.getvalue()


def at_once(count, act):
    """Run `act(number)` in `count` threads; their exceptions are raised here."""
    errors = []

    def run(number):
        try:
            act(number)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors


def test_compaction_keeps_totals_and_drops_zeros(cast):
    for owner in (cast.rita, cast.rita, cast.marco):
        makers.contact(cast.olivia, assigned_to=owner).change(by=cast.olivia, status="inactive")
    assert Tally.objects.filter(kind="contact").count() == 9
    Tally.compact(cast.acme.pk, "contact")
    entries = Tally.objects.filter(kind="contact").values_list("assigned_to", "status", "delta")
    assert sorted(entries) == [(cast.marco.pk, "inactive", 1), (cast.rita.pk, "inactive", 2)]


def test_compaction_leaves_other_organizations_alone(cast):
    makers.contact(cast.zoe)
    makers.contact(cast.zoe)
    Tally.compact(cast.acme.pk, "contact")
    assert Tally.objects.filter(organization=cast.rival).count() == 2


def test_entries_are_folded_now_and_then(cast, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(Tally, "COMPACT_EVERY", 1)
    with django_capture_on_commit_callbacks(execute=True):
        for _number in range(5):
            makers.contact(cast.olivia)
    assert Tally.objects.filter(kind="contact").count() == 1
    assert Tally.total(cast.olivia, "contact") == 5


def test_nothing_is_entered_for_a_write_that_fails(cast):
    with pytest.raises(ValueError, match="nine"):
        makers.contact(cast.olivia, assigned_to_id="nine")
    assert Tally.total(cast.olivia, "contact") == 0


def test_check_finds_what_is_missing_and_what_is_too_much(cast):
    makers.contact(cast.olivia, assigned_to=cast.rita)
    makers.contact(cast.zoe)
    assert "right" in check()
    Tally.objects.filter(organization=cast.acme).delete()
    Tally.enter(cast.rival.pk, "contact", {(None, False, "active"): 4})
    with pytest.raises(CommandError, match="2 tallies are wrong"):
        check()
    found = {(d.organization_id, d.facts): d.missing for d in counting.deviations()}
    assert found == {
        (cast.acme.pk, (cast.rita.pk, False, "active")): 1,
        (cast.rival.pk, (None, False, "active")): -4,
    }


def test_repair_sets_tallies_right(cast):
    makers.contact(cast.olivia, assigned_to=cast.rita)
    makers.company(cast.olivia)
    Tally.objects.all().delete()
    assert "2 tallies set right" in check(repair=True)
    assert counting.deviations() == []
    assert (Tally.total(cast.rita, "contact"), Tally.total(cast.olivia, "company")) == (1, 1)


@needs_many_writers
@pytest.mark.django_db(transaction=True)
def test_compaction_against_writers_loses_and_doubles_nothing(monkeypatch):
    cast = people.assemble()
    monkeypatch.setattr(Tally, "COMPACT_EVERY", 3)
    seen, stop = [], threading.Event()

    def write(number):
        if number == 0:
            _read_until(stop, cast, seen)
            return
        try:
            for turn in range(15):
                jane = makers.contact(cast.marco, f"Jane {number}", assigned_to=[cast.rita, cast.tess][turn % 2])
                jane.change(by=cast.marco, status="inactive")
                if turn % 3 == 0:
                    jane.remove(by=cast.marco)
        finally:
            if number == 1:
                stop.set()

    at_once(6, write)
    assert Tally.total(cast.olivia, "contact") == Contact.objects.count() == 50
    assert counting.deviations() == []
    assert all(total == real for total, real in seen), seen
    assert len(seen) > 3


def _read_until(stop, cast, seen):
    """Compare the tally with the real count in one statement, over and over."""
    while not stop.is_set():
        row = Contact.objects.visible_to(cast.olivia).aggregate(real=people_count(), total=summed(cast))
        seen.append((int(row["total"] or 0), row["real"]))


def people_count():
    from django.db.models import Count

    return Count("pk")


def summed(cast):
    from django.db.models import Max

    return Max(Contact.total_within(cast.olivia))


@needs_many_writers
@pytest.mark.django_db(transaction=True)
def test_two_compactions_at_once_fold_each_entry_once():
    cast = people.assemble()
    for _number in range(40):
        Tally.enter(cast.acme.pk, "contact", {(None, False, "active"): 1})
    at_once(6, lambda _number: Tally.compact(cast.acme.pk, "contact"))
    assert Tally.total(cast.olivia, "contact") == 40
    assert connection.vendor == "postgresql"
