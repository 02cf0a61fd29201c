"""Trigram index for search, where the database has it."""

from django.db import migrations

INDEX = "CREATE INDEX message_search ON inbox_message USING gin (organization_id, search_text gin_trgm_ops)"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS message_search")


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial"), ("contacts", "0002_search")]
    operations = [migrations.RunPython(make, drop)]
