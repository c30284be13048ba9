import json
from datetime import date

from django.db import migrations, models

from banshi.base.engines.indexes import without_indexes_of

OF_ROW = ("zone", "collector", "lead_leader", "responsible_unit", "holder_unit", "holder_post", "verifier")


def recategorised(apps, editor):
    """The day since which a matter has another category than before, as its last such entry tells it."""
    Entry, Matter = apps.get_model("history", "Entry"), apps.get_model("matters", "Matter")
    entries = Entry.objects.filter(kind="matters.amended").order_by("pk")
    days: dict[int, date] = {}
    for subject, on, body in entries.values_list("subject_id", "effective_on", "body").iterator():
        data = json.loads(bytes(body))["data"]
        if data["before"]["category"] != data["after"]["category"]:
            days[subject] = on
    for subject, on in days.items():
        Matter.objects.filter(subject_id=subject).update(recategorised_on=on)


class Migration(migrations.Migration):
    """Of one category, the newest first; and no index of a link by which nobody asks."""

    dependencies = [
        ("history", "0001_initial"),
        ("matters", "0008_counted_by_unit"),
        ("org", "0001_initial"),
        ("places", "0002_plans"),
        ("vault", "0003_look_at_position"),
        ("zones", "0004_password_age_known"),
    ]

    operations = [
        migrations.AddField("matter", "recategorised_on", models.DateField(null=True)),
        without_indexes_of(
            "matters", "matter", *OF_ROW, "words", "raiser_org", "raiser_unit", "raiser_name", "remaining"
        ),
        without_indexes_of("matters", "matterperiod", *OF_ROW),
        migrations.RunPython(recategorised, migrations.RunPython.noop),
        migrations.AddIndex(
            "matter",
            models.Index(
                fields=[
                    "zone",
                    "category",
                    "-raised_on",
                    "-id",
                    "kind",
                    "state",
                    "nature",
                    "label",
                    "subject",
                ],
                name="matter_of_category",
            ),
        ),
        migrations.AddIndex(
            "matter",
            models.Index(
                condition=models.Q(("recategorised_on__isnull", False)),
                fields=["zone"],
                name="matter_recategorised",
            ),
        ),
        migrations.AddIndex(
            "matter",
            models.Index(
                condition=models.Q(("holder_post__isnull", False)),
                fields=["zone", "holder_post"],
                name="matter_of_post",
            ),
        ),
    ]
