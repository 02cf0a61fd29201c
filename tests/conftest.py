"""Fixtures every test may use: the cast, and the doors they come in by."""

import os

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import Credential
from api.tokens import stamp_of

from . import cast as people

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HASTY = {"deadline": None, "suppress_health_check": list(HealthCheck)}

# `RAPPORT_TEST_SIZE=full` is what CI runs; the quick size keeps `make test` pleasant.
property_settings.register_profile("quick", max_examples=25, **HASTY)
property_settings.register_profile("full", max_examples=200, **HASTY)
property_settings.load_profile("full" if os.environ.get("RAPPORT_TEST_SIZE") == "full" else "quick")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite tests use a file: a server's threads cannot share one connection to memory without mixing transactions."""
    database = configured.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = {
            **database.get("TEST", {}),
            "NAME": str(tmp_path_factory.mktemp("database") / "test.sqlite3"),
        }


@pytest.fixture(autouse=True)
def clean_slate(settings, tmp_path):
    """Uploads of a test end with it, and counters of calls begin with it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture
def cast(db):
    """Everybody in the tests: `cast.olivia`, `cast.marco`, …"""
    return people.assemble()


@pytest.fixture
def page():
    """`page(member)`: a browserless client of the pages, signed in as `member`; `page()` is nobody."""

    def sign_in(member=None, **options):
        client = Client(**options)
        if member is not None:
            client.force_login(member.user, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def rest():
    """`rest(member)`: a REST client with the member's JWT; `rest()` is nobody."""

    def authorize(member=None):
        client = APIClient()
        client.default_format = "json"
        if member is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {jwt(member)}")
        return client

    return authorize


@pytest.fixture
def keyed():
    """`keyed(by=admin, role="member", data_scope="all")`: a REST client with a new API key."""

    def issue(*, by, **access):
        _credential, secret = Credential.issue(by=by, name="Test key", **access)
        client = APIClient()
        client.credentials(HTTP_X_API_KEY=secret)
        return client

    return issue


def jwt(member):
    """An access token with which `member` acts."""
    token = AccessToken.for_user(member.user)
    token["user_id"], token["stamp"] = member.user_id, stamp_of(member.user)
    return str(token)
