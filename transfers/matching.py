"""Which records the rows of a file mean."""

from collections import defaultdict

from import_export.instance_loaders import BaseInstanceLoader

LOOKED_UP_AT_ONCE = 1_000


class Matches(BaseInstanceLoader):
    """The visible records that rows mean, found with one query for each way of matching.

    Rows that mean the same record get the same instance, saved or not: the later row wins.
    """

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.found = {}
        resource.matches = self
        if dataset is not None:
            self.look_up([resource.key_of(given) for given in resource.read(dataset)])

    def look_up(self, keys):
        """Find the records of `keys`, (column, value) pairs."""
        wanted = defaultdict(set)
        for column, value in keys:
            if value:
                wanted[column].add(value)
        for column, values in wanted.items():
            values = sorted(values)
            for start in range(0, len(values), LOOKED_UP_AT_ONCE):
                self._look_up(column, values[start : start + LOOKED_UP_AT_ONCE])

    def _look_up(self, column, values):
        for record in self.resource.found(column, values):
            for value in self.resource.keys_of(record, column):
                self.found.setdefault((column, value), []).append(record)

    def record_of(self, key, given):
        """The record that a row with `key` means, or None for a new one."""
        records = self.found.get(key) if key[1] else None
        return self.resource.choose(records, key, given) if records else None

    def get_instance(self, row):
        given = self.resource.given
        return self.record_of(self.resource.key_of(given), given)

    def add(self, key, record):
        """A row further up makes this record; further rows find it by `key`."""
        if key[1]:
            self.found.setdefault(key, []).append(record)
