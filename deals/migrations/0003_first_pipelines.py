"""Organizations founded before there were deals get the shipped pipeline."""

from django.db import migrations

STAGES = (
    ("Qualification", "blue", 10, ""),
    ("Proposal", "violet", 40, ""),
    ("Negotiation", "orange", 70, ""),
    ("Closed Won", "green", 100, "won"),
    ("Closed Lost", "grey", 0, "lost"),
)


def ship(apps, schema_editor):
    Organization, Pipeline, Stage = (
        apps.get_model(*name.split(".")) for name in ("accounts.Organization", "deals.Pipeline", "deals.Stage")
    )
    for organization in Organization.objects.exclude(pk__in=Pipeline.objects.values("organization")):
        pipeline = Pipeline.objects.create(organization=organization, name="Sales", key="sales")
        Stage.objects.bulk_create(
            Stage(
                organization=organization, pipeline=pipeline, name=name, name_key=name.lower(), color=color,
                probability=probability, closing=closing, position=position,
            )
            for position, (name, color, probability, closing) in enumerate(STAGES)
        )


class Migration(migrations.Migration):
    dependencies = [("deals", "0002_search"), ("accounts", "0002_currency_shape_and_events")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
