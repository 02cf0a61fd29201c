"""Export → import into an empty organization → export: the same again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Organization
from contacts.models import Company, Contact
from contacts.resources import CompanyResource, ContactResource
from tests import makers
from tests.cast import join
from transfers.models import Transfer

from .test_round_trip import NASTY

HARD = [
    "  around  ",
    "\u00a0nbsp",
    "trailing\n",
    "\ttab",
    "\r",
    "a\rb",
    "a\r\nb",
    '""',
    "'",
    "''=",
    "' x",
    "-",
    "＝",
    "\u2028",
    "_x000D_",
]
COLUMNS = {"contact": ContactResource.columns(), "company": CompanyResource.columns()}


@pytest.fixture
def empty(cast):
    """An admin of an organization that holds nothing."""
    return join(Organization.objects.create(name="Empty"), "Emil", "Empty", role="admin")


def out(rest, member, kind="contact", file_format="csv"):
    plural = {"contact": "contacts", "company": "companies"}[kind]
    columns = ",".join(COLUMNS[kind])
    return rest(member).get(f"/api/{plural}/export?columns={columns}&format={file_format}").getvalue()


def fill(cast, texts):
    for number, text in enumerate(texts):
        makers.contact(
            cast.olivia,
            f"First{number}",
            text,
            email=f"n{number}@x.example",
            phone=text[:50],
            mobile="",
            notes=text,
            job_title=text,
            company=None if number % 3 else f"{text} & Co",
            tags=[] if number % 2 else ["vip", "=SUM(A1)", "a b"],
            source=text,
            status="inactive" if number % 5 == 0 else "active",
            address_street=text,
            address_zip="00123",
            external_id=f"x{number}",
        )


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_contacts_arrive_as_they_left(cast, empty, rest, bring_in, file_format):
    fill(cast, [*NASTY, *HARD])
    assert "  around  " in Contact.objects.values_list("job_title", flat=True)
    first = out(rest, cast.olivia, file_format=file_format)
    transfer = bring_in(first, by=empty, name=f"people.{file_format}")
    assert (transfer.refused, transfer.created) == (0, Contact.objects.visible_to(cast.olivia).count())
    assert out(rest, empty) == out(rest, cast.olivia)


def test_companies_arrive_as_they_left(cast, empty, rest, bring_in):
    for number, text in enumerate([*NASTY, *HARD]):
        makers.company(cast.olivia, f"{number} {text}", notes=text, industry=text, address_city=text, tags=["=x"])
    first = out(rest, cast.olivia, "company")
    assert bring_in(first, by=empty, kind="company").refused == 0
    assert out(rest, empty, "company") == first


def test_cards_bring_what_a_card_can_hold(cast, empty, rest, bring_in):
    texts = [text.strip() for text in NASTY if "\r" not in text and text.strip() != "'"]
    fill(cast, texts)
    Contact.objects.update(source="", status="active", phone="")
    transfer = bring_in(out(rest, cast.olivia, file_format="vcf"), by=empty, name="people.vcf")
    assert (transfer.refused, transfer.created) == (0, len(texts))
    assert out(rest, empty, file_format="vcf") == out(rest, cast.olivia, file_format="vcf")
    assert out(rest, empty) == out(rest, cast.olivia)


ANY = st.text(
    alphabet=st.one_of(
        st.sampled_from("'=+-@\t\r\n \"',;＝\u00a0"),
        st.characters(exclude_characters="\x00", exclude_categories=["Cs", "Cc"]),
    ),
    max_size=40,
)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@settings(max_examples=8)
@given(texts=st.lists(ANY, min_size=1, max_size=12))
def test_any_text_comes_back(cast, empty, rest, bring_in, file_format, texts):
    Contact.objects.all().delete()
    for number, text in enumerate(texts):
        makers.contact(cast.olivia, f"P{number}", email=f"p{number}@x.example", notes=text, job_title=text)
    assert bring_in(out(rest, cast.olivia, file_format=file_format), by=empty, name=f"x.{file_format}").refused == 0
    arrived = Contact.objects.visible_to(empty).values_list("email", "notes", "job_title")
    assert set(arrived) == set(Contact.objects.visible_to(cast.olivia).values_list("email", "notes", "job_title"))
    assert out(rest, empty) == out(rest, cast.olivia)


def test_nothing_is_left_of_the_other_organization(cast, empty, rest, bring_in):
    fill(cast, ["Lee"])
    makers.contact(cast.olivia, "Own", "Er", assigned_to=cast.marco)
    first = out(rest, cast.olivia)
    transfer = bring_in(first, by=empty)
    assert transfer.refused == 1
    assert Company.objects.visible_to(empty).count() == 1
    assert Transfer.objects.filter(organization=empty.organization).count() == 1
