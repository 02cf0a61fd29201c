"""Being told of tasks that are due: once for each time, also after nobody ran for a while."""

import datetime
import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from notifications.models import Notification
from notifications.words import words_of
from tasks.models import Task
from tasks.reminders import remind_due
from tasks.signals import tasks_due
from tests import makers

DAY, NINE = datetime.date(2026, 3, 10), datetime.time(9)
AT = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def before_all_this(monkeypatch):
    """What is written down in these tests is written down on the day before."""
    monkeypatch.setattr("tasks.models.task.timezone.now", lambda: AT - datetime.timedelta(days=1))


@pytest.fixture
def task(cast):
    return makers.task(cast.olivia, "Call Jane", assigned_to=cast.marco, due_date=DAY, due_time=NINE)


def due():
    return Notification.objects.filter(kind="task_due")


def told(member):
    """The words of what a member was told to be due."""
    return words_of(list(due().visible_to(member)), member)


def test_at_its_time_and_not_before(cast, task):
    assert (remind_due(AT - MINUTE), due().count()) == (0, 0)
    assert remind_due(AT) == 1
    made = due().get()
    assert (made.record_kind, made.record_id, made.member, made.at) == ("task", task.pk, cast.marco, AT)


def test_once_however_often_it_is_asked(cast, task):
    assert [remind_due(AT), remind_due(AT), remind_due(AT + MINUTE)] == [1, 0, 0]
    assert due().count() == 1


def test_says_what_and_when_in_the_zone_of_who_has_it(cast, task):
    cast.marco.user.time_zone = "Europe/Berlin"
    cast.marco.user.save(update_fields=["time_zone"])
    remind_due(AT)
    words = told(cast.marco)[0]
    assert (words.title, words.url) == ("Call Jane", f"/tasks/{task.pk}")
    assert "09:00" in words.text


def test_what_became_due_meanwhile_is_told_too(cast):
    for number in range(25):
        makers.task(cast.marco, f"T{number}", due_date=DAY)
    makers.task(cast.rita, "Hers", due_date=DAY)
    assert remind_due(AT + datetime.timedelta(days=3)) == 26
    assert (len(told(cast.marco)), [words.title for words in told(cast.rita)]) == (25, ["Hers"])


def test_more_than_one_round_of_them(cast, monkeypatch):
    monkeypatch.setattr("tasks.reminders.CHUNK", 2)
    for number in range(5):
        makers.task(cast.marco, f"T{number}", due_date=DAY)
    assert (remind_due(AT), due().count()) == (5, 5)


@pytest.mark.parametrize("change", ["done", "later", "undated", "removed"])
def test_what_is_not_due_any_more_is_not_told(cast, task, change):
    acts = {
        "done": lambda: task.complete(by=cast.marco),
        "later": lambda: task.change(by=cast.marco, due_date=DAY + datetime.timedelta(days=1)),
        "undated": lambda: task.change(by=cast.marco, due_date=None),
        "removed": lambda: task.remove(by=cast.marco),
    }
    acts[change]()
    assert (remind_due(AT), due().count()) == (0, 0)


def test_put_off_it_is_told_again(cast, task):
    remind_due(AT)
    task.refresh_from_db()
    task.change(by=cast.marco, due_date=DAY + datetime.timedelta(days=1))
    assert [remind_due(AT + MINUTE), remind_due(AT + datetime.timedelta(days=1))] == [0, 1]
    assert (due().count(), due().unseen().count()) == (2, 1)


def test_who_is_given_it_later_is_told_too(cast, task):
    remind_due(AT)
    task.refresh_from_db()
    task.change(by=cast.olivia, assigned_to_id=cast.rita.pk)
    assert remind_due(AT + MINUTE) == 1
    assert (due().unseen().visible_to(cast.marco).count(), due().unseen().visible_to(cast.rita).count()) == (0, 1)


def test_nobody_who_is_deactivated_is_told(cast, task):
    cast.marco.change_access(by=cast.olivia, is_active=False)
    assert (remind_due(AT), due().count()) == (0, 0)


@pytest.mark.parametrize("how", ["done", "given away", "removed"])
def test_what_is_settled_waits_no_more(cast, task, how):
    remind_due(AT)
    task.refresh_from_db()
    if how == "removed":
        task.remove(by=cast.marco)
    else:
        task.change(by=cast.marco, **({"status": "completed"} if how == "done" else {"assigned_to_id": cast.rita.pk}))
    assert due().visible_to(cast.marco).unseen().count() == 0
    assert told(cast.marco)[0].is_settled


def test_a_task_on_a_private_record_names_the_task_alone(cast):
    contact = makers.contact(cast.marco, "Secret", "Person", assigned_to=cast.marco)
    makers.task(cast.marco, "On the secret", on=contact, assigned_to=cast.rita, due_date=DAY)
    contact.change(by=cast.marco, is_private=True)
    remind_due(AT)
    words = told(cast.rita)[0]
    assert words.title == "On the secret"
    assert "Secret Person" not in words.text


def test_told_and_marked_are_one_transaction(cast, task):
    def fails(**_told):
        raise RuntimeError("a listener that fails")

    tasks_due.connect(fails)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            remind_due(AT)
    finally:
        tasks_due.disconnect(fails)
    assert due().count() == 0
    assert remind_due(AT) == 1


def test_the_command_says_how_many(cast, task, capsys, monkeypatch):
    monkeypatch.undo()
    call_command("remind")
    assert capsys.readouterr().out == "1 reminders\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_several_workers_at_once_tell_once(cast):
    for number in range(40):
        makers.task(cast.marco if number % 2 else cast.rita, f"T{number}", due_date=DAY, due_time=NINE)
    counts, gate = [], threading.Barrier(4)

    def work():
        gate.wait()
        counts.append(remind_due(AT))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    remind_due(AT)
    assert (sum(counts), due().count()) == (40, 40)
    assert not Task.objects.filter(reminded_at=None).exists()


def test_a_time_passed_before_the_zone_changed_is_not_told_again(cast, task, page, monkeypatch):
    monkeypatch.setattr("tasks.models.task.timezone.now", lambda: AT + MINUTE)
    remind_due(AT)
    names = {"first_name": "Marco", "last_name": "Diaz", "time_zone": "Europe/Berlin", "theme": "system"}
    page(cast.marco).post("/profile", names)
    assert (remind_due(AT + MINUTE), due().count()) == (0, 1)
