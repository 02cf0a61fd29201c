"""Nothing a client can send to a write of contacts, companies or notes breaks it or is half written."""

import pytest

from activity.models import Act, Change, Tally
from contacts.models import Company, CompanyNote, Contact, ContactNote
from customization.models import Tag
from tests import makers

LONG = "x" * 100_000
BAD_TEXTS = [5, 1.5, True, [], ["a"], {"a": 1}, "nul\x00byte", LONG]
BAD_IDS = ["abc", "", 0, -1, 1.5, True, [], [1], {"id": 1}, 2**63, 2**70, "9" * 30, "nul\x00byte", LONG]
BAD_EMAILS = [
    *BAD_TEXTS,
    "jane",
    "jane@",
    "@example.com",
    "jane@example",
    "a b@example.com",
    "x" * 250 + "@example.com",
]
BAD_STATUSES = ["gone", "", "ACTIVE", None, 5, True, [], {}, LONG]
BAD_TAGS = [5, True, {"a": 1}, [5], [None], [["a"]], ["a,b"], "nul\x00byte", ["nul\x00"], "y" * 51, LONG]
BAD_TAGS += [[f"t{number}" for number in range(101)], ",".join(f"t{number}" for number in range(101))]
ADDRESS = ["address_street", "address_city", "address_state", "address_zip", "address_country"]
CONTACT = {
    **{key: [*BAD_TEXTS, None, "", "  "] for key in ["first_name", "last_name"]},
    **dict.fromkeys(["phone", "mobile", "job_title", "source", "notes", *ADDRESS], BAD_TEXTS),
    "email": BAD_EMAILS,
    "status": BAD_STATUSES,
    "company_id": [value for value in BAD_IDS if value != ""] + ["foreign company"],
    "assigned_to": [value for value in BAD_IDS if value != ""] + ["foreign member"],
    "tags": BAD_TAGS,
}
COMPANY = {
    "name": [*BAD_TEXTS, None, "", "  "],
    **dict.fromkeys(["domain", "website", "industry", "phone", "notes", *ADDRESS], BAD_TEXTS),
    "email": BAD_EMAILS,
    "assigned_to": [value for value in BAD_IDS if value != ""] + ["foreign member"],
    "tags": BAD_TAGS,
}
NOTE = {"content": [*BAD_TEXTS, None, "", " "]}
GOOD_CONTACT, GOOD_COMPANY = {"first_name": "Jane", "last_name": "Smith"}, {"name": "Acme"}
ROUTES = {
    "POST contacts": ("post", "/api/contacts", CONTACT, GOOD_CONTACT),
    "PUT contact": ("put", "/api/contacts/{contact}", CONTACT, GOOD_CONTACT),
    "PATCH contact": ("patch", "/api/contacts/{contact}", CONTACT, {}),
    "POST contact note": ("post", "/api/contacts/{contact}/notes", NOTE, {}),
    "POST companies": ("post", "/api/companies", COMPANY, GOOD_COMPANY),
    "PUT company": ("put", "/api/companies/{company}", COMPANY, GOOD_COMPANY),
    "PATCH company": ("patch", "/api/companies/{company}", COMPANY, {}),
    "POST company note": ("post", "/api/companies/{company}/notes", NOTE, {}),
}
RAW = {
    "broken": b'{"first_name": "Jane",',
    "nothing": b"",
    "not UTF-8": b'{"first_name": "\xff\xfe"}',
    "nested": b"[" * 100_000,
    "nested and closed": b"[" * 100_000 + b"]" * 100_000,
    "nested in a field": b'{"first_name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "array": b'[{"first_name": "Jane", "last_name": "Smith"}]',
    "text": b'"Jane"',
    "number": b"5",
    "null": b"null",
    "lone surrogate": b'{"first_name": "\\ud800", "last_name": "\\ud800", "name": "\\ud800", "content": "\\ud800"}',
    "surrogate in tags": b'{"first_name": "J", "last_name": "S", "name": "N", "content": "", "tags": ["\\ud800"]}',
    "NaN": b'{"first_name": NaN, "last_name": NaN, "name": NaN, "content": NaN}',
}


@pytest.fixture
def world(cast, rest):
    """The client, the ids in paths, and a look at everything that could have been written."""
    contact, company = makers.contact(cast.olivia, tags=["kept"]), makers.company(cast.olivia)
    foreign = {"foreign company": makers.company(cast.zoe, "Theirs").pk, "foreign member": cast.zoe.pk}

    def everything():
        tables = (Contact, Company, ContactNote, CompanyNote, Tag, Act, Change, Tally, Contact.tags.through)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    return rest(cast.olivia), {"contact": contact.pk, "company": company.pk}, foreign, everything


@pytest.mark.parametrize("route", ROUTES)
def test_a_bad_value_names_its_field_and_writes_nothing(world, route):
    method, path, fields, good = ROUTES[route]
    client, ids, foreign, everything = world
    before = everything()
    for field, values in fields.items():
        for value in values:
            sent = foreign.get(value, value) if isinstance(value, str) else value
            response = getattr(client, method)(path.format(**ids), {**good, field: sent})
            shown = f"{field}={str(sent)[:40]!r} gave {response.status_code}: {response.content[:200]}"
            assert response.status_code == 422, shown
            body = response.json()
            assert (body["success"], set(body["errors"]), bool(body["message"])) == (False, {field}, True), shown
            assert isinstance(body["errors"][field], str), shown
    assert everything() == before


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.startswith("PATCH")])
def test_what_is_missing_is_named(world, route):
    method, path, _fields, good = ROUTES[route]
    client, ids, _foreign, everything = world
    before = everything()
    response = getattr(client, method)(path.format(**ids), {"unknown": 1})
    assert (response.status_code, set(response.json()["errors"])) == (422, set(good or {"content"}))
    assert everything() == before


@pytest.mark.parametrize("route", ROUTES)
def test_a_body_that_is_no_object_is_refused(world, route):
    method, path, _fields, _good = ROUTES[route]
    client, ids, _foreign, everything = world
    before = everything()
    for name, raw in RAW.items():
        response = getattr(client, method)(path.format(**ids), raw, content_type="application/json")
        if method == "patch" and name == "nothing":
            assert response.status_code == 200
            continue
        assert 400 <= response.status_code < 500, f"{name} gave {response.status_code}"
        body = response.json()
        assert body["success"] is False, name
        assert body["errors"], name
    assert everything() == before


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"])
def test_another_kind_of_body_is_refused(world, route, kind):
    method, path, _fields, _good = ROUTES[route]
    client, ids, _foreign, everything = world
    before = everything()
    response = getattr(client, method)(
        path.format(**ids), b"first_name=Jane&last_name=S&name=N&content=C", content_type=kind
    )
    assert response.status_code in (400, 415)
    assert everything() == before
