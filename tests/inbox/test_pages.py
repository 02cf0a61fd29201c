"""The pages of mail: on cards, in a list, one whole, and brought from files."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deals.models import Deal
from deals.risk import rated
from inbox.models import Message, MessageCopy
from inbox.reading import messages_at
from inbox.taking import take
from tests import makers

from .conftest import MAILS, mail


def shown(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def words(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


class TestTimeline:
    @pytest.mark.parametrize("kind", ["contacts", "leads", "companies", "deals"])
    def test_mails_stand_on_the_card(self, cast, bring, page, kind):
        company = makers.company(cast.marco)
        jane = makers.contact(cast.marco, email="jane@x.example", company=company)
        records = {
            "contacts": jane,
            "companies": company,
            "leads": makers.lead(cast.marco, email="jane@x.example"),
            "deals": makers.deal(cast.marco, contact=jane),
        }
        bring(mail("How are the apples?", subject="Apples & pears"))
        text = shown(page(cast.olivia), f"/{kind}/{records[kind].pk}")
        assert f'href="/mail/{Message.objects.get().pk}">Apples &amp; pears</a>' in text
        assert "How are the apples?" in text
        assert "Received · jane@x.example → to marco@acme.example" in words(text)

    def test_only_mails_and_further_back(self, cast, bring, page):
        jane = makers.contact(cast.marco, email="jane@x.example")
        day = "Mon, 26 Jan 2026 {:02d}:{:02d}:00 +0000"
        bring(
            *(
                mail(subject=f"Letter {n};", message_id=f"<{n}@x.example>", date=day.format(n // 10, n % 10))
                for n in range(40)
            )
        )
        client = page(cast.marco)
        text = shown(client, f"/contacts/{jane.pk}?show=mails")
        assert ("Letter 39;" in text, "Letter 10;" in text, "Letter 9;" in text) == (True, True, False)
        earlier = html.unescape(re.search(r'hx-get="(/contacts/\d+/timeline\?before=[^"]+)"', text)[1])
        more = shown(client, earlier, **{"HX-Request": "true"})
        assert ("Letter 10;" in more, "Letter 9;" in more, "Letter 0;" in more) == (False, True, True)

    def test_costs_the_same_for_many(self, cast, bring, page):
        jane, client = makers.contact(cast.marco, email="jane@x.example"), page(cast.marco)
        bring(*(mail(str(n), message_id=f"<{n}@x.example>") for n in range(2)))
        few = queries(client, f"/contacts/{jane.pk}")
        bring(*(mail(str(n), message_id=f"<b{n}@x.example>") for n in range(25)))
        assert queries(client, f"/contacts/{jane.pk}") == few


def queries(client, address):
    client.get(address)  # warm: what the session remembers of the last page is written once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


class TestMessage:
    def test_shows_who_when_and_what(self, cast, page):
        take(messages_at(MAILS / "umlauts-latin1.eml"), owner=cast.marco)
        text = words(shown(page(cast.marco), f"/mail/{Message.objects.get().pk}"))
        for part in (
            "Angebot für drei Öfen",
            "Jürgen Grüner",
            "Bärbel Weiß",
            "13 Jan 2026, 08:14",
            "Wir bräuchten die Öfen",
        ):
            assert part in text

    def test_html_is_shut_into_a_frame_where_nothing_runs(self, cast, page):
        take(messages_at(MAILS / "newsletter.eml"), owner=cast.marco)
        text = shown(page(cast.marco), f"/mail/{Message.objects.get().pk}")
        frame = re.search(r"<iframe([^>]*)></iframe>", text)[1]
        assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in frame
        inside = html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1])
        assert "Save 20" in inside
        assert "<script" not in inside
        assert "track.example" not in text
        assert "After the end" not in words(re.sub(r"<iframe.*?</iframe>", "", text, flags=re.S))

    def test_text_and_headers_instead(self, cast, page):
        take(messages_at(MAILS / "html-with-attachments.eml"), owner=cast.marco)
        client, address = page(cast.marco), f"/mail/{Message.objects.get().pk}"
        assert "<iframe" not in shown(client, f"{address}?show=text")
        assert "voilà les documents signés" in shown(client, f"{address}?show=text")
        assert "&lt;offer-7@acme.example&gt;" in shown(client, f"{address}?show=headers")
        assert "<iframe" in shown(client, f"{address}?show=nonsense")

    def test_attachments_by_name_and_size(self, cast, page):
        take(messages_at(MAILS / "html-with-attachments.eml"), owner=cast.marco)
        text = words(shown(page(cast.marco), f"/mail/{Message.objects.get().pk}"))
        assert "Contrat signé et daté.pdf application/pdf 1.0 KB" in text

    def test_the_conversation_as_far_as_one_sees_it(self, cast, bring, page):
        take(messages_at(MAILS / "thread.mbox"), owner=cast.marco)
        bring(
            mail(subject="Aside", message_id="<a@x.example>", references="<apples-1@orchard.example>"), owner=cast.rita
        )
        first = Message.objects.get(message_id="apples-1@orchard.example")
        text = words(shown(page(cast.marco), f"/mail/{first.pk}"))
        assert text.count("Re: Apples") == 2
        assert "Aside" not in text

    def test_people_on_record_and_strangers_to_add(self, cast, bring, page):
        jane = makers.contact(cast.marco, email="jane@x.example", assigned_to=cast.marco)
        bring(mail(to='marco@acme.example, "Ann B. Lee" <ann+x@y.example>'))
        address = f"/mail/{Message.objects.get().pk}"
        text = shown(page(cast.marco), address)
        assert f'href="/contacts/{jane.pk}"' in text
        assert text.count("Add as contact") == 1
        link = html.unescape(re.search(r'href="(/contacts/new\?[^"]+)"', text)[1])
        form = shown(page(cast.marco), link)
        for value in ("Ann", "B. Lee", "ann+x@y.example"):
            assert f'value="{value}"' in form
        link = html.unescape(re.search(r'href="(/leads/new\?[^"]+)"', text)[1])
        assert 'value="ann+x@y.example"' in shown(page(cast.marco), link)

    def test_names_nobody_one_does_not_see(self, cast, bring, page):
        secret = makers.contact(cast.marco, "Hidden", "Person", email="jane@x.example", assigned_to=cast.marco)
        bring(mail(), owner=cast.rita)
        text = shown(page(cast.rita), f"/mail/{Message.objects.get().pk}")
        assert "Hidden" not in text
        assert f"/contacts/{secret.pk}" not in text

    def test_others_mail_is_not_there(self, cast, bring, page):
        bring(mail())
        for who in (cast.olivia, cast.rita, cast.tess, cast.zoe):
            assert page(who).get(f"/mail/{Message.objects.get().pk}").status_code == 404

    def test_whatever_stands_in_it_is_escaped(self, cast, bring, page):
        evil = '"><script>x()</script>'
        bring(mail(evil, subject=evil, **{"from": f'"{evil}" <a@x.example>'}, x_evil=evil))
        client, address = page(cast.marco), f"/mail/{Message.objects.get().pk}"
        for where in (address, f"{address}?show=headers", "/mail"):
            assert "<script>x()" not in shown(client, where)

    def test_costs_the_same_for_many(self, cast, bring, page):
        bring(mail(message_id="<1@x.example>", to="a@y.example"))
        bring(
            mail(
                message_id="<2@x.example>",
                to=", ".join(f"p{n}@y.example" for n in range(60)),
                references="<0@x.example>",
            )
        )
        bring(*(mail(str(n), message_id=f"<m{n}@x.example>", references="<0@x.example>") for n in range(25)))
        client = page(cast.marco)
        small, large = (Message.objects.get(message_id=f"{n}@x.example").pk for n in (1, 2))
        assert queries(client, f"/mail/{large}") == queries(client, f"/mail/{small}")


class TestList:
    @pytest.fixture
    def letters(self, cast, bring):
        makers.contact(cast.marco, "Jane", "Smith", email="jane@x.example")
        bring(
            mail("About pears", subject="From Jane", date="Mon, 26 Jan 2026 09:00:00 +0000"),
            mail(
                subject="To Joe",
                to="joe@y.example",
                date="Mon, 26 Jan 2026 10:00:00 +0000",
                **{"from": "marco@acme.example"},
            ),
            mail(subject="From Ann", date="Mon, 26 Jan 2026 11:00:00 +0000", **{"from": "Ännchen <ann@y.example>"}),
        )
        bring(mail(subject="Ritas own"), owner=cast.rita)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["From Ann", "To Joe", "From Jane"]),
            ("?search=pears", ["From Jane"]),
            ("?search=ANNCHEN+from", ["From Ann"]),
            ("?search=%25", []),
            ("?direction=out", ["To Joe"]),
            ("?direction=in", ["From Ann", "From Jane"]),
            ("?people=linked", ["From Jane"]),
            ("?people=unlinked", ["From Ann", "To Joe"]),
            ("?direction=in&people=unlinked&search=ann", ["From Ann"]),
            ("?direction=sideways&people=x&before=nonsense", ["From Ann", "To Joe", "From Jane"]),
            ("?search=%00", ["From Ann", "To Joe", "From Jane"]),
            ("?before=2026-01-26T10:00:00%2B00:00~mail~0", ["From Jane"]),
        ],
    )
    def test_ones_own_messages(self, cast, page, letters, query, expected):
        text = shown(page(cast.marco), f"/mail{query}")
        assert re.findall(r"<b>((?:From|To|Ritas) \w+)</b>", text) == expected

    def test_leads_to_the_people_on_record(self, cast, page, letters):
        assert re.search(r'<a class="tag teal" href="/contacts/\d+">Jane Smith</a>', shown(page(cast.marco), "/mail"))

    def test_pages_lead_on_and_end(self, cast, bring, page):
        bring(
            *(
                mail(subject=f"No {n};", message_id=f"<{n}@x.example>", date="Mon, 26 Jan 2026 09:00:00 +0000")
                for n in range(120)
            )
        )
        client, address, seen = page(cast.marco), "/mail?direction=in", []
        while address:
            text = shown(client, address)
            seen += re.findall(r"<b>No (\d+);</b>", text)
            following = re.search(r'rel="next" href="([^"]+)"', text)
            address = following and f"/mail{html.unescape(following[1])}"
        assert sorted(map(int, seen)) == list(range(120))

    def test_costs_the_same_for_many(self, cast, bring, page):
        client = page(cast.marco)
        bring(*(mail(str(n), **{"from": f"p{n}@x.example"}) for n in range(2)))
        few = queries(client, "/mail?people=unlinked")
        bring(*(mail(str(n), **{"from": f"q{n}@x.example"}) for n in range(25)))
        for number in range(25):
            makers.contact(cast.marco, f"Q{number}", email=f"q{number}@x.example")
        assert queries(client, "/mail") == few <= 14

    def test_an_empty_list_says_what_to_do(self, cast, page):
        assert "No mail yet" in shown(page(cast.marco), "/mail")
        assert "Nothing matches" in shown(page(cast.marco), "/mail?search=x")


class TestImport:
    def send(self, client, *files):
        uploads = [SimpleUploadedFile(name, content) for name, content in files]
        return client.post("/mail/import", {"files": uploads})

    def test_takes_several_files_and_tells(self, cast, page):
        box = (MAILS / "thread.mbox").read_bytes()
        answer = self.send(
            page(cast.rita), ("one.eml", mail("one")), ("thread.mbox", box), ("two.eml", mail("one")), ("x.txt", b"x")
        )
        text = words(answer.content.decode())
        assert "4 messages stored. 1 was known already." in text
        assert "x.txt : This is no e-mail: it has no headers." in text
        assert MessageCopy.objects.filter(member=cast.rita).count() == 4

    def test_says_that_nothing_could_be_read(self, cast, page):
        text = words(
            self.send(page(cast.marco), ("a.msg", b"\xd0\xcf\x11\xe0" + bytes(100)), ("b.eml", b"")).content.decode()
        )
        assert "Nothing could be read." in text
        assert "Save it as .eml" in text
        assert "b.eml : The file is empty." in text

    def test_asks_for_a_file(self, cast, page):
        assert "Choose a file first." in page(cast.marco).post("/mail/import", {}).content.decode()
        assert "Choose a file first." in page(cast.marco).post("/mail/import", {"files": "text"}).content.decode()

    def test_refuses_what_is_too_large_together(self, cast, page, settings):
        settings.MAIL_IMPORT_MAX_BYTES = 1024 * 1024
        part = mail("x" * 600_000)
        text = self.send(page(cast.marco), ("a.eml", part), ("b.eml", part)).content.decode()
        assert "more than 1 MB" in text
        assert not Message.objects.exists()

    def test_a_large_box_comes_through_the_disk(self, cast, page):
        one = b"From a@x.example Fri Jul  8 12:08:34 2011\n" + mail("y" * 40_000) + b"\n\n"
        box = b"".join(one.replace(b"Hi", str(n).encode()) for n in range(100))
        assert "100 messages stored" in self.send(page(cast.marco), ("big.mbox", box)).content.decode()


def test_the_risk_of_a_deal_knows_its_contacts_last_mail(cast, bring):
    jane = makers.contact(cast.marco, email="jane@x.example")
    deal = makers.deal(cast.marco, contact=jane)
    other = makers.deal(cast.marco, "Other")
    bring(mail(date="Mon, 26 Jan 2026 09:00:00 +0000"), mail("later", date="Tue, 27 Jan 2026 09:00:00 +0000"))
    found = {one.pk: one.last_mail_at for one in rated(Deal.objects.filter(pk__in=[deal.pk, other.pk]), cast.marco)}
    assert found[deal.pk].isoformat() == "2026-01-27T09:00:00+00:00"
    assert found[other.pk] is None


def last_mail(deal, member):
    return rated(Deal.objects.filter(pk=deal.pk), member)[0].last_mail_at


def test_the_risk_of_a_deal_knows_the_mail_of_the_second_address(cast, bring):
    deal = makers.deal(cast.marco, contact=makers.contact(cast.marco, email2="jane@x.example"))
    bring(mail(date="Mon, 26 Jan 2026 09:00:00 +0000"))
    assert last_mail(deal, cast.marco).isoformat() == "2026-01-26T09:00:00+00:00"


def test_the_risk_of_a_shared_deal_tells_nothing_of_a_private_contacts_mail(cast, bring):
    jane = makers.contact(cast.marco, email="jane@x.example", assigned_to=cast.marco)
    deal = makers.deal(cast.marco, contact=jane, assigned_to=cast.marco)
    jane.change(by=cast.marco, is_private=True)
    bring(mail(date="Mon, 26 Jan 2026 09:00:00 +0000"))
    assert last_mail(deal, cast.olivia) is None
    deal.change(by=cast.marco, is_private=True)
    assert last_mail(deal, cast.marco) is not None


def test_the_risk_of_a_deal_tells_nothing_of_a_colleagues_mail(cast, bring):
    deal = makers.deal(cast.olivia, contact=makers.contact(cast.olivia, email=cast.marco.user.email))
    bring(mail(**{"from": cast.marco.user.email}, date="Mon, 26 Jan 2026 09:00:00 +0000"))
    assert last_mail(deal, cast.olivia) is None
