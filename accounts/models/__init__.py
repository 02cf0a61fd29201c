"""Organizations, the people in them, and the credentials that act for them."""

from .credentials import Credential
from .invitations import Invitation
from .members import LastAdmin, Member, Team
from .organizations import Organization
from .users import User

__all__ = ["Credential", "Invitation", "LastAdmin", "Member", "Organization", "Team", "User"]
