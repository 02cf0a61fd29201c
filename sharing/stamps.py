"""The stamp of a form that was opened: when, and which one of all. Nothing of it needs to be kept.

It keeps out what fills in forms quicker than people do, and the same answers with the same stamp are written once. A form
on a page of the organization's own has none, see docs/decisions/0026-groups-and-web-forms.md.
"""

import secrets
from datetime import timedelta

from django.core import signing

SALT = "sharing.web-form"
QUICKEST = timedelta(seconds=2)  # nobody types name and e-mail faster
LONGEST = timedelta(days=1)


class TooQuick(Exception):
    """The form was sent sooner than a person could."""


class Stale(Exception):
    """The stamp is too old, or none of ours: the form must be sent again with a new one."""


def stamp_for(form, now):
    """A new stamp for `form` as it is opened at `now`."""
    return signing.dumps([form.token, now.timestamp(), secrets.token_urlsafe(9)], salt=SALT)


def check(stamp, form, now):
    """Raise TooQuick or Stale where a form that is sent with this stamp is not to be taken."""
    try:
        token, opened, _once = signing.loads(stamp[:500], salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise Stale from None
    age = timedelta(seconds=now.timestamp() - opened)
    if token != form.token or age > LONGEST:
        raise Stale
    if age < QUICKEST:
        raise TooQuick
