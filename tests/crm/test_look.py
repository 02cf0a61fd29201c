"""The words of the templates, the parts that docs/look.md shows, and how much a first visit weighs."""

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import Member, Organization
from contacts.models import Company, Contact
from crm.context import PLACES, Shell
from crm.icons import sprite, symbol
from crm.templatetags import look
from customization.models import Tag

from . import gallery

STATIC = settings.BASE_DIR / "static"
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def rendered(text, **context):
    return Template("{% load look %}" + text).render(Context(context))


def weight(*patterns):
    """Bytes of these static files as they travel: fonts and pictures as they are, the rest compressed."""
    files = [path for pattern in patterns for path in sorted(STATIC.glob(pattern))]
    assert files
    raw = {".woff2", ".png"}
    return sum(len(f.read_bytes() if f.suffix in raw else gzip.compress(f.read_bytes())) for f in files)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Jane Smith", "JS"),
        ("jane van der Smith", "JS"),
        ("Acme", "A"),
        ("łukasz żak", "ŁŻ"),
        ("(Jane) Smith", "S"),
        ("  ", "–"),
        (None, "–"),
    ],
)
def test_initials(name, shown):
    assert look.initials(name) == shown


def test_a_face_keeps_its_hue_and_escapes_its_letters():
    assert look.face("Jane Smith") == look.face("Jane Smith")
    assert "<b" not in rendered("{% face name %}", name="<b>x").replace("<span", "")
    assert len({look.face(f"Person {n}").split('"')[1] for n in range(100)}) == len(look.HUES) - 1


def test_every_tag_colour_has_its_hue():
    assert set(Tag.COLORS) == set(look.HUES)
    tokens = (STATIC / "css/tokens.css").read_text()
    assert all(f".{hue} {{ --h" in tokens for hue in look.HUES if hue != "grey")


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=2), "2 h ago"),
        (timedelta(hours=20), "yesterday"),
        (timedelta(days=6), "12 Nov"),
        (timedelta(days=366), "17 Nov 2025"),
        (-timedelta(seconds=5), "in a moment"),
        (-timedelta(minutes=5), "in 5 min"),
        (-timedelta(hours=30), "tomorrow"),
    ],
)
def test_a_time_is_said_short(passed, said):
    assert look.spoken(NOW - passed, NOW) == said


def test_a_time_carries_the_whole_moment():
    html = look.ago(timezone.now() - timedelta(hours=3, minutes=1))
    assert re.fullmatch(r'<time datetime="[^"]+" title="[^"]+">(3 h ago|yesterday)</time>', html)
    assert ">today<" in look.ago(timezone.localdate())
    assert look.ago(date(2020, 1, 2)).endswith(">2 Jan 2020</time>")
    assert look.ago(None) == ""


def test_a_number_is_grouped():
    assert look.number(1234567) == "1,234,567"
    assert look.number(None) == ""


def test_an_address_breaks_behind_its_at():
    assert look.breakable("jane@<b>.example") == "jane@<wbr>&lt;b&gt;.example"
    assert look.breakable("+1-555-0100") == "+1-555-0100"


@pytest.mark.parametrize(
    ("path", "here", "current"),
    [
        ("/contacts", "/contacts", True),
        ("/contacts", "/contacts/12", True),
        ("/contacts", "/contacts-old", False),
        ("/", "/", True),
        ("/", "/contacts", False),
    ],
)
def test_a_link_knows_whether_one_is_there(path, here, current):
    html = rendered("{% active path %}", path=path, request=RequestFactory().get(here))
    assert bool(html) is current


@pytest.mark.parametrize(
    ("tags", "url"),
    [("undo:/undo/12", "/undo/12"), ("big undo:/undo/3", "/undo/3"), ("undo://elsewhere.example", ""), ("", "")],
)
def test_a_message_may_be_undone_here_only(tags, url):
    assert look.undo_url(SimpleNamespace(extra_tags=tags)) == url


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 0, [1]),
        (1, 60, [1, 2, 3]),
        (1, 318, [1, 2, None, 13]),
        (7, 318, [1, None, 6, 7, 8, None, 13]),
        (13, 318, [1, None, 12, 13]),
    ],
)
def test_paging_offers_the_ends_and_the_neighbours(number, total, shown):
    assert look.numbers(gallery.some_page(number, total)) == shown


def test_paging_says_which_rows():
    page = gallery.some_page(13, 318)
    assert (look.first_row(page), look.last_row(page)) == (301, 318)


def test_a_field_ties_its_help_and_error_to_itself():
    html = rendered('{% include "_shared/_field.html" with field=form.name %}', form=gallery.ExampleForm({}))
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()
    assert all(f'id="{name}"' in html for name in described)
    assert len(described) == 2


def form_of(**needed):
    """A form of one text field each, required or not."""
    fields = {name: forms.CharField(required=required) for name, required in needed.items()}
    return type("Some", (forms.Form,), fields)()


def marks(form):
    return {field.name: look.mark_of(field) for field in form}


def test_a_label_says_what_is_rare_in_its_form():
    assert marks(form_of(a=True, b=True, c=True, d=False)) == {"a": "", "b": "", "c": "", "d": "optional"}
    assert marks(form_of(a=True, b=False, c=False)) == {"a": "required", "b": "", "c": ""}
    assert marks(form_of(a=False, b=False)) == {"a": "", "b": ""}


def test_a_choice_with_a_value_needs_no_mark():
    form = form_of(a=False, b=False, c=False, d=False)
    form.fields["kind"] = forms.ChoiceField(choices=[("x", "X"), ("y", "Y")])
    form.fields["way"] = forms.ChoiceField(choices=[("", "—"), ("y", "Y")])
    assert look.mark_of(form["kind"]) == ""
    assert look.mark_of(form["way"]) == "required"


def test_the_summary_of_errors_leads_to_the_fields():
    html = rendered('{% include "_shared/_errors.html" %}', form=gallery.ExampleForm({}))
    assert 'href="#id_name"' in html
    assert 'role="alert"' in html


def test_the_summary_of_errors_names_each_field_apart():
    form = type(form_of(first=True, second=True, third=False, fourth=True))({})
    html = rendered('{% include "_shared/_errors.html" %}', form=form)
    assert re.sub(r"<[^>]+>", "", html).split("look:")[1].strip() == "First, Second, Fourth"


@pytest.mark.parametrize(("heading", "text"), gallery.examples())
def test_every_example_renders(heading, text, cast):
    request = RequestFactory().get("/contacts?page=4&q=x")
    html = Template("{% load look i18n %}" + text).render(RequestContext(request, gallery.sample()))
    assert "{%" not in html
    assert "{{" not in html


def test_every_icon_that_templates_name_is_in_the_sprite():
    there = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    assert there == set((STATIC / "vendor/icons.txt").read_text().split())
    texts = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    named = {name for text in texts for name in re.findall(r"""{% icon ["']([^"']+)["']""", text)}
    named |= {name for text in texts for name in re.findall(r"""with [^%]*\bicon=["']([^"']+)["']""", text)}
    assert named - there == set()
    assert {place.icon for place in PLACES} <= there


def test_the_sprite_holds_shapes_only(tmp_path):
    (tmp_path / "dot.svg").write_text('<svg class="x" stroke="red">\n  <path d="M1 1" />\n</svg>')
    assert symbol("dot", '<svg a="b"><path d="M1 1"/></svg>') == (
        '<symbol id="dot" viewBox="0 0 24 24"><path d="M1 1"/></symbol>'
    )
    assert sprite(["dot", "dot"], tmp_path).count("<symbol") == 1
    with pytest.raises(FileNotFoundError):
        sprite(["none"], tmp_path)


def test_style_sheets_are_small():
    """Those of every page together, and each that only some pages ask for."""
    shared = re.findall(r"css/\w+\.css", (settings.BASE_DIR / "templates/_shared/_styles.html").read_text())
    assert weight(*shared) < 18_000
    for path in (STATIC / "css").glob("*.css"):
        assert f"css/{path.name}" in shared or weight(f"css/{path.name}") < 2_500, path.name


def test_a_first_visit_is_light():
    ours = weight("css/[!a]*.css", "js/*.js", "vendor/htmx/*.js", "vendor/inter/*.woff2", "icons.svg")
    assert ours - weight("js/track.js") < 110_000  # which stands on the pages of others alone


def test_every_colour_is_a_token():
    """A colour written elsewhere would not follow the theme."""
    literal = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(", re.I)
    allowed = {"tokens.css", "modes.css"}
    for path in (STATIC / "css").glob("*.css"):
        text = re.sub(
            r"light-dark\([^;]*\)|url\([^)]*\)|rgb\(0 0 0 / [.\d]+\)|rgb\(20 22 26 / \.45\)", "", path.read_text()
        )
        if path.name not in allowed:
            assert literal.findall(text.replace("background: #fff", "")) == [], path.name


def test_the_shell_asks_once(cast, django_assert_num_queries):
    Contact.create(by=cast.olivia, first_name="Jane")
    Contact.create(by=cast.olivia, first_name="Own", is_private=True)
    Company.create(by=cast.olivia, name="Baltic Works")
    Member.objects.create(organization=Organization.objects.create(name="Second"), user=cast.marco.user)
    shell = Shell(cast.marco)
    with django_assert_num_queries(1):
        counts = {str(place["label"]): place["count"] for place in shell.places}
        names = [each.organization.name for each in shell.memberships]
    assert counts["Contacts"] == 1
    assert counts["Companies"] == 1
    assert names == ["Acme", "Second"]


def test_the_shell_counts_what_the_member_sees(cast):
    Contact.create(by=cast.olivia, first_name="Jane")
    assert next(place for place in Shell(cast.rita).places if place["kind"] == "contact")["count"] == 0


def test_the_shell_counts_for_each_member_anew(cast):
    Contact.create(by=cast.olivia, first_name="Jane")
    Contact.create(by=cast.marco, first_name="Own", is_private=True)
    Contact.create(by=cast.olivia, first_name="Ritas", assigned_to_id=cast.rita.pk)
    Contact.create(by=cast.zoe, first_name="Foreign")
    counts = {
        who: next(place for place in Shell(getattr(cast, who)).places if place["kind"] == "contact")["count"]
        for who in ("olivia", "marco", "rita", "tess", "zoe")
    }
    assert counts == {
        who: Contact.objects.visible_to(getattr(cast, who)).count()
        for who in ("olivia", "marco", "rita", "tess", "zoe")
    }
    assert counts["marco"] == 3


def test_a_page_that_is_not_there_says_so(cast, page):
    answer = page(cast.marco).get("/nothing-here")
    assert answer.status_code == 404
    assert "Nothing here" in answer.content.decode()
    assert 'class="side"' in answer.content.decode()


def test_a_page_that_only_takes_forms_says_so(cast, page):
    contact = Contact.create(by=cast.marco, first_name="Jane")
    answer = page(cast.marco).get(f"/contacts/{contact.pk}/remove", headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "what you pressed before was not done" in answer.content.decode()
    assert 'class="side"' in answer.content.decode()


@pytest.mark.parametrize("headers", [{"Accept": "*/*"}, {"Accept": "text/html", "HX-Request": "true"}])
def test_programs_and_parts_are_not_told_a_page(cast, page, headers):
    contact = Contact.create(by=cast.marco, first_name="Jane")
    answer = page(cast.marco).get(f"/contacts/{contact.pk}/remove", headers=headers)
    assert (answer.status_code, answer.content) == (405, b"")


def test_a_broken_page_needs_nothing_but_its_files():
    html = Template((settings.BASE_DIR / "templates/500.html").read_text()).render(Context({}))
    for url in re.findall(r'href="/static/([^"]+)"', html):
        assert (STATIC / url).exists()
