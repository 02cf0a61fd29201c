"""Tags are told apart by a key folded in Python: SQLite's LOWER only knows ASCII."""

from django.db import migrations, models

import customization.models.tags


def fill(apps, schema_editor):
    Tag = apps.get_model("customization", "Tag")
    tags = list(Tag.objects.all())
    for tag in tags:
        tag.key = tag.name.casefold()
    Tag.objects.bulk_update(tags, ["key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("customization", "0001_initial")]
    operations = [
        migrations.AlterModelOptions(name="tag", options={"ordering": ["key"], "verbose_name": "tag"}),
        migrations.RemoveConstraint(model_name="tag", name="tag_name_unique"),
        migrations.AddField(
            model_name="tag",
            name="key",
            field=customization.models.tags.NameKey(default="", editable=False, max_length=150),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(fields=("organization", "key"), name="tag_name_unique"),
        ),
    ]
