"""What the log leaves out: that all is well with what pages ask by themselves, and what is below its level."""

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings

from crm.logs import Wanted

PULSE = "GET /notifications/pulse?since=1.0.0.0"


@pytest.mark.parametrize(
    ("level", "said", "expected"),
    [
        (logging.INFO, {"event": "request_finished", "request": PULSE}, False),
        (logging.ERROR, {"event": "request_failed", "request": PULSE}, True),
        (logging.WARNING, {"event": "request_finished", "request": PULSE}, True),
        (logging.INFO, {"event": "request_finished", "request": "GET /notifications"}, True),
        (logging.INFO, {"event": "delivered", "count": 3}, True),
        (logging.INFO, "GET /notifications/pulse, in words", True),
    ],
)
def test_leaves_out_that_the_pulse_is_well(level, said, expected):
    assert Wanted().filter(logging.LogRecord("any", level, "", 0, said, (), None)) == expected


def test_a_worker_says_no_more_than_the_level_asks():
    code = """
import django; django.setup()
import logging
logging.getLogger("django_tasks").setLevel(logging.INFO)  # as a worker does
logging.getLogger("django_tasks").info("Task state=RUNNING")
logging.getLogger("django_tasks").warning("Task state=FAILED")
"""
    around = {**os.environ, "DJANGO_SETTINGS_MODULE": "crm.settings", "LOG_LEVEL": "WARNING"}
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=around, capture_output=True, text=True
    )
    assert "FAILED" in said.stderr
    assert "RUNNING" not in said.stderr
