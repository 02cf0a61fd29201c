"""The API's description of itself: complete, valid, and true of the running system."""

import os
import re

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from hypothesis import HealthCheck, settings

from api.tokens import issue
from crm.wsgi import application
from tests.doors.routes import routes

EXAMPLES = int(
    os.environ.get("SCHEMA_EXAMPLES", "1")
)  # for each address; with ten and more also the edges of each field
UNDESCRIBED = {"/api/schema", "/api/docs", "/api/(?P<rest>.*)"}
schema = schemathesis.openapi.from_wsgi("/api/schema", application)
schema.config.phases.coverage.enabled = EXAMPLES >= 10


def test_schema_is_made_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_every_address_and_method_is_described():
    described = {
        (method.upper(), re.sub("{.*?}", "<>", path))
        for path, methods in schema.raw_schema["paths"].items()
        for method in methods
    }
    ours = {
        (method, re.sub("<.*?>", "<>", route.pattern))
        for route in routes()
        if route.is_api and route.pattern not in UNDESCRIBED
        for method in route.methods - {"HEAD"}
    }
    assert described == ours


def test_schema_comes_as_json_and_as_yaml(anybody, db):
    as_json = anybody.get("/api/schema")
    as_yaml = anybody.get("/api/schema?format=yaml")
    assert as_json.json()["paths"].keys() == yaml.safe_load(as_yaml.content)["paths"].keys()
    assert anybody.get("/api/schema", accept="application/yaml").content == as_yaml.content
    assert anybody.get("/api/schema", if_none_match=as_json["ETag"]).status_code == 304
    assert anybody.get("/api/schema?format=xml").status_code == 422


def test_docs_are_served_by_ourselves(anybody, db):
    page = anybody.get(reverse("api_docs")).content.decode()
    assert "swagger-ui" in page
    assert "<style" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_members_own_words_are_described():
    parameters = {p["name"] for p in schema.raw_schema["paths"]["/api/users"]["get"]["parameters"]}
    assert parameters >= {"search", "role", "is_active", "page", "per_page", "sort_by", "sort_dir", "X-Org-Id"}
    written = {p["name"] for p in schema.raw_schema["paths"]["/api/teams/{id}"]["put"]["parameters"]}
    assert written >= {"dry_run", "Idempotency-Key", "If-Match"}


@pytest.fixture
def credential(cast):
    """A header that signs Olivia in; while it is used, the end of a request does not close the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"Authorization": f"Bearer {issue(cast.olivia.user)['token']}"}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_running_system_keeps_what_the_schema_says(case, credential):
    case.headers = {
        name: value for name, value in (case.headers or {}).items() if name.lower() not in ("x-org-id", "authorization")
    }
    case.call_and_validate(
        headers=credential,
        checks=[
            schemathesis.checks.not_a_server_error,
            schemathesis.specs.openapi.checks.status_code_conformance,
            schemathesis.specs.openapi.checks.content_type_conformance,
            schemathesis.specs.openapi.checks.response_schema_conformance,
            schemathesis.specs.openapi.checks.response_headers_conformance,
        ],
    )
