"""The tasks of the demo story: done, overdue, for today, for later, on every kind of record."""

from datetime import time, timedelta

from activity import recording
from tasks.models import Task
from tasks.reminders import remind_due

from . import sales_words

#: for each member: how many tasks are due so many days from today (from, to)
DUE = {"overdue": (3, -9, -1), "today": (3, 0, 0), "week": (4, 1, 6), "later": (3, 8, 45)}
DONE = 12
HOURS = (time(9, 30), time(11), time(14), time(16, 15))
SETTLED = timedelta(days=40)


def plan_tasks(chapter):
    """Plan the tasks of everybody in `chapter` (a Chapter)."""
    for member in chapter.members:
        rng = chapter.chance("tasks", member.user.first_name)
        for _number in range(DONE):
            made = chapter.moment(rng, chapter.begin + SETTLED, chapter.now - timedelta(days=2))
            done = chapter.moment(rng, made, min(made + timedelta(days=12), chapter.now - timedelta(hours=1)))
            _plan(chapter, rng, member, made=made, due=made.date() + timedelta(days=rng.randrange(1, 10)), done=done)
        for count, first, last in DUE.values():
            for number in range(count):
                day = chapter.now.date() + timedelta(days=rng.randint(first, last))
                made = chapter.moment(rng, chapter.now - timedelta(days=24), chapter.now - timedelta(days=11))
                is_timed = first == last and number < 2
                _plan(chapter, rng, member, made=made, due=day, at=HOURS[rng.randrange(4)] if is_timed else None)
        _plan(chapter, rng, member, made=chapter.moment(rng, chapter.now - timedelta(days=20)), due=None)


def settle_reminders(chapter):
    """What was due before today has been reminded of, and what is due today is told now: the demo begins neither with a
    heap of old reminders, nor with mails a minute later."""
    today = chapter.now.replace(hour=0, minute=0, second=0, microsecond=0)
    old = Task.objects.filter(organization=chapter.admin.organization_id, remind_at__lt=today)
    old.update(reminded_at=today)
    remind_due(chapter.now)


def _plan(chapter, rng, member, *, made, due, at=None, done=None):
    fate = {"record": None}
    chapter.on(made, _promise, chapter, rng, member, due, at, fate)
    if done:
        chapter.on(max(done, made + timedelta(minutes=20)), _keep, member, fate)


def _promise(made, chapter, rng, member, due, at, fate):
    about = _about(chapter, rng, member)
    values = {f"{about.KIND}_id": about.pk} if about else {}
    by = member.through("page")
    fate["record"] = Task.create(
        by=by,
        act=recording.open_act("task_created", by=by, at=made),
        created_at=made,
        updated_at=made,
        title=rng.choice(sales_words.TASKS),
        description=rng.choice(sales_words.ABOUT_TASKS) if rng.random() < 0.2 else "",
        due_date=due,
        due_time=at,
        priority=rng.choice((Task.LOW, Task.MEDIUM, Task.MEDIUM, Task.MEDIUM, Task.HIGH)),
        assigned_to_id=member.pk,
        **values,
    )


def _about(chapter, rng, member):
    """A record the member works on, or None: on a phone call nobody wrote down."""
    deals, leads = ([one for one in records if one.is_open] for records in (chapter.deals, chapter.leads))
    kinds = (deals, chapter.people, leads, list(chapter.companies.values()))
    records = kinds[rng.choice((0, 0, 0, 1, 1, 2, 2, 3))]
    own = [record for record in records if record.assigned_to_id == member.pk]
    return None if rng.random() < 0.08 or not own else rng.choice(own)


def _keep(at, member, fate):
    by = member.through("page")
    act = recording.open_act("task_changed", by=by, at=at)
    fate["record"].change(by=by, act=act, status=Task.COMPLETED, completed_at=at)
