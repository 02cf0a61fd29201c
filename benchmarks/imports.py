"""Imports, measured: `python -m benchmarks.imports --rows 100000` prints JSON. Started by `python -m benchmarks`.

One file of new people goes in, goes in again (every row is found and unchanged), and is taken back, so that the data are
as before. Beside it the floor: the same rows into the same table and indexes by COPY (SQLite: by one prepared INSERT),
without reading, checking, matching, history or results.
"""

import argparse
import json
import os
import resource
import sys
import threading
import time
from pathlib import Path

import django


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--contacts", type=int, default=0, help="first bring the database up to so many")
    parser.add_argument("--only-rehearse", action="store_true")
    parser.add_argument("--meanwhile", action="store_true", help="also measure the list page while the import runs")
    asked = parser.parse_args()
    django.setup()
    if asked.contacts:
        from . import ground

        ground.prepare(asked.contacts)
    json.dump(rehearsed(asked.rows) if asked.only_rehearse else measured(asked.rows, asked.meanwhile), sys.stdout)


def rehearsed(rows):
    """{seconds, rows_per_second, memory}: a rehearsal of the whole file."""
    from transfers.rehearsal import rehearse

    transfer, before, start = _taken_in(rows), peak(), time.perf_counter()
    rehearse(transfer)
    seconds = time.perf_counter() - start
    transfer.discard()
    return {"seconds": seconds, "rows_per_second": rows / seconds, "memory": peak() - before}


def measured(rows, meanwhile=False):
    """`{figure: {…}}` of one file of `rows` rows."""
    from transfers.undoing import ask_to_take_back

    first = _run(_taken_in(rows), _pages if meanwhile else None)
    again = _run(_taken_in(rows))
    floor = {"rows_per_second": rows / _floor(_plain_rows(first["transfer"]))}
    start, transfer = time.perf_counter(), first["transfer"]
    ask_to_take_back(transfer, by=transfer.member, in_background=False)
    undone = {"rows_per_second": rows / (time.perf_counter() - start)}
    if first["counts"] != [rows, 0, 0, 0] or again["counts"] != [0, 0, rows, 0]:
        raise RuntimeError(f"not what was expected: {first['counts']}, then {again['counts']}")
    for figures in (first, again):
        figures["transfer"].chunks.all().delete()
        figures.pop("transfer")
    return {"rows": rows, "floor": floor, "import": first, "again": again, "undo": undone}


def _taken_in(rows):
    from django.core.files import File
    from django.db import connection

    from contacts.models import Company
    from transfers.intake import take_in

    from . import files, ground

    path = Path(os.environ["DATA_DIR"]) / f"people-{connection.vendor}-{rows}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    member = ground.member()
    if not path.exists():
        names = Company.objects.visible_to(member).order_by("pk").values_list("name", flat=True)
        files.write_people(path, rows, list(names[:20_000]))
    with path.open("rb") as stream:
        return take_in(File(stream, path.name), kind="contact", by=member)


def _run(transfer, beside=None):
    from transfers.models import Transfer
    from transfers.run import run

    transfer.ask_to_run()
    transfer = Transfer.objects.select_related("member__user", "member__organization", "act").get(pk=transfer.pk)
    figures, before, used, start = {}, peak(), time.process_time(), time.perf_counter()
    if beside is None:
        run(transfer)
    else:
        with beside(figures):
            run(transfer)
    seconds = time.perf_counter() - start
    transfer.refresh_from_db()
    return figures | {
        "transfer": transfer,
        "seconds": seconds,
        "rows_per_second": transfer.rows / seconds,
        "own_microseconds": (time.process_time() - used) / max(transfer.rows, 1) * 1e6,
        "memory": peak() - before,
        "counts": [getattr(transfer, name) for name in transfer.COUNTS],
    }


class _pages:
    """Asks for the contacts page again and again, from a server of its own, before and during what it stands around."""

    def __init__(self, figures):
        self.figures, self.times, self.stop = figures, [], threading.Event()

    def __enter__(self):
        from . import server
        from .scenarios import scenarios

        self.page = next(each for each in scenarios() if each.name == "list page")
        self.serving = server.serving()
        self.serving.__enter__()
        self._ask(40)
        self.figures["page_alone"] = _middle(self._ask(100))
        self.thread = threading.Thread(target=self._keep_asking)
        self.thread.start()

    def __exit__(self, *error):
        self.stop.set()
        self.thread.join()
        self.figures["page_meanwhile"], self.figures["page_slowest"] = _middle(self.times), max(self.times)
        self.serving.__exit__(*error)

    def _keep_asking(self):
        while not self.stop.is_set():
            self.times += self._ask(1)
            time.sleep(0.05)

    def _ask(self, count):
        import urllib.request

        from .server import ADDRESS

        times = []
        for _turn in range(count):
            asked = urllib.request.Request(f"http://{ADDRESS}{self.page.paths[0]}", headers=self.page.headers)
            start = time.perf_counter()
            with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - our own server
                answer.read()
            times.append((time.perf_counter() - start) * 1000)
        return times


def _middle(times):
    return sorted(times)[len(times) // 2]


def _plain_rows(transfer):
    """The columns and the imported contacts as the database holds them."""
    from django.db import connection

    from contacts.models import Contact

    columns = [field.column for field in Contact._meta.concrete_fields if not field.primary_key]
    names = ", ".join(columns)
    made = "SELECT record_id FROM activity_change WHERE act_id = %s AND kind = 'contact' AND action = 'created'"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            wanted = f"SELECT {names} FROM contacts_contact WHERE id IN ({made % transfer.act_id}) ORDER BY id"  # noqa: S608
            with cursor.copy(f"COPY ({wanted}) TO STDOUT") as copy:
                return names, [bytes(block) for block in copy]
        cursor.execute(f"SELECT {names} FROM contacts_contact WHERE id IN ({made}) ORDER BY id", [transfer.act_id])  # noqa: S608
        return names, cursor.fetchall()


def _floor(copied):
    """Seconds that the database needs for the plain rows; they do not stay."""
    from django.db import connection, transaction

    names, rows = copied
    start = time.perf_counter()
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY contacts_contact ({names}) FROM STDIN") as copy:
                    for block in rows:
                        copy.write(block)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            else:
                marks = ", ".join(["%s"] * len(names.split(",")))
                cursor.executemany(f"INSERT INTO contacts_contact ({names}) VALUES ({marks})", rows)  # noqa: S608
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def peak():
    """Megabytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
