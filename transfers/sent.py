"""Records that a program sends one by one in a body, as a file to import."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Member

from .formulas import neutralised
from .widgets import owner_text


def as_file(rows, columns, *, name):
    """`rows`, `{column: text}`, as an uploaded CSV file called `name` with these `columns`; what a row lacks is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([neutralised(row.get(column) or "") for column in columns] for row in rows)
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"), content_type="text/csv")


def owner_texts(member):
    """`{id: what stands in a file for them}` of everybody whom `member` can name as an owner. One query."""
    people = Member.objects.visible_to(member).filter(is_active=True).select_related("user")
    return {person.pk: owner_text(person) for person in people}
