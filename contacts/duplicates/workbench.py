"""Room to sort what does not fit into memory: a file of its own, thrown away afterwards."""

import json
import sqlite3
import tempfile
from collections import deque
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

MANY = 5_000


@contextmanager
def workbench():
    """A `Workbench` on the disk, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="duplicates-") as folder:
        bench = Workbench(sqlite3.connect(Path(folder) / "bench.sqlite3", isolation_level=None))
        try:
            yield bench
        finally:
            bench.file.close()


class Workbench:
    """Rows by their id, the keys under which they may meet others, and the pairs that were found."""

    def __init__(self, file):
        self.file = file
        for line in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "PRAGMA temp_store = FILE",
            "PRAGMA cache_size = -32000",
            "CREATE TABLE record (id INTEGER PRIMARY KEY, body TEXT)",
            "CREATE TABLE meets (way INTEGER, meeting TEXT, id INTEGER)",
            "CREATE TABLE pair (first INTEGER, second INTEGER, score INTEGER, reasons TEXT, PRIMARY KEY (first, second)) "
            "WITHOUT ROWID",
        ):
            file.execute(line)

    def lay_out(self, rows):
        """Take in rows: `(id, values, [(way, key)])`, by the thousand."""
        rows = iter(rows)
        while chunk := list(islice(rows, MANY)):
            self.file.execute("BEGIN")
            self.file.executemany("INSERT INTO record VALUES (?, ?)", [(pk, json.dumps(v)) for pk, v, _k in chunk])
            met = [(way, key, pk) for pk, _values, keys in chunk for way, key in keys]
            self.file.executemany("INSERT INTO meets VALUES (?, ?, ?)", met)
            self.file.execute("COMMIT")
            yield len(chunk)

    def sort(self):
        """Once everything is laid out."""
        self.file.execute("CREATE INDEX meeting ON meets (way, meeting, id)")

    def meetings(self, way, made_of, *, is_block, window):
        """`(record, [records before it])` in the order of their keys: of a block those with the same key, else whoever
        stands near and has the same front ("front|…"); never more than `window`. A record is what `made_of` makes of the
        values that `lay_out` took."""
        before, last = deque(maxlen=window), None
        found = self.file.execute(
            "SELECT meeting, body FROM meets JOIN record USING (id) WHERE way = ? ORDER BY meeting, id", [way]
        )
        for key, body in found:
            block = key.rpartition("\t")[0] if is_block else key.partition("|")[0]
            if block != last:
                before.clear()
                last = block
            record = made_of(*json.loads(body))
            yield record, before
            before.append(record)

    def keep(self, pairs):
        """Write found pairs down: `(first, second, score, reasons)`."""
        rows = [(first, second, score, json.dumps(reasons)) for first, second, score, reasons in pairs]
        self.file.execute("BEGIN")
        self.file.executemany("INSERT OR IGNORE INTO pair VALUES (?, ?, ?, ?)", rows)
        self.file.execute("COMMIT")

    def found(self):
        """The pairs, in chunks of thousands."""
        rows = self.file.execute("SELECT first, second, score, reasons FROM pair ORDER BY score DESC, first, second")
        while chunk := rows.fetchmany(MANY):
            yield [(first, second, score, json.loads(reasons)) for first, second, score, reasons in chunk]
