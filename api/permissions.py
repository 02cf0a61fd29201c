"""Who may call at all. Which records they see is said by `visible_to`."""

from rest_framework.permissions import BasePermission


class Anybody(BasePermission):
    """A public endpoint: signing in, the schema."""


class IsMember(BasePermission):
    """Anybody who acts for an organization."""

    def has_permission(self, request, view):
        return getattr(request, "member", None) is not None


class IsAdmin(IsMember):
    """An admin of the organization."""

    message = "Only an admin of the organization may do this."

    def has_permission(self, request, view):
        return super().has_permission(request, view) and request.member.is_admin
