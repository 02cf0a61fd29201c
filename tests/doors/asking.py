"""Everybody but Marco, what they ask, and what they are told: for `test_private`."""

import io
import json
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass, replace

from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.back_room import BackRoom
from accounts.models import Credential
from activity.models import recorded_models
from tests.conftest import BACKEND, jwt

from .test_doors import TakeBack

#: Which secret stands for a record that an address names, and for which there can be none.
TWIN_OF = {
    "contact": "contact",
    "marcos": "contact",
    "private": "contact",
    "other_contact": "other_contact",
    "merged_contact": "merged_contact",
    "contact_note": "contact_note",
    "company": "company",
    "other_company": "other_company",
    "company_note": "company_note",
    "lead": "lead",
    "tasked_lead": "lead",
    "aside_lead": "lead",
    "private_lead": "lead",
    "other_lead": "other_lead",
    "qualified_lead": "qualified_lead",
    "lead_note": "lead_note",
    "deal": "deal",
    "tasked_deal": "deal",
    "private_deal": "deal",
    "won_deal": "won_deal",
    "deal_note": "deal_note",
    "task": "task",
    "private_task": "task",
    "company_task": "company_task",
    "lead_task": "lead_task",
    "deal_task": "deal_task",
    "message": "message",
    "own_message": "message",
    "act": "act",
    "merge": "merge",
    "reps_note": "contact_note",
    "private_note": "contact_note",
    "reps_todo": "task",
    "private_todo": "task",
    "reps_link": "smart_link",
    "link_id": "smart_link",
    "private_link": "smart_link",
    "reps_group": "group",
    "group": "group",
    "reps_activity": "activity",
    "private_activity": "activity",
}
SHARED = {
    "member", "team", "acme", "token", "invitation", "credential", "tag", "option", "mine", "shared", "deal_view",
    "lead_view", "task_view", "template", "clothes", "shoe_size", "pipeline", "stage", "next_stage", "empty_stage",
    "import", "lead_import", "draft", "job", "feed", "device", "notification", "off_token", "link", "share_item",
    "unshared", "tour", "export", "of_marco", "closed_token", "delivery", "endpoint", "form_token", "site", "web_form",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    address: str
    body: str = "{}"

    def __str__(self):
        return f"{self.method} {self.address} {self.body if self.body != '{}' else ''}"


# -- who asks -----------------------------------------------------------------------------------------------------


class Others:
    """Everybody but Marco, each with what opens an address; and Marco, whom nothing of his is hidden from."""

    PEOPLE = ("olivia", "tess", "rita", "zoe", "marco")
    ALL = (*PEOPLE, "key", "company")

    def __init__(self, cast):
        self.cast = cast
        issued = {kind: Credential.issue(by=cast.olivia, name=kind, kind=kind) for kind in ("key", "company")}
        self.secret_of = {kind: secret for kind, (_credential, secret) in issued.items()}
        for member in (cast.olivia, cast.tess):
            member.user.is_staff = True
            member.user.save(update_fields=["is_staff"])
            member.user.user_permissions.set(Permission.objects.all())
        self.pages = {name: self._signed_in(getattr(cast, name)) for name in self.PEOPLE}

    def client(self, name, address):
        """A client for `name` at this address; None where there is nothing that could open it."""
        if not address.startswith("/api/"):
            return self.pages.get(name)
        own = self.cast.rival if name == "zoe" else self.cast.acme
        named = {"HTTP_X_ORG_ID": str(own.pk)} if address.startswith("/api/v1/") else {}
        if name == "key":
            return APIClient(HTTP_X_API_KEY=self.secret_of[name], **named)
        if name == "company":
            is_theirs = address.startswith("/api/company/")
            return APIClient(HTTP_AUTHORIZATION=f"Bearer {self.secret_of[name]}") if is_theirs else None
        return APIClient(HTTP_AUTHORIZATION=f"Bearer {jwt(getattr(self.cast, name))}", **named)

    @staticmethod
    def _signed_in(member):
        client = Client()
        client.force_login(member.user, backend=BACKEND)
        return client


# -- what they ask ------------------------------------------------------------------------------------------------


#: What is Marco's to give away; what describes the API at length and holds no record; keys that are made when asked for.
NOT_READ = ("/calendar/{feed}.ics", "/api/schema", "/api/docs", "/notifications/devices/key")


def reading(rows, named):
    """What the rows of the table read, and every list of the back room."""
    found = {Asked("GET", named(row.address)) for row in rows if row.method == "GET" and row.address not in NOT_READ}
    for model in (model for model, ours in admin.site._registry.items() if isinstance(ours, BackRoom)):
        at = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        found.add(Asked("GET", at))
    return sorted(found, key=str)


def searching(asked, secret):
    """The same list, asked for what Marco keeps to himself; in the back room, for what a new record there can be of.
    Nothing, for addresses of single records."""
    if asked.method != "GET" or re.search(r"[?\d]|/new$", asked.address.replace("/api/v1", "")):
        return
    if asked.address.startswith("/admin/"):
        yield from (replace(asked, address=asked.address + more) for more in ("add/", "?q=Hushwig"))
        return
    yield replace(asked, address=f"{asked.address}?q=Hushwig&search=Hushwig&search_query=Hushwig")
    if asked.address.startswith("/api/"):
        yield replace(asked, address=f"{asked.address}?contact_id={secret['contact']}")
        yield replace(asked, address=f"{asked.address}?company_id={secret['company']}")


#: Questions with more than a word.
PROBES = [
    ("POST", "/api/v1/contacts/search", '{"q": "Hushwig"}'),
    ("POST", "/api/v1/contacts/search", '{"query": {"groups": [{"conditions": [\
{"field": "notes", "op": "contains", "value": "hush"}]}]}}'),
    ("GET", "/api/leads/match-company?company=Hushworks", "{}"),
    ("GET", "/api/leads/match-contact?email=first@hush.example", "{}"),
    ("GET", "/api/key/contacts?searchby=email&search=first@hush.example", "{}"),
    ("GET", "/api/key/contacts?searchby=name&search=Hushwig", "{}"),
    ("GET", "/search?q=7707373", "{}"),
    ("GET", "/contacts?q=jonas@known.example", "{}"),
    ("GET", "/api/contacts?search=jonas@known.example", "{}"),
]  # fmt: skip


def naming_secrets(rows, named, secret):
    """The rows of the table with secrets in place of the records that their addresses name, and of those that their bodies
    do; and the pages of secrets in the back room."""
    found = set()
    for row in rows:
        for address, body in (
            (in_place(row.address, secret), row.body),
            (row.address, in_place(row.body, secret)),
            (in_place(row.address, secret), in_place(row.body, secret)),
        ):
            if (address, body) != (row.address, row.body):
                found.add(Asked(row.method, named(address), named(body)))
    for kind, model in recorded_models().items():
        at = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for page in ("change", "history", "delete"):
            found |= {Asked(method, f"{at}{secret[kind]}/{page}/", '{"post": "yes"}') for method in ("GET", "POST")}
    return sorted(found, key=str)


def in_place(text, secret):
    """`text` of the table with the ids of secrets for the names in braces that can have one."""
    return re.sub(r"{(\w+)}", lambda name: str(secret[TWIN_OF[name[1]]]) if name[1] in TWIN_OF else name[0], text)


# -- what they get ------------------------------------------------------------------------------------------------


def ask(client, asked):
    """`(status, text)` of the answer; files are read, and what differs from one answer to the next is left out."""
    rest = asked.address.startswith("/api/")
    call = getattr(client, asked.method.lower())
    if asked.method == "GET":
        answer = call(asked.address)
    elif rest:
        answer = call(asked.address, asked.body, content_type="application/json")
    else:
        answer = call(asked.address, json.loads(asked.body))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return status_of(answer), told(answer.headers, content)


def status_of(answer):
    """The status; `login` for the way to the sign-in page, and 404 for the back room's way to say so."""
    where = answer.headers.get("Location", "")
    return "login" if "/login" in where else "404" if where == reverse("admin:index") else str(answer.status_code)


#: Made anew for each answer.
NAMED = "|".join(("csrfmiddlewaretoken", "csrf-token", "stamp"))
ANEW = re.compile(
    rf'(name="(?:{NAMED})" (?:value|content)="|nonce-|nonce="|"request_id": ?"|"timestamp": ?")[\w:.-]+', re.ASCII
)
PASSED_OVER = {"Set-Cookie", "Content-Length", "ETag", "X-Request-ID", "Server-Timing", "Content-Security-Policy"}


def told(headers, content):
    """What an answer says, as a text to compare; a workbook as the XML in it."""
    if content[:2] == b"PK":
        book = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(book.read(name) for name in sorted(book.namelist()) if "docProps" not in name)
    lines = [f"{name}: {value}" for name, value in sorted(headers.items()) if name not in PASSED_OVER]
    return ANEW.sub(r"\1", "\n".join(lines) + "\n\n" + content.decode(errors="replace"))


class Writes(list):
    """The statements that wrote, of those that a connection executes through this."""

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.append(sql)
        return execute(sql, params, many, context)


def answers(others, names, requests, check=None):
    """`{(who, asked): (status, text)}`; what was written is taken back before the next is asked, after `check(asked)`."""
    got = {}
    cache.clear()
    for asked in requests:
        wrote = Writes()
        with suppress(TakeBack), transaction.atomic(), connection.execute_wrapper(wrote):
            for who in names:
                client = others.client(who, asked.address)
                if client is not None:
                    got[who, asked] = ask(client, asked)
            if check and wrote:
                check(asked)
            raise TakeBack
    return got
