"""Changing the e-mail with which one signs in."""

from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django.db import transaction


@transaction.atomic
def change_address(request, user, email):
    """Send a link to `email`, which becomes the user's when it is followed; returns the waiting address.

    The address in use stays, confirmed or not; allauth's own way takes an unconfirmed one away at once.
    """
    EmailAddress.objects.filter(user=user, verified=False).exclude(email=user.email).delete()
    address = EmailAddress.objects.create(user=user, email=email.lower())
    send_verification_email_to_address(request, address)
    return address
