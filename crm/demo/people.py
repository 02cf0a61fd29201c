"""Who works at the two demo organizations: the same people as in the tests."""

from django.contrib.auth.hashers import make_password

from accounts.models import Member, Organization, Team, User

PASSWORD = "rapport-demo-2026"  # noqa: S105 - printed in the terminal, made for trying out
ACME, RIVAL = "Acme", "Rival"
OPERATOR = "operator@rapport.example"


def demo_organization():
    """The demo organization if it is there, else None."""
    olivia = User.objects.filter(email="olivia@acme.example").first()
    return olivia and Organization.objects.filter(name=ACME, members__user=olivia).first()


def assemble(founded_at):
    """Make both organizations with everybody in them; returns `{first name in lower case: Member}`."""
    hashed = make_password(PASSWORD)  # once: hashing is slow on purpose
    olivia = _found(ACME, "Olivia", "Larsen", hashed, founded_at)
    zoe = _found(RIVAL, "Zoe", "Quinn", hashed, founded_at)
    acme = olivia.organization
    people = {
        "olivia": olivia,
        "marco": _join(acme, "Marco", "Diaz", hashed, data_scope=Member.ALL),
        "rita": _join(acme, "Rita", "Sharma", hashed, data_scope=Member.ASSIGNED),
        "tess": _join(acme, "Tess", "Berg", hashed, data_scope=Member.TEAM),
        "zoe": zoe,
    }
    Team.objects.create(organization=acme, name="North").members.set([people["tess"], people["marco"]])
    return people


def add_operator():
    """Somebody who may open the back room. Belongs to no organization; never made in production."""
    User.objects.create_superuser(OPERATOR, PASSWORD, first_name="Robin", last_name="Operator")


def _user(organization_name, first_name, last_name, hashed):
    return User.objects.create(
        email=f"{first_name.lower()}@{organization_name.lower()}.example",
        first_name=first_name,
        last_name=last_name,
        password=hashed,
    )


def _found(name, first_name, last_name, hashed, founded_at):
    member = Organization.found(name=name, admin=_user(name, first_name, last_name, hashed))
    Organization.objects.filter(pk=member.organization_id).update(created_at=founded_at)
    return member


def _join(organization, first_name, last_name, hashed, *, data_scope):
    user = _user(organization.name, first_name, last_name, hashed)
    user.last_organization = organization
    user.save(update_fields=["last_organization"])
    return Member.objects.create(organization=organization, user=user, data_scope=data_scope)
