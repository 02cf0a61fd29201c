"""What goes out comes back: an export imported again changes nothing."""

import pytest

from activity.models import Change
from contacts.models import Contact
from tests import makers

from .conftest import counts

NASTY = ["=1+1", "+1-555-0100", "-5", "@handle", "＝x", "'=quoted", "''+1", "O'Neil", 'say "hi"',
         "a,b;c\td|e", "two\nlines", "end\r\nings",
         "Łukasz Żółć", "日本語", "🙂", "'"]  # fmt: skip


@pytest.fixture
def everybody(cast):
    for number, text in enumerate(NASTY):
        makers.contact(
            cast.olivia,
            f"First{number}",
            text,
            email=f"nasty{number}@x.example",
            phone=text[:50],
            notes=text,
            job_title=text,
            company=None if number % 3 else f"{text} & Co",
            tags=[] if number % 2 else ["vip", "=SUM(A1)"],
            source=text,
            status="inactive" if number % 5 == 0 else "active",
            address_street=text,
        )
    makers.contact(cast.olivia, "Only", "", phone="1", assigned_to=cast.rita)
    makers.contact(cast.olivia, "", "Last", email="", assigned_to=cast.marco)
    makers.contact(cast.olivia, "Twin", "One", email="twins@x.example", phone="1")
    makers.contact(cast.olivia, "Twin", "One", email="Twins@x.example", phone="2")
    makers.contact(cast.olivia, "Mine", "Alone", email="m@x.example", is_private=True, assigned_to=cast.olivia)


def exported(rest, member, plural="contacts"):
    return rest(member).get(f"/api/{plural}/export").getvalue()


@pytest.mark.usefixtures("everybody")
def test_contacts(cast, rest, bring_in):
    out = exported(rest, cast.olivia)
    before = Change.objects.count()
    transfer = bring_in(out)
    assert counts(transfer) == (0, 0, Contact.objects.count(), 0)
    assert Change.objects.count() == before
    assert exported(rest, cast.olivia) == out


@pytest.mark.usefixtures("everybody")
def test_companies(cast, rest, bring_in):
    out = exported(rest, cast.olivia, "companies")
    transfer = bring_in(out, kind="company")
    assert counts(transfer)[:2] == (0, 0)
    assert transfer.unchanged > 3
    assert exported(rest, cast.olivia, "companies") == out


@pytest.mark.usefixtures("everybody")
def test_a_spreadsheet(cast, page, bring_in):
    answer = page(cast.olivia).get("/export/contact?file_format=xlsx")
    transfer = bring_in(answer.getvalue(), name="people.xlsx")
    assert counts(transfer) == (0, 0, Contact.objects.count(), 0)


@pytest.mark.usefixtures("everybody")
def test_no_cell_would_run_in_a_spreadsheet(cast, rest):
    import csv
    import io

    text = exported(rest, cast.olivia).decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋"))]
    assert "'=SUM(A1),vip" in cells


@pytest.mark.usefixtures("everybody")
def test_into_another_organization_all_arrives(cast, rest, bring_in):
    makers.contact(cast.zoe)
    out = exported(rest, cast.olivia).replace(b"rita@acme.example", b"").replace(b"marco@acme.example", b"")
    transfer = bring_in(out.replace(b"olivia@acme.example", b""), by=cast.zoe)
    assert transfer.refused == 0
    ours = Contact.objects.visible_to(cast.olivia).exclude(email_key="twins@x.example")
    theirs = Contact.objects.visible_to(cast.zoe)
    fields = (
        "first_name",
        "last_name",
        "email",
        "phone",
        "notes",
        "company__name",
        "source",
        "status",
        "address_street",
    )
    assert set(ours.values_list(*fields)) <= set(theirs.values_list(*fields))
