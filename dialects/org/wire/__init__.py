"""How the Org API speaks: who asks and for whom, pages, answers, refusals, its part of the schema."""

from .answering import in_org_words, nothing_here
from .asking import OrgAuthentication
from .describing import OrgSchema, listed
from .views import OrgManners, OrgRecordViewSet, OrgView

__all__ = [
    "OrgAuthentication",
    "OrgManners",
    "OrgRecordViewSet",
    "OrgSchema",
    "OrgView",
    "in_org_words",
    "listed",
    "nothing_here",
]
