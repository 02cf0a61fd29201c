"""What many deals come to: how many, what they are worth, what of that can be hoped for. Each currency by itself."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import money

ZERO = Decimal(0)


@dataclass
class Total:
    """A number of deals; `worth` and `hoped` hold an amount for each currency: values, and values times probability."""

    count: int = 0
    worth: dict = field(default_factory=lambda: defaultdict(Decimal))
    hoped: dict = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, currency, *, count, worth, hoped):
        """Count `count` deals in, with their amounts in `currency`; None counts for nothing."""
        self.count += count
        if worth is not None:
            self.worth[currency] += worth
            self.hoped[currency] += hoped or ZERO

    def include(self, other):
        """Count another total in."""
        self.count += other.count
        for mine, theirs in ((self.worth, other.worth), (self.hoped, other.hoped)):
            for currency, value in theirs.items():
                mine[currency] += value

    @property
    def worth_words(self):
        """ "$64K + €3K", the largest number first; "" where no deal has a value."""
        return in_words(self.worth)

    @property
    def hoped_words(self):
        return in_words(self.hoped)


def in_words(amounts):
    """`{currency: amount}` as short as it can be said."""
    largest = sorted(amounts.items(), key=lambda pair: (-pair[1], pair[0]))
    return " + ".join(money.short_amount(value, currency) for currency, value in largest)


def totals_of(deals, *by):
    """`{key: Total}` of a queryset in one query; the key is the tuple of each one's values of the columns `by`."""
    rows = deals.with_chance().order_by().values_list(*by, "currency")
    totals = defaultdict(Total)
    for *key, currency, count, worth, hoped in rows.annotate(
        n=Count("pk"), worth=Sum("value"), hoped=Sum("weighted_now")
    ).values_list(*by, "currency", "n", "worth", "hoped"):
        totals[tuple(key)].add(currency, count=count, worth=worth, hoped=hoped)
    return totals


def summary(listing):
    """What the deals of a list come to: of the open ones, or of those asked for by their status. One query."""
    asked = {"status", "won"} & listing.active.keys()
    matching = listing.filtered.qs
    total = totals_of(matching if asked else matching.open())[()]
    return total_in_words(total, is_open=not asked or listing.active.get("status") == "open")


def total_in_words(total, *, is_open=True):
    """ "74 open · $192K · weighted $67K"."""
    said = _("%(n)s open") if is_open else ngettext("%(n)s deal", "%(n)s deals", total.count)
    parts = [said % {"n": f"{total.count:,}"}]
    if total.worth_words:
        parts.append(total.worth_words)
        if is_open:
            parts.append(_("weighted %(sum)s") % {"sum": total.hoped_words})
    return " · ".join(parts)
