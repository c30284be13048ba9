"""Passwords set before their age was kept are as old as their account: the oldest that they can be."""

from django.db import migrations
from django.db.models import F


def as_old_as_the_account(apps, schema_editor):
    apps.get_model("zones", "Account").objects.filter(password_at=None).update(password_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("zones", "0003_account_password_at")]

    operations = [migrations.RunPython(as_old_as_the_account, migrations.RunPython.noop)]
