"""The whole suite: `python -m tests`. On SQLite always, and again on PostgreSQL where a server answers.

Arguments go to pytest; `--coverage` alone measures what the suite runs instead. The browser the browser tests need is
installed when it is missing.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ["postgres@", "postgres:postgres@", "rapport:rapport@", f"{os.environ.get('USER', 'postgres')}@"]
SOME_FAILED, NOTHING_TO_RUN = 1, 5  # pytest's exit statuses
FEW = 10  # more failures than these are no accident
#: What the machine's own surroundings and a `.env` say must not reach the tests.
OURS_ALONE = {
    **dict.fromkeys(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M), ""),
    **dict.fromkeys(("DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS", "PYTHONWARNINGS"), ""),
    "ENV_FILE": os.devnull,
    "PYTHONUTF8": "1",
    "no_proxy": "*",
}
NO_BROWSER = """
The browser tests need Chromium, and it could not be installed. Either
    sudo apt install chromium                          (Debian, Ubuntu), or
    sudo .venv/bin/playwright install-deps chromium    (libraries of Playwright's own), or
    CHROMIUM=/path/to/chromium make test
"""


def main(arguments):
    if not chromium_is_here():
        install_chromium()
    if arguments == ["--coverage"]:
        return run("SQLite", "", ["--cov", "--cov-report=term"])  # alone, since tracing doubles the time
    statuses = [run("SQLite", "", arguments)]
    address = postgresql()
    if address:
        status = run("PostgreSQL", address, arguments, RAPPORT_TEST_AGAIN="yes")
        statuses.append(0 if status == NOTHING_TO_RUN and arguments else status)  # what was chosen hangs on no database
    else:
        print("\nPostgreSQL: no server answers at TEST_DATABASE_URL or on 127.0.0.1:5432, so only SQLite was tested.")
    return max(statuses)


def run(name, address, arguments, **surroundings):
    """Run pytest on one database, and the few tests that failed once more, alone (docs/decisions/0029)."""
    print(f"\n== {name} ==", flush=True)
    folder = ROOT / "var" / "tests"
    cache = folder / f"cache-{name}"
    processes = os.environ.get("RAPPORT_TEST_PROCESSES", "2")
    command = [sys.executable, "-m", "pytest", "-o", f"cache_dir={cache}", *arguments]
    # Compiled files are kept for every process after the first: rewriting the asserts of all tests takes long.
    around = {**OURS_ALONE, "DATABASE_URL": address, "DATA_DIR": str(folder), "PYTHONDONTWRITEBYTECODE": ""}
    around |= surroundings
    status = call(
        [*command, "--cache-clear", "--durations=25", "-n", processes, "--dist", "worksteal"],
        **around,
    )
    failed = failures(cache) if status == SOME_FAILED else []
    if not 0 < len(failed) <= FEW:
        return status
    print(f"\n== {name}, once more and alone: what failed ==", flush=True)
    status = call([*command, "--last-failed", "-n", "0"], **around)
    if not status:
        print("Failed among the others and passed alone, so UNSTEADY, to be mended:", *failed, sep="\n  ", flush=True)
    return status


def failures(cache):
    """The ids of the tests that failed in the run that wrote `cache`."""
    kept = cache / "v" / "cache" / "lastfailed"
    return sorted(json.loads(kept.read_text())) if kept.exists() else []


def call(command, **surroundings):
    """The exit status of `command` in the project's folder. Variables given as "" are taken away."""
    around = {**os.environ, **surroundings}
    around = {name: value for name, value in around.items() if value or name not in surroundings}
    return subprocess.run(command, cwd=ROOT, env=around, stdin=subprocess.DEVNULL).returncode


# -- PostgreSQL -----------------------------------------------------------------------------------


def postgresql():
    """The address of a database on a server that answers, or None. Its name is this checkout's own."""
    wanted = os.environ.get("TEST_DATABASE_URL")
    if wanted:
        return wanted
    name = f"rapport_{zlib.crc32(str(ROOT).encode()):08x}"
    return next((f"postgres://{who}127.0.0.1:5432/{name}" for who in LOCAL if may_create_databases(who)), None)


def may_create_databases(who):
    import psycopg

    try:
        with psycopg.connect(f"postgresql://{who}127.0.0.1:5432/postgres", connect_timeout=3) as connection:
            found = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
            return bool(found and found[0])
    except psycopg.OperationalError:
        return False


# -- Chromium -------------------------------------------------------------------------------------


def chromium_is_here():
    if os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser"):
        return True
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def install_chromium():
    """Install a Chromium: Debian's as root, else Playwright's own. Leaves with a message when neither works."""
    print("Installing Chromium for the browser tests …", flush=True)
    if shutil.which("apt-get") and os.geteuid() == 0:
        call(["apt-get", "update", "-qq"])
        call(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], DEBIAN_FRONTEND="noninteractive"
        )
    if not chromium_is_here():
        call([sys.executable, "-m", "playwright", "install", "chromium"])
    if not chromium_is_here():
        sys.exit(NO_BROWSER)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
