import pytest
from rest_framework.test import APIClient

from accounts.models import Credential
from tests.conftest import jwt

COMPANY, USER = "/api/company/crm/v202506/", "/api/user/crm/v202506/"


class Scoped(APIClient):
    """A client whose addresses begin with a scope's."""

    default_format = "json"

    def __init__(self, front, **headers):
        super().__init__(**headers)
        self.front = front

    def generic(self, method, path, *args, **kwargs):
        return super().generic(method, self.front + path if not path.startswith("/") else path, *args, **kwargs)

    def get(self, path, *args, **kwargs):
        return super().get(self.front + path if not path.startswith("/") else path, *args, **kwargs)


@pytest.fixture
def user():
    """`user(member)`: a client of the user scope with the member's JWT."""
    return lambda member, **headers: Scoped(USER, HTTP_AUTHORIZATION=f"Bearer {jwt(member)}", **headers)


@pytest.fixture
def company():
    """`company(by=admin, role="member", data_scope="all")`: a client of the company scope with a new company token."""

    def issue(*, by, **access):
        _credential, token = Credential.issue(by=by, name="Website", kind=Credential.COMPANY, **access)
        return Scoped(COMPANY, HTTP_AUTHORIZATION=f"Bearer {token}")

    return issue


@pytest.fixture
def marco(cast, user):
    return user(cast.marco)


@pytest.fixture
def acme(cast, company):
    return company(by=cast.olivia)
