"""Large exports: written in the background, waiting for who asked, gone when they expire."""

import csv
import errno
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests import makers
from tests.cast import join
from transfers.clearing import forget_files
from transfers.exporting import background, rows
from transfers.exporting.background import take_over_exports, write
from transfers.models import Transfer
from transfers.models.transfer import LeaseLost

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def at_once(settings):
    """Whatever has more rows than this goes through the background."""
    settings.EXPORT_STREAM_ROWS = 10
    return 10


@pytest.fixture
def people(cast):
    for number in range(12):
        makers.contact(cast.olivia, f"Ann {number:02}", "Lee", tags=["vip"] if number % 2 else [])


@pytest.fixture
def begun(cast, people, at_once, page, django_capture_on_commit_callbacks):
    """`begun(…)`: an export begun on the page, not written yet."""

    def begin(query="", **typed):
        with django_capture_on_commit_callbacks(execute=False):
            answer = page(cast.olivia).post(f"/export/contact{query}", {"file_format": "csv", **typed})
        transfer = Transfer.objects.select_related("member__user").latest("pk")
        assert answer.status_code == 302
        assert answer.url == f"/exports/{transfer.pk}"
        return transfer

    return begin


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_a_large_one_waits_is_written_and_fetched(cast, begun, page, settings):
    transfer = begun("?sort_dir=DESC&columns=name,tags", which="listed")
    client = page(cast.olivia)
    waiting = client.get(f"/exports/{transfer.pk}")
    assert "Waiting for a free worker" in waiting.content.decode()
    assert client.get(f"/exports/{transfer.pk}/progress", **HTMX).status_code == 200
    assert client.get(f"/exports/{transfer.pk}/file").url == f"/exports/{transfer.pk}"
    assert write(transfer)
    ready = client.get(f"/exports/{transfer.pk}")
    assert f'href="/exports/{transfer.pk}/file"' in ready.content.decode()
    assert client.get(f"/exports/{transfer.pk}/progress", **HTMX)["HX-Redirect"] == f"/exports/{transfer.pk}"
    answer = client.get(f"/exports/{transfer.pk}/file")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="{transfer.filename}"'
    found = rows_of(answer)
    assert list(found[0]) == ["first_name", "last_name", "tags"]
    assert [row["first_name"] for row in found] == [f"Ann {number:02}" for number in reversed(range(12))]
    transfer.refresh_from_db()
    assert (transfer.status, transfer.rows, transfer.position) == (Transfer.DONE, 12, 12)
    assert transfer.size == files(settings)[0].stat().st_size
    assert files(settings)[0].stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("people", "at_once")
def test_it_is_done_by_a_worker(cast, page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page(cast.olivia).post("/export/contact", {"file_format": "xlsx"})
    assert Transfer.objects.get().status == Transfer.DONE


@pytest.mark.usefixtures("people")
def test_what_is_large_depends_on_the_format(cast, page, settings):
    settings.EXPORT_STREAM_ROWS = 20
    client = page(cast.olivia)
    assert client.post("/export/contact", {"file_format": "csv"}).status_code == 200
    assert client.post("/export/contact", {"file_format": "vcf"}).status_code == 302


@pytest.mark.usefixtures("people", "at_once")
def test_a_link_begins_nothing(cast, page):
    answer = page(cast.olivia).get("/export/contact?file_format=csv")
    assert "written in the background" in answer.content.decode()
    assert not Transfer.objects.exists()
    assert page(cast.olivia).post("/export/contact", {"file_format": "pdf"}).status_code == 422


def test_nobody_else_may_know_of_it(cast, begun, page, rest):
    transfer = begun()
    write(transfer)
    other = join(cast.acme, "Ada", "Other", role="admin")
    for path in (f"/exports/{transfer.pk}", f"/exports/{transfer.pk}/file", f"/exports/{transfer.pk}/progress"):
        assert page(other).get(path).status_code == 404
        assert page(cast.zoe).get(path).status_code == 404
    assert page(other).post(f"/exports/{transfer.pk}/cancel").status_code == 404
    for path in (f"/api/exports/{transfer.pk}", f"/api/exports/{transfer.pk}/file"):
        assert rest(other).get(path).status_code == 404
    assert transfer.filename in page(other).get("/imports").content.decode()
    assert f"/exports/{transfer.pk}" not in page(other).get("/imports").content.decode()
    assert f"/exports/{transfer.pk}" in page(cast.olivia).get("/imports").content.decode()


def test_who_may_export_no_more_gets_nothing(cast, begun, page):
    ready, waiting = begun(), begun()
    write(ready)
    type(cast.olivia).objects.filter(pk=cast.olivia.pk).update(role="member")
    assert page(cast.olivia).get(f"/exports/{ready.pk}/file").status_code == 403
    waiting = Transfer.objects.select_related("member__user").get(pk=waiting.pk)
    assert write(waiting)
    assert (waiting.status, waiting.kept) == (Transfer.FAILED, "")
    assert "may not export" in waiting.failure


def test_it_expires(cast, begun, page, rest, settings):
    settings.EXPORT_FILE_DAYS = 3
    transfer = begun()
    write(transfer)
    transfer.refresh_from_db()
    assert timedelta(days=2.9) < transfer.expires_at - timezone.now() < timedelta(days=3)
    assert forget_files(timezone.now())["export files"] == 0
    Transfer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    client = page(cast.olivia)
    assert client.get(f"/exports/{transfer.pk}/file").status_code == 302
    assert "and is deleted" in client.get(f"/exports/{transfer.pk}").content.decode()
    assert rest(cast.olivia).get(f"/api/exports/{transfer.pk}/file").status_code == 410
    assert forget_files(timezone.now())["export files"] == 1
    assert files(settings) == []


def test_a_file_somebody_deleted_by_hand_is_no_failure(cast, begun, page):
    transfer = begun()
    write(transfer)
    Path(transfer.kept.path).unlink()
    assert page(cast.olivia).get(f"/exports/{transfer.pk}/file").status_code == 302


def test_files_do_not_pile_up(cast, begun, settings):
    for _turn in range(20):
        write(begun())
    assert len(files(settings)) == 20
    assert forget_files(timezone.now() + timedelta(days=settings.EXPORT_FILE_DAYS + 1))["export files"] == 20
    assert files(settings) == []


def test_a_full_disk_is_told(cast, begun, page, settings, monkeypatch):
    class Full(io.BytesIO):
        def write(self, _piece):
            raise OSError(errno.ENOSPC, "No space left on device")

    def opened(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        return Full()

    monkeypatch.setattr(background, "_opened", opened)
    transfer = begun()
    assert write(transfer)
    assert transfer.status == Transfer.FAILED
    assert "disk of the server is full" in page(cast.olivia).get(f"/exports/{transfer.pk}").content.decode()
    assert files(settings) == []


def test_a_failure_of_ours_leaves_no_file(begun, settings, monkeypatch):
    def broken(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(rows.Sheet, "rows", broken)
    transfer = begun()
    with pytest.raises(ZeroDivisionError):
        write(transfer)
    transfer.refresh_from_db()
    assert (transfer.status, files(settings)) == (Transfer.FAILED, [])


def test_it_stops_when_told(cast, begun, page, settings, monkeypatch):
    monkeypatch.setattr(background, "TOLD_EVERY", 0)
    transfer = begun()
    sheet_rows = rows.Sheet.rows

    def stopped_meanwhile(*args):
        page(cast.olivia).post(f"/exports/{transfer.pk}/cancel")
        return sheet_rows(*args)

    monkeypatch.setattr(rows.Sheet, "rows", stopped_meanwhile)
    assert write(transfer)
    transfer.refresh_from_db()
    assert (transfer.status, files(settings)) == (Transfer.CANCELLED, [])
    assert "was stopped" in page(cast.olivia).get(f"/exports/{transfer.pk}").content.decode()


def test_a_dead_workers_file_is_begun_anew(begun, settings, django_capture_on_commit_callbacks):
    transfer = begun()
    transfer.claim(timezone.now())
    path = background._new_file(transfer)
    with background._opened(path) as file:
        file.write(b"half")
    Transfer.objects.update(lease_until=timezone.now() - timedelta(seconds=1), position=5)
    with django_capture_on_commit_callbacks(execute=True):
        assert take_over_exports(timezone.now()) == 1
        assert take_over_exports(timezone.now()) == 0
    transfer = Transfer.objects.get()
    assert (transfer.status, transfer.position) == (Transfer.DONE, 12)
    assert not path.exists()
    assert files(settings) == [Path(transfer.kept.path)]


def test_a_worker_that_was_given_up_writes_nothing_more(begun):
    transfer = begun()
    transfer.claim(timezone.now())
    Transfer.objects.update(lease=None, status=Transfer.WAITING)
    with pytest.raises(LeaseLost):
        background._tell(transfer, position=3)


def test_asking_how_far_it_is_wakes_an_abandoned_one(cast, begun, page, rest, django_capture_on_commit_callbacks):
    for ask in (lambda pk: page(cast.olivia).get(f"/exports/{pk}/progress", **HTMX),
                lambda pk: rest(cast.olivia).get(f"/api/exports/{pk}")):  # fmt: skip
        transfer = begun()
        Transfer.objects.update(lease_until=timezone.now() - timedelta(hours=1))
        with django_capture_on_commit_callbacks(execute=True):
            ask(transfer.pk)
        transfer.refresh_from_db()
        assert transfer.status == Transfer.DONE


@pytest.mark.usefixtures("people")
def test_the_api_begins_one_and_hands_it_out(cast, rest, django_capture_on_commit_callbacks):
    client = rest(cast.olivia)
    with django_capture_on_commit_callbacks() as later:
        begun = client.get("/api/contacts/export?background=true&format=csv&columns=email,name&search=ann")
    assert begun.status_code == 202
    job = begun.json()["job_id"]
    told = client.get(f"/api/exports/{job}").json()["data"]
    assert (told["status"], told["file"]) == ("waiting", None)
    assert client.get(f"/api/exports/{job}/file").status_code == 409
    for callback in later:
        callback()
    told = client.get(f"/api/exports/{job}").json()["data"]
    assert (told["status"], told["rows"], told["position"], told["format"]) == ("done", 12, 12, "csv")
    file = client.get(told["file"])
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert file.getvalue().decode().splitlines()[0] == "email,first_name,last_name"
    assert client.get("/api/contacts/export?background=perhaps").status_code == 422


@pytest.mark.usefixtures("people")
def test_a_failed_one_says_so_by_api(cast, rest, django_capture_on_commit_callbacks):
    client = rest(cast.olivia)
    job = client.get("/api/contacts/export?background=true").json()["job_id"]
    Transfer.objects.update(status=Transfer.FAILED, failure="No room.")
    assert client.get(f"/api/exports/{job}").json()["data"]["message"] == "No room."
    answer = client.get(f"/api/exports/{job}/file")
    assert (answer.status_code, answer.json()["message"]) == (410, "No room.")


def test_downloads_of_a_process_that_died_are_ended(cast):
    at = timezone.now()
    common = {"organization": cast.acme, "direction": "export", "kind": "contact", "status": Transfer.RUNNING}
    old = Transfer.objects.create(**common, started_at=at - timedelta(days=2))
    new = Transfer.objects.create(**common, started_at=at)
    assert forget_files(at)["broken downloads"] == 1
    old.refresh_from_db(), new.refresh_from_db()
    assert (old.status, new.status) == (Transfer.CANCELLED, Transfer.RUNNING)
