"""What failed runs once more, alone, before the suite is said to have failed."""

import pytest

from tests import __main__ as suite

#: Fails the first time it runs and, if `lasting`, every time.
TEST = """
from pathlib import Path

def test_something():
    ran = Path(__file__).with_suffix(".ran")
    before = ran.exists()
    ran.touch()
    assert before and not {lasting}

def test_more():
    pass
"""


@pytest.fixture(autouse=True)
def in_one_process(monkeypatch, tmp_path):
    monkeypatch.setenv("RAPPORT_TEST_PROCESSES", "0")
    monkeypatch.setattr(suite, "ROOT", tmp_path)


@pytest.mark.parametrize(("lasting", "status"), [(False, 0), (True, 1)])
def test_passes_alone_or_has_failed(tmp_path, capfd, lasting, status):
    (tmp_path / "test_it.py").write_text(TEST.format(lasting=lasting))
    assert suite.run("Some", "", ["-p", "no:django", "-rf", str(tmp_path)]) == status
    said = capfd.readouterr().out
    assert "1 failed, 1 passed" in said
    assert "== Some, once more and alone: what failed ==" in said
    assert ("UNSTEADY, to be mended:\n  test_it.py::test_something" in said) is not lasting


def test_many_failures_are_no_accident(tmp_path, capfd):
    many = "\n".join(f"def test_{n}(): assert False" for n in range(suite.FEW + 1))
    (tmp_path / "test_it.py").write_text(many)
    assert suite.run("Some", "", ["-p", "no:django", str(tmp_path)]) == suite.SOME_FAILED
    assert "once more" not in capfd.readouterr().out
