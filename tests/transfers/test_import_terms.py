"""Which columns become what, and on which terms rows are taken: asked for on the columns page, kept, remembered."""

import pytest
from django.core.exceptions import ValidationError

from contacts.models import Contact
from tests import makers
from transfers import mapping
from transfers.models import Transfer
from transfers.run import run

from . import headers
from .files import table
from .test_import_pages import begun, chosen


@pytest.fixture
def client(cast, page):
    return page(cast.olivia)


def test_terms_are_asked_for_kept_and_remembered(cast, client, bring_in):
    text = table(["First name", "E-mail", "Phone", "City"], ["Jane", "jane@x.example", "+44 20 7946 0018", ""])
    jane = makers.contact(cast.olivia, "Janet", "", phone="+442079460018", address_city="Oslo")
    transfer = begun(client, text)
    chosen_terms = chosen(transfer, mode="update", match_by="phone", blank="clear")
    marco = cast.marco.user.email
    answer = client.post(
        f"/imports/{transfer.pk}/columns",
        chosen_terms | {"default_assigned_to": marco, "default_tags": "fair, vip", "default_source": "Hanover"},
    )
    assert answer.status_code == 302
    transfer.refresh_from_db()
    assert (transfer.mode, transfer.match_by, transfer.blank) == ("update", "phone", "clear")
    assert transfer.defaults == {"assigned_to": marco, "tags": "fair, vip", "source": "Hanover"}
    told = "Only update those that exist · found by: Phone number · Empty cells empty the field"
    assert told in client.get(f"/imports/{transfer.pk}").content.decode()
    client.post(f"/imports/{transfer.pk}/run")
    transfer = Transfer.objects.get(pk=transfer.pk)
    run(transfer)
    assert f"{told} · Owner (e-mail or name): {marco}" in client.get(f"/imports/{transfer.pk}").content.decode()
    jane.refresh_from_db()
    assert (jane.first_name, jane.email, jane.address_city) == ("Jane", "jane@x.example", "")
    assert (jane.assigned_to, jane.source, jane.tag_names) == (cast.marco, "Hanover", ["fair", "vip"])
    again = begun(client, text)
    assert [getattr(again, name) for name in mapping.TERMS] == [getattr(transfer, name) for name in mapping.TERMS]


@pytest.mark.parametrize(
    ("terms", "field", "words"),
    [
        ({"match_by": "phone"}, "match_by", "No column fills “Phone number”."),
        ({"match_by": "colour"}, "match_by", "Select a valid choice"),
        ({"blank": "maybe"}, "blank", "Select a valid choice"),
        ({"mode": ""}, "mode", "This field is required."),
        ({"default_assigned_to": "nobody@x.example"}, "default_assigned_to", "Select a valid choice"),
        ({"default_tags": "x" * 200}, "default_tags", "is longer than"),
        ({"default_source": "x" * 200}, "default_source", "This is longer than 100 characters"),
        ({"column_0": "shoe_size"}, "column_0", "Select a valid choice"),
    ],
)
def test_a_wrong_term_is_said_at_its_field(client, terms, field, words):
    transfer = begun(client, table(["First name", "E-mail"], ["Jane", "jane@x.example"]))
    answer = client.post(f"/imports/{transfer.pk}/columns", chosen(transfer, **terms))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert words in page.split(f'id="id_{field}_error"')[1].split("</p>")[0]
    assert Transfer.objects.get(pk=transfer.pk).status == "draft"


def test_owners_are_offered_from_the_own_organization_only(cast, client):
    page = client.get(f"/imports/{begun(client).pk}").content.decode()
    assert cast.marco.user.email in page
    assert cast.zoe.user.email not in page


def test_companies_have_terms_of_their_own(client):
    transfer = begun(client, table(["Name"], ["Orchard"]), kind="company", name="firms.csv")
    page = client.get(f"/imports/{transfer.pk}").content.decode()
    assert 'name="default_source"' not in page
    answer = client.post(f"/imports/{transfer.pk}/columns", chosen(transfer, match_by="external_id"))
    assert "No column fills “External id”." in answer.content.decode()


def test_terms_of_no_form_are_refused_too(cast, client):
    transfer = begun(client)
    transfer.match_by, transfer.blank, transfer.mode = "colour", "maybe", "never"
    transfer.defaults = {"first_name": "Jane", "assigned_to": "nobody@x.example"}
    with pytest.raises(ValidationError) as refused:
        mapping.must_fit_terms(transfer)
    assert set(refused.value.message_dict) == {"match_by", "blank", "mode", "first_name", "assigned_to"}


def test_says_which_columns_are_left_out(client):
    names = headers.GOOGLE.split(",")
    row = dict.fromkeys(names, "") | {"First Name": "Jane", "Birthday": "1 May 1980"}
    transfer = begun(client, table(names, list(row.values())))
    page = client.get(f"/imports/{transfer.pk}").content.decode()
    assert "20 of 53 columns are used" in page
    assert "33 columns are left out" in page
    assert "It holds something that will not be imported: Birthday." in page
    client.post(f"/imports/{transfer.pk}/columns", chosen(transfer))
    assert "33 columns are left out" in client.get(f"/imports/{transfer.pk}").content.decode()


def test_a_column_may_go_to_the_notes(client):
    transfer = begun(client, table(["First name", "E-mail", "Birthday"], ["Jane", "jane@x.example", "1 May 1980"]))
    client.post(f"/imports/{transfer.pk}/columns", chosen(transfer, column_2="notes:Birthday"))
    client.post(f"/imports/{transfer.pk}/run")
    run(Transfer.objects.get(pk=transfer.pk))
    assert Contact.objects.get().notes == "Birthday: 1 May 1980"


def test_a_header_without_names_is_mapped_by_hand(client):
    transfer = begun(client, table(["", "First name", ""], ["x", "Jane", "jane@x.example"]))
    page = client.get(f"/imports/{transfer.pk}").content.decode()
    assert "Column 1" in page
    answer = client.post(
        f"/imports/{transfer.pk}/columns", chosen(transfer, column_2="email", column_0="notes:Column 1")
    )
    assert answer.status_code == 302


def test_corrected_rows_come_back_on_the_same_terms(client, bring_in):
    text = table(["Who", "Where to", "Birthday"], ["Jane Doe", "no", "1 May"], ["John", "j@x.example", ""])
    chosen_by_hand = ["full_name", "email", "notes:Birthday"]
    first = bring_in(text, mapping=chosen_by_hand, blank="clear", defaults={"tags": "fair"})
    assert (first.created, first.refused) == (1, 1)
    refused = client.get(f"/imports/{first.pk}/refused").getvalue().decode("utf-8-sig")
    again = begun(client, refused.replace(",no,", ",jane@x.example,"))
    assert again.header[-2:] == ["Row", "Reason"]
    assert again.mapping == [*chosen_by_hand, "", ""]
    assert (again.blank, again.defaults) == ("clear", {"tags": "fair"})
    client.post(f"/imports/{again.pk}/columns", chosen(again, blank="clear", default_tags="fair"))
    client.post(f"/imports/{again.pk}/run")
    run(Transfer.objects.get(pk=again.pk))
    jane = Contact.objects.get(email="jane@x.example")
    assert (jane.full_name, jane.notes, jane.tag_names) == ("Jane Doe", "Birthday: 1 May", ["fair"])
