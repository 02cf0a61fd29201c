"""The forecast: open deals by the month they should close in, and what this month has brought already."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import BooleanField, Case, Value, When
from django.db.models.functions import TruncMonth
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from customization.lists import Listing

from . import money
from .lists import DEALS
from .models import Deal
from .sums import Total, totals_of

MONTHS = 6  # this one and the next five
OWN = ("status", "won", "undated", "date_from", "date_to", "date_field")  # what the forecast asks for by itself
HEIGHT, WIDTH, GAP = 160, 84, 16  # of the chart, of a month in it, between two


@dataclass
class Period:
    """One row of the forecast: its open deals, the table that lists them, and for the running month what is won."""

    label: str
    url: str
    total: Total = field(default_factory=Total)
    won: Total | None = None
    won_url: str = ""
    is_late: bool = False


@dataclass
class Bar:
    """A period in the chart of one currency: tops and heights in its units, and its amounts in words."""

    label: str
    left: int
    height: int
    hoped_height: int
    worth: str

    @property
    def middle(self):
        return self.left + WIDTH // 2

    @property
    def top(self):
        return HEIGHT - self.height

    @property
    def hoped_top(self):
        return HEIGHT - self.hoped_height

    @property
    def said_top(self):
        return max(12, self.top - 6)


def listing_of(params, member):
    """The `Listing` behind the forecast: as asked, but for the filters that the forecast sets by itself."""
    kept = QueryDict(mutable=True)
    for name in (name for name in params if name not in OWN):
        kept.setlist(name, params.getlist(name))
    return Listing(DEALS, kept, member, way="forecast")


class Forecast:
    """What a `Listing` promises, month by month."""

    def __init__(self, listing):
        self.listing, self.today = listing, timezone.localdate()

    @cached_property
    def months(self):
        """The first days of the months shown, and of the one after them."""
        first = self.today.year * 12 + self.today.month - 1
        return [datetime.date(n // 12, n % 12 + 1, 1) for n in range(first, first + MONTHS + 1)]

    @cached_property
    def periods(self):
        """Late deals, this month and the next ones, later ones, those without a day. Two queries."""
        late = self._period(_("Overdue"), date_to=self.today - datetime.timedelta(days=1))
        late.is_late = True
        months = [self._month(*pair) for pair in zip(self.months, self.months[1:], strict=False)]
        later = self._period(_("Later"), date_from=self.months[-1])
        undated = Period(_("No date"), self._url(status=Deal.OPEN, undated="1"))
        for (is_late, month), total in self._open.items():
            if is_late:
                late.total.include(total)
            elif month is None:
                undated.total.include(total)
            else:
                place = self.months.index(month) if month in self.months[:-1] else None
                (later if place is None else months[place]).total.include(total)
        months[0].won = self.won
        months[0].won_url = self._days(self.months[0], self.months[1], status=Deal.WON, date_field="closed_at")
        return [late, *months, later, undated]

    @property
    def is_empty(self):
        """Whether nothing is promised and nothing was won this month."""
        return not self.total.count and not self.won.count

    def _month(self, first, following):
        begins = max(first, self.today)  # what was due earlier this month is late
        last = following - datetime.timedelta(days=1)
        name = formats.date_format(first, "F" if first.year == self.today.year else "F Y")
        return self._period(name, date_from=begins, date_to=last)

    def _period(self, label, **days):
        return Period(label, self._url(status=Deal.OPEN, **days))

    def _days(self, first, following, **more):
        return self._url(date_from=first, date_to=following - datetime.timedelta(days=1), **more)

    def _url(self, **changes):
        """The table of these deals."""
        return f"{DEALS.url('list')}?{self.listing.query(**changes)}"

    @cached_property
    def _open(self):
        late = Case(
            When(expected_close_date__lt=self.today, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        month = TruncMonth("expected_close_date")
        return totals_of(self.listing.filtered.qs.open().annotate(late=late, month=month), "late", "month")

    @cached_property
    def won(self):
        """What was won this month; a closing day is a day in UTC."""
        begin, end = (datetime.datetime.combine(day, datetime.time.min, tzinfo=datetime.UTC) for day in self.months[:2])
        deals = self.listing.filtered.qs.filter(status=Deal.WON, closed_at__gte=begin, closed_at__lt=end)
        return totals_of(deals)[()]

    @cached_property
    def total(self):
        total = Total()
        for period in self.periods:
            total.include(period.total)
        return total

    @property
    def charts(self):
        """(currency, its bars, the chart's width) for every currency, the largest first; none where all is nothing."""
        worth = sorted(self.total.worth.items(), key=lambda pair: -pair[1])
        return [(currency, *self._chart(currency)) for currency, value in worth if value]

    def _chart(self, currency):
        most = max(period.total.worth.get(currency, 0) for period in self.periods)
        bars = []
        for place, period in enumerate(self.periods):
            worth, hoped = period.total.worth.get(currency, 0), period.total.hoped.get(currency, 0)
            heights = (int((HEIGHT - 24) * value / most) for value in (worth, hoped))
            said = money.short_amount(worth, currency) if worth else ""
            bars.append(Bar(period.label, place * (WIDTH + GAP), *heights, said))
        return bars, len(bars) * (WIDTH + GAP) - GAP
