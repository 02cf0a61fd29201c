"""What accounts tells the floors above."""

from django.dispatch import Signal

organization_founded = Signal()  # organization, member
access_cut = Signal()  # member: deactivated; sessions and tokens are already gone
