import django.db.models.deletion
from django.db import migrations, models

import banshi.base.search.engines
from banshi.base.search.engines import CREATE_POSTGRESQL, CREATE_SQLITE


def create_index(apps, schema_editor):
    statement = {"sqlite": CREATE_SQLITE, "postgresql": CREATE_POSTGRESQL}[schema_editor.connection.vendor][0]
    schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    statement = {"sqlite": CREATE_SQLITE, "postgresql": CREATE_POSTGRESQL}[schema_editor.connection.vendor][1]
    schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("zones", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDoc",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=32)),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("terms", banshi.base.search.engines.TermsField(default=list, editable=False)),
                ("updated_at", models.DateTimeField()),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_doc",
                        to="zones.subject",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="zones.zone"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["zone", "kind"], name="search_zone_kind")],
            },
        ),
        migrations.RunPython(create_index, drop_index),
    ]
