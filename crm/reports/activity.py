"""What everybody did: notes, tasks, moves of deals, new records, mails."""

from collections import Counter, defaultdict

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _

from contacts.models import CompanyNote, Contact, ContactNote
from deals.models import Closing, Deal, DealNote, Step
from inbox.models import Message, MessageCopy
from leads.models import Lead, LeadNote
from tasks.models import Task

from .charts import Bars, Series
from .figures import Answer, Column, Row, Table

NOTES = (ContactNote, CompanyNote, LeadNote, DealNote)
DRAWN = ("notes", "done", "moved", "mails")


def answer(question):
    """Who did how much within the period, as far as the records are the reader's to see. One query."""
    counts = _counts(question)
    rows = [Row(question.name_of(pk), {**dict.fromkeys(_names(), 0), **counts[pk]}) for pk in _asked(question, counts)]
    rows.sort(key=lambda row: row.label.casefold())
    total = Row(_("Total"), {name: sum(row.values[name] for row in rows) for name in _names()})
    table = Table(_("What everybody did"), _("Who"), _columns(), rows, total)
    return Answer([table], [_chart(rows)])


def _asked(question, counts):
    """The ids of the members that are asked for and did something."""
    known = {pk for pk in counts if pk in question.members}
    if question.team:
        return known & set(question.team.members.values_list("pk", flat=True))
    if question.owner:
        return known & ({int(question.owner)} if question.owner != "none" else set())
    return known


def _columns():
    return [
        Column("notes", _("Notes")),
        Column("done", _("Tasks done")),
        Column("moved", _("Deals moved")),
        Column("won", _("Deals won")),
        Column("contacts", _("Contacts made")),
        Column("leads", _("Leads made")),
        Column("deals", _("Deals made")),
        Column("mails", _("Mails sent")),
    ]


def _names():
    return [column.name for column in _columns()]


def _counts(question):
    """`{member id: {name: how many}}`; each kind of work is one part of one statement."""
    first, *others = _parts(question)
    found = defaultdict(Counter)
    for member, name, n in first.union(*others, all=True):
        found[member][name] += n
    return found


def _parts(question):
    member, period = question.member, question.period
    for model in NOTES:
        notes = model.objects.visible_to(member).filter(**period.moments("created_at"))
        yield _counted(notes, "created_by", "notes")
    done = Task.objects.visible_to(member).filter(status=Task.COMPLETED, **period.moments("completed_at"))
    yield _counted(done, "completed_by", "done")
    yield _counted(_moves(question), "member", "moved")
    won = Closing.objects.visible_to(member).filter(outcome="won", reopened_at=None, **period.closing_days())
    yield _counted(won, "member", "won")
    for model, name in ((Contact, "contacts"), (Lead, "leads"), (Deal, "deals")):
        made = model.objects.visible_to(member).filter(**period.moments("created_at"))
        yield _counted(made, "created_by", name)
    sent = Message.objects.visible_to(member).filter(direction=Message.OUT, **period.moments("sent_at"))
    yield _counted(sent.annotate(sender=_sender()), "sender", "mails")


def _sender():
    """Who of us sent a message, of all who have copies of it: whose address it is from, else who had it first."""
    copies = MessageCopy.objects.filter(message=OuterRef("pk")).order_by("pk").values("member")
    known = copies.alias(own=Lower("member__user__email"), box=Lower("mailbox__address"))
    is_from = Q(own=Lower(OuterRef("from_email"))) | Q(box=Lower(OuterRef("from_email")))
    return Coalesce(Subquery(known.filter(is_from)[:1]), Subquery(copies[:1]))


def _moves(question):
    """Steps of deals from one stage to another; the first stage of a deal is no move."""
    before = Step.objects.filter(deal=OuterRef("deal"), pk__lt=OuterRef("pk"))
    steps = Step.objects.visible_to(question.member).filter(**question.period.moments("at"))
    return steps.filter(Exists(before))


def _counted(records, who, name):
    named = records.order_by().annotate(what=Value(name))
    return named.values_list(who, "what").annotate(n=Count("pk")).values_list(who, "what", "n")


def _chart(rows):
    labels = {column.name: column.label for column in _columns()}
    hues = dict(zip(DRAWN, ("one", "won", "two", "three"), strict=True))
    return Bars(
        title=_("What everybody did"),
        summary=_("For each member a bar: notes written, tasks done, deals moved and mails sent."),
        series=[Series(labels[name], hues[name]) for name in DRAWN],
        categories=[(row.label, [row.values[name] for name in DRAWN]) for row in rows],
    )


__all__ = ["answer"]
