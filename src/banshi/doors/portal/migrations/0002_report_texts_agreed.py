"""Whether a raiser wants to be told by text message; whoever reported before was not asked, and is not told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [
        migrations.AddField("report", "texts_agreed", models.BooleanField(default=False)),
    ]
