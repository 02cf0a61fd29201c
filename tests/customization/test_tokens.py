"""Tokens in messages: looked up once, never run, whatever somebody writes between the braces."""

import time

import pytest

from customization import words
from customization.tokens import names_in, offered_to, render, render_all
from tests import makers


@pytest.fixture
def jane(cast):
    return makers.contact(
        cast.olivia, "Jane", "Smith", email="jane@orchard.example", job_title="Head of IT", company="Orchard",
        address_street="1 Elm Road", address_city="Leeds", address_zip="LS1", address_country="UK",
    )  # fmt: skip


def said(text, contact, member):
    return render(text, contact=contact, member=member).text


def test_says_what_is_known(cast, jane):
    words.set_value("signature", "Kind regards", by=cast.olivia)
    text = (
        "Dear {{contact.first_name}} {{ contact.last_name }} ({{contact.full_name}}, {{contact.email}}, "
        "{{contact.job_title}} at {{contact.company}}, {{contact.address_city}})\n{{custom_values.signature}}, "
        "{{me.first_name}} / {{me.full_name}} / {{me.email}} / {{organization.name}}"
    )
    assert said(text, jane, cast.olivia) == (
        "Dear Jane Smith (Jane Smith, jane@orchard.example, Head of IT at Orchard, Leeds)\nKind regards, "
        "Olivia / Olivia Larsen / olivia@acme.example / Acme"
    )


def test_says_the_whole_address(cast, jane):
    assert said("{{contact.address}}", jane, cast.olivia) == "1 Elm Road\nLeeds LS1\nUK"


def test_says_custom_fields_as_people_read_them(cast, jane):
    makers.custom_field(cast.olivia, "Seats", type="number")
    makers.custom_field(cast.olivia, "Sizes", type="multiselect", options=["S", "M"])
    jane.change(by=cast.olivia, custom={"seats": 5, "sizes": ["S", "M"]})
    assert said("{{contact.custom.seats}}: {{contact.custom.sizes}}", jane, cast.olivia) == "5: S, M"


def test_leaves_unknown_ones_and_tells_them(cast, jane):
    text = "{{contact.nmae}} {{ custom_values.gone }} {{contact.custom.none}} {{x}} {{contact.__class__}} {{contact}}"
    rendered = render(f"{text} {text}", contact=jane, member=cast.olivia)
    assert rendered.text == f"{text} {text}"
    assert rendered.unknown == [
        "contact.nmae", "custom_values.gone", "contact.custom.none", "x", "contact.__class__", "contact"
    ]  # fmt: skip
    assert not rendered.empty


def test_tells_the_empty_ones(cast, jane):
    rendered = render("Call {{contact.phone}}{{contact.phone}}.", contact=jane, member=cast.olivia)
    assert (rendered.text, rendered.empty, rendered.unknown) == ("Call .", ["contact.phone"], [])


def test_says_nothing_of_nobody(cast):
    rendered = render("Hi {{contact.company}}{{contact.address}}{{me.first_name}}", contact=None, member=cast.olivia)
    assert (rendered.text, rendered.empty) == ("Hi Olivia", ["contact.company", "contact.address"])


def test_never_looks_at_a_value_again(cast, jane):
    words.set_value("loop", "{{custom_values.loop}} {{contact.email}}", by=cast.olivia)
    jane.change(by=cast.olivia, first_name="{{me.email}}")
    rendered = render("{{custom_values.loop}} {{contact.first_name}}", contact=jane, member=cast.olivia)
    assert rendered.text == "{{custom_values.loop}} {{contact.email}} {{me.email}}"
    assert not rendered.unknown


def test_keeps_a_private_company_of_others_to_itself(cast, jane):
    jane.company.change(by=cast.olivia, is_private=True, assigned_to_id=cast.olivia.pk)
    jane.refresh_from_db()
    assert said("{{contact.company}}", jane, cast.olivia) == "Orchard"
    assert said("{{contact.company}}", jane, cast.marco) == ""


def test_says_no_other_organization_s_values(cast, jane):
    words.set_value("signature", "Rival", by=cast.zoe)
    assert render("{{custom_values.signature}}", contact=jane, member=cast.olivia).unknown == [
        "custom_values.signature"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "{{", "}}", "{{}}", "{{ }}", "{{\n}}", "{ {contact.email} }", "{{contact.email}", "{contact.email}}",
        "{% now %}", "{# #}", "${x}", "%(x)s", "{{contact.\nemail}}", "{{{{}}}}",
    ],
)  # fmt: skip
def test_leaves_what_is_no_token(cast, jane, text):
    rendered = render(text, contact=jane, member=cast.olivia)
    assert (rendered.text, rendered.unknown, rendered.empty) == (text, [], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{{contact.first_name}}}", "{Jane}"),
        ("{{contact.first_name}}}}", "Jane}}"),
        ("{{ {{contact.first_name}} }}", "{{ Jane }}"),
        ("{{\tcontact.first_name\u00a0}}", "Jane"),
    ],
)
def test_finds_the_innermost(cast, jane, text, expected):
    assert said(text, jane, cast.olivia) == expected


@pytest.mark.parametrize(
    "piece",
    ["{", "}", "{{", "{{ ", "{{a", "{{a ", "{{a.b", "}}{{", "{{x}}", "{{" + "a" * 199, "{{contact.email}}", " "],
)
def test_takes_a_megabyte_of_anything_in_a_moment(cast, jane, piece):
    text, began = piece * (1_000_000 // len(piece)), time.process_time()
    render(text, contact=jane, member=cast.olivia)
    assert time.process_time() - began < 60, "it grows faster than the text"


def test_asks_as_little_for_many_tokens_as_for_few(cast, jane, django_assert_num_queries):
    for n in range(25):
        words.set_value(f"v{n}", str(n), by=cast.olivia)
    few = "{{custom_values.v1}} {{contact.first_name}} {{custom_values.none}}"
    many = "".join(f"{{{{custom_values.v{n}}}}}" for n in range(25)) + few
    for texts in ([few], [many, few]):
        with django_assert_num_queries(1):
            render_all(texts, contact=jane, member=cast.olivia)


def test_asks_nothing_without_custom_values(cast, jane, django_assert_num_queries):
    with django_assert_num_queries(0):
        render("{{contact.full_name}} {{me.email}} {{organization.name}}", contact=jane, member=cast.olivia)


def test_names_each_once():
    assert names_in("{{b}} {{ a }} {{b}}") == ["b", "a"]


def test_every_token_offered_is_known(cast, jane):
    words.set_value("signature", "x", by=cast.olivia)
    makers.custom_field(cast.olivia, "Seats", type="number")
    offered = [token for _label, group in offered_to(cast.olivia) for token, _name in group]
    assert {"{{contact.custom.seats}}", "{{custom_values.signature}}", "{{me.email}}"} <= set(offered)
    assert render(" ".join(offered), contact=jane, member=cast.olivia).unknown == []
