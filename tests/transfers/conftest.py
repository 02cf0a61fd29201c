import pytest

from transfers.intake import take_in
from transfers.models import Transfer
from transfers.run import run

from .files import upload


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Kept files go away with the test; background work is done at once."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def bring_in(cast):
    """`bring_in(text, by=member)`: an import from file to result; returns the finished `Transfer`."""

    def whole_way(content, *, by=None, kind="contact", mode="upsert", name="people.csv", mapping=None, **terms):
        transfer = take_in(upload(content, name), kind=kind, by=by or cast.olivia, mode=mode)
        if mapping is not None:
            transfer.mapping = mapping
        for term, value in terms.items():
            setattr(transfer, term, value)
        transfer.save()
        assert transfer.ask_to_run()
        transfer = Transfer.objects.select_related("member__user", "act").get(pk=transfer.pk)
        assert run(transfer)
        return transfer

    return whole_way


def counts(transfer):
    """(created, updated, unchanged, refused), which always add up to the rows seen."""
    four = (transfer.created, transfer.updated, transfer.unchanged, transfer.refused)
    assert sum(four) == transfer.rows == transfer.position == sum(chunk.rows for chunk in transfer.chunks.all())
    return four


def reasons(transfer):
    """{row: reason} of the refused rows."""
    return {refused.row: refused.reason for refused in transfer.refusals.all()}
