"""Columns find their fields by name."""

import pytest

from contacts.resources import CompanyResource, ContactResource
from transfers import mapping
from transfers.formulas import cell_value, neutralised, restored

from . import files


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
    assert "Email 2" not in leads
    assert "Lead Owner" not in leads
    organizations = guessed(files.ORGANIZATIONS, CompanyResource)
    assert organizations == {
        "Name": "name",
        "Website": "website",
        "Country": "address_country",
        "Description": "notes",
        "Industry": "industry",
    }


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


def test_fills_a_field_once_from_the_likeliest_column():
    assert guessed(["Mail", "email", "E-mail address"]) == {"email": "email"}


def test_splits_a_full_name_at_the_first_space():
    values = mapping.values_of([" Ana  María López ", "a@x.example"], ["full_name", "email"])
    assert (values["first_name"], values["last_name"]) == ("Ana", "María López")


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
