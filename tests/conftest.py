"""Fixtures every test may use: the cast, and the doors they come in by."""

import gc
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
from . import emptying, static_files

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
emptying.install()
static_files.install()


# One of these at the end would keep one process busy while the others have nothing left.
LONG = ("test_kills.py", "test_malformed_files.py", "test_places.py", "test_bad_bodies.py")


def pytest_configure(config):
    config.addinivalue_line("markers", "once: hangs on no database, so one of them is enough")


def pytest_collection_modifyitems(items):
    """The longest files come first. What hangs on no database is not tested again on the second, which
    `RAPPORT_TEST_AGAIN` says it is."""
    items.sort(key=lambda item: item.path.name not in LONG)
    if os.environ.get("RAPPORT_TEST_AGAIN"):
        items[:] = [item for item in items if hangs_on_the_database(item)]


def pytest_collection_finish():
    """The collector of cycles passes over what was loaded so far and looks less often: all the tests, the models and the
    statements of the suite live to its end, and an eighth of the processor's time went into finding that out again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def hangs_on_the_database(item):
    asks = item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & {*item.fixturenames}
    return asks and not item.get_closest_marker("once")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """A test that runs a second time begins with empty tables, whatever became of the first time."""
    if getattr(item, "execution_count", 1) > 1:
        emptying.Trust.lose()


# The same examples every time and everywhere: what one of them finds shall not turn away the change that met it by chance.
HASTY = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True, "database": None}

# `RAPPORT_TEST_SIZE=full` is what CI runs; the quick size keeps `make test` pleasant.
property_settings.register_profile("quick", max_examples=25, **HASTY)
property_settings.register_profile("full", max_examples=100, **HASTY)
property_settings.load_profile("full" if os.environ.get("RAPPORT_TEST_SIZE") == "full" else "quick")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite tests use a file: a server's threads cannot share one connection to memory without mixing transactions.

    On neither does a commit wait for the disk: these databases live no longer than the tests. Tests that kill processes
    have installations of their own.
    """
    database = configured.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = {
            **database.get("TEST", {}),
            "NAME": str(tmp_path_factory.mktemp("database") / "test.sqlite3"),
        }
        database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    else:
        database["OPTIONS"]["options"] = f"{database['OPTIONS'].get('options', '')} -c synchronous_commit=off"


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
