"""Bulk acts on more records than one waits for: a few hundred at a time, told and taken back as one."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.http import QueryDict
from django.utils import timezone

from activity.models import Act, Change, Tally
from activity.undo import CannotUndo, undo
from contacts.lists import CONTACTS
from contacts.models import Contact
from customization.lists import bulk, unbulk
from customization.lists.bulk import begin, run, take_over_bulk_jobs
from customization.lists.listing import Listing
from customization.lists.selection import Selection
from customization.models import BulkJob, SavedView
from leads.lists import LEADS
from leads.models import Lead
from tests import makers


@pytest.fixture(autouse=True)
def small(settings):
    settings.BULK_CHUNK = 2


@pytest.fixture
def five(cast):
    """Five contacts, one by one: assigned to Marco, status active, of the source Web."""
    return [makers.contact(cast.olivia, name, "X", assigned_to=cast.marco, source="Web") for name in "ABCDE"]


def job_of(member, name, typed="", params="", declared=CONTACTS):
    """A waiting job of the act called `name`, over the list with the `params` of an address."""
    bulk_act = declared.act(name)
    selection = Selection(Listing(declared, QueryDict(params), member), QueryDict("all=1"))
    form = bulk_act.make_form(member, QueryDict(typed))
    assert form.is_valid(), form.errors
    return begin(bulk_act, selection, form)


def fresh(job):
    return BulkJob.objects.select_related("member__user", "member__organization", "act").get(pk=job.pk)


def done(job):
    assert run(fresh(job))
    return fresh(job)


def undone(job, by):
    unbulk.ask_to_take_back(fresh(job), by=by)
    assert unbulk.take_back(fresh(job))
    return fresh(job)


def test_does_all_that_match_by_one_act(cast, five):
    other = makers.contact(cast.olivia, "Other", source="Fair")
    job = done(job_of(cast.olivia, "status", "value=inactive", "source=Web"))
    assert (job.status, job.position, job.total, job.changed) == (BulkJob.DONE, 5, 5, 5)
    assert list(Contact.objects.filter(status="active")) == [other]
    assert Change.objects.filter(act=job.act).count() == 5
    assert (job.act.member, job.act.door) == (cast.olivia, "page")


ACTS = [
    ("assign", "owner={rita}", lambda c: c.assigned_to_id),
    ("tag", "add=vip", lambda c: c.tag_names),
    ("status", "value=inactive", lambda c: c.status),
]


@pytest.mark.parametrize(("name", "typed", "read"), ACTS, ids=[name for name, _typed, _read in ACTS])
def test_takes_each_act_back(cast, five, name, typed, read):
    before = [read(contact) for contact in Contact.objects.order_by("pk")]
    job = done(job_of(cast.olivia, name, typed.format(rita=cast.rita.pk)))
    changed = [read(contact) for contact in Contact.objects.order_by("pk")]
    assert all(old != new for old, new in zip(before, changed, strict=True))
    job = undone(job, cast.olivia)
    assert [read(contact) for contact in Contact.objects.order_by("pk")] == before
    assert (job.undo_state, job.undone) == (BulkJob.DONE, {"restored": 5, "kept": 0})


def test_deletes_and_brings_back_with_the_totals(cast, five):
    job = done(job_of(cast.olivia, "delete"))
    assert (Contact.objects.count(), Tally.total(cast.olivia, "contact")) == (0, 0)
    undone(job, cast.olivia)
    assert {contact.pk for contact in five} == set(Contact.objects.values_list("pk", flat=True))
    assert Tally.total(cast.olivia, "contact") == 5


def test_keeps_what_somebody_changed_since(cast, five):
    job = done(job_of(cast.olivia, "status", "value=inactive"))
    Contact.objects.get(pk=five[0].pk).change(by=cast.marco, status="active")
    job = undone(job, cast.olivia)
    assert job.undone == {"restored": 4, "kept": 1}


def test_an_act_of_the_list_s_own(cast):
    leads = [makers.lead(cast.olivia, name) for name in "ABC"]
    job = done(job_of(cast.olivia, "disqualify", "reason=Price", declared=LEADS))
    assert set(Lead.objects.values_list("status", flat=True)) == {"disqualified"}
    assert job.changed == len(leads)


@pytest.mark.parametrize(
    ("type_", "typed", "value"), [("text", "value=Gold", "Gold"), ("multiselect", "value=S&value=M", ["S", "M"])]
)
def test_sets_a_custom_field(cast, five, type_, typed, value):
    makers.custom_field(cast.olivia, "Plan", type=type_, options=["S", "M"] if type_ == "multiselect" else [])
    job = done(job_of(cast.olivia, "set", f"field=custom.plan&shown=custom.plan&{typed}"))
    assert [contact.custom for contact in Contact.objects.all()] == [{"plan": value}] * 5
    undone(job, cast.olivia)
    assert [contact.custom for contact in Contact.objects.all()] == [{}] * 5


def test_stops_where_a_field_of_the_list_is_gone(cast, five):
    field = makers.custom_field(cast.olivia, "Plan")
    query = {"groups": [{"conditions": [{"field": "custom.plan", "op": "is_empty"}]}]}
    job = job_of(cast.olivia, "delete", params=urlencode({"query": json.dumps(query)}))
    assert job.total == 5
    field.delete()
    job = done(job)
    assert (job.status, Contact.objects.count()) == (BulkJob.FAILED, 5)
    assert "A filter of the list" in job.failure


def test_keeps_to_the_query_it_was_asked_with(cast, five):
    query = {"groups": [{"conditions": [{"field": "first_name", "op": "eq", "value": "A"}]}]}
    kept = SavedView.objects.create(
        organization=cast.acme, created_by=cast.olivia, kind="contact", name="One", query=query
    )
    job = job_of(cast.olivia, "delete", params=f"query={kept.pk}")
    SavedView.objects.filter(pk=kept.pk).update(query={"groups": []})
    done(job)
    assert Contact.objects.count() == 4


def test_leaves_out_what_was_made_since(cast, five):
    job = job_of(cast.olivia, "status", "value=inactive")
    late = makers.contact(cast.olivia, "Late")
    done(job)
    late.refresh_from_db()
    assert late.status == "active"


def test_sees_what_the_member_sees_while_it_runs(cast, five):
    job = job_of(cast.tess, "status", "value=inactive")
    assert job.total == 5  # Marco is in her team
    five[0].change(by=cast.olivia, assigned_to_id=cast.olivia.pk)
    five[1].change(by=cast.marco, is_private=True)
    job = done(job)
    assert set(Contact.objects.filter(status="inactive")) == set(five[2:])
    assert (job.position, job.total) == (3, 5)


def test_is_done_by_nobody_who_left(cast, five):
    job = job_of(cast.marco, "status", "value=inactive")
    cast.marco.change_access(by=cast.olivia, is_active=False)
    job = done(job)
    assert job.status == BulkJob.FAILED
    assert "no longer active" in job.failure
    assert not Contact.objects.filter(status="inactive").exists()


def test_never_falls_back_to_more_than_was_meant(cast, five):
    job = job_of(cast.olivia, "delete", params="source=Web")
    BulkJob.objects.filter(pk=job.pk).update(params={"assigned_to": ["of no meaning"]})
    job = done(job)
    assert job.status == BulkJob.FAILED
    assert Contact.objects.count() == 5


def test_stops_where_what_was_asked_for_is_gone(cast, five):
    job = job_of(cast.olivia, "assign", f"owner={cast.rita.pk}")
    cast.rita.change_access(by=cast.olivia, is_active=False)
    assert done(job).status == BulkJob.FAILED
    assert not Contact.objects.filter(assigned_to=cast.rita).exists()


def test_runs_once_however_often_it_is_asked(cast, five):
    job = job_of(cast.olivia, "status", "value=inactive")
    done(job)
    assert not run(fresh(job))
    assert Act.objects.filter(verb="changed_at_large").count() == 1


def dying(monkeypatch, after):
    """Let the worker die in its lot number `after`, once it has written."""
    advance, lots = BulkJob.advance, []

    class Dead(BaseException):
        pass

    def advance_or_die(job, ids, act):
        lots.append(ids)
        if len(lots) == after:
            raise Dead
        advance(job, ids, act)

    monkeypatch.setattr(BulkJob, "advance", advance_or_die)
    return Dead


def test_another_worker_goes_on_where_one_died(cast, five, monkeypatch):
    job = job_of(cast.olivia, "tag", "add=vip")
    with pytest.raises(dying(monkeypatch, 2)):
        run(fresh(job))
    assert (fresh(job).status, fresh(job).position) == (BulkJob.RUNNING, 2)
    assert not run(fresh(job)), "its lease is not over yet"
    later = timezone.now() + timedelta(hours=1)
    assert take_over_bulk_jobs(later) == 1
    assert take_over_bulk_jobs(later) == 0
    job = done(job)
    assert (job.status, job.position, job.changed) == (BulkJob.DONE, 5, 5)
    assert Change.objects.filter(act=job.act).count() == 5
    assert Act.objects.filter(verb="changed_at_large").count() == 1


def test_an_undo_goes_on_where_one_died(cast, five, monkeypatch):
    job = done(job_of(cast.olivia, "status", "value=inactive"))
    unbulk.ask_to_take_back(job, by=cast.olivia)
    take_back, lots = unbulk.undos.take_back, []

    def breaks(changes, act, *, by):
        lots.append(changes)
        if len(lots) == 2:
            raise OperationalError("server closed the connection")
        return take_back(changes, act, by=by)

    monkeypatch.setattr(unbulk.undos, "take_back", breaks)
    with pytest.raises(OperationalError):
        unbulk.take_back(fresh(job))
    assert fresh(job).is_being_undone
    assert take_over_bulk_jobs(timezone.now() + timedelta(hours=1)) == 1
    assert unbulk.take_back(fresh(job))
    assert fresh(job).undone == {"restored": 5, "kept": 0}
    assert Contact.objects.filter(status="active").count() == 5


def test_gives_up_what_every_worker_dies_of(cast, five):
    job, now = job_of(cast.olivia, "status", "value=inactive"), timezone.now()
    for turn in range(1, bulk.DEATHS + 2):
        fresh(job).claim(now + timedelta(days=turn))
        take_over_bulk_jobs(now + timedelta(days=turn, hours=1))
    assert fresh(job).status == BulkJob.FAILED
    assert take_over_bulk_jobs(now + timedelta(days=99)) == 0


def test_stops_before_the_next_lot(cast, five, monkeypatch):
    job = job_of(cast.olivia, "status", "value=inactive")
    advance = BulkJob.advance

    def then_stop(self, ids, act):
        advance(self, ids, act)
        fresh(job).cancel()

    monkeypatch.setattr(BulkJob, "advance", then_stop)
    job = done(job)
    assert (job.status, job.position) == (BulkJob.CANCELLED, 2)
    assert Contact.objects.filter(status="inactive").count() == 2
    assert undone(job, cast.olivia).undone == {"restored": 2, "kept": 0}


def test_is_not_undone_while_it_runs_nor_twice(cast, five):
    job = job_of(cast.olivia, "status", "value=inactive")
    with pytest.raises(CannotUndo):
        unbulk.ask_to_take_back(job, by=cast.olivia)
    job = done(job)
    unbulk.ask_to_take_back(job, by=cast.olivia)
    with pytest.raises(CannotUndo):
        unbulk.ask_to_take_back(fresh(job), by=cast.olivia)


def test_its_act_on_a_card_takes_back_all_of_it(cast, five):
    job = done(job_of(cast.marco, "status", "value=inactive"))
    with pytest.raises(CannotUndo):
        undo(job.act, by=cast.tess)
    assert not undo(job.act, by=cast.olivia).is_over
    assert unbulk.take_back(fresh(job))
    assert Contact.objects.filter(status="active").count() == 5


# -- the pages -----------------------------------------------------------------------------------------


def test_shows_how_far_it_is_and_what_came_of_it(cast, five, page):
    client, job = page(cast.marco), job_of(cast.marco, "status", "value=inactive")
    assert "Waiting for a free worker" in client.get(f"/bulk/{job.pk}").content.decode()
    BulkJob.objects.filter(pk=job.pk).update(status="running", position=2)
    part = client.get(f"/bulk/{job.pk}/progress", headers={"HX-Request": "true"}).content.decode()
    assert "2 of 5 done" in part
    BulkJob.objects.filter(pk=job.pk).update(status="waiting", position=0)
    done(job)
    over = client.get(f"/bulk/{job.pk}/progress", headers={"HX-Request": "true"})
    assert over["HX-Redirect"] == f"/bulk/{job.pk}"
    shown = client.get(f"/bulk/{job.pk}").content.decode()
    assert "5 contacts changed." in shown
    assert f'action="/bulk/{job.pk}/undo"' in shown
    client.post(f"/bulk/{job.pk}/undo")
    assert unbulk.take_back(fresh(job))
    assert "5 records are as they were" in client.get(f"/bulk/{job.pk}").content.decode()


def test_takes_over_what_its_page_waits_for(cast, five, page):
    job = job_of(cast.marco, "status", "value=inactive")
    BulkJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    page(cast.marco).get(f"/bulk/{job.pk}/progress", headers={"HX-Request": "true"})
    assert fresh(job).lease_until > timezone.now()


def test_stops_by_its_button(cast, five, page):
    job = job_of(cast.marco, "status", "value=inactive")
    page(cast.marco).post(f"/bulk/{job.pk}/cancel")
    assert fresh(job).status == BulkJob.CANCELLED
    assert not run(fresh(job))


def test_is_shown_to_who_asked_and_to_admins(cast, five, page):
    job = job_of(cast.marco, "status", "value=inactive")
    answers = {
        name: page(getattr(cast, name)).get(f"/bulk/{job.pk}").status_code
        for name in ("marco", "olivia", "tess", "zoe")
    }
    assert answers == {"marco": 200, "olivia": 200, "tess": 404, "zoe": 404}
    assert "Status: 5" in page(cast.marco).get("/bulk").content.decode()
    assert "Status: 5" not in page(cast.tess).get("/bulk").content.decode()


def test_how_much_it_was_is_for_who_asked_for_it(cast, five, page):
    """Marco's private records are among it; the admin must not count them."""
    makers.contact(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    job = job_of(cast.marco, "status", "value=inactive")
    paths = ["/bulk", f"/bulk/{job.pk}", f"/bulk/{job.pk}/progress"]

    def look(who):
        answers = [page(who).get(path, headers={"HX-Request": "true"}) for path in paths]
        text = "".join(answer.content.decode() for answer in answers)
        return [said for said in ("Status: 6", "6 contacts", "of 6", "6 records", "66 %") if said in text]

    BulkJob.objects.filter(pk=job.pk).update(status="running", position=4)
    assert look(cast.marco)
    assert look(cast.olivia) == []
    BulkJob.objects.filter(pk=job.pk).update(status="waiting", position=0)
    done(job)
    assert look(cast.marco)
    assert look(cast.olivia) == []
    undone(job, cast.marco)
    assert look(cast.marco)
    assert look(cast.olivia) == []
