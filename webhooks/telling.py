"""What may be told to the outside: what an integration without records of its own sees. What is private to somebody is
not, and neither is a message written before it became so."""

from collections import defaultdict

from django.apps import apps

from accounts.models import Member
from activity.models import recorded_models

from .vocabulary import TEST, kind_of


def outsider(organization):
    """As whom endpoints read: everything that is not private, and nothing because it were theirs. It is no row: nobody
    can give it a record, or a role."""
    return Member(
        pk=0,
        organization=organization,
        kind=Member.INTEGRATION,
        role=Member.MEMBER,
        data_scope=Member.ALL,
        name="Webhook",
    )


def model_of(kind):
    """The model of what events of this kind are about."""
    return apps.get_model("sharing.SmartLink") if kind == "smart_link" else recorded_models()[kind]


def visible_ids(kind, ids, organization):
    """Which of the records with these `ids` the outside may know of. One query."""
    seen = model_of(kind).objects.visible_to(outsider(organization)).filter(pk__in=ids)
    return set(seen.values_list("pk", flat=True))


def untellable(deliveries, organization):
    """Primary keys of those among `deliveries`, all of one organization, that must not be sent (any more).

    What is told of a record needs the record, visible; what it was when it was deleted needs that it did not come back
    as somebody's own. A few queries for each kind.
    """
    asked = defaultdict(set)
    for delivery in deliveries:
        if not delivery.is_bare and delivery.name != TEST:
            asked[kind_of(delivery.name)].add(delivery.record_id)
    seen = {kind: visible_ids(kind, ids, organization) for kind, ids in asked.items()}
    there = {kind: _existing(kind, ids - seen[kind]) for kind, ids in asked.items()}
    return {delivery.pk for delivery in deliveries if _is_kept(delivery, seen, there)}


def _is_kept(delivery, seen, there):
    kind = kind_of(delivery.name)
    if delivery.is_bare or kind not in seen or delivery.record_id in seen[kind]:
        return False
    return not delivery.name.endswith(".deleted") or delivery.record_id in there[kind]


def _existing(kind, ids):
    return set(model_of(kind)._base_manager.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
