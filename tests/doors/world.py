"""One of each record, all of Acme, that the table's addresses name."""

from accounts.models import Credential
from tests import makers


def build(cast):
    """`{name in the table: id}`."""
    contact = makers.contact(cast.olivia, "Una", "Assigned")
    marcos = makers.contact(cast.marco, "Mia", "Marcos", assigned_to=cast.marco)
    private = makers.contact(cast.marco, "Petra", "Private", assigned_to=cast.marco, is_private=True)
    company = makers.company(cast.olivia, "Orchard")
    return {
        "contact": contact.pk,
        "marcos": marcos.pk,
        "private": private.pk,
        "company": company.pk,
        "member": cast.rita.pk,
        "team": cast.team.pk,
    }


def keys(cast):
    """(a key's secret, a revoked key's secret)."""
    _usable, secret = Credential.issue(by=cast.olivia, name="Usable")
    gone, old_secret = Credential.issue(by=cast.olivia, name="Gone")
    gone.revoke(by=cast.olivia)
    return secret, old_secret
