"""Records as rows of texts, read in chunks whose size does not depend on how many there are.

The ids come first, in the order of the list and eight bytes each; then each chunk is asked for by its ids. So nobody
holds a transaction or a cursor open while a slow client reads, every record comes once however the list changes
meanwhile, and who may see a record is asked again when its chunk is read.
"""

from array import array
from collections import defaultdict
from contextlib import closing, nullcontext

from django.db import connection, transaction
from django.db.models import CharField, TextField

from ..customs import AS_TEXT, CustomCells, is_custom
from ..formulas import RISKY, neutralised
from ..outcomes import chunks
from .fetching import answers, fetcher

AT_ONCE = 2_000
IDS_AT_ONCE = 20_000
REMEMBERED = 20_000  # companies, owners and the like: more are looked up again


def ids_of(queryset):
    """The ids of `queryset` in its order, as an array."""
    statement, params = queryset.values_list("pk").query.sql_with_params()
    found = array("q")
    with _reading(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(IDS_AT_ONCE):
            found.extend([pk for (pk,) in rows])
    return found


def _reading():
    """What lets a cursor stay on the server. SQLite needs nothing, and there a transaction would lock others out."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def rows_out(kind, ids, columns, *, member, harmless=True):
    """A list of texts for each record of `ids` that `member` still sees, in that order, as spreadsheets may open them.

    `harmless=False` gives them as they are, for files that nothing runs.
    """
    sheet = Sheet(kind, columns, member)
    with closing(answers(sheet.ask, chunks(ids, AT_ONCE))) as found:
        for chunk, answer in found:
            rows = sheet.rows(chunk, *answer)
            yield from map(_harmless, rows) if harmless else rows


def _harmless(cells):
    return [text if text[:1] not in RISKY and text.strip() == text else neutralised(text) for text in cells]


class Sheet:
    """What the cells of some columns are made from. A chunk costs one query, and one more for each relation."""

    def __init__(self, kind, columns, member):
        self.kind, self.member, self.columns = kind, member, columns
        self.relations, self.writers, self.tagged, paths = [], [], None, []
        self.customs = CustomCells(kind, columns, member) if any(map(is_custom, columns)) else None
        for place, name in enumerate(columns):
            if is_custom(name):
                continue
            if name == "tags":
                self.tagged = place
                paths.append("pk")
                continue
            reads, write = kind.resource_class.exported(name, member=member)
            relation = _relation(reads)
            if relation:
                self.relations.append((place, Related(kind.model, relation, reads, write)))
                paths.append(f"{relation}_id")
            else:
                if write is not str or not isinstance(kind.model._meta.get_field(reads[0]), (CharField, TextField)):
                    self.writers.append((place, write))
                paths.append(reads[0])
        records = kind.model.objects.visible_to(member)
        if self.customs:
            records = self.customs.of(records)
            paths.append(AS_TEXT)
        self.fetch = fetcher(records, paths)
        if self.tagged is not None:
            carried = kind.model.tags.through.objects.all()
            self.fetch_tags = fetcher(carried, ["tag__name"], by=f"{kind.model._meta.model_name}_id")

    def ask(self, ids):
        """What the database knows of a chunk of ids: (records, tags). Another thread may ask."""
        return self.fetch(ids), self.fetch_tags(ids) if self.tagged is not None else ()

    def rows(self, ids, records, tags):
        """The rows of one chunk of ids, in its order, of what `ask` found."""
        found = {cells.pop(): cells for cells in records}
        there = [pk for pk in ids if pk in found]
        rows = [found[pk] for pk in there]
        if self.customs:
            self.customs.fill(rows)
        for place, write in self.writers:
            for cells in rows:
                cells[place] = write(cells[place])
        for place, related in self.relations:
            texts = related.texts({cells[place] for cells in rows})
            for cells in rows:
                cells[place] = texts[cells[place]]
        if self.tagged is not None:
            texts = tag_texts(tags)
            for pk, cells in zip(there, rows, strict=True):
                cells[self.tagged] = texts.get(pk, "")
        return rows


def _relation(paths):
    """The foreign key that all of `paths` go through, or None."""
    heads = {path.partition("__")[0] for path in paths if "__" in path}
    return heads.pop() if len(heads) == 1 and all("__" in path for path in paths) else None


class Related:
    """The texts of related records, by id: looked up chunk by chunk, and remembered as far as they fit."""

    def __init__(self, model, relation, paths, write):
        self.records = model._meta.get_field(relation).related_model._base_manager
        self.paths, self.write = [path.partition("__")[2] for path in paths], write
        self.known = {None: write(*[None] * len(paths))}

    def texts(self, ids):
        """`{id: text}` that knows all of `ids`."""
        missing = ids - self.known.keys()
        if missing and len(self.known) + len(missing) > REMEMBERED:
            self.known = {None: self.known[None]}
            missing = ids - {None}
        if missing:
            for pk, *values in self.records.filter(pk__in=missing).values_list("pk", *self.paths):
                self.known[pk] = self.write(*values)
            for pk in missing - self.known.keys():
                self.known[pk] = self.known[None]  # deleted between the two questions
        return self.known


def tag_texts(tags):
    """`{id: "a,b"}`, alphabetically, of pairs of a name and the id of what carries it."""
    names = defaultdict(list)
    for name, pk in tags:
        names[pk].append(name)
    return {pk: ",".join(sorted(words, key=str.lower)) for pk, words in names.items()}
