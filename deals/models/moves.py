"""What follows for a deal from the stage it comes to."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

EARLIEST = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)
FOLLOWS = {"status", "closed_at", "loss_reason", "stage_since"}  # from the stage


class MoveRefused(Exception):
    """A deal cannot go where it was told to. `field` names what was wrong, the text says why."""

    def __init__(self, text, field="stage_id"):
        super().__init__(text)
        self.field = field


class MovedMeanwhile(MoveRefused):
    """Somebody else moved the deal first; `deal` is as it stands now."""

    def __init__(self, deal):
        super().__init__(_("“%(deal)s” was moved to %(stage)s meanwhile.") % {"deal": deal, "stage": deal.stage})
        self.deal = deal


def closing_moment(given, now):
    """`given` (a time, a date or None) as a time in UTC: a bare date is its midnight there, None is `now`.

    Raises MoveRefused for a day that nobody can have closed a deal on.
    """
    if given is None:
        return now
    if not isinstance(given, datetime.datetime):
        given = datetime.datetime.combine(given, datetime.time.min, tzinfo=datetime.UTC)
    if given < EARLIEST:
        raise MoveRefused(_("Give a day after 1900."), field="closed_at")
    if given > timezone.now() + datetime.timedelta(days=1):  # today has begun elsewhere already
        raise MoveRefused(_("Give the day the deal was closed, not one to come."), field="closed_at")
    return given.astimezone(datetime.UTC)


def must_not_precede(closed_at, deal):
    """Raise MoveRefused where `closed_at` (a time, a date or None) is a day before `deal` was opened. A deal that came here
    closed already, with an older day, may have that day corrected."""
    opened_on = deal.created_at.astimezone(datetime.UTC).date()
    came_closed = deal.closed_at is not None and deal.closed_on < opened_on
    day = closed_at.astimezone(datetime.UTC).date() if isinstance(closed_at, datetime.datetime) else closed_at
    if day and day < opened_on and not came_closed:
        said = _("The deal was opened on %(day)s. Give that day or a later one.")
        raise MoveRefused(said % {"day": date_format(opened_on, "DATE_FORMAT")}, field="closed_at")


def standing(stage, *, closed_at=None, loss_reason="", now):
    """The values of a deal that stands in `stage`: `status`, `closed_at`, `loss_reason`. Raises MoveRefused."""
    reason = (loss_reason or "").strip()[:200]
    if reason and stage.closing != stage.LOST:
        raise MoveRefused(_("Only a lost deal has a loss reason."), field="loss_reason")
    if closed_at is not None and not stage.closing:
        raise MoveRefused(_("Only a deal that is won or lost has a closing day."), field="closed_at")
    moment = closing_moment(closed_at, now) if stage.closing else None
    return {"status": stage.status, "closed_at": moment, "loss_reason": reason}


def moved(deal, stage, *, closed_at=None, loss_reason="", now):
    """The values of `deal` once it has come to `stage`. Between two stages of one closing it stays as it was closed."""
    if stage.closing and stage.closing == deal.status:
        closed_at, loss_reason = closed_at or deal.closed_at, loss_reason or deal.loss_reason
    return {
        "stage_id": stage.pk,
        "stage_since": now,
        "probability": None,
        **standing(stage, closed_at=closed_at, loss_reason=loss_reason, now=now),
    }


def completed(deal, values, stages, *, now):
    """What to set on `deal` where `values` are asked for: a new stage (one of `stages`, by id) brings along what follows
    from it. Where an undo cannot give the stage back, what followed from it stays too."""
    if "stage_id" not in values:
        return {n: v for n, v in values.items() if n not in FOLLOWS} if "status" in values else values
    if "status" in values or values["stage_id"] == deal.stage_id:
        return values
    if values["stage_id"] not in stages:
        raise MoveRefused(_("This stage is gone. Choose another one."))
    said = {name: values[name] for name in ("closed_at", "loss_reason") if values.get(name)}
    plain = {name: value for name, value in values.items() if name not in ("closed_at", "loss_reason")}
    return moved(deal, stages[values["stage_id"]], now=now, **said) | plain
