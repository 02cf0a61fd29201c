"""Whatever is sent to the Org API, it is answered in its own form and never breaks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import makers

HUGE = 2**63
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.sampled_from(
        ["a\x00b", "\ud800", "%", "'; --", "me", "name", "contains", "2026-01-01", "plan", "custom.plan", "Infinity"]
    ),
)
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), TEXT
)
KEYS = st.sampled_from(
    ["name", "email", "tags", "tag", "custom", "plan", "company", "dnc", "assigned_to", "views", "query", "groups",
     "conditions", "field", "op", "value", "sort", "columns", "id", "limit", "offset", "q", "label", "key", "type",
     "options", "folder", "position", "entity", "default", "required", "contacts", "mode", "color", "first_name"]
)  # fmt: skip
VALUE = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))
BODY = st.dictionaries(KEYS, VALUE, max_size=6) | VALUE
WRITES = [
    ("post", "contacts"), ("patch", "contacts/{contact}"), ("post", "contacts/import"), ("post", "contacts/search"),
    ("put", "contacts/views"), ("post", "contacts/{contact}/tags"), ("put", "contacts/{contact}/custom/plan"),
    ("post", "tags"), ("post", "custom-fields"), ("patch", "custom-fields/{field}"), ("post", "custom-field-folders"),
    ("put", "custom-values/greeting"),
]  # fmt: skip


def is_answered(answer):
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        body = answer.json()
        assert body.keys() <= {"detail", "errors"}
        assert isinstance(body["detail"], str)
        assert body["detail"]
        assert all(isinstance(texts, list) and texts for texts in body.get("errors", {}).values())


@pytest.fixture
def named(cast):
    field = makers.custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Blue"])
    return {"contact": makers.contact(cast.olivia).pk, "field": field.pk}


@pytest.mark.parametrize(("method", "path"), WRITES, ids=" ".join)
def test_any_body_is_answered(named, olivia, method, path):
    path = f"/api/v1/{path.format(**named)}?dry_run=true"

    @given(BODY)
    def send(body):
        is_answered(olivia.generic(method.upper(), path, json.dumps(body), content_type="application/json"))

    send()


@pytest.mark.parametrize("name", ["q", "tag", "limit", "offset", "page", "per_page", "query"])
def test_any_parameter_is_answered(cast, olivia, name):
    @given(st.text(max_size=30) | st.integers().map(str))
    def send(text):
        is_answered(olivia.get("/api/v1/contacts", {name: text}))

    send()


@pytest.mark.parametrize(("method", "path"), WRITES, ids=" ".join)
@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"{", b"[" * 2_000 + b"]" * 2_000, b'{"name": 1e999}', b'"\\ud800"']
)
def test_broken_bodies_are_refused(named, olivia, method, path, body):
    answer = olivia.generic(method.upper(), f"/api/v1/{path.format(**named)}", body, content_type="application/json")
    is_answered(answer)
    assert answer.status_code < 300 if body == b"" and "search" in path else answer.status_code in (200, 400, 422)


@pytest.mark.parametrize(
    "path", ["contacts", "contacts/1/tags", "tags", "custom-fields", "custom-field-folders", "contacts/search"]
)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "x"]
)
def test_other_kinds_of_body_are_refused(olivia, path, kind):
    answer = olivia.generic("POST", f"/api/v1/{path}", b"name=Jane", content_type=kind)
    is_answered(answer)
    assert answer.status_code == 415


@pytest.mark.parametrize("pk", [0, HUGE, 10**40])
def test_ids_beyond_all_are_not_found(olivia, pk):
    for method, path, body in [
        ("get", f"contacts/{pk}", None), ("patch", f"contacts/{pk}", {"name": "A"}), ("delete", f"contacts/{pk}", None),
        ("get", f"contacts/{pk}/opportunities", None), ("post", f"contacts/{pk}/tags", {"tag": "a"}),
        ("delete", f"contacts/{pk}/tags/a", None), ("put", f"contacts/{pk}/custom/plan", {"value": 1}),
        ("delete", f"tags/{pk}", None), ("patch", f"custom-fields/{pk}", {"label": "A"}),
        ("delete", f"custom-fields/{pk}", None), ("delete", f"custom-field-folders/{pk}", None),
    ]:  # fmt: skip
        assert getattr(olivia, method)(f"/api/v1/{path}", body).status_code == 404, path
