"""The people of the tests.

Acme: Olivia is its admin, Marco a member who sees all, Rita is restricted to what is assigned to her, Tess sees her
team's records (her teammate is Marco). Zoe is the admin of Rival, another organization.
"""

from dataclasses import dataclass

from accounts.models import Member, Organization, Team, User

PASSWORD = "correct horse battery"


@dataclass
class Cast:
    acme: Organization
    rival: Organization
    olivia: Member
    marco: Member
    rita: Member
    tess: Member
    zoe: Member
    team: Team


def join(organization, first_name, last_name, role="member", data_scope="all"):
    """A new person in `organization`; returns their Member."""
    domain = organization.name.lower()
    user = User.objects.create_user(
        f"{first_name.lower()}@{domain}.example", PASSWORD, first_name=first_name, last_name=last_name
    )
    user.last_organization = organization
    user.save(update_fields=["last_organization"])
    return Member.objects.create(organization=organization, user=user, role=role, data_scope=data_scope)


def assemble():
    """Everybody, in a fresh database."""
    admins = {}
    for name, first, last in (("Acme", "Olivia", "Larsen"), ("Rival", "Zoe", "Quinn")):
        user = User.objects.create_user(
            f"{first.lower()}@{name.lower()}.example", PASSWORD, first_name=first, last_name=last
        )
        admins[name] = Organization.found(name=name, admin=user)
    olivia, zoe = admins["Acme"], admins["Rival"]
    acme = olivia.organization
    marco = join(acme, "Marco", "Diaz")
    rita = join(acme, "Rita", "Sharma", data_scope="assigned")
    tess = join(acme, "Tess", "Berg", data_scope="team")
    team = Team.objects.create(organization=acme, name="North")
    team.members.set([tess, marco])
    return Cast(acme, zoe.organization, olivia, marco, rita, tess, zoe, team)
