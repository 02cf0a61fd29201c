"""Trigram index for search, where the database has it."""

from django.db import migrations

INDEX = "CREATE INDEX task_search ON tasks_task USING gin (organization_id, title_key gin_trgm_ops)"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS task_search")


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial"), ("contacts", "0002_search")]
    operations = [migrations.RunPython(make, drop)]
