"""Who sees which task: one's own, those on records one sees, and loose ones by the rule for records."""

import datetime

import pytest

from activity.counting import deviations
from activity.undo import undo
from tasks.models import KeptByOwner, Task
from tests import makers


@pytest.fixture
def world(cast):
    """Tasks of every kind; their titles say whose they are and where they lie."""
    olivia, marco, rita, tess = cast.olivia, cast.marco, cast.rita, cast.tess
    for name, owner in (("nobody", None), ("marco", marco), ("rita", rita), ("olivia", olivia)):
        owned = {"assigned_to": owner} if owner else {}
        for kind in ("contact", "company", "lead", "deal"):
            values = dict(owned)
            record = getattr(makers, kind)(olivia, **values)
            if not owner:
                record.change(by=olivia, assigned_to_id=None)
            makers.task(olivia, f"on {name}'s {kind}", on=record)
        loose = makers.task(olivia, f"loose of {name}", **owned)
        if not owner:
            loose.change(by=olivia, assigned_to_id=None)
    private = makers.contact(marco, assigned_to=marco, is_private=True)
    makers.task(marco, "on a private contact", on=private)
    given = makers.contact(marco, assigned_to=marco)
    makers.task(marco, "given to rita", on=given, assigned_to=rita)
    given.change(by=marco, is_private=True)
    makers.task(cast.zoe, "of another organization")
    return tess


def seen(member):
    return set(Task.objects.visible_to(member).values_list("title", flat=True))


def on(*names):
    return {f"on {name}'s {kind}" for name in names for kind in ("contact", "company", "lead", "deal")}


def loose(*names):
    return {f"loose of {name}" for name in names}


def test_who_sees_all_sees_all_but_what_is_private(cast, world):
    everybody = ("nobody", "marco", "rita", "olivia")
    assert seen(cast.olivia) == on(*everybody) | loose(*everybody)


def test_the_owner_of_a_private_record_sees_its_tasks(cast, world):
    assert seen(cast.marco) == seen(cast.olivia) | {"on a private contact", "given to rita"}


def test_who_is_restricted_sees_own_tasks_and_own_records(cast, world):
    assert seen(cast.rita) == on("rita") | loose("rita") | {"given to rita"}


def test_a_team_sees_its_own_and_nobodys(cast, world):
    assert seen(cast.tess) == on("nobody", "marco") | loose("nobody", "marco")


def test_another_organization_sees_its_own(cast, world):
    assert seen(cast.zoe) == {"of another organization"}


@pytest.mark.parametrize("who", ["olivia", "marco", "rita", "tess", "zoe"])
def test_every_total_is_of_what_is_listed(cast, world, rest, who):
    member = getattr(cast, who)
    answer = rest(member).get("/api/tasks?per_page=100").json()
    assert answer["total"] == len(answer["data"]) == len(seen(member))
    mine = rest(member).get("/api/tasks?assigned_to=me&per_page=100").json()
    assert mine["total"] == len(mine["data"]) == Task.objects.filter(assigned_to=member).count()
    scoped = rest(member).get(f"/api/tasks?assigned_to={cast.marco.pk}").json()
    assert scoped["total"] == len(scoped["data"])


def test_a_card_closed_to_rita_is_404_and_cannot_be_filtered_out(cast, world, rest):
    hidden = Task.objects.get(title="on marco's contact")
    client = rest(cast.rita)
    assert client.get(f"/api/tasks/{hidden.pk}").status_code == 404
    assert client.put(f"/api/tasks/{hidden.pk}/toggle").status_code == 404
    assert client.get(f"/api/tasks?contact_id={hidden.contact_id}").json()["total"] == 0
    assert client.get("/api/tasks?search=marco").json()["total"] == 0


# -- with their record ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["contact", "company", "lead", "deal"])
def test_tasks_go_with_their_record_and_come_back(cast, kind):
    record = getattr(makers, kind)(cast.marco)
    task = makers.task(cast.marco, on=record, assigned_to=cast.rita)
    makers.task(cast.marco, "Done", on=record, status="completed")
    act = record.remove(by=cast.marco)
    assert (Task.objects.count(), Task.total(cast.marco), deviations()) == (0, 0, [])
    undo(act, by=cast.marco)
    back = Task.objects.get(pk=task.pk)
    assert (back.parent.pk, back.assigned_to_id) == (record.pk, cast.rita.pk)
    assert (Task.total(cast.rita, status="pending"), deviations()) == (1, [])


def test_a_deleted_task_comes_back_on_its_record(cast):
    task = makers.task(cast.marco, on=makers.contact(cast.marco))
    act = task.remove(by=cast.marco)
    assert not Task.objects.exists()
    undo(act, by=cast.marco)
    assert Task.objects.get().parent is not None
    assert deviations() == []


# -- many at once --------------------------------------------------------------------------------------


def test_many_done_at_once_keep_who_did_them_and_can_be_undone(cast):
    tasks = [makers.task(cast.marco, f"T{number}") for number in range(3)]
    tasks[0].complete(by=cast.tess)
    act = Task.objects.visible_to(cast.olivia).change_all(by=cast.olivia, status="completed", priority="high")
    done = {task.title: task.completed_by_id for task in Task.objects.all()}
    assert done == {"T0": cast.tess.pk, "T1": cast.olivia.pk, "T2": cast.olivia.pk}
    assert set(Task.objects.values_list("status", "priority", "priority_rank")) == {("completed", "high", 3)}
    undo(act, by=cast.olivia)
    assert set(Task.objects.values_list("title", "status", "priority")) == {
        ("T0", "completed", "medium"),
        ("T1", "pending", "medium"),
        ("T2", "pending", "medium"),
    }
    assert not Task.objects.filter(title="T1", completed_at__isnull=False).exists()
    assert deviations() == []


def test_many_assigned_at_once_leave_those_on_private_records_with_their_owner(cast):
    private = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
    makers.task(cast.marco, "private", on=private)
    makers.task(cast.marco, "shared")
    act = Task.objects.visible_to(cast.marco).change_all(by=cast.marco, assigned_to_id=cast.rita.pk)
    assert act.changes_count == 1
    assert Task.objects.get(title="private").assigned_to_id == cast.marco.pk


@pytest.mark.parametrize("number", [2, 25])
def test_assigning_many_asks_no_more_for_more(cast, django_assert_max_num_queries, number):
    for at in range(number):
        makers.task(cast.marco, f"T{at}", due_date=datetime.date(2026, 3, 10))
    tasks = Task.objects.visible_to(cast.olivia)
    with django_assert_max_num_queries(20):
        tasks.change_all(by=cast.olivia, assigned_to_id=cast.rita.pk)
    assert Task.total(cast.rita) == number


def test_the_verbs_refuse_somebody_elses_task_on_a_private_record(cast):
    private = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
    task = makers.task(cast.marco, on=private)
    with pytest.raises(KeptByOwner):
        task.change(by=cast.marco, assigned_to_id=cast.rita.pk)
    with pytest.raises(KeptByOwner):
        makers.task(cast.marco, on=private, assigned_to=cast.rita)
    other = makers.task(cast.marco, assigned_to=cast.rita)
    with pytest.raises(KeptByOwner):
        other.change(by=cast.marco, contact_id=private.pk)
    assert Task.objects.get(pk=task.pk).assigned_to_id == cast.marco.pk
