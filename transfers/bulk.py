"""Rows of a file through a resource, many at once: read column by column, matched together, written by the verbs.

django-import-export asks a resource the same questions row by row, at several times the cost.
"""

import contextvars
import queue
import threading
from dataclasses import dataclass

from django.db import connection

from . import mapping
from .matching import Matches
from .models import Transfer
from .outcomes import Outcome, chunks


@dataclass(slots=True)
class Batch:
    """Rows and what the sound ones among them say."""

    rows: list
    givens: list  # None for a row with a fault


class Bulk:
    """Takes rows whose columns are mapped by `fields`, as `resource` says."""

    def __init__(self, resource, fields):
        self.resource, self.fields = resource, fields
        resource.owners.load()  # the reading thread asks no database

    def read(self, rows):
        """What `rows` say, as a `Batch`. Asks no database, so that another thread may do it."""
        sound = [row.cells for row in rows if not row.fault]
        columns = mapping.columns_of(sound, self.fields)
        givens = iter(self.resource.columns_in.given(columns, len(sound)))
        return Batch(rows, [None if row.fault else next(givens) for row in rows])

    def batches(self, rows, size):
        """`rows` as `Batch`es of at most `size`. On PostgreSQL another thread reads ahead; SQLite works in this process
        itself, and two threads would only wait for each other. Close it when done."""
        found = map(self.read, chunks(rows, size))
        return ahead(found) if connection.vendor == "postgresql" else (batch for batch in found)

    def take(self, batch):
        """Match, decide and, unless the resource rehearses, write. Returns an `Outcome` for each row, in order."""
        resource = self.resource
        resource.make = None  # new records are of this moment
        sound = [given for given in batch.givens if given is not None and not given.errors]
        resource.settle(sound)
        resource.matches = Matches(resource)
        resource.matches.look_up([resource.key_of(given) for given in sound])
        outcomes = [self._decide(row, given) for row, given in zip(batch.rows, batch.givens, strict=True)]
        touched = {
            id(each.record): each.record for each in outcomes if each.outcome in (Transfer.CREATED, Transfer.UPDATED)
        }
        created = [record for record in touched.values() if record.was is None]
        resource.write(created, [record for record in touched.values() if record.was])
        return outcomes

    def _decide(self, row, given):
        if given is None:
            return Outcome(row, Transfer.REFUSED, errors={"row": str(row.fault)})
        resource, key = self.resource, None
        record = None
        if not given.errors:
            key = resource.key_of(given)
            record = resource.matches.record_of(key, given)
        errors = resource.refused(record, given)
        if errors:
            return Outcome(row, Transfer.REFUSED, errors=errors)
        if record is not None:
            changed = resource.fill(record, given)
            return Outcome(row, Transfer.UPDATED if changed else Transfer.UNCHANGED, record)
        record = resource.new_record()
        resource.fill(record, given)
        resource.matches.add(key, record)
        record.made_for = key
        return Outcome(row, Transfer.CREATED, record)


def ahead(source, depth=2):
    """The items of the iterable `source`, made by another thread up to `depth` items ahead of whoever takes them.

    While the database works on one chunk, the next is read. An exception in `source` is raised here.
    """
    waiting, stop = queue.Queue(depth), threading.Event()

    def put(item):
        while not stop.is_set():
            try:
                return waiting.put(item, timeout=0.2)
            except queue.Full:
                continue

    def work():
        try:
            for item in source:
                put((item, None))
                if stop.is_set():
                    return
            put((_END, None))
        except BaseException as error:
            put((_END, error))

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(work,), name="reading ahead", daemon=True)
    thread.start()
    try:
        while True:
            item, error = waiting.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:
        stop.set()
        thread.join(timeout=5)


_END = object()
