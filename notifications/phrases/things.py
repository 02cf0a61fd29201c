"""Words that several kinds of notifications share."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.models import recorded_models
from customization.lists.registry import list_of


def label_of(kind):
    """The model of records of `kind`, as Django calls it; "" for a kind that is none."""
    model = recorded_models().get(kind)
    return model._meta.label_lower if model else ""


def record_need(notification):
    """The one record that `notification` is about, as a need."""
    label = label_of(notification.record_kind)
    return [(label, notification.record_id)] if label and notification.record_id else []


def record_of(notification, sight):
    """The one record that `notification` is about, None where it is not seen."""
    return sight.of(label_of(notification.record_kind), notification.record_id)


def many_needs(notification):
    """The first few records of a notification about many, as needs."""
    ids = notification.facts.get("ids", {})
    return [(label_of(kind), pk) for kind, pks in ids.items() if label_of(kind) for pk in pks]


def seen_of(notification, sight):
    """Those of the first few records that are seen."""
    found = (sight.of(label, pk) for label, pk in many_needs(notification))
    return [record for record in found if record is not None]


def nouns(kind, count):
    """ "3 contacts"; "3 records" where they are of several kinds."""
    declared = list_of(kind) if kind else None
    shown = number_format(count, use_l10n=True, force_grouping=True)
    if declared is None:
        return ngettext("%s record", "%s records", count) % shown
    return f"{shown} {declared.noun(count)}"


def named(records, count):
    """ "Jane Smith, Bob Hill and 210 more"; "" where none can be named."""
    if not records:
        return ""
    names, more = ", ".join(map(str, records)), count - len(records)
    if more <= 0:
        return names
    return ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more) % {
        "names": names,
        "more": number_format(more, use_l10n=True, force_grouping=True),
    }


def hidden(text):
    """The words of what is out of the reader's sight: `text` names nothing."""
    return {"title": text, "text": _("You cannot see it any more."), "is_settled": True}
