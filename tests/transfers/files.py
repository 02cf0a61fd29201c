"""Files to import, made on the spot."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

CUSTOMERS = [
    "Index", "Customer Id", "First Name", "Last Name", "Company", "City", "Country", "Phone 1", "Phone 2", "Email",
    "Subscription Date", "Website",
]  # fmt: skip
LEADS = [
    "Index", "Account Id", "Lead Owner", "First Name", "Last Name", "Company", "Phone 1", "Phone 2", "Email 1",
    "Email 2", "Website", "Source", "Deal Stage", "Notes",
]  # fmt: skip
ORGANIZATIONS = [
    "Index", "Organization Id", "Name", "Website", "Country", "Description", "Founded", "Industry",
    "Number of employees", "UpdatedAt",
]  # fmt: skip


def upload(content, name="people.csv"):
    """An uploaded file of `content`, text or bytes."""
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def table(header, *rows, delimiter=","):
    """A CSV's text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([header, *rows])
    return buffer.getvalue()


def customers(count):
    """A CSV with the header of a shop's customers, every other one at a company of its own."""
    rows = (
        [n, f"id{n}", f"First{n}", f"Last{n}", f"Company {n // 2}, Inc.", "Oslo", "Norway", f"+1-555-{n:04}",
         f"001-555-{n:04}x9", f"person{n}@shop.example", "2021-01-29", "https://shop.example/"]
        for n in range(count)
    )  # fmt: skip
    return table(CUSTOMERS, *rows)


def spreadsheet(*rows):
    """The bytes of an XLSX."""
    from openpyxl import Workbook

    book, buffer = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()
