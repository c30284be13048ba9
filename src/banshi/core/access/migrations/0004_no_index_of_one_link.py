from django.db import migrations

from banshi.base.engines.indexes import without_indexes_of


class Migration(migrations.Migration):
    """Whoever asks for involvements names the zone, and the indexes that begin with it answer."""

    dependencies = [("access", "0003_involvement_of_subject")]

    operations = [without_indexes_of("access", "involvement", "zone", "unit", "post")]
