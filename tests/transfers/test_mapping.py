"""Columns find their fields by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.resources import CompanyResource, ContactResource
from transfers import mapping
from transfers.formulas import cell_value, neutralised, restored
from transfers.reading import cards

from . import files, headers

RESOURCES = {"contact": ContactResource, "company": CompanyResource}


def guessed(header, resource=ContactResource):
    found = mapping.guess(header, resource.SYNONYMS)
    return {name: field for name, field in zip(header, found, strict=True) if field}


def test_knows_its_own_template():
    for resource in (ContactResource, CompanyResource):
        columns = resource.columns()
        assert guessed(columns, resource) == {name: name for name in columns}


def test_knows_the_sample_headers():
    assert guessed(files.CUSTOMERS) == {
        "Customer Id": "external_id",
        "First Name": "first_name",
        "Last Name": "last_name",
        "Company": "company_name",
        "City": "address_city",
        "Country": "address_country",
        "Phone 1": "phone",
        "Phone 2": "mobile",
        "Email": "email",
    }
    leads = guessed(files.LEADS)
    assert (leads["Email 1"], leads["Source"], leads["Notes"]) == ("email", "source", "notes")
    assert leads["Email 2"] == "other_email"
    assert "Account Id" not in leads
    assert "Lead Owner" not in leads
    organizations = guessed(files.ORGANIZATIONS, CompanyResource)
    assert organizations == {
        "Organization Id": "external_id",
        "Name": "name",
        "Website": "website",
        "Country": "address_country",
        "Description": "notes",
        "Industry": "industry",
    }


@pytest.mark.parametrize(("kind", "header", "expected"), headers.KNOWN.values(), ids=headers.KNOWN)
def test_knows_the_exports_of_other_programs(kind, header, expected):
    columns, found = header.split(","), {}
    for column, field in zip(columns, mapping.guess(columns, RESOURCES[kind].SYNONYMS), strict=True):
        if field:
            found.setdefault(field, set()).add(column)
    assert found == {field: {names} if isinstance(names, str) else set(names) for field, names in expected.items()}


@pytest.mark.parametrize(
    "header",
    [
        ["Vorname", "Nachname", "E-Mail-Adresse", "Telefon", "Firma", "PLZ", "Ort"],
        ["Prénom", "Nom", "Courriel", "Téléphone", "Société", "Code postal", "Ville"],
        ["Nombre", "Apellidos", "Correo electrónico", "Teléfono", "Empresa", "Código postal", "Ciudad"],
        ["First Name", "Last Name", "E-mail 1 - Value", "Phone 1 - Value", "Organization 1 - Name",
         "Address 1 - Postal Code", "Address 1 - City"],
        ["FIRST_NAME", "last-name", "Email Address", "Phone Number", "Account Name", "Mailing Zip/Postal Code",
         "Mailing City"],
    ],
)  # fmt: skip
def test_knows_other_languages_and_programs(header):
    fields = ["first_name", "last_name", "email", "phone", "company_name", "address_zip", "address_city"]
    assert list(guessed(header).values()) == fields


def test_knows_the_columns_of_cards():
    found = guessed(cards.HEADER)
    assert {name for name, field in found.items() if name != field} == {"email 2", "phone 2"}
    assert (found["email 2"], found["phone 2"]) == ("other_email", "other_phone")
    assert set(cards.HEADER) - found.keys() == {"website", "birthday"}


def test_fills_a_field_once_from_the_likeliest_column():
    assert guessed(["Mail", "email", "E-mail address"]) == {"email": "email"}


def test_fits_lines_of_the_notes_to_the_header():
    fields = {"notes": "", "other_email": ""}
    kept = mapping.fitting(["notes:Birthday", "other_email", "other_email"], ["BIRTHDAY", "a", "b"], fields)
    assert kept == ["notes:BIRTHDAY", "other_email", "other_email"]
    assert mapping.fitting(["notes:Birthday"], ["Birthday"], {"name": ""}) == [""]


def test_fits_a_mapping_to_the_header():
    assert mapping.fitting(["a", "b", "a", "zz"], ["1", "2", "3", "4", "5"], {"a": "", "b": ""}) == [
        "a",
        "b",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1-555", "-5", "@x", "\tx", "\rx", "＝1", "'=1", "''+1", "O'Neil", "'quoted'", "", "plain", "'"]
)
def test_what_goes_out_comes_back(text):
    out = neutralised(text)
    assert restored(out) == cell_value(out) == text
    assert not out.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


AWKWARD = ["", " ", "x", "Jane Smith", "Doe, Jane", "a@x.example ::: b@x.example", "a@x.example, b@x.example", "+1 555",
           "+1 ::: +2", "'=1+1", "* myContacts ::: Friends", "Mobile", "Work", "a;b"]  # fmt: skip
FIELDS = ["", "first_name", "last_name", "email", "phone", "mobile", "tags", "notes", "address_street", "company_name",
          "notes:Colour", *mapping.PARTS]  # fmt: skip


@given(
    st.lists(st.sampled_from(FIELDS), min_size=1, max_size=12).flatmap(
        lambda fields: st.tuples(
            st.just(mapping.fitting(fields, fields, FIELDS)),
            st.lists(st.lists(st.sampled_from(AWKWARD), min_size=len(fields), max_size=len(fields)), max_size=6),
        )
    )
)
def test_a_column_at_a_time_says_what_row_by_row_does(asked):
    chosen, rows = asked
    one_by_one = [mapping.values_of(cells, chosen) for cells in rows]
    columns = mapping.columns_of(rows, chosen)
    for number, values in enumerate(one_by_one):
        said = {name: texts[number] for name, texts in columns.items() if texts[number] is not None}
        assert said == values


def test_columns_that_are_fields_are_copied():
    rows = [["Jane", "j@x.example", "red"], ["", "", "blue"]]
    assert mapping.columns_of(rows, ["first_name", "email", ""]) == {
        "first_name": ["Jane", ""],
        "email": ["j@x.example", ""],
    }


def one(**cells):
    """The values of a row with these cells, by field."""
    names = {name.replace("__", ":"): text for name, text in cells.items()}
    return {name: cell_value(text) for name, text in mapping.values_of(list(names.values()), list(names)).items()}


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        (" Ana  María López ", "Ana", "María López"),
        ("Doe, Jane", "Jane", "Doe"),
        ("van Beethoven, Ludwig", "Ludwig", "van Beethoven"),
        ("Beethoven, Ludwig van", "Ludwig", "van Beethoven"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("van Gogh", "", "van Gogh"),
        ("Jane Doe, PhD", "Jane", "Doe, PhD"),
        ("Prof. Dr. Jane Smith", "Prof. Dr. Jane", "Smith"),
        ("J. R. R. Tolkien", "J. R. R.", "Tolkien"),
        ("John F. Kennedy", "John F.", "Kennedy"),
        ("Cher", "Cher", ""),
        ("Doe,", "Doe", ""),
        (", Jane", "Jane", ""),
        (",", "", ""),
        ("山田 太郎", "山田", "太郎"),
    ],
)
def test_splits_a_full_name(name, first, last):
    values = one(full_name=name, email="a@x.example")
    assert (values["first_name"], values["last_name"]) == (first, last)


def test_a_full_name_only_fills_what_is_missing():
    assert one(full_name="Jane Doe", first_name="Janet", last_name="Roe")["first_name"] == "Janet"
    both = one(full_name="Mary Ann Doe", first_name="Mary Ann", last_name="")
    assert (both["first_name"], both["last_name"]) == ("Mary Ann", "Doe")
    other = one(full_name="Doe", first_name="", last_name="Doe")
    assert (other["first_name"], other["last_name"]) == ("", "Doe")


def test_a_middle_name_joins_the_first():
    assert one(first_name="Jane", middle_name="Q.", last_name="Doe")["first_name"] == "Jane Q."
    assert one(first_name="Jane", middle_name="", last_name="Doe")["first_name"] == "Jane"


def test_the_first_of_several_addresses_counts_and_none_is_lost():
    values = one(email="a@x.example ::: b@x.example", other_email="A@x.example", notes="Likes tea")
    assert (values["email"], values["notes"]) == ("a@x.example", "Likes tea\nOther e-mail: b@x.example")
    assert one(email="a@x.example; b@x.example")["email"] == "a@x.example"
    moved = one(email="", other_email="b@x.example")
    assert moved == {"email": "b@x.example"}


def test_a_second_number_goes_where_there_is_room():
    assert one(phone="+1 ::: +2", mobile="") == {"phone": "+1", "mobile": "+2"}
    assert one(phone="+1 ::: +2", mobile="+3") == {"phone": "+1", "mobile": "+3", "more_notes": "Other phone: +2"}
    assert one(phone="+1 ::: +2") == {"phone": "+1", "more_notes": "Other phone: +2"}
    assert one(phone="", other_phone="+2") == {"phone": "+2"}


def test_the_kind_of_a_number_says_which_it_is():
    mobile_first = one(phone_type="Mobile", phone="+1", mobile_type="Work", mobile="+2")
    assert (mobile_first["phone"], mobile_first["mobile"]) == ("+2", "+1")
    work_first = one(phone_type="Work", phone="+1", mobile_type="Home", mobile="+2")
    assert (work_first["phone"], work_first["mobile"]) == ("+1", "+2")
    alone = one(phone_type="* Mobile", phone="+1")
    assert (alone["phone"], alone["mobile"]) == ("", "+1")


def test_labels_become_tags():
    assert one(tags="* myContacts ::: Friends ::: VIP") == {"tags": "Friends,VIP"}
    assert one(tags="* myContacts") == {"tags": ""}
    assert one(listed_tags="Friends; VIP") == {"tags": "Friends, VIP"}
    assert one(tags="a ; b") == {"tags": "a ; b"}


def test_other_columns_may_go_to_the_notes():
    assert one(notes__Birthday="1 May", notes__Colour=" ") == {"more_notes": "Birthday: 1 May"}
    assert one(address_street="1 Main St", address_more="Floor 2") == {"address_street": "1 Main St, Floor 2"}


def test_what_is_put_together_is_no_formula_and_keeps_its_apostrophes():
    values = one(full_name="'=Jane Doe", email="a@x.example")
    assert (values["first_name"], values["last_name"]) == ("=Jane", "Doe")


def test_says_which_fields_an_empty_cell_is_about():
    assert mapping.filled(["full_name", "email", "other_email", "notes:Colour", "", "email"]) == [
        "first_name",
        "last_name",
        "email",
    ]


@pytest.mark.parametrize(
    ("header", "numbered"),
    [
        (["Phone", "Name", "phone "], ["Phone", "Name", "phone (2)"]),
        (["Phone", "Phone", "Phone (2)", "Phone"], ["Phone", "Phone (3)", "Phone (2)", "Phone (4)"]),
        (["", "Name", ""], ["", "Name", ""]),
        (["Phone", "Phone (2)"], ["Phone", "Phone (2)"]),
    ],
)
def test_names_each_column_differently(header, numbered):
    assert mapping.numbered(header) == numbered
    assert mapping.numbered(numbered) == numbered
