"""Trigram indexes for search, where the database has them."""

from django.db import migrations

INDEXES = {
    "contact_search": "contacts_contact USING gin (organization_id, search_text gin_trgm_ops, company_key gin_trgm_ops)",
    "company_search": "contacts_company USING gin (organization_id, search_text gin_trgm_ops)",
}


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for extension in ("pg_trgm", "btree_gin"):
        schema_editor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    for name, body in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX {name} ON {body}")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
