"""What becomes of cells that only together are a field, in the records."""

from contacts.models import Contact
from tests import makers

from . import headers
from .conftest import counts
from .files import table

TWO = ["first_name", "email", "E-mail 2 - Value", "Phone 3 - Value", "notes"]
TWICE = table(TWO, ["Jane", "jane@x.example", "j@home.example", "+1 2", ""])


def test_lines_join_the_notes_that_are_there(cast, bring_in):
    jane = makers.contact(cast.olivia, "Jane", "Smith", email="jane@x.example", notes="Likes tea\nOther phone: +1 2")
    assert counts(bring_in(TWICE)) == (0, 1, 0, 0)
    assert counts(bring_in(TWICE)) == (0, 0, 1, 0)
    jane.refresh_from_db()
    assert jane.notes == "Likes tea\nOther phone: +1 2\nOther e-mail: j@home.example"


def test_lines_become_the_notes_of_a_new_record(bring_in):
    assert counts(bring_in(TWICE)) == (1, 0, 0, 0)
    assert Contact.objects.get().notes == "Other e-mail: j@home.example\nOther phone: +1 2"


def test_what_a_row_says_nothing_about_is_not_emptied(cast, bring_in):
    jane = makers.contact(cast.olivia, "Jane", "", email="jane@x.example", mobile="+1 5", notes="Likes tea")
    text = table(["Name", "email", "Phone 1 - Type", "Phone 1 - Value", "City"],
                 ["Jane", "jane@x.example", "Work", "+1 7", ""])  # fmt: skip
    bring_in(text, blank="clear")
    jane.refresh_from_db()
    assert (jane.phone, jane.mobile, jane.notes) == ("+1 7", "+1 5", "Likes tea")


def test_an_address_book_from_elsewhere(bring_in):
    names = headers.GOOGLE.split(",")
    row = dict.fromkeys(names, "") | {
        "First Name": "Jane", "Middle Name": "Q.", "Last Name": "Doe", "Organization Name": "Orchard",
        "Organization Title": "Buyer", "Notes": "Met at the fair", "Labels": "* myContacts ::: VIP ::: Friends",
        "E-mail 1 - Value": "jane@x.example ::: jane@home.example", "Phone 1 - Label": "Mobile",
        "Phone 1 - Value": "+44 7700 900123", "Phone 2 - Label": "Work", "Phone 2 - Value": "+44 20 7946 0018",
        "Address 1 - Street": "1 Main St", "Address 1 - Extended Address": "Floor 2", "Address 1 - City": "London",
    }  # fmt: skip
    assert counts(bring_in(table(names, list(row.values())))) == (1, 0, 0, 0)
    jane = Contact.objects.get()
    assert (jane.first_name, jane.last_name, jane.company.name, jane.job_title) == (
        "Jane Q.",
        "Doe",
        "Orchard",
        "Buyer",
    )
    assert (jane.email, jane.phone, jane.mobile) == ("jane@x.example", "+44 20 7946 0018", "+44 7700 900123")
    assert (jane.address_street, jane.address_city) == ("1 Main St, Floor 2", "London")
    assert jane.tag_names == ["Friends", "VIP"]
    assert jane.notes == "Met at the fair\nOther e-mail: jane@home.example"
