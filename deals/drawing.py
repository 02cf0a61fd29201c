"""A deal as a card of the board.

Cards are drawn in Python: a board has hundreds of them, and a template for each took most of its time.
"""

from functools import cached_property
from urllib.parse import quote

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from customization.drawing import face, icon

from . import cells, money

CARD = """<li class="card deal" data-deal="{pk}" data-stage="{stage}" data-name="{name}"{closed}>
  <div class="row top-row"><h3 class="grow"><a href="{url}{back}" data-card>{name}</a>{lock}</h3>{risk}</div>
  {buyer}
  <div class="row"><b class="num grow">{worth}</b>{move}</div>
  <div class="foot">{owner}{when}</div>
</li>"""
BUYER = '<div class="soft small truncate">{}</div>'
MOVE = '<a class="btn quiet slim icon-only" href="{url}/move" data-moves{closing} aria-label="{said}">{dots}</a>'
CLOSING = ' hx-get="{}/move" hx-target="#dialog" hx-swap="innerHTML"'
OWNER = '{}<span class="sr">{}</span>'
WHEN = '<span class="grow{}">{}</span>'
RISK = (
    '<button type="button" class="why" popovertarget="why-{pk}" data-why><span class="risk {look}"></span>'
    '<span class="sr">{asks}</span></button><div class="menu" id="why-{pk}" popover><div class="menu-title">{title}</div>'
    '<ul class="reasons">{reasons}</ul></div>'
)


class Cards:
    """Draws deals as `deals.lists.read` gives them. What all of a page's cards share is found once; `state` is the query
    string that brings the board back."""

    def __init__(self, state):
        self.back = f"?from={quote(state, safe='')}" if state else ""
        self.dots, self.owners, self.days = icon("ellipsis"), {}, {}
        self.levels = {level: cells.level_words(level) for level in cells.RISK_LOOKS}
        self.asks, self.title = _("Risk %(level)s: why?"), _("Risk %(level)s, %(score)s of 100")
        self.moves, self.closed = _("Move %(name)s"), format_html(" {}", "data-closed")

    @cached_property
    def lock(self):
        return format_html(" {}", icon("lock", label=_("private"), size="small"))

    @cached_property
    def no_date(self):
        return format_html('<span class="faint">{}</span>', _("no date"))

    @cached_property
    def no_reason(self):
        return format_html("<li>{}</li>", _("Nothing speaks against it."))

    def draw(self, deal):
        """The card, as HTML."""
        url, buyer = deal.get_absolute_url(), deal.buyer or deal.person
        return format_html(
            CARD,
            pk=deal.pk,
            stage=deal.stage_id,
            name=deal.name,
            url=url,
            back=self.back,
            closed="" if deal.is_open else self.closed,
            lock=self.lock if deal.is_private else "",
            risk=self._risk(deal) if deal.risk else "",
            buyer=format_html(BUYER, buyer) if buyer else "",
            worth=money.amount(deal.value, deal.currency),
            move=self._move(deal, url),
            owner=self._owner(deal) if deal.assigned_to_id else "",
            when=self._when(deal),
        )

    def _risk(self, deal):
        said = {"level": self.levels[deal.risk.level], "score": deal.risk.score}
        reasons = format_html_join("", "<li>{}</li>", ((factor,) for factor in deal.risk.factors))
        return format_html(
            RISK,
            pk=deal.pk,
            look=cells.RISK_LOOKS[deal.risk.level],
            asks=self.asks % said,
            title=self.title % said,
            reasons=reasons or self.no_reason,
        )

    def _move(self, deal, url):
        """The link that moves it; a closed one asks before it is opened again."""
        closing = "" if deal.is_open else format_html(CLOSING, url)
        return format_html(MOVE, url=url, closing=closing, said=self.moves % {"name": deal.name}, dots=self.dots)

    def _owner(self, deal):
        if deal.assigned_to_id not in self.owners:
            name = deal.assigned_to.full_name
            self.owners[deal.assigned_to_id] = format_html(OWNER, face(name, "tiny"), name)
        return self.owners[deal.assigned_to_id]

    def _when(self, deal):
        """The day it should close, how late it is, or how and when it was closed."""
        if not deal.is_open:
            return format_html(WHEN, "", f"{deal.get_status_display()} {self._day(deal.closed_on)}")
        if late := cells.late_words(deal):
            return format_html(WHEN, " bad-text", late)
        day = deal.expected_close_date
        return format_html(WHEN, "", self._day(day) if day else self.no_date)

    def _day(self, date):
        if date not in self.days:
            self.days[date] = cells.day(date)
        return self.days[date]


def draw_cards(deals, state):
    """The cards of `deals`, as HTML."""
    cards = Cards(state)
    return format_html_join("", "{}", ((cards.draw(deal),) for deal in deals))
