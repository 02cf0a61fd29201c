"""A file arrives once, is known again, and leaves nothing behind on a full disk."""

import errno
import hashlib
import resource
from functools import partial

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import timezone

from contacts.models import Contact
from transfers.intake import seen_before, take_in
from transfers.keeping import NoRoom, SparingUploads, keep
from transfers.models import Transfer
from transfers.run import run

from .files import customers, upload

LARGE = 3_000_000  # beyond what Django keeps in memory


class FullDisk(FileSystemStorage):
    """A disk without room: the bytes go where the system itself says ENOSPC."""

    def _save(self, name, content):
        with open("/dev/full", "wb", buffering=0) as full:
            for chunk in content.chunks():
                full.write(chunk)


@pytest.fixture
def full_disk(monkeypatch, settings):
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    field = Transfer._meta.get_field("kept")
    monkeypatch.setattr(field, "storage", FullDisk(location=settings.MEDIA_ROOT))


@pytest.fixture
def small_disk():
    """`small_disk(bytes)`: no file of this process grows beyond."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def left(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [2, 30_000])
def test_the_digest_is_that_of_the_bytes(cast, size):
    content = customers(size).encode()
    large = TemporaryUploadedFile("people.csv", "text/csv", len(content), None)
    large.write(content)
    large.seek(0)
    for arriving in (upload(content), large):
        transfer = take_in(arriving, kind="contact", by=cast.olivia)
        assert transfer.digest == hashlib.sha256(content).hexdigest()
        assert transfer.kept.size == len(content)


def test_a_half_written_file_is_removed(small_disk, settings):
    transfer = Transfer(organization_id=1, kind="contact")
    small_disk(100_000)
    with pytest.raises(NoRoom, match="no room"):
        keep(transfer.kept, upload(b"x" * 200_000), "people.csv")
    assert left(settings) == []
    assert not transfer.kept


def test_another_trouble_with_the_disk_is_not_called_full(monkeypatch, settings):
    def broken(*args):
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(FileSystemStorage, "_save", broken)
    with pytest.raises(OSError, match="broken"):
        keep(Transfer(organization_id=1).kept, upload(b"x"), "people.csv")


def test_a_full_disk_is_said_on_the_page(cast, page, full_disk, settings):
    answer = page(cast.olivia).post("/imports/new", {"kind": "contact", "file": upload(customers(3))})
    assert answer.status_code == 422
    assert "no room" in answer.content.decode()
    assert (Transfer.objects.count(), left(settings)) == (0, [])


def test_a_full_disk_is_507_by_the_api(cast, rest, full_disk, settings):
    answer = rest(cast.olivia).post("/api/contacts/import", {"file": upload(customers(3))}, format="multipart")
    assert answer.status_code == 507
    assert answer.json()["success"] is False
    assert "no room" in answer.json()["message"]
    assert (Transfer.objects.count(), left(settings)) == (0, [])


def test_a_disk_that_fills_while_the_request_arrives(cast, rest, page, monkeypatch):
    full = partial(open, "/dev/full", "wb+")
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", lambda **kwargs: full())
    large = b"first_name\n" + b"Jane\n" * (LARGE // 5)
    shown = page(cast.olivia).post("/imports/new", {"kind": "contact", "file": upload(large)})
    assert (shown.status_code, "no room" in shown.content.decode()) == (422, True)
    answer = rest(cast.olivia).post("/api/contacts/import", {"file": upload(large)}, format="multipart")
    assert answer.status_code == 507


@pytest.mark.parametrize("chunk", [1_000, 65_536])
def test_the_handler_lets_go_of_what_does_not_fit(small_disk, chunk):
    handler = SparingUploads()
    handler.new_file("file", "people.csv", "text/csv", 500_000, None)
    small_disk(100_000)
    for start in range(0, 500_000, chunk):
        assert handler.receive_data_chunk(b"x" * chunk, start) is None
    arrived = handler.file_complete(500_000)
    assert arrived.size == 500_000
    with pytest.raises(OSError, match="not kept"):
        list(arrived.chunks())


def test_nobody_fills_the_disk_with_what_is_too_large(cast, page, settings, monkeypatch):
    settings.IMPORT_MAX_BYTES = 2_700_000
    written = []
    monkeypatch.setattr(TemporaryUploadedFile, "write", lambda self, part: written.append(len(part)), raising=False)
    answer = page(cast.olivia).post("/imports/new", {"kind": "contact", "file": upload(b"x" * LARGE)})
    assert "larger than 2 MB" in answer.content.decode()
    assert sum(written) <= settings.IMPORT_MAX_BYTES


def test_two_hundred_megabytes_are_refused_by_default(settings):
    assert 165_000_000 < settings.IMPORT_MAX_BYTES < 200_000_000


def test_a_file_that_is_gone_is_said(cast):
    transfer = take_in(upload(customers(3)), kind="contact", by=cast.olivia)
    transfer.kept.storage.delete(transfer.kept.name)
    transfer.ask_to_run()
    run(Transfer.objects.select_related("member__user", "act").get(pk=transfer.pk))
    transfer.refresh_from_db()
    assert (transfer.status, "no longer kept" in transfer.failure) == ("failed", True)


def test_knows_a_file_it_has_seen(cast, bring_in):
    first = bring_in(customers(3))
    again = take_in(upload(customers(3), "renamed.csv"), kind="contact", by=cast.olivia)
    assert seen_before(again) == first
    other = take_in(upload(customers(4)), kind="contact", by=cast.olivia)
    assert seen_before(other) is None


def test_a_file_counts_as_seen_only_where_it_was_let_run(cast, bring_in):
    draft = take_in(upload(customers(3)), kind="contact", by=cast.olivia)
    foreign = take_in(upload(customers(3)), kind="contact", by=cast.zoe)
    foreign.ask_to_run()
    again = take_in(upload(customers(3)), kind="contact", by=cast.olivia)
    assert seen_before(again) is None
    draft.ask_to_run()
    assert seen_before(again) == draft
    draft.cancel()
    assert seen_before(again) is None


def test_what_was_undone_may_come_again(cast, bring_in):
    first = bring_in(customers(3))
    first.act.undone_at = timezone.now()
    first.act.save(update_fields=["undone_at"])
    again = take_in(upload(customers(3)), kind="contact", by=cast.olivia)
    assert seen_before(again) is None
    assert Contact.objects.count() == 3
