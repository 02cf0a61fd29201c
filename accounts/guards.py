"""Who may open a page at all."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


def admins_only(view):
    """The page is for admins of the organization; everybody else gets a 403 that says so."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.member is None or not request.member.is_admin:
            raise PermissionDenied(_("Only admins of your organization can open this page. Ask one of them."))
        return view(request, *args, **kwargs)

    guarded.for_admins = True
    return guarded


def members_only(view):
    """The page needs somebody who acts in an organization."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.member is None:
            raise PermissionDenied(_("You are in no organization. Ask an admin to invite you."))
        return view(request, *args, **kwargs)

    guarded.for_members = True
    return guarded
