"""What somebody wants of a qualification, and why it may be refused."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from contacts.models import Company, Contact
from deals.models import Stage


@dataclass(frozen=True)
class Wish:
    """How a lead shall be qualified. What is left out decides itself: a contact with the same e-mail and a company with
    the same name are joined, no deal is made."""

    contact: Contact | None = None  # join this one
    new_contact: bool = False  # even where there is one with the same e-mail
    company: Company | None = None
    no_company: bool = False  # even where there is one of the same name
    create_company: bool = False  # where none of that name is there
    create_deal: bool = False
    deal_name: str = ""
    deal_value: Decimal | None = None
    deal_currency: str = ""  # "": the organization's
    deal_stage: Stage | None = None  # None: the first open one
    take: frozenset = field(default_factory=frozenset)  # fields of the contact that shall get the lead's value


class NotQualifiable(Exception):
    """The lead cannot be qualified, or not so. `field` names what of the wish is wrong; "" is the lead itself."""

    def __init__(self, text, field=""):
        super().__init__(text)
        self.field = field


class AlreadyQualified(NotQualifiable):
    """The lead is qualified. `contact` is what it became, None where that is gone or not `by`'s to know of."""

    def __init__(self, contact=None):
        said = _("This lead is qualified already. Take that back first.")
        if contact is not None:
            named = {"contact": contact, "id": contact.pk}
            said = _("This lead is qualified already: it became the contact %(contact)s (%(id)d).") % named
        super().__init__(said)
        self.contact = contact


class NotQualified(Exception):
    """There is no qualification to take back."""

    def __init__(self):
        super().__init__(_("This lead is not qualified, so there is nothing to take back."))
