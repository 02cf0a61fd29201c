"""The time zones one may choose from."""

from functools import cache
from zoneinfo import available_timezones

AREAS = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/")
MORE = ("Pacific/", "UTC")


@cache
def zone_names():
    """The names of the places, without the zone database's aliases and machine names."""
    return sorted(name for name in available_timezones() if name.startswith(AREAS + MORE))


def zone_choices():
    """Choices for a form: "America/New_York" shown as "America / New York"."""
    return [(name, name.replace("/", " / ").replace("_", " ")) for name in zone_names()]


def known_zone(name):
    """`name` if it is a zone, else UTC: a browser may send anything."""
    return name if name in zone_names() else "UTC"


def is_zone(name):
    """Whether `name` is a zone of the database, an alias too: other programs know those."""
    return name in _every_zone()


@cache
def _every_zone():
    return available_timezones()
