"""Load from a process of its own: wrk where it is installed, else plain Python threads."""

import http.client
import itertools
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("requests.lua")


@dataclass
class Measured:
    """What a number of clients saw: requests a second, and milliseconds of the middle and the slowest twentieth."""

    rps: float
    p50: float
    p95: float
    wrong: int


def measure(scenario, address, *, clients, seconds):
    """Send the requests of `scenario` to `address` ("127.0.0.1:8181") for so long by so many clients at once."""
    by = with_wrk if shutil.which("wrk") else with_threads
    return by(scenario, address, clients, seconds)


def with_wrk(scenario, address, clients, seconds):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as lines:
        lines.writelines(f"PATH {path}\n" for path in scenario.paths)
        lines.writelines(f"HEADER {name}: {value}\n" for name, value in scenario.headers.items())
        lines.write(f"BODY {scenario.body}\n" if scenario.body else "")
        lines.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", SCRIPT, f"http://{address}"]
        said = subprocess.run(
            [*map(str, command), "--", lines.name], capture_output=True, text=True, check=True, timeout=seconds + 60
        ).stdout
    numbers = next(line for line in said.splitlines() if line.startswith("RESULT")).split()[1:]
    requests, micros, p50, p95, wrong = map(int, numbers)
    return Measured(requests / (micros / 1e6), p50 / 1000, p95 / 1000, wrong)


def with_threads(scenario, address, clients, seconds):
    paths, numbers, took, wrong = itertools.cycle(scenario.paths), itertools.count(time.time_ns()), [], []
    end = time.perf_counter() + seconds

    def client():
        connection = http.client.HTTPConnection(address, timeout=30)
        while time.perf_counter() < end:
            number = str(next(numbers))
            body = scenario.body.replace("#", number) or None
            start = time.perf_counter()
            connection.request(scenario.method, next(paths), body, scenario.headers)
            response = connection.getresponse()
            response.read()
            took.append(time.perf_counter() - start)
            if response.status >= 400:
                wrong.append(response.status)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    print("wrk is not installed: the Python client takes part of the machine", file=sys.stderr)
    return Measured(len(took) / seconds, took[len(took) // 2] * 1000, took[len(took) * 95 // 100] * 1000, len(wrong))
