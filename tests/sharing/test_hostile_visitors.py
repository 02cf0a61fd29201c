"""Whatever visitors send to a form, or sites report of a link: it is answered, and nothing is half written."""

import json
import os
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.models import Lead, LeadNote
from notifications.models import Notification
from sharing.models import LinkEvent, Sending, WebForm
from sharing.sites import allow_site
from sharing.visitor_forms import LABELS, TRAP
from sharing.web_forms import add_form

from . import links

pytestmark = pytest.mark.django_db
#: the second database only stores what the first has shown to be read alike
MANY = 1_000 if os.environ.get("RAPPORT_TEST_SIZE") == "full" and "RAPPORT_TEST_AGAIN" not in os.environ else 60

ODD = [
    "", " ", "\x00", "a\x00b", "\ud800", "\u202eevil", "é" * 300, "x" * 20_000, "ada@example.org", "ada@", "@", "a@b.c",
    "ada@example.org\r\nBcc: x@example.org", "<script>alert(1)</script>", "{{ 7 * 7 }}", "%s%n", "' OR 1=1 --",
    "９９９", "1e999", "-1", "on", "javascript:alert(1)", "https://shop.example/a", "//evil.example", "None", "[]",
]  # fmt: skip
texts = st.one_of(st.sampled_from(ODD), st.text(st.characters(), max_size=40))
names = st.one_of(st.sampled_from([*LABELS, "consent", "stamp", "thanks", TRAP]), st.text(max_size=10))
BELIEVED = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.org", "consent": "on"}
forms_filled_in = st.builds(
    lambda good, odd: urlencode((BELIEVED if good else {}) | odd, errors="surrogatepass").encode(),
    st.booleans(),
    st.dictionaries(names, texts, max_size=6),
)
TYPES = [
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "application/json",
    "text/plain; charset=klingon", "",
]  # fmt: skip
pieces = st.lists(
    st.sampled_from(
        [
            b"--x\r\n", b"--x--\r\n", b"\r\n", b'Content-Disposition: form-data; name="email"', b"; filename=\"a\"",
            b"Content-Transfer-Encoding: base64\r\n", b"ada@example.org", b"\xff\xfe", b"a=b&", b"%", b"%00", b"%ff",
            b"&" * 50, b"=" * 50, b"email=ada%40example.org&first_name=Ada&",
        ]
    ),
    max_size=12,
).map(b"".join)  # fmt: skip


@pytest.fixture
def web_form(cast, settings):
    settings.FORM_RATE_LIMIT = settings.FORM_TOTAL_RATE_LIMIT = "off"
    return add_form(
        by=cast.olivia, name="Site", title="Talk", fields=["phone", "company", "message"], consent="I agree"
    )


@settings(max_examples=MANY)
@given(body=st.one_of(forms_filled_in, pieces, st.binary(max_size=200)), kind=st.sampled_from(TYPES), way=texts)
def test_a_form_is_written_whole_or_not_at_all(web_form, body, kind, way):
    kind = TYPES[0] if body.startswith(b"first_name=") else kind  # most of those that are filled in are read
    address = f"/f/{web_form.token}?{urlencode({'thanks': way}, errors='replace')}"
    answer = Client().generic("POST", address, body, content_type=kind)
    assert answer.status_code in (200, 303, 400, 413, 422), (answer.status_code, body, kind)
    written = Lead.objects.count(), LeadNote.objects.values("lead").distinct().count()
    sent = WebForm.objects.values_list("sent_count", flat=True).get(), Sending.objects.count()
    told = Notification.objects.filter(kind=Notification.LEAD_ARRIVED).values("record_id").distinct().count()
    assert written[0] == written[1] == told
    assert sent[0] == sent[1] == LeadNote.objects.count()


reports = st.one_of(
    st.builds(
        lambda url, title, more: json.dumps({"url": url, "title": title, **more}).encode(),
        st.one_of(texts, texts.map(lambda text: f"{links.SHOP}/{text}"), st.none(), st.integers(), st.lists(texts)),
        st.one_of(texts, st.none(), st.floats(), st.dictionaries(texts, texts)),
        st.dictionaries(st.text(max_size=5), st.none(), max_size=2),
    ),
    st.binary(max_size=200),
    st.sampled_from([b"[" * 8_000, b'{"url":' * 900, b"null", b"1e999", b'"\\ud800"', b"{}" * 5_000, b""]),
)
headers = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)


@pytest.fixture
def shared(cast, settings):
    settings.LINK_REPORT_RATE_LIMIT = "off"
    allow_site(links.SHOP, by=cast.olivia)
    return links.link(cast.marco)


@settings(max_examples=MANY)
@given(body=reports, origin=st.one_of(st.just(links.SHOP), headers), agent=st.one_of(st.just(links.BROWSER), headers))
def test_a_report_is_kept_whole_or_not_at_all(shared, body, origin, agent):
    sent = {"Origin": origin, "User-Agent": agent}
    answer = Client().post(f"/s/{shared.token}/events", body, content_type="text/plain", headers=sent)
    assert answer.status_code in (204, 400, 403), (answer.status_code, body, origin)
    assert ("Access-Control-Allow-Origin" in answer) == (answer.status_code != 403)
    shared.refresh_from_db()
    kept = list(LinkEvent.objects.filter(link=shared, kind=LinkEvent.PAGE).values_list("url", "title"))
    assert shared.pages_count == len(kept)
    assert shared.opens_count == 0
    assert all(url.startswith(links.SHOP) and "?" not in url and len(title) <= 200 for url, title in kept)
