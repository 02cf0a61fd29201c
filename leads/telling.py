"""A qualification in words, before it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals import money

from .conversion import Met


@dataclass(frozen=True)
class Sentence:
    """One thing that would happen; `icon` says what kind of thing."""

    icon: str
    text: str


@dataclass(frozen=True)
class Difference:
    """A field in which the contact (`old`) and the lead (`new`) differ; `is_taken` says whether the lead's value wins."""

    name: str
    label: str
    old: str
    new: str
    is_taken: bool


def differing(plan, *, seen):
    """The fields between whose values one may choose, as `Difference`s."""
    met = [one for one in plan.fields if one.outcome != Met.FILLED]
    return [
        Difference(
            one.name,
            one.label,
            one.old,
            _firm(plan, seen) if one.name == "company" else one.new,
            one.outcome == Met.TAKEN,
        )
        for one in met
    ]


def told(plan, *, seen, stages):
    """What `plan` (a `Plan`) would do, as `Sentence`s. `seen` holds the keys of the companies the reader may open; any
    other is only called what the lead calls it. `stages` maps keys to stages."""
    firm = _firm(plan, seen)
    sentences = [*_of_person(plan), *_of_company(plan, firm), *_of_deal(plan, stages), *_of_parts(plan)]
    sentences += _of_customs(plan)
    return [*sentences, Sentence("funnel", _("The lead stays, marked as qualified. You can take all of this back."))]


def _firm(plan, seen):
    """The name of the plan's company as the reader may read it."""
    return plan.lead.company if plan.company and plan.company.pk not in seen else plan.company_name


def _of_person(plan):
    if plan.makes_contact:
        yield Sentence("user-plus", _("Makes the contact “%(name)s”.") % {"name": plan.lead.full_name})
        return
    yield Sentence("user-check", _("Joins the contact “%(name)s”.") % {"name": plan.contact})
    for outcome, text in (
        (Met.FILLED, _("Fills in %(fields)s.")),
        (Met.TAKEN, _("Changes %(fields)s to what the lead says.")),
        (Met.KEPT, _("Leaves %(fields)s as the contact has it.")),
    ):
        labels = [one.label if one.value is not None else one.label.lower() for one in plan.met(outcome)]
        if labels:
            yield Sentence("pencil", text % {"fields": ", ".join(labels)})


def _of_company(plan, firm):
    words = {"name": firm}
    if plan.makes_company:
        yield Sentence("building-2", _("Makes the company “%(name)s”.") % words)
    elif plan.company and any(one.name == "company" for one in plan.met(Met.KEPT)):
        yield Sentence(
            "building-2", _("Names “%(name)s” as the lead's company; the contact stays where it is.") % words
        )
    elif plan.company:
        yield Sentence("building-2", _("Joins the company “%(name)s”.") % words)


def _of_deal(plan, stages):
    if plan.deal is None:
        return
    deal = plan.deal
    words = {"name": deal["name"], "stage": stages.get(deal["stage_id"], "")}
    text = _("Makes the deal “%(name)s” in %(stage)s.")
    if deal["value"] is not None:
        words["worth"] = money.amount(deal["value"], deal["currency"])
        text = _("Makes the deal “%(name)s”, worth %(worth)s, in %(stage)s.")
    yield Sentence("handshake", text % words)


def _of_customs(plan):
    for kind, text in (
        ("contact", _("Gives the contact the lead's %(fields)s.")),
        ("company", _("Gives the company the lead's %(fields)s.")),
        ("deal", _("Gives the deal the lead's %(fields)s.")),
    ):
        labels = [field.label for field, _value in plan.customs.get(kind, ())]
        if labels:
            yield Sentence("list-checks", text % {"fields": ", ".join(labels)})
    if plan.customs_left:
        words = {"fields": ", ".join(plan.customs_left)}
        yield Sentence("funnel", _("Stays on the lead alone, as nothing else has such a field: %(fields)s.") % words)


def _of_parts(plan):
    parts = [
        ngettext("%(n)d note", "%(n)d notes", plan.notes_count) % {"n": plan.notes_count} if plan.notes_count else "",
        ngettext("%(n)d task", "%(n)d tasks", plan.tasks_count) % {"n": plan.tasks_count} if plan.tasks_count else "",
        ngettext("%(n)d mail", "%(n)d mails", plan.mails_count) % {"n": plan.mails_count} if plan.mails_count else "",
    ]
    if any(parts):
        words = {"parts": ", ".join(part for part in parts if part)}
        yield Sentence("arrow-right", _("Brings along: %(parts)s.") % words)
    if plan.joins_notes:
        yield Sentence("sticky-note", _("Adds what the lead says under “About” to the contact's."))
    if plan.tags:
        yield Sentence("tags", _("Adds the tags %(tags)s.") % {"tags": ", ".join(plan.tags)})
