"""Mail as programs really write it, read into letters."""

import datetime

import pytest

from inbox.reading import read_letter

from .conftest import letter, mail

UTC = datetime.UTC


def test_umlauts_in_quoted_printable_and_flowed_lines():
    read = letter("umlauts-latin1.eml")
    assert read.subject == "Angebot für drei Öfen - Rückfrage zur Größe und zum Preis"
    assert (read.sender.name, read.sender.key) == ("Jürgen Grüner", "juergen.gruener@baeckerei.example")
    assert [(one.name, one.email) for one in read.to] == [("Diaz, Marco", "marco@acme.example")]
    assert [one.name for one in read.cc] == ["Bärbel Weiß"]
    assert "Wir bräuchten die Öfen allerdings eine Nummer größer, und zwar bis Ende März." in read.text
    assert read.sent_at == datetime.datetime(2026, 1, 13, 8, 14, 1, tzinfo=UTC)
    assert read.message_id == "20260113081401.GA2231@baeckerei.example"


def test_snippet_leaves_out_quotes_and_signature():
    read = letter("umlauts-latin1.eml")
    assert read.snippet.startswith("Guten Tag Herr Diaz, vielen Dank")
    assert read.snippet.endswith("Jürgen Grüner")


def test_html_with_attachments_and_a_picture_within():
    read = letter("html-with-attachments.eml")
    assert read.subject == "Documents signés ✓"
    assert read.to[0].name == "Márco Díaz"
    assert read.text == "Bonjour Marco,\n\nvoilà les documents signés – à bientôt !\n\nOrchard"
    assert "color" not in read.html
    assert "cid:" not in read.html
    assert [(one["name"], one["type"]) for one in read.attachments] == [
        ("Contrat signé et daté.pdf", "application/pdf"),
        ("prices; 2026.csv", "text/csv"),
    ]
    assert read.attachments[0]["size"] == 9 + 4 * 256
    assert read.inline_count == 1


def test_bounce_keeps_what_came_back_out_of_the_text():
    read = letter("bounce.eml")
    assert read.sender.email == "MAILER-DAEMON@mx.acme.example"
    assert "user unknown" in read.text
    assert "A secret question" not in read.text
    assert [one["name"] for one in read.attachments] == ["delivery-status.txt", "Are you still there?.eml"]


def test_invitation_without_words_tells_what_when_and_where():
    read = letter("invitation.eml")
    assert read.text.splitlines() == [
        "Visit of the orchard, with tasting",
        "20260202T100000",
        "20260202T113000",
        "Gate 2",
    ]
    assert read.attachments == [{"name": "invite.ics", "type": "text/calendar", "size": 354}]


def test_outlook_and_windows_1252():
    read = letter("winmail.eml")
    assert read.text.startswith("We deliver on Friday – all of it. Price: € 1.200")
    assert read.snippet == "We deliver on Friday – all of it. Price: € 1.200"
    assert read.attachments == [{"name": "winmail.dat", "type": "application/ms-tnef", "size": 3004}]


def test_japanese():
    read = letter("japanese.eml")
    assert (read.subject, read.sender.name) == ("お見積りの件", "山田太郎")
    assert read.text == "ディアス様\n\nお見積りをお送りください。\n"


def test_without_message_id_the_parts_make_it_one():
    first, again = letter("no-message-id.eml"), letter("no-message-id.eml")
    assert first.message_id == ""
    assert first.digest == again.digest
    assert first.digest != read_letter(mail("Other words.", date="21 Jan 26 10:15:00 +0000")).digest
    assert first.thread == first.digest


def test_without_date_the_last_server_tells():
    assert letter("no-date.eml").sent_at == datetime.datetime(2026, 1, 22, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", [None, "", "tomorrow", "Mon, 99 Foo 2026", "1 Jan 1903 00:00:00 GMT", "1 Jan 9998 00:00:00 GMT"]
)
def test_a_date_that_cannot_be_gives_way_to_when_it_came(date):
    came_at = datetime.datetime(2025, 5, 1, tzinfo=UTC)
    assert read_letter(mail(date=date), came_at=came_at).sent_at == came_at


def test_three_hundred_recipients():
    read = letter("three-hundred.eml")
    assert len(read.to) == 300
    assert read.to[299].email == "p299@many.example"
    assert len(read.addresses) == 301


def test_a_broken_message_gives_what_can_be_read():
    read = letter("broken.eml")
    assert read.is_mail
    assert (read.sender.name, read.sender.email) == ("Who knows", "broken@orchard.example")
    assert read.subject == "❤️ =?iso-8859-1?Q?caf=E9 and été raw"
    assert "some words ÿ arrive" in read.text
    assert "\x00" not in read.text


def test_what_is_no_mail_says_so():
    assert not read_letter(b"").is_mail
    assert not read_letter(b"\x89PNG\r\n\x1a\n\x00\x00").is_mail
    assert not read_letter(b"Just: a note\n\nwith a colon").is_mail


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"Smith, Jane" <Jane@X.example>', [("Smith, Jane", "Jane@X.example")]),
        ("jane@x.example (Jane Smith)", [("Jane Smith", "jane@x.example")]),
        (
            "Sales: a@x.example, B <b@x.example>;, c@x.example",
            [("", "a@x.example"), ("B", "b@x.example"), ("", "c@x.example")],
        ),
        ("a@x.example; b@x.example", [("", "a@x.example"), ("", "b@x.example")]),
        ("a@x.example, A@X.EXAMPLE", [("", "a@x.example")]),
        ("'a@x.example' <a@x.example>", [("", "a@x.example")]),
        ("=?utf-8?Q?Jane=2C_Smith?= <j@x.example>", [("Jane, Smith", "j@x.example")]),
        ('"a \\"b\\" c" <j@x.example>', [('a "b" c', "j@x.example")]),
        ("<mailto:j@x.example>", [("", "j@x.example")]),
        ("no address, @x.example, a@, <>, undisclosed-recipients:;", []),
        (f"{'a' * 300}@x.example", []),
        ("(" * 5000 + "a@x.example", []),
    ],
)
def test_address_lists(header, expected):
    assert [(one.name, one.email) for one in read_letter(mail(to=header)).to] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=?utf-8?B?w4Q=?= =?utf-8?B?w5Y=?=", "ÄÖ"),
        ("=?utf-8?B?4p2k77g=?= =?utf-8?B?jw==?=", "❤️"),  # a character split between two words
        ("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
        ("=?utf-8*en?Q?a_b?=", "a b"),
        ("=?x-unknown?Q?caf=C3=A9?=", "café"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?koi8-r?B?8NLJ18XU?=", "Привет"),
        ("=?utf-8?B?%%%?=", "=?utf-8?B?%%%?="),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("plain", "plain"),
    ],
)
def test_encoded_words(value, expected):
    assert read_letter(mail(subject=value)).subject == expected


@pytest.mark.parametrize(
    "charset", ["punycode", "idna", "rot13", "zlib", "unicode_escape", "\x00", "x" * 5000, "utf-16", "none"]
)
def test_no_name_of_an_alphabet_breaks_it(charset):
    assert (
        "Hello" in read_letter(mail("Hello", content_type=f'text/plain; charset="{charset}"')).text
        or charset == "utf-16"
    )


def test_ten_thousand_parts_and_a_thousand_levels_end():
    many = "".join(f"--b\r\nContent-Disposition: attachment; filename=f{n}\r\n\r\nx\r\n" for n in range(10_000))
    read = read_letter(mail(f"{many}--b--", content_type="multipart/mixed; boundary=b"))
    assert len(read.attachments) == 500
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(1_000))
    assert read_letter(mail("", subject="Deep").rstrip() + b"\r\n" + deep.encode()).subject == "Deep"


def test_threads_begin_with_the_first_reference():
    first = read_letter(mail(message_id="<1@x.example>"))
    answer = read_letter(mail(message_id="<2@x.example>", references="<1@X.example>", in_reply_to="<1@x.example>"))
    later = read_letter(mail(message_id="<3@x.example>", references="<1@x.example>\r\n <2@x.example>"))
    assert first.thread == answer.thread == later.thread == first.digest
