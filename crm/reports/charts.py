"""Charts as plain SVG: lengths across are percentages, so that a chart is as wide as its place and its text stays
readable; heights are pixels. Colours are classes, see `static/css/charts.css`."""

from dataclasses import dataclass
from decimal import Decimal

from customization.drawing import number
from deals import money

HEIGHT, TOP, BOTTOM = 232, 14, 26  # of columns: all of it, above the plot, below it
BAR, BAR_TOP, BAR_HEIGHT = 44, 22, 12  # of bars: one with its label, from its top to the bar, the bar
LABELS, LONG_LABELS = 12, 6  # so many fit below columns on a phone


@dataclass(frozen=True)
class Series:
    """One set of figures: how it is called, and the class of its colour."""

    label: str
    hue: str


@dataclass(frozen=True)
class Piece:
    """A rectangle. Lengths are texts as SVG takes them; `title` is read out and shown under the pointer."""

    hue: str
    title: str
    x: str
    width: str
    y: str = ""
    height: str = ""


@dataclass(frozen=True)
class Mark:
    """A text in a chart, and where it stands."""

    text: str
    at: str


@dataclass
class Chart:
    """What all charts have: a `title`, a `summary` in words, `series`, and the currency that is drawn, "" for counts."""

    title: str
    summary: str
    series: list
    currency: str = ""

    def say(self, value):
        """A figure in words, as short as it can be."""
        return money.short_amount(Decimal(value), self.currency) if self.currency else number(int(value))


@dataclass
class Columns(Chart):
    """Upright bars side by side, for months: `categories` are (label, figures in the order of the series)."""

    part = "crm/reports/_columns.html"
    categories: list = ()
    height = HEIGHT

    @property
    def is_flat(self):
        return not any(any(figures) for _label, figures in self.categories)

    @property
    def top(self):
        """The figure at the upper end of the plot: the least round number above all."""
        most = max((max(figures) for _label, figures in self.categories), default=0)
        return rounded_up(most) or 1

    def ticks(self):
        """Lines across, from the lowest."""
        whole = [n for n in (4, 5, 2, 1) if self.currency or self.top % n == 0]
        values = [Decimal(self.top) * n / whole[0] for n in range(whole[0] + 1)]
        return [Mark(self.say(value), pixels(self._y(value))) for value in values]

    def pieces(self):
        slot = 100 / max(1, len(self.categories))
        width = slot * 0.72 / len(self.series)
        for place, (label, figures) in enumerate(self.categories):
            for n, (series, value) in enumerate(zip(self.series, figures, strict=True)):
                if value:
                    top = self._y(value)
                    yield Piece(
                        series.hue,
                        f"{label}: {series.label} {self.say(value)}",
                        percent(slot * (place + 0.14) + width * n),
                        percent(width * 0.92),
                        pixels(top),
                        pixels(HEIGHT - BOTTOM - top),
                    )

    def labels(self):
        """What stands below: every label, or every second, third, … where they are too many."""
        slot = 100 / max(1, len(self.categories))
        longest = max((len(label) for label, _figures in self.categories), default=0)
        every = -(-len(self.categories) // (LABELS if longest <= 4 else LONG_LABELS))
        shown = enumerate(label for label, _figures in self.categories)
        return [Mark(label, percent(slot * (place + 0.5))) for place, label in shown if place % every == 0]

    def _y(self, value):
        return HEIGHT - BOTTOM - float(value) / float(self.top) * (HEIGHT - BOTTOM - TOP)


@dataclass
class Bars(Chart):
    """Lying bars of pieces behind each other: `categories` are (label, figures in the order of the series)."""

    part = "crm/reports/_bars.html"
    categories: list = ()

    @property
    def is_flat(self):
        return not any(any(figures) for _label, figures in self.categories)

    @property
    def height(self):
        return BAR * len(self.categories)

    def bars(self):
        """One a category: its label, the figure at the end, where it stands, its pieces."""
        most = max((sum(figures) for _label, figures in self.categories), default=0) or 1
        for place, (label, figures) in enumerate(self.categories):
            yield {
                "label": shortened(label),
                "said": self.say(sum(figures)),
                "text_y": pixels(place * BAR + 15),
                "y": pixels(place * BAR + BAR_TOP),
                "pieces": list(self._pieces(label, figures, most)),
            }

    def _pieces(self, label, figures, most):
        before = 0
        for series, value in zip(self.series, figures, strict=True):
            if value:
                title = f"{label}: {series.label} {self.say(value)}"
                yield Piece(series.hue, title, percent(before / most * 100), percent(value / most * 100))
            before += value


def rounded_up(value):
    """The least of 1, 2, 4, 5, 8 times a power of ten that is not below `value`; 0 for 0."""
    if value <= 0:
        return 0
    power = Decimal(10) ** (Decimal(value).adjusted())
    rounds = (power * n for n in (1, 2, 4, 5, 8, 10))
    best = next(each for each in rounds if each >= value)
    return int(best) if best >= 1 else best


def shortened(text, most=30):
    return text if len(text) <= most else f"{text[: most - 1]}…"


def percent(value):
    return f"{float(value):.3f}%"


def pixels(value):
    return f"{float(value):.1f}"
