import pytest
from rest_framework.test import APIClient

from tests.conftest import jwt


@pytest.fixture
def org():
    """`org(member)`: a client of the Org API with the member's JWT and organization."""

    def authorize(member, **headers):
        client = APIClient(
            HTTP_AUTHORIZATION=f"Bearer {jwt(member)}", HTTP_X_ORG_ID=str(member.organization_id), **headers
        )
        client.default_format = "json"
        return client

    return authorize


@pytest.fixture
def olivia(cast, org):
    return org(cast.olivia)
