"""Pages of tasks: groups, table, card, form, panels, calendar."""

import datetime

import pytest
from django.utils import timezone

from activity.counting import deviations
from activity.timeline import Mark, timeline_of
from activity.undo import undo
from leads.models import Lead
from leads.signals import lead_qualified, lead_unqualified
from tasks.groups import groups_of, spans
from tasks.models import Task
from tasks.parents import NotClear, meant, written
from tests import makers

MONDAY = datetime.date(2026, 3, 9)
HTMX = {"HX-Request": "true"}


def text(answer, status=200):
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def days(number, first=MONDAY):
    return first + datetime.timedelta(days=number)


# -- groups -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weekday", range(7))
def test_every_open_task_is_in_exactly_one_group(cast, weekday):
    today = days(weekday)
    for number in range(-3, 12):
        makers.task(cast.marco, f"T{number}", due_date=days(number, today))
    makers.task(cast.marco, "undated")
    now = datetime.datetime.combine(today, datetime.time(12), tzinfo=datetime.UTC)
    groups = groups_of(Task.objects.visible_to(cast.marco), cast.marco, now)
    assert sum(group.count for group in groups) == 16
    assert sorted(task.title for group in groups for task in group.tasks) == sorted(
        Task.objects.values_list("title", flat=True)
    )
    assert [group.name for group in groups] == [name for name in spans(today) if name in {g.name for g in groups}]


def test_groups_on_a_wednesday(cast):
    today = days(2)
    for number in (-1, 0, 1, 2, 4, 5):
        makers.task(cast.marco, str(number), due_date=days(number, today))
    now = datetime.datetime.combine(today, datetime.time(12), tzinfo=datetime.UTC)
    found = {
        g.name: [t.title for t in g.tasks] for g in groups_of(Task.objects.visible_to(cast.marco), cast.marco, now)
    }
    assert found == {"overdue": ["-1"], "today": ["0"], "tomorrow": ["1"], "week": ["2", "4"], "later": ["5"]}


def test_the_page_shows_ones_own_and_on_asking_everybodys(cast, page):
    makers.task(cast.marco, "Of Marco")
    makers.task(cast.olivia, "Of Olivia")
    client = page(cast.marco)
    assert "Of Olivia" not in text(client.get("/tasks"))
    assert "Of Olivia" in text(client.get("/tasks?scope=company"))
    assert "Of Olivia" not in text(client.get("/tasks?scope=nonsense%00"))
    assert "Of Olivia" not in text(page(cast.rita).get("/tasks?scope=company"))


@pytest.mark.parametrize("number", [2, 25])
def test_the_page_asks_no_more_for_more(cast, page, django_assert_max_num_queries, number):
    for at in range(number):
        contact = makers.contact(cast.marco, f"C{at}")
        makers.task(
            cast.marco, f"T{at}", on=contact, due_date=days(at), status="completed" if at % 5 == 4 else "pending"
        )
    client = page(cast.marco)
    client.get("/tasks")
    with django_assert_max_num_queries(14):
        assert text(client.get("/tasks")).count("C1") >= 1


def test_done_in_place_and_undone(cast, page):
    task, client = makers.task(cast.marco, "Call Jane"), page(cast.marco)
    answer = client.post(f"/tasks/{task.pk}/done", {"status": "completed"}, headers=HTMX | {"HX-Target": "task-groups"})
    assert "Done lately" in text(answer)
    assert "is done" in answer["HX-Trigger"]
    assert "/undo/" in answer["HX-Trigger"]
    task.refresh_from_db()
    assert (task.is_done, task.completed_by) == (True, cast.marco)
    client.post(f"/tasks/{task.pk}/done", {"status": "completed"})
    task.refresh_from_db()
    assert task.is_done
    client.post(f"/tasks/{task.pk}/done", {"status": "pending"})
    task.refresh_from_db()
    assert not task.is_done


def test_done_without_scripts_goes_back_where_one_was(cast, page):
    task = makers.task(cast.marco)
    answer = page(cast.marco).post(
        f"/tasks/{task.pk}/done", {"status": "completed"}, headers={"Referer": "http://testserver/tasks?scope=team"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/tasks?scope=team")


def test_a_status_that_is_none_is_404(cast, page):
    task = makers.task(cast.marco)
    assert page(cast.marco).post(f"/tasks/{task.pk}/done", {"status": "gone"}).status_code == 404


def test_written_down_in_one_line(cast, page):
    contact = makers.contact(cast.marco)
    typed = {"title": "Send it", "due_date": "2026-03-10", "due_time": "09:30", "priority": "high"}
    answer = page(cast.marco).post("/tasks/quick", typed | {"record_text": written(contact)}, headers=HTMX)
    assert "Send it" in text(answer)
    task = Task.objects.get()
    assert (task.contact, task.assigned_to, f"{task.due_time:%H:%M}") == (contact, cast.marco, "09:30")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "required"),
        ({"title": "T", "due_time": "09:30"}, "A time needs a day."),
        ({"title": "T", "due_date": "2026-02-30"}, "valid date"),
        ({"title": "T", "due_date": "0001-01-01"}, "1900"),
        ({"title": "T", "record_text": "Nobody of this name"}, "No record of yours matches this."),
        ({"title": "T", "record_text": "contact #99999"}, "No record of yours matches this."),
        ({"title": "T", "priority": "urgent"}, "urgent"),
        ({"title": "T\x00"}, "Null characters"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_written_down_is_said_and_kept(cast, page, typed, said, headers):
    answer = page(cast.marco).post("/tasks/quick", {"priority": "medium"} | typed, headers=headers)
    assert said in text(answer, 422)
    assert not Task.objects.exists()


# -- the record a task is on -----------------------------------------------------------------------------


def test_a_record_is_found_by_what_names_only_it(cast):
    jane, deal = makers.contact(cast.marco), makers.deal(cast.marco, "Fleet")
    makers.contact(cast.marco, "Double"), makers.contact(cast.marco, "Double")
    assert meant("jane smith", cast.marco) == jane
    assert meant(written(deal), cast.marco) == deal
    for nothing in ("Double", "nobody at all", "contact #0"):
        with pytest.raises(NotClear):
            meant(nothing, cast.marco)


def test_what_one_does_not_see_is_neither_found_nor_suggested(cast, page):
    hidden = makers.contact(cast.marco, "Hidden", "Person", assigned_to=cast.marco)
    with pytest.raises(NotClear):
        meant(written(hidden), cast.rita)
    assert "Hidden" not in text(page(cast.rita).get("/tasks/records?record_text=hidden"))
    assert written(hidden) in text(page(cast.marco).get("/tasks/records?record_text=hidden"))
    assert "Hidden" not in text(page(cast.rita).get(f"/tasks/new?contact_id={hidden.pk}"))


@pytest.mark.parametrize("kind", ["contact", "company", "lead", "deal"])
def test_a_new_task_is_on_the_record_one_came_from(cast, page, kind):
    record = getattr(makers, kind)(cast.marco)
    client = page(cast.marco)
    assert written(record) in text(client.get(f"/tasks/new?{kind}_id={record.pk}"))
    typed = {"title": "T", "priority": "low", "status": "pending", "record_text": written(record), "assigned_to": ""}
    answer = client.post("/tasks/new", typed)
    task = Task.objects.get()
    assert (answer["Location"], task.parent, task.assigned_to) == (f"/tasks/{task.pk}", record, None)


@pytest.mark.parametrize("query", ["contact_id=abc", "contact_id=99999999999999999999", "deal_id=%00", "contact_id=²"])
def test_a_record_that_is_none_fills_in_nothing(cast, page, query):
    assert text(page(cast.marco).get(f"/tasks/new?{query}"))


def test_changing_one_moves_it_to_another_record(cast, page):
    task = makers.task(cast.marco, on=makers.contact(cast.marco), due_date=MONDAY, due_time=datetime.time(9))
    deal = makers.deal(cast.marco)
    typed = {"title": "T", "priority": "low", "status": "completed", "record_text": written(deal), "due_date": ""}
    page(cast.marco).post(f"/tasks/{task.pk}/edit", typed | {"assigned_to": str(cast.marco.pk)})
    task.refresh_from_db()
    assert (task.parent, task.due_date, task.due_time, task.completed_by) == (deal, None, None, cast.marco)


def test_the_form_refuses_somebody_elses_task_on_a_private_record(cast, page):
    private = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
    typed = {"title": "T", "priority": "low", "status": "pending", "record_text": written(private)}
    answer = page(cast.marco).post("/tasks/new", typed | {"assigned_to": str(cast.rita.pk)})
    assert "only its owner" in text(answer)
    assert not Task.objects.exists()


# -- cards -------------------------------------------------------------------------------------------------


def test_the_card_does_not_name_a_private_record(cast, page):
    contact = makers.contact(cast.marco, "Secret", "Person", assigned_to=cast.marco)
    task = makers.task(cast.marco, on=contact, assigned_to=cast.rita)
    assert "Secret Person" in text(page(cast.rita).get(f"/tasks/{task.pk}"))
    assert f"/contacts/{contact.pk}" not in text(page(cast.rita).get(f"/tasks/{task.pk}"))
    contact.change(by=cast.marco, is_private=True)
    for path in (f"/tasks/{task.pk}", "/tasks", "/tasks/table", "/tasks/month", f"/tasks/{task.pk}/edit"):
        assert "Secret Person" not in text(page(cast.rita).get(path))


@pytest.mark.parametrize("kind", ["contact", "company", "lead", "deal"])
def test_the_panel_shows_open_tasks_and_adds_more(cast, page, kind):
    record = getattr(makers, kind)(cast.marco)
    makers.task(cast.marco, "Open one", on=record)
    makers.task(cast.marco, "Done one", on=record, status="completed")
    client, target = page(cast.marco), HTMX | {"HX-Target": "tasks-panel"}
    shown = text(client.get(record.get_absolute_url()))
    assert shown.count('id="tasks-panel"') == 1
    assert "1 open" in shown
    assert "1 done" in shown
    added = text(
        client.post("/tasks/quick", {"title": "Another", "priority": "low", f"{kind}_id": record.pk}, headers=target)
    )
    assert "2 open" in added
    another = Task.objects.get(title="Another")
    assert another.parent == record
    after = text(client.post(f"/tasks/{another.pk}/done", {"status": "completed"}, headers=target))
    assert "1 open" in after
    assert "2 done" in after
    wrong = client.post("/tasks/quick", {"title": "", "priority": "low", f"{kind}_id": record.pk}, headers=target)
    assert 'id="tasks-panel"' in text(wrong, 422)


def test_a_task_is_added_to_ones_own_private_record(cast, page):
    private = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
    typed = {"title": "T", "priority": "low"}
    for place in ({"contact_id": private.pk}, {"record_text": written(private)}):
        assert page(cast.marco).post("/tasks/quick", typed | place).status_code == 302
    assert list(Task.objects.values_list("contact", "assigned_to")) == [(private.pk, cast.marco.pk)] * 2


def test_no_task_is_added_to_a_record_one_does_not_see(cast, page):
    contact = makers.contact(cast.marco, assigned_to=cast.marco)
    for pk in (contact.pk, "abc", "9" * 30, "²"):
        answer = page(cast.rita).post("/tasks/quick", {"title": "T", "priority": "low", "contact_id": pk})
        assert answer.status_code == 404
    assert not Task.objects.exists()


def test_the_timeline_tells_of_tasks_and_goes_on_where_it_ended(cast):
    contact = makers.contact(cast.marco)
    for number in range(7):
        makers.task(cast.marco, f"T{number}", on=contact, status="completed" if number % 2 else "pending")
    at = timezone.now()
    Task.objects.update(created_at=at)
    Task.objects.filter(status="completed").update(completed_at=at)
    told, before = [], None
    while True:
        part = timeline_of(contact, cast.marco, before=before, picked="tasks", most=3)
        told += [(entry.subject["task"].title, entry.subject["is_done"]) for entry in part.entries]
        if part.before is None:
            break
        before = Mark.read(str(part.before))
    assert len(told) == len(set(told)) == 10
    assert {title for title, is_done in told if is_done} == {"T1", "T3", "T5"}


# -- the table -----------------------------------------------------------------------------------------------


def bulk(client, act, tasks, **typed):
    return client.post("/tasks/bulk", {"act": act, "ids": [task.pk for task in tasks], **typed})


def test_many_are_done_moved_assigned_and_deleted(cast, page):
    tasks = [makers.task(cast.marco, f"T{n}", due_date=MONDAY, due_time=datetime.time(9)) for n in range(3)]
    client = page(cast.marco)
    for act, typed in (
        ("complete", {}),
        ("day", {"due_date": "2026-04-01"}),
        ("assign", {"owner": str(cast.rita.pk)}),
    ):
        assert bulk(client, act, tasks, **typed).status_code == 302
    assert set(Task.objects.values_list("status", "due_date", "due_time", "assigned_to")) == {
        ("completed", datetime.date(2026, 4, 1), datetime.time(9), cast.rita.pk)
    }
    assert deviations() == []
    bulk(client, "day", tasks, due_date="")
    assert set(Task.objects.values_list("due_date", "due_time", "due_at")) == {(None, None, None)}
    bulk(client, "delete", tasks)
    assert not Task.objects.exists()


def test_many_are_not_moved_out_of_time(cast, page):
    task = makers.task(cast.marco)
    bulk(page(cast.marco), "day", [task], due_date="9999-12-31")
    assert Task.objects.get().due_date is None


def test_others_tasks_are_left_alone_in_bulk(cast, page):
    task = makers.task(cast.marco)
    bulk(page(cast.rita), "complete", [task])
    assert not Task.objects.get().is_done


@pytest.mark.parametrize(
    ("column", "typed", "field", "expected"),
    [
        ("title", {"title": "Renamed"}, "title", "Renamed"),
        ("due", {"due_date": "2026-04-01"}, "due_date", datetime.date(2026, 4, 1)),
        ("priority", {"priority": "high"}, "priority_rank", 3),
        ("status", {"status": "completed"}, "is_done", True),
    ],
)
def test_cells_are_edited_in_place(cast, page, column, typed, field, expected):
    task = makers.task(cast.marco)
    assert text(page(cast.marco).get(f"/tasks/{task.pk}/cell/{column}", headers=HTMX))
    assert text(page(cast.marco).post(f"/tasks/{task.pk}/cell/{column}", typed, headers=HTMX))
    assert getattr(Task.objects.get(), field) == expected


def test_the_table_is_narrowed_by_day_and_sorted(cast, page):
    makers.task(cast.marco, "In March", due_date=MONDAY)
    makers.task(cast.marco, "In May", due_date=datetime.date(2026, 5, 1))
    shown = text(page(cast.marco).get("/tasks/table?due_date_to=2026-03-31&sort_by=company_name&sort_dir=DESC"))
    assert "In March" in shown
    assert "In May" not in shown
    picked = page(cast.marco).get("/tasks/filters?apply=1&due_date_from=2026-05-01")
    assert picked["Location"] == "/tasks/table?due_date_from=2026-05-01"


@pytest.mark.parametrize("number", [2, 25])
def test_the_table_asks_no_more_for_more(cast, page, django_assert_max_num_queries, number):
    for at in range(number):
        makers.task(cast.olivia, f"T{at}", on=makers.deal(cast.marco, f"D{at}"), assigned_to=cast.rita)
    client = page(cast.tess)
    client.get("/tasks/table")
    with django_assert_max_num_queries(11):
        text(client.get("/tasks/table"))


# -- the calendar -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["week", "month"])
def test_tasks_stand_on_their_days_in_order(cast, page, way):
    makers.task(cast.marco, "Whole day", due_date=days(1))
    makers.task(cast.marco, "Afternoon", due_date=days(1), due_time=datetime.time(15))
    makers.task(cast.marco, "Morning", due_date=days(1), due_time=datetime.time(9))
    shown = page(cast.marco).get(f"/tasks/{way}?day=2026-03-09")
    on = {day.day: [task.title for task in day.tasks] for day in shown.context["days"]}
    assert on[days(1)] == ["Morning", "Afternoon", "Whole day"]
    assert len(on) == (7 if way == "week" else 42)
    assert min(on) == (MONDAY if way == "week" else datetime.date(2026, 2, 23))


def test_a_full_day_hides_nothing_of_the_days_after_it(cast, page):
    full = [Task(title=f"T{n}", due_date=MONDAY, assigned_to=cast.marco) for n in range(2_001)]
    Task.objects.create_all(full, by=cast.marco)
    makers.task(cast.marco, "Late in the week", due_date=days(4))
    on = {day.day: day for day in page(cast.marco).get("/tasks/month?day=2026-03-09").context["days"]}
    assert [task.title for task in on[days(4)].tasks] == ["Late in the week"]
    assert [task.title for task in on[MONDAY].tasks] == [f"T{n}" for n in range(6)]
    assert (on[MONDAY].count, on[MONDAY].more) == (2_001, 1_995)


def test_leafing_reaches_every_week_and_month(cast, page):
    client, day = page(cast.marco), "2026-01-31"
    months = []
    for _ in range(13):
        shown = client.get(f"/tasks/month?day={day}").context["shown"]
        months.append((shown.day.year, shown.day.month))
        day = shown.after.isoformat()
    assert months == [(2026, month) for month in range(1, 13)] + [(2027, 1)]
    assert client.get("/tasks/month?day=2026-03-31").context["shown"].before.month == 2
    week = client.get("/tasks/week?day=2026-03-11").context["shown"]
    assert (week.before, week.after) == (datetime.date(2026, 3, 8), datetime.date(2026, 3, 16))


@pytest.mark.parametrize(
    "day", ["", "soon", "2026-02-30", "0001-01-01", "9999-12-31", "%00", "1900-01-01", "2999-12-31"]
)
@pytest.mark.parametrize("way", ["week", "month"])
def test_a_day_that_is_none_is_today(cast, page, way, day):
    assert page(cast.marco).get(f"/tasks/{way}?day={day}").context["shown"].day == timezone.localdate()


def test_moving_one_keeps_its_time_of_day(cast, page):
    task = makers.task(cast.marco, due_date=MONDAY, due_time=datetime.time(9, 30))
    client = page(cast.marco)
    assert "2026-03-09" in text(client.get(f"/tasks/{task.pk}/move"))
    answer = client.post(f"/tasks/{task.pk}/move?way=month&day=2026-03-09", {"due_date": "2026-03-20"}, headers=HTMX)
    assert 'id="calendar"' in text(answer)
    task.refresh_from_db()
    assert (task.due_date, task.due_time) == (datetime.date(2026, 3, 20), datetime.time(9, 30))
    assert client.post(f"/tasks/{task.pk}/move?way=week", {"due_date": "2026-03-21"})["Location"].startswith(
        "/tasks/week"
    )
    assert text(client.post(f"/tasks/{task.pk}/move", {"due_date": "2026-02-30"}, headers=HTMX), 422)
    assert page(cast.zoe).post(f"/tasks/{task.pk}/move", {"due_date": "2026-03-22"}).status_code == 404


# -- with their lead ---------------------------------------------------------------------------------------------


def qualify(lead, contact, act, by):
    told = lead_qualified.send(sender=Lead, lead=lead, contact=contact, conversion=None, act=act, by=by)
    return next(answer for _receiver, answer in told if answer and "tasks" in answer)


def test_a_leads_tasks_move_to_the_contact_and_back(cast):
    lead, contact = makers.lead(cast.marco), makers.contact(cast.marco)
    tasks = [makers.task(cast.marco, f"T{n}", on=lead) for n in range(3)]
    act = lead.change(by=cast.marco, first_name="Leah")
    carried = qualify(lead, contact, act, cast.marco)
    assert sorted(carried["tasks"]) == [task.pk for task in tasks]
    assert set(Task.objects.values_list("contact", "lead")) == {(contact.pk, None)}
    tasks[0].refresh_from_db()
    tasks[0].change(by=cast.marco, contact_id=makers.contact(cast.marco, "Other").pk)
    more = {
        "contact": contact,
        "carried": carried,
        "act": contact.change(by=cast.marco, first_name="Jo"),
        "by": cast.marco,
    }
    told = lead_unqualified.send(sender=Lead, lead=lead, **more)
    assert ["1 task is no longer on the contact."] in [answer for _receiver, answer in told]
    assert Task.objects.filter(lead=lead).count() == 2
    assert deviations() == []


def test_the_move_is_undone_with_its_act(cast):
    lead, contact = makers.lead(cast.marco), makers.contact(cast.marco)
    makers.task(cast.marco, on=lead)
    act = lead.change(by=cast.marco, first_name="Leah")
    qualify(lead, contact, act, cast.marco)
    undo(act, by=cast.marco)
    assert Task.objects.get().parent == lead
