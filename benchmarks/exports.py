"""Exports, measured: `python -m benchmarks.exports 1000000`. What they cost, and what the database and the csv module cost.

Each figure is taken in a process of its own, so that the memory of one does not hide that of another.
"""

import argparse
import csv
import io
import json
import os
import subprocess
import sys
import time

COLUMNS = (
    "first_name, last_name, email, phone, mobile, job_title, address_street, address_city, address_state, address_zip, "
    "address_country, notes, status, source, external_id, id, created_at"
)


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports", description=__doc__)
    parser.add_argument("contacts", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--database", default="", help="another database than the one of the benchmarks")
    for figure in measure(**vars(parser.parse_args())):
        print(as_line(figure), flush=True)


def measure(contacts=1_000_000, database=""):
    """The figures of each way to export, as dictionaries, one after the other."""
    from .__main__ import HERE, SERVER, surroundings

    for name in WAYS:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.exports_of_one", name],
            cwd=HERE.parent,
            env=os.environ | surroundings(database or f"{SERVER}_{contacts}"),
            stdout=subprocess.PIPE,
            check=True,
        )
        yield json.loads(done.stdout.splitlines()[-1])


def as_line(figure):
    """One figure as people read it."""
    return (
        "{name}: {rows:,} rows, {per_second:,.0f} rows/s ({per_cpu_second:,.0f} a second of its own processor time), "
        "first byte {first_byte:.2f} s, first row {first_row:.2f} s, memory +{memory:.0f} MB"
    ).format(**figure)


def timed(name, pieces, counted):
    """Read all `pieces`; `counted()` says how many rows there were so far."""
    before, began, worked = resident(), time.perf_counter(), time.process_time()
    first_byte = first_row = None
    most = before
    for piece in pieces:
        now = time.perf_counter() - began
        first_byte = now if first_byte is None and piece else first_byte
        first_row = now if first_row is None and counted() else first_row
        most = max(most, resident())
    seconds, rows = time.perf_counter() - began, counted()
    return {
        "name": name,
        "rows": rows,
        "per_second": rows / seconds,
        "per_cpu_second": rows / (time.process_time() - worked),
        "first_byte": first_byte,
        "first_row": first_row,
        "memory": most - before,
    }


def resident():
    """Megabytes of memory that this process holds now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def ours(name, query, file_format="csv"):
    """An export as the API gives it, without HTTP."""
    from django.http import QueryDict

    from transfers import kinds
    from transfers.exporting import Selection, blocks
    from transfers.exporting.rows import ids_of
    from transfers.exporting.streaming import Counted, texts_of

    from .ground import member

    selection = Selection(kinds.of("contact"), QueryDict(query), member=member())
    columns = selection.columns()
    rows = Counted(lambda: texts_of(selection, ids_of(selection.records), columns, file_format))
    return timed(name, blocks(file_format, columns, rows), lambda: rows.count)


def floor(name):
    """The rows alone, through a cursor on the server and the csv module: no owner, company, tags, scope or care."""
    from django.db import connection, transaction

    from .ground import member

    count = 0

    def pieces():
        nonlocal count
        buffer = io.StringIO()
        write = csv.writer(buffer).writerows
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            statement = f"SELECT {COLUMNS} FROM contacts_contact WHERE organization_id = %s ORDER BY name_key, id"  # noqa: S608
            cursor.execute(statement, [member().organization_id])
            while rows := cursor.fetchmany(2_000):
                count += len(rows)
                write(rows)
                yield buffer.getvalue().encode()
                buffer.seek(0)
                buffer.truncate()

    return timed(name, pieces(), lambda: count)


WAYS = {
    "floor": floor,
    "CSV, all columns, by name": lambda name: ours(name, ""),
    "CSV, all columns, by company": lambda name: ours(name, "sort_by=company_name&sort_dir=DESC"),
    "CSV, all columns, by owner": lambda name: ours(name, "sort_by=assigned_to_name"),
    "XLSX, all columns": lambda name: ours(name, "", "xlsx"),
    "vCard": lambda name: ours(name, "", "vcf"),
}


if __name__ == "__main__":
    main()
