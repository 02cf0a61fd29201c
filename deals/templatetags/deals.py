"""How templates speak of deals: amounts, days, risk."""

import datetime

from django import template

from .. import cells, drawing, money

register = template.Library()
register.filter("late", cells.late_words)
register.filter("day", cells.day)
register.filter("lasting", cells.lasting)
register.simple_tag(drawing.draw_cards)


@register.filter
def worth(deal):
    """A deal's value as people write it; "" where it has none."""
    return money.amount(deal.value, deal.currency)


@register.filter
def risk_look(risk):
    """The class of a risk's dot."""
    return cells.RISK_LOOKS[risk.level]


@register.filter
def risk_level(risk):
    """A risk's level in words."""
    return cells.level_words(risk.level)


@register.filter
def hoped(deal):
    """A deal's value times its probability, as people write it."""
    return "" if deal.weighted is None else money.amount(round(deal.weighted, 0), deal.currency)


@register.filter
def utc_day(moment):
    """The day of a closing, which is kept in UTC."""
    return cells.day(moment.astimezone(datetime.UTC).date())
