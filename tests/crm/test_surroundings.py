"""The suite runs the same whatever the machine's own surroundings say."""

from tests import __main__ as suite

#: Passes where nothing of the machine's own has come in.
TEST = """
import os

def test_surroundings():
    assert os.environ.keys().isdisjoint({strange})
    assert os.environ["ENV_FILE"] == os.devnull
    assert open(__file__).encoding == "utf-8"
"""
STRANGE = {"REDIS_URL": "redis://elsewhere", "DEBUG": "*", "TLS": "on", "EMAIL_URL": "smtp://elsewhere", "PORT": "1"}
STRANGE |= {"DJANGO_SETTINGS_MODULE": "other.settings", "PYTEST_ADDOPTS": "--none-of-ours"}


def test_nothing_of_the_machine_comes_in(tmp_path, monkeypatch):
    for name, value in STRANGE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ENV_FILE", "strange.env")
    monkeypatch.setenv("RAPPORT_TEST_PROCESSES", "0")
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    (tmp_path / "test_it.py").write_text(TEST.format(strange=[*STRANGE]))
    assert suite.run("Some", "", ["-p", "no:django", str(tmp_path)]) == 0
