"""How the Rep API speaks: who asks in which scope, pages, envelopes, refusals, its part of the schema."""

from .answering import in_rep_words, meta, nothing_here, record_answer
from .asking import COMPANY, USER, CompanyAuthentication, UserAuthentication
from .children import ContactField, OfContactsViewSet
from .describing import RepSchema
from .views import PAGED, RepManners, RepRecordViewSet, RepView

__all__ = [
    "COMPANY",
    "PAGED",
    "USER",
    "CompanyAuthentication",
    "ContactField",
    "OfContactsViewSet",
    "RepManners",
    "RepRecordViewSet",
    "RepSchema",
    "RepView",
    "UserAuthentication",
    "in_rep_words",
    "meta",
    "nothing_here",
    "record_answer",
]
