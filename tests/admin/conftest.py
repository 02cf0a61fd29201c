import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from tests.conftest import BACKEND


@pytest.fixture
def operator(db):
    """A client of a superuser who is nobody's member."""
    user = User.objects.create_superuser("operator@rapport.example", "correct horse battery")
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.user = user
    return client


@pytest.fixture
def staff(cast, page):
    """`staff(member)`: a client of that member with every permission of the back room, but no superuser."""

    def promote(member):
        member.user.is_staff = True
        member.user.save(update_fields=["is_staff"])
        member.user.user_permissions.set(Permission.objects.all())
        return page(member)

    return promote
