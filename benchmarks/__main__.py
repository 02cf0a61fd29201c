"""`python -m benchmarks` or `make bench`: measure with 100,000 and 1,000,000 contacts on PostgreSQL.

The data are made once and kept; `--fresh` makes them anew.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from . import exports
from .report import report

HERE = Path(__file__).resolve().parent
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/rapport_bench")


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--contacts", default="100000,1000000", help="sizes, with commas between them")
    parser.add_argument("--seconds", type=int, default=4, help="how long each figure is measured")
    parser.add_argument("--rounds", type=int, default=3, help="how often; the best round counts")
    parser.add_argument("--only", default="", help="names of scenarios, with commas between them")
    parser.add_argument("--fresh", action="store_true", help="make the data anew")
    asked = parser.parse_args()
    results = [one_size(int(size), asked) for size in asked.contacts.split(",")]
    files = moved(int(asked.contacts.split(",")[-1])) if not asked.only or "files" in asked.only else {}
    text = report(results, machine(), files)
    print(text)
    if not asked.only:
        path = HERE / "results" / f"{datetime.now(UTC):%Y-%m-%d}.md"
        path.write_text(text)
        print(f"Written to {path.relative_to(HERE.parent)}")


def one_size(contacts, asked):
    """The figures of one size, from a process with the settings of production."""
    url = f"{SERVER}_{contacts}"
    _make_database(url, fresh=asked.fresh)
    options = [f"--seconds={asked.seconds}", f"--rounds={asked.rounds}", f"--only={asked.only}"]
    print(f"{contacts:,} contacts …", file=sys.stderr)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.run", str(contacts), *options],
        cwd=HERE.parent,
        env=os.environ | surroundings(url),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def moved(contacts):
    """The figures of imports and exports, by name: PostgreSQL with `contacts` contacts, SQLite with a hundredth."""
    url = f"{SERVER}_{contacts}"
    lite = f"sqlite:///{HERE.parent / 'var' / 'bench' / 'bench.sqlite3'}"
    rows = min(100_000, contacts)
    return {
        "PostgreSQL": _alone("imports", url, f"--rows={rows}"),
        "meanwhile": _alone("imports", url, f"--rows={rows // 5}", "--meanwhile"),
        "rehearsal": _alone("imports", url, f"--rows={contacts}", "--only-rehearse"),
        "export": list(exports.measure(database=url)),
        "SQLite": _alone("imports", lite, f"--rows={rows // 5}", f"--contacts={contacts // 100}"),
    }


def _alone(module, url, *options):
    print(f"{module} {' '.join(options)} …", file=sys.stderr)
    command = [sys.executable, "-m", f"benchmarks.{module}", *options]
    done = subprocess.run(
        command, cwd=HERE.parent, env=os.environ | surroundings(url), stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def surroundings(url):
    """The environment of production on one machine, without what would slow or stop a measurement by intention."""
    return {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": url,
        "DATABASE_POOL": str(url.startswith("postgres")),
        "DATA_DIR": str(HERE.parent / "var" / "bench"),
        "APP_ENVIRONMENT": "production",
        "SECRET_KEY": "measured-on-loopback-only-and-never-anywhere-else-0123456789",
        "ALLOWED_HOSTS": "127.0.0.1",
        "TLS": "false",
        "API_RATE_LIMIT": "1000000000/minute",
        "JWT_ACCESS_MINUTES": "600",
        "LOG_LEVEL": "ERROR",
    }


def _make_database(url, *, fresh):
    base, name = url.rsplit("/", 1)
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        if fresh:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"')


def machine():
    """What it was measured on."""
    load = os.getloadavg()[0]
    with psycopg.connect(f"{SERVER.rsplit('/', 1)[0]}/postgres") as connection:
        version, memory, log = (
            connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("server_version", "shared_buffers", "max_wal_size")
        )
    database = f"PostgreSQL {version.split()[0]} (shared_buffers {memory}, max_wal_size {log})"
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, Python {platform.python_version()}, gunicorn with "
        f"2 workers, {database} and clients on the same machine, load average {load:.1f}."
    )


if __name__ == "__main__":
    main()
