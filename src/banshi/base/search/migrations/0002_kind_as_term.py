"""The kind of a document becomes a term of SQLite's index: what is there is written again with it."""

from django.db import migrations

from banshi.base.search import engines
from banshi.base.search.terms import document_terms

TOGETHER = 1000


def write_again(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    docs = apps.get_model("search", "SearchDoc").objects.exclude(text="").order_by("pk")
    last = 0
    while part := list(docs.filter(pk__gt=last).values_list("pk", "kind", "text")[:TOGETHER]):
        engines.write_rows((pk, kind, document_terms(text)) for pk, kind, text in part)
        last = part[-1][0]


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(write_again, migrations.RunPython.noop)]
