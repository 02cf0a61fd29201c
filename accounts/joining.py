"""Accepting an invitation. The token lets its holder set up a new person; an existing one has to sign in first."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from .models import User


class AlreadyHere(Exception):
    """Somebody has this e-mail, or used the invitation, meanwhile."""


def is_known(email):
    """Whether a person with this e-mail exists."""
    return User.objects.filter(email=email).exists()


def join_as_new(invitation, *, first_name, last_name, password, time_zone):
    """Make the person the invitation was mailed to, and their membership; returns the User. Raises AlreadyHere.

    The e-mail counts as verified: the link came by it.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email, password, first_name=first_name, last_name=last_name, time_zone=time_zone
            )
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
            if invitation.accept(user=user) is None:
                raise AlreadyHere(_("This invitation was used meanwhile."))
    except IntegrityError as error:
        raise AlreadyHere(_("There is an account with this e-mail now. Sign in to join.")) from error
    return user
