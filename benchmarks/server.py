"""gunicorn as in production: 2 workers with threads, on loopback."""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "127.0.0.1:8181"


@contextmanager
def serving():
    """Yields the server's process; it is ended afterwards."""
    host, port = ADDRESS.split(":")
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "crm.wsgi", "--workers", "2", "--max-requests", "0"],
        cwd=ROOT,
        env=os.environ | {"HOST": host, "PORT": port},
    )
    try:
        _wait(process)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _wait(process, patience=60):
    for _turn in range(patience * 4):
        if process.poll() is not None:
            raise RuntimeError("gunicorn ended by itself")
        try:
            urllib.request.urlopen(f"http://{ADDRESS}/floor/list", timeout=5).read()
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("gunicorn does not answer")


def memory(process):
    """Megabytes that each worker holds."""
    workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [_resident(pid) for pid in workers]


def _resident(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024)
