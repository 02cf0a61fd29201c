"""Values of custom fields go out into a file and come back the same."""

import json

import pytest

from contacts.models import Contact
from tests.makers import contact, custom_field

from .conftest import counts, reasons

OPTIONS = ["Gold", "=Silver", "Ünï, „cöde“", 'Say "hi"', "-3 %"]
NASTY = {
    "plain": ['=SUM(A1)&"x"', "a;b,c\td", "line one\nline two", "'quoted", "Ünïcödé ✓ 漢字", "-1", "@me", "“”"],
    "seats": [0, -5, 1.5, 123456789012345, 0.001, 1234.5],
    "news": [True, False],
    "ends": ["2026-01-31", "0001-01-01", "9999-12-31"],
    "plan": OPTIONS,
    "langs": [OPTIONS, ["=Silver"], ["Ünï, „cöde“"], ["Gold", "-3 %"]],
    "page": ["https://example.com/a?b=1,2;3&c=%20#x", "http://münchen.example/"],
    "mail": ["o'hara+crm@example.com"],
}
TYPES = {
    "plain": "text", "seats": "number", "news": "boolean", "ends": "date", "plan": "select", "langs": "multiselect",
    "page": "url", "mail": "email",
}  # fmt: skip


def define(member):
    for key, type_ in TYPES.items():
        options = OPTIONS if type_ in ("select", "multiselect") else []
        custom_field(member, key.title(), key=key, type=type_, options=options)


@pytest.fixture
def nasty(cast):
    """Contacts of Olivia's, each with some values of every field; Zoe has the same fields."""
    define(cast.olivia)
    define(cast.zoe)
    for n in range(9):
        values = {key: texts[n % len(texts)] for key, texts in NASTY.items() if n < 8}
        contact(cast.olivia, f"N{n}", email=f"n{n}@example.com", custom=values)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_is_the_same_elsewhere(cast, nasty, rest, bring_in, file_format):
    answer = rest(cast.olivia).get(f"/api/contacts/export?format={file_format}")
    content = b"".join(answer.streaming_content)
    transfer = bring_in(content, by=cast.zoe, name=f"people.{file_format}")
    assert (counts(transfer), reasons(transfer)) == ((9, 0, 0, 0), {})
    assert customs(cast.zoe) == customs(cast.olivia)
    assert json.loads(customs(cast.zoe)["n0@example.com"]).keys() == TYPES.keys()


def test_changes_nothing_at_home(cast, nasty, rest, bring_in):
    content = b"".join(rest(cast.olivia).get("/api/contacts/export").streaming_content)
    assert counts(bring_in(content)) == (0, 0, 9, 0)
    assert counts(bring_in(content, blank="clear")) == (0, 0, 9, 0)


def customs(member):
    found = Contact.objects.visible_to(member).values_list("email", "custom")
    return {email: json.dumps(custom, sort_keys=True) for email, custom in found}
