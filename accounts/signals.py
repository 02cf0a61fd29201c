"""What accounts tells the floors above."""

from django.dispatch import Signal

organization_founded = Signal()  # organization, member
zone_changed = Signal()  # user: lives in another time zone from now on, within the transaction that says so
access_cut = Signal()  # member: deactivated; sessions and tokens are already gone
