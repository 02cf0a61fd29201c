"""Row by row and many at once come to the same for deals."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as some

from activity.models import Change
from deals.models import Deal, Pipeline, Step
from deals.resources import DealResource
from tests import makers
from tests.transfers.test_both_paths import SOME, Undo, many_at_once, one_by_one, terms_of

COLUMNS = [
    "name", "value", "currency", "pipeline", "stage", "contact_email", "company_name", "expected_close_date", "closed_at",
    "loss_reason", "probability", "tags", "external_id",
]  # fmt: skip
CELLS = {
    "name": ["", "Fleet", "FLEET", "Won one", "New", "x" * 201],
    "value": ["", "50000", "1.234", "5.5", "many"],
    "currency": ["", "usd", "JPY", "KWD", "XXX"],
    "pipeline": ["", "", "sales", "Partners", "Nowhere"],
    "stage": ["", "", "Proposal", "closedwon", "Closed Lost", "Nowhere"],
    "contact_email": ["", "jane@x.example", "JANE@x.example", "secret@x.example"],
    "company_name": ["", "Acme Corp", "acme corp", "New Co", "Secret"],
    "expected_close_date": ["", "2026-01-31", "soon"],
    "closed_at": ["", "", "2026-01-15"],
    "loss_reason": ["", "", "Price"],
    "probability": ["", "40", "55 %", "101"],
    "tags": ["", "vip", "VIP,fair"],
    "external_id": ["", "1", "2"],
}
TOLD = ("name", "value", "currency", "stage__name", "status", "probability", "contact__email", "company__name",
        "expected_close_date", "loss_reason", "external_id", "name_key")  # fmt: skip


@pytest.fixture
def world(cast):
    contact = makers.contact(cast.olivia, email="jane@x.example", company="Acme Corp")
    makers.contact(cast.rita, email="secret@x.example", is_private=True)
    secret = makers.company(cast.rita, "Secret", is_private=True)
    partners = Pipeline.make("Partners", by=cast.olivia)
    makers.deal(cast.olivia, "Fleet", contact=contact, company=contact.company, tags=["VIP"])
    makers.deal(cast.olivia, "Fleet", stage=partners.stages.first(), external_id="1")
    makers.deal(cast.olivia, "Won one", stage="Closed Won", company=secret)
    return cast


def left_by(way, *arguments):
    """The outcomes, and all that is in the database afterwards; nothing stays."""
    try:
        with transaction.atomic():
            before = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            outcomes = way(DealResource, *arguments)
            deals = sorted(
                repr((*(_read(deal, path) for path in TOLD), deal.closed_on, deal.tag_names))
                for deal in Deal.objects.all()
            )
            steps = Step.objects.values_list("deal__name", "stage_name", "stayed")
            steps = sorted((deal, stage, stayed is None) for deal, stage, stayed in steps)
            history = Change.objects.filter(pk__gt=before).values_list("kind", "action", "fields")
            told = sorted((kind, action, repr(sorted(fields.keys()))) for kind, action, fields in history)
            raise Undo
    except Undo:
        return outcomes, deals, steps, told


def _read(record, path):
    for name in path.split("__"):
        record = getattr(record, name, None)
    return record


@pytest.mark.django_db
@SOME
@given(
    rows=some.lists(some.tuples(*(some.sampled_from(CELLS[name]) for name in COLUMNS)), min_size=1, max_size=8),
    terms=terms_of("", "name", "external_id"),
)
def test_deals(world, rows, terms):
    one = left_by(one_by_one, world.olivia, COLUMNS, rows, terms)
    many = left_by(many_at_once, world.olivia, COLUMNS, rows, terms)
    assert many == one
