"""Which tests run on the second database, and in which order."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import LONG, pytest_collection_modifyitems

HERE = Path(__file__).parent


def test_the_second_database_is_spared_what_hangs_on_none(monkeypatch):
    plain, marked, live = item(), item(marks=["django_db"]), item(fixtures=["live_server"])
    looks = item(marks=["django_db", "once"])
    items = [plain, marked, live, looks]
    monkeypatch.delenv("RAPPORT_TEST_AGAIN", raising=False)
    pytest_collection_modifyitems(items)
    assert items == [plain, marked, live, looks]
    monkeypatch.setenv("RAPPORT_TEST_AGAIN", "yes")
    pytest_collection_modifyitems(items)
    assert items == [marked, live]


def test_the_longest_come_first(monkeypatch):
    monkeypatch.delenv("RAPPORT_TEST_AGAIN", raising=False)
    items = [item(name="test_a.py"), item(name="test_b.py"), item(name=LONG[0])]
    pytest_collection_modifyitems(items)
    assert [each.path.name for each in items] == [LONG[0], "test_a.py", "test_b.py"]


@pytest.mark.parametrize("name", LONG)
def test_the_longest_are_there(name):
    assert list(HERE.parent.rglob(name))


def item(*, name="test_x.py", marks=(), fixtures=()):
    marker = {mark: mark for mark in marks}.get
    return SimpleNamespace(path=HERE / name, fixturenames=list(fixtures), get_closest_marker=marker)
