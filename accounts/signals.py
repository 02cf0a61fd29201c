"""What accounts tells the floors above."""

from django.dispatch import Signal

organization_founded = Signal()  # organization, member
zone_changed = Signal()  # user: lives in another time zone from now on, within the transaction that says so
session_ended = Signal()  # user, held: what the session held, that they ended from their list of devices
access_cut = Signal()  # member: deactivated; sessions and tokens are already gone
