"""Contacts are found by custom values and by a client's metadata through indexes, where the database has them for JSON; see
decisions 0017 and 0021."""

from django.db import migrations

INDEXES = {
    "contact_by_custom": "contacts_contact USING gin (custom jsonb_path_ops)",
    "contact_by_metadata": "contacts_contact USING gin (metadata jsonb_path_ops) WHERE metadata <> '{}'",
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, body in INDEXES.items():
            schema_editor.execute(f"CREATE INDEX {name} ON {body}")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0005_shape_merges_and_enquiries")]
    operations = [migrations.RunPython(make, drop)]
