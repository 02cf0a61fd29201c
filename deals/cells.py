"""Cells of the list of deals, and how its parts are drawn on the board and on cards."""

from urllib.parse import quote

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.cells import LINK
from customization.drawing import icon
from customization.lists.cells import NOBODY

from . import money

#: How a status and a level of risk look, as classes.
STATUS_LOOKS = {"open": "accent", "won": "good", "lost": ""}
RISK_LOOKS = {"low": "", "medium": "warm", "high": "bad"}


def draw_name(deal, reader):
    """The name, which leads to the card; the list it stands in is carried along."""
    url = deal.get_absolute_url()
    if reader.state is not None:
        url = f"{url}?from={quote(reader.state, safe='')}"
    lock = icon("lock", size="small") if deal.is_private else ""
    return format_html('<a class="who" hx-boost="false" href="{}"><span>{}</span>{}</a>', url, deal.name, lock)


def _linked(record, is_seen):
    if record is None:
        return ""
    return format_html(LINK, record.get_absolute_url(), str(record)) if is_seen else str(record)


def draw_company(deal, _reader):
    return _linked(deal.buyer, deal.sees_company)


def draw_contact(deal, _reader):
    return _linked(deal.person, deal.sees_contact)


def draw_value(deal, _reader):
    return money.amount(deal.value, deal.currency) or NOBODY


def draw_weighted(deal, _reader):
    return money.amount(round(deal.weighted, 0), deal.currency) if deal.value is not None else ""


def draw_stage(deal, _reader):
    return format_html('<span class="tag {}">{}</span>', deal.stage.color, deal.stage.name)


def draw_status(deal, _reader):
    return format_html('<span class="tag {}">{}</span>', STATUS_LOOKS[deal.status], deal.get_status_display())


def draw_chance(deal, _reader):
    return f"{deal.chance} %"


def draw_expected(deal, _reader):
    """The day it should close; of an open deal that is late, how late."""
    if deal.expected_close_date is None:
        return NOBODY
    late = late_words(deal)
    if not late:
        return day(deal.expected_close_date)
    return format_html('<span class="bad-text" title="{}">{}</span>', day(deal.expected_close_date), late)


def draw_closed(deal, _reader):
    return day(deal.closed_on) if deal.closed_on else ""


def draw_risk(deal, _reader):
    """A dot and its level; what it comes from stands in the title and is read out."""
    if deal.risk is None:
        return ""
    factors = " ".join(deal.risk.factors)
    return format_html(
        '<span class="row nowrap" title="{0}"><span class="risk {1}"></span>{2}<span class="sr">: {0}</span></span>',
        factors or _("Nothing speaks against it."),
        RISK_LOOKS[deal.risk.level],
        level_words(deal.risk.level),
    )


def level_words(level):
    return {"low": _("low"), "medium": _("medium"), "high": _("high")}[level]


def late_words(deal):
    """ "12 days late" of an open deal that should have been closed; "" of any other."""
    if not deal.is_open or deal.expected_close_date is None:
        return ""
    days = (timezone.localdate() - deal.expected_close_date).days
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days} if days > 0 else ""


def day(date):
    """A day as short as it can be said: "12 Dec", with the year only if it is another one."""
    return formats.date_format(date, "j M" if date.year == timezone.localdate().year else "j M Y")


def lasting(seconds):
    """How long something took, in its largest unit: "less than an hour", "5 hours", "3 days", "4 months"."""
    hours, days = int(seconds) // 3600, int(seconds) // 86_400
    if days >= 60:
        return ngettext("%(n)d month", "%(n)d months", days // 30) % {"n": days // 30}
    if days:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else _("less than an hour")
