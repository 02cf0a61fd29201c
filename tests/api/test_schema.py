"""The API's description of itself: complete, valid, and true of the running system."""

import os
import re
from urllib.parse import urlencode

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from hypothesis import HealthCheck, settings

from accounts.models import Credential
from api.tokens import issue
from contacts.models import ContactNote
from crm.wsgi import application
from leads.conversion import qualify
from tests import makers
from tests.doors.routes import routes

EXAMPLES = int(
    os.environ.get("SCHEMA_EXAMPLES", "1")
)  # for each address; with ten and more also the edges of each field
COMPANY, USER, KEYED = "/api/company/crm/v202506/", "/api/user/crm/v202506/", "/api/key/"
UNDESCRIBED = {
    "/api/schema",
    "/api/docs",
    *(f"{front}(?P<rest>.*)" for front in ("/api/", "/api/v1/", COMPANY, USER, KEYED)),
}
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


def told(part):
    """A part of the schema, its references followed."""
    while "$ref" in part or len(part.get("allOf", ())) == 1:
        part = part["allOf"][0] if "allOf" in part else part
        name = part.get("$ref", "").rpartition("/")[2]
        part = schema.raw_schema["components"]["schemas"][name] if name else part
    return part


def strange(value, part, path=""):
    """The paths in an answer of what the schema does not name."""
    part = told(part)
    if isinstance(value, list):
        for inner in value:
            yield from strange(inner, part.get("items", {}), f"{path}[]")
    elif isinstance(value, dict) and "properties" in part:
        for name, inner in value.items():
            if name not in part["properties"]:
                yield f"{path}.{name}"
            yield from strange(inner, part["properties"].get(name, {}), f"{path}.{name}")


def test_nothing_goes_out_that_is_not_described(as_member, cast):
    here = makers.company(cast.olivia)
    person = makers.contact(cast.olivia, company_id=here.pk)
    deal = makers.deal(cast.olivia, contact_id=person.pk)
    deal.move_to(makers.stage(cast.olivia, "Closed Lost"), by=cast.olivia)
    lead, task = makers.lead(cast.olivia), makers.task(cast.olivia, on=person)
    ContactNote.write(person, "Hello", by=cast.olivia)
    qualify(lead, by=cast.olivia)
    Credential.issue(by=cast.olivia, name="Shop")
    ids = {"companies": here.pk, "contacts": person.pk, "deals": deal.pk, "leads": lead.pk, "tasks": task.pk}
    ids |= {"teams": cast.team.pk, "users": cast.olivia.pk, "pipelines": deal.stage.pipeline_id}
    caller = as_member(cast.olivia)
    seen = set()
    for path, methods in schema.raw_schema["paths"].items():
        kind = path.split("/")[3 if path.startswith("/api/v1/") else 2]
        if "get" not in methods or path.startswith((COMPANY, USER, KEYED)) or re.search(r"\{(?!id|parent_pk)", path):
            continue
        address = re.sub(r"\{(id|parent_pk)\}", str(ids.get(kind, 0)), path)
        days = {"start": "2026-01-01", "end": "2026-12-31"} if path.endswith("/calendar") else {}
        answer = caller.get(f"{address}?{urlencode(days)}", x_org_id=str(cast.acme.pk))
        if answer.status_code == 200 and answer["Content-Type"] == "application/json":
            body = methods["get"]["responses"]["200"].get("content", {}).get("application/json")
            assert not body or [*strange(answer.json(), body["schema"])] == [], path
            seen.add(path)
    assert len(seen) >= 50


def test_the_comparison_sees_what_is_not_described():
    answer = schema.raw_schema["paths"]["/api/contacts"]["get"]["responses"]["200"]
    row = {"first_name": "Jane", "shoe_size": 43}
    assert [*strange({"data": [row], "pages": 1}, answer["content"]["application/json"]["schema"])] == [
        ".data[].shoe_size",
        ".pages",
    ]


@pytest.fixture
def credential(cast):
    """What gives the headers that open an address. While it is used, the end of a request does not close the connection
    of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    jwt = {"Authorization": f"Bearer {issue(cast.olivia.user)['token']}", "X-Org-Id": str(cast.acme.pk)}
    company = {"Authorization": f"Bearer {Credential.issue(by=cast.olivia, name='Site', kind='company')[1]}"}
    key = {"X-Api-Key": Credential.issue(by=cast.olivia, name="Shop")[1]}
    yield lambda path: company if path.startswith(COMPANY) else key if path.startswith(KEYED) else jwt
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_running_system_keeps_what_the_schema_says(case, credential):
    case.headers = {
        name: value
        for name, value in (case.headers or {}).items()
        if name.lower() not in ("x-org-id", "authorization", "x-api-key")
    }
    case.call_and_validate(
        headers=credential(case.path),
        checks=[
            schemathesis.checks.not_a_server_error,
            schemathesis.specs.openapi.checks.status_code_conformance,
            schemathesis.specs.openapi.checks.content_type_conformance,
            schemathesis.specs.openapi.checks.response_schema_conformance,
            schemathesis.specs.openapi.checks.response_headers_conformance,
        ],
    )
