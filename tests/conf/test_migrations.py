"""The schema that the migrations make is the one that the models say; a migration that touches data has a test."""

import ast
import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[2]
DATA = {"RunPython", "RunSQL"}
# A first migration has no rows to move: it may seed or set up what the engine needs.
OURS = [config for config in apps.get_app_configs() if config.name.startswith("banshi.")]


def touching_data():
    """``app.number`` of every migration of ours that runs Python or SQL, with its file."""
    for config in OURS:
        for path in sorted((Path(config.path) / "migrations").glob("0*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            called = {
                node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                for node in ast.walk(tree)
                if isinstance(node, ast.Call)
            }
            if called & DATA and not path.name.startswith("0001"):
                yield config.label, path.stem


def named_by_tests():
    """The text of all tests but this one: a data test says the name of its migration."""
    paths = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__).resolve()]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_models_and_migrations_agree():
    said = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, verbosity=1, stdout=said)
    assert "No changes detected" in said.getvalue()


def test_migrations_are_linear():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for config in OURS:
        leaves = [name for app, name in loader.graph.leaf_nodes() if app == config.label]
        assert len(leaves) <= 1, leaves
        numbers = [name[:4] for app, name in loader.disk_migrations if app == config.label]
        assert len(numbers) == len(set(numbers)), config.label


@pytest.mark.parametrize("found", list(touching_data()), ids=lambda found: f"{found[0]}.{found[1]}")
def test_a_migration_that_touches_data_has_a_test_that_names_it(found):
    app, name = found
    assert f'"{name}"' in named_by_tests(), f"no test names {app}.{name}: old rows in, migrated rows checked"


def test_the_check_would_miss_no_such_migration(tmp_path):
    """What it looks for is seen in every form in which it is written."""
    for text in ("migrations.RunPython(f)", "RunSQL('x')", "operations = [migrations.RunPython(f, g)]"):
        tree = ast.parse(text)
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        names = {getattr(func, "attr", getattr(func, "id", "")) for func in calls}
        assert names & DATA


@pytest.mark.django_db
def test_the_tables_have_the_columns_and_keys_of_the_models():
    """Read back from the engine: nothing is there that no model says, and nothing is missing."""
    wrong = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model.__module__.startswith("banshi."):
                continue
            table = model._meta.db_table
            there = {
                column.name: column
                for column in connection.introspection.get_table_description(cursor, table)
            }
            said = {field.column: field for field in model._meta.concrete_fields}
            wrong += [f"{table}: {name}" for name in set(there) ^ set(said)]
            wrong += [
                f"{table}.{name}: null {there[name].null_ok}"
                for name, field in said.items()
                if name in there and bool(there[name].null_ok) != field.null
            ]
            names = set(connection.introspection.get_constraints(cursor, table))
            named = {one.name for one in (*model._meta.constraints, *model._meta.indexes)}
            wrong += [f"{table}: {name} is missing" for name in named - names]
    assert wrong == []
