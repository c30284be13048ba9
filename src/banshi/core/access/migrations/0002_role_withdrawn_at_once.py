from django.db import migrations


class Migration(migrations.Migration):
    """A role withdrawn on its first day ends the day before: it never held, and nobody waits for midnight."""

    dependencies = [("access", "0001_initial")]

    operations = [migrations.RemoveConstraint(model_name="rolegrant", name="role_grant_dates")]
