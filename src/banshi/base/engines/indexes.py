"""Taking away indexes that nobody asks by, without writing a table anew."""

import re
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

UNNAMED = re.compile(r".*_[0-9a-f]{8}")
"""How Django calls an index that no migration has named."""


def without_indexes_of(app: str, model: str, *links: str) -> RunPython:
    """A step of a migration: the index that each of ``links`` (foreign keys) once had of its own goes.

    Where the first migration makes none any more there is nothing to do. ``AlterField`` would do the same by
    copying the table on SQLite, once for each link. Not made again backwards: no row depends on them.
    """

    def drop(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        table = apps.get_model(app, model)
        columns = {table._meta.get_field(link).column for link in links}
        with editor.connection.cursor() as cursor:
            found = editor.connection.introspection.get_constraints(cursor, table._meta.db_table)
        for name, one in found.items():
            alone = one["index"] and not one["unique"] and len(one["columns"]) == 1
            if alone and one["columns"][0] in columns and UNNAMED.fullmatch(name):
                editor.execute(f"DROP INDEX {editor.quote_name(name)}")

    return RunPython(drop, RunPython.noop)
