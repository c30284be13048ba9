"""Lists are asked by nature: it stands in the indexes that they are judged in, and kept views show what they showed."""

from urllib.parse import parse_qsl, urlencode

from django.db import migrations, models

PATHS = ("/matters/", "/matters/responsibility/", "/matters/closure/", "/matters/key/")
LONGEST = 500


def every_nature(apps, schema_editor):
    """A view that was kept before lists left anything out goes on showing all; one of a kind does so by itself."""
    view = apps.get_model("tables", "SavedView")
    for row in view.objects.filter(path__endswith="/").iterator():
        if not row.path.endswith(PATHS):
            continue
        asked = parse_qsl(row.query)
        if {"nature", "kind"} & {name for name, _value in asked}:
            continue
        query = urlencode(sorted([*asked, ("nature", "all")]))
        if len(query) <= LONGEST:
            view.objects.filter(pk=row.pk).update(query=query)


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0005_incoming"),
        ("tables", "0001_saved_views"),
        ("org", "0001_initial"),
        ("vault", "0001_initial"),
        ("zones", "0004_password_age_known"),
    ]

    operations = [
        migrations.RunPython(every_nature, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="matter", name="matter_seen"),
        migrations.RemoveIndex(model_name="matterperiod", name="period_of_matter_on"),
        migrations.RemoveIndex(model_name="matterperiod", name="period_walk"),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["subject", "zone", "label", "state", "nature", "kind", "category"], name="matter_seen"
            ),
        ),
        migrations.AddIndex(
            model_name="matterperiod",
            index=models.Index(
                fields=[
                    "zone",
                    "matter",
                    "recorded_to",
                    "effective_to",
                    "effective_from",
                    "recorded_from",
                    "raised_on",
                    "state",
                    "nature",
                    "kind",
                    "category",
                ],
                name="period_of_matter_on",
            ),
        ),
        migrations.AddIndex(
            model_name="matterperiod",
            index=models.Index(
                fields=[
                    "zone",
                    "recorded_to",
                    "-raised_on",
                    "effective_to",
                    "effective_from",
                    "state",
                    "nature",
                    "kind",
                    "category",
                    "matter",
                ],
                name="period_walk",
            ),
        ),
    ]
