"""Fences: triggers that keep append-only tables append-only, on both engines.

They are a fence, not the proof; the chain is. SQLite drops triggers silently
when a migration remakes a table, so they are put back after every migration and
the server refuses to start without them.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import Model


@dataclass(frozen=True)
class Fence:
    """A table of which no row is deleted and no column updated.

    Except the columns in ``may_change``, and those in ``once`` as long as they are empty (NULL).
    """

    model: str
    may_change: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)


_fences: dict[str, Fence] = {}


def append_only(model: str, *, may_change: tuple[str, ...] = (), once: tuple[str, ...] = ()) -> None:
    """Declare ``app.Model`` append-only; called by its app when it is ready."""
    _fences[model] = Fence(model, frozenset(may_change), frozenset(once))


def declared() -> tuple[Fence, ...]:
    """All fences, by model."""
    return tuple(_fences[name] for name in sorted(_fences))


def _changed(fence: Fence, differs: str) -> str:
    """The condition under which an update is refused; ``differs`` compares two values, NULL included."""
    parts = []
    for field in fence.table._meta.concrete_fields:
        if field.name in fence.may_change:
            continue
        change = f'OLD."{field.column}" {differs} NEW."{field.column}"'
        once = field.name in fence.once
        parts.append(f'(OLD."{field.column}" IS NOT NULL AND {change})' if once else change)
    return " OR ".join(parts)


def _names(fence: Fence) -> list[str]:
    table = fence.table._meta.db_table
    names = [f"{table}_no_update", f"{table}_no_delete"]
    return names + ([f"{table}_no_truncate"] if connection.vendor == "postgresql" else [])


def names() -> list[str]:
    """The triggers of every fence."""
    return [name for fence in declared() for name in _names(fence)]


def _existing_tables() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


def install() -> None:
    """Put every fence back; safe to repeat."""
    tables = _existing_tables()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PG_FUNCTION)
        for fence in declared():
            if fence.table._meta.db_table in tables:
                for statement in _statements(fence):
                    cursor.execute(statement)


def lift() -> None:
    """Take every fence down. Only the flush of the test suite does this."""
    tables = _existing_tables()
    with connection.cursor() as cursor:
        for fence in declared():
            table = fence.table._meta.db_table
            if table in tables:
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                for name in _names(fence):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing() -> list[str]:
    """The triggers that should be there and are not."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in names() if name not in present]


_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION banshi_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _statements(fence: Fence) -> list[str]:
    return _postgres(fence) if connection.vendor == "postgresql" else _sqlite(fence)


def _sqlite(fence: Fence) -> list[str]:
    table = fence.table._meta.db_table
    changed = _changed(fence, "IS NOT")
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f'DROP TRIGGER IF EXISTS "{table}_no_update"',
        f'DROP TRIGGER IF EXISTS "{table}_no_delete"',
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" WHEN {changed} {refuse}',
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" {refuse}',
    ]


def _postgres(fence: Fence) -> list[str]:
    table = fence.table._meta.db_table
    changed = _changed(fence, "IS DISTINCT FROM")
    run = "EXECUTE FUNCTION banshi_append_only()"
    shapes = {
        "no_update": f'BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed}) {run}',
        "no_delete": f'BEFORE DELETE ON "{table}" FOR EACH ROW {run}',
        "no_truncate": f'BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {run}',
    }
    statements = []
    for suffix, shape in shapes.items():
        name = f"{table}_{suffix}"
        statements += [
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"',
            f'CREATE TRIGGER "{name}" {shape}',
            f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"',
        ]
    return statements
