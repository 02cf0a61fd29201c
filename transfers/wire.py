"""Imports as they go out through the house API."""

from collections import defaultdict

from rest_framework import serializers

from api.answers import moment
from api.schema import Done

from .customs import is_custom
from .models import Transfer
from .undoing import may_take_back

KEPT_TOLD = 100  # records that an undo left alone, named in one answer


class Kept(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.IntegerField()


class UndoWire(serializers.Serializer):
    state = serializers.CharField(help_text='waiting, running, done or refused; "" where nobody asked')
    is_possible = serializers.BooleanField()
    position = serializers.IntegerField(help_text="changes taken back")
    changes = serializers.IntegerField(help_text="changes there were")
    percent = serializers.IntegerField()
    restored = serializers.IntegerField()
    kept_count = serializers.IntegerField(help_text="records left alone because somebody changed or uses them")
    kept = Kept(many=True)
    failure = serializers.CharField(allow_blank=True)


class ResultWire(serializers.Serializer):
    row = serializers.IntegerField(help_text="as a spreadsheet numbers it: the header is row 1")
    outcome = serializers.ChoiceField(Transfer.COUNTS)
    id = serializers.IntegerField(allow_null=True, help_text="of the record, if it is there and yours to see")
    errors = serializers.DictField(child=serializers.CharField())
    changes = serializers.DictField(child=serializers.JSONField(), help_text="{field: [before, after]}")
    repeats = serializers.IntegerField(allow_null=True, help_text="the row further up that meant the same record")


class Numbered(serializers.Serializer):
    current_page = serializers.IntegerField()
    last_page = serializers.IntegerField()
    per_page = serializers.IntegerField()
    total = serializers.IntegerField()


class ResultPageWire(Numbered):
    data = ResultWire(many=True)


class ImportWire(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    filename = serializers.CharField(allow_blank=True)
    size = serializers.IntegerField()
    status = serializers.ChoiceField(Transfer.STATUSES)
    failure = serializers.CharField(allow_blank=True)
    mode = serializers.ChoiceField(Transfer.MODES)
    match_by = serializers.CharField(allow_blank=True)
    blank = serializers.ChoiceField(Transfer.BLANKS)
    defaults = serializers.DictField(child=serializers.CharField())
    member_id = serializers.IntegerField(allow_null=True)
    member_name = serializers.CharField(allow_blank=True)
    rows = serializers.IntegerField(help_text="of the file, as far as that is known")
    position = serializers.IntegerField(help_text="rows that are through")
    percent = serializers.IntegerField()
    rate = serializers.IntegerField(allow_null=True, help_text="rows a second")
    seconds_left = serializers.IntegerField(allow_null=True)
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    repeated = serializers.IntegerField()
    undo = UndoWire()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    message = serializers.CharField(required=False)
    imported = serializers.IntegerField(required=False)
    skipped = serializers.IntegerField(required=False)
    errors = serializers.ListField(child=serializers.CharField(), required=False)
    results = ResultPageWire(required=False)


class ImportAnswer(Done):
    data = ImportWire()


class ImportPage(Numbered):
    data = ImportWire(many=True)


_PLAIN = (
    "id", "kind", "filename", "size", "status", "failure", "mode", "match_by", "blank", "defaults", "member_id",
    "rows", "position", "percent", "rate", "seconds_left", *Transfer.COUNTS, "repeated",
)  # fmt: skip
_MOMENTS = ("created_at", "started_at", "finished_at")


def import_row(transfer, member):
    """An import without its results. Asks nothing if `act` and `member__user` were read along."""
    return {
        **{name: getattr(transfer, name) for name in _PLAIN},
        "member_name": transfer.member.full_name if transfer.member else "",
        "undo": _undo_row(transfer, member),
        **{name: moment(getattr(transfer, name)) for name in _MOMENTS},
    }


def _undo_row(transfer, member):
    said = transfer.options.get("undo", {})
    return {
        "state": transfer.undo_state,
        "is_possible": may_take_back(transfer, member),
        "position": transfer.undo_position,
        "changes": transfer.act.changes_count if transfer.act else 0,
        "percent": transfer.undo_percent,
        "restored": said.get("restored", 0),
        "kept_count": said.get("kept_count", 0),
        "kept": [{"kind": kind, "id": pk} for kind, pk in said.get("kept", [])[:KEPT_TOLD]],
        "failure": said.get("failure", ""),
    }


def results_row(page, member):
    """A `ResultPage`; what `member` does not see has no id there."""
    hidden = _hidden(page.rows, member)
    return {
        "data": [_result_row(result, hidden) for result in page.rows],
        "current_page": page.number,
        "last_page": page.last,
        "per_page": page.per_page,
        "total": page.total,
    }


def _result_row(result, hidden):
    changes = {
        name.removesuffix("_id") if name == "assigned_to_id" else name: [
            None if (name, value) in hidden else value for value in pair
        ]
        for name, pair in result.changes.items()
    }
    return {
        "row": result.row,
        "outcome": result.outcome,
        "id": result.record.pk if result.record else None,
        "errors": result.errors,
        "changes": changes,
        "repeats": result.repeats or None,
    }


def _hidden(results, member):
    """`{(attribute, id)}` of what changed records refer to, or referred to, and `member` does not see."""
    wanted, models = defaultdict(set), {}
    for result in results:
        for name, pair in result.changes.items():
            if name.endswith("_id") and name != "external_id" and not is_custom(name):
                wanted[name] |= set(pair) - {None}
                models[name] = next(f for f in result.record._meta.concrete_fields if f.attname == name).related_model
    seen = {
        (name, pk)
        for name, ids in wanted.items()
        for pk in models[name].objects.visible_to(member).filter(pk__in=ids).values_list("pk", flat=True)
    }
    return {(name, pk) for name, ids in wanted.items() for pk in ids} - seen
