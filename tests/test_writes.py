"""Where the database is written: in actions and in a short list of named helpers, and nowhere else."""

import ast
import importlib
import importlib.util
import inspect
import pkgutil
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models import signals

from banshi.base.history import acts

SOURCE = Path(__file__).resolve().parent.parent / "src" / "banshi"
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "raw",
    "execute",
    "executemany",
}
ROWS = {"insert_row", "insert_rows", "move", "update_row"}
"""Functions of ``base/engines/writing.py`` that write a row."""
# What writes outside actions, and why it may: each is called by use cases or is no business record.
HELPERS = {
    "base/history/record.py": "the entry itself",
    "base/history/periods.py": "the period row",
    "base/history/fences.py": "triggers",
    "base/vault/store.py": "sealed words, called by use cases",
    "base/search/index.py": "what can be found, called by use cases",
    "base/search/engines.py": "the index of the engine",
    "base/files/store.py": "files, called by use cases",
    "base/zones/subjects.py": "the subject row, called by use cases",
    "base/zones/numbers.py": "official numbers, called by use cases",
    "base/zones/access.py": "the mark by which standing is built anew",
    "doors/operations/queries.py": "asks the engine about itself",
    "doors/operations/care.py": "asks the engine about itself",
    "base/engines/reading.py": "reads all rows past the ORM",
    "base/signin/throttle.py": "counted tries",
    "base/care/aftermath.py": "a restored copy before anybody uses it: keys laid back, sessions ended",
    "base/care/dumps.py": "copies of the database, and the statements that lay them down",
    "base/care/upgrade.py": "asks the engine about itself",
}

# The box of an outline, in degrees; no limit is compared with it.
GEOMETRY = {"places.Place"}
# One database is cared for as a whole.
OF_THE_MACHINE = {"care.Run"}
# Reached through its owner, whose zone is known.
BY_OWNER = {"matter_seen", "unit_period_of", "matter_parts", "matter_merged"}

for config in apps.get_app_configs():
    if config.name.startswith("banshi.") and importlib.util.find_spec(f"{config.name}.actions"):
        package = importlib.import_module(f"{config.name}.actions")
        for found in pkgutil.iter_modules(getattr(package, "__path__", [])):
            importlib.import_module(f"{package.__name__}.{found.name}")


def modules():
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if not {"migrations", "kernel", "launcher", "conf", "engines", "filecheck", "demo"} & set(path.parts)
        and path.name != "demo.py"
    ]


def is_action(path: Path) -> bool:
    return path.name == "actions.py" or "actions" in path.parts


def manager_like(node: ast.AST) -> bool:
    """``X.objects…``, ``rows.filter(…)…``, ``thing.save()``: calls that reach a table."""
    text = ast.unparse(node)
    return ".objects" in text or "_manager" in text or ".filter(" in text or "cursor" in text


def writes_in(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ROWS:
            found.append(f"{path.relative_to(SOURCE)}:{node.lineno} {node.func.id}")
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, owner = node.func.attr, node.func.value
        if name in WRITES and (manager_like(owner) or (name in ("save", "delete") and not node.args)):
            found.append(f"{path.relative_to(SOURCE)}:{node.lineno} {ast.unparse(node.func)[:60]}")
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_actions_write(path):
    if not is_action(path) and str(path.relative_to(SOURCE)) not in HELPERS:
        assert writes_in(path) == []


def test_the_list_of_helpers_holds_no_file_that_does_not_write():
    assert [name for name in HELPERS if not writes_in(SOURCE / name)] == []


def test_the_walk_sees_what_it_is_there_for():
    assert len(modules()) > 100
    assert writes_in(SOURCE / "core/matters/actions/closing.py")
    found = {line.rpartition(" ")[2] for line in writes_in(SOURCE / "base/history/record.py")}
    assert found == {"insert_rows", "move"}


@pytest.mark.parametrize("verb", sorted(verb for verb in acts.registry if not verb.startswith("test.")))
def test_a_use_case_takes_keywords_among_them_actor(verb):
    function = inspect.unwrap(acts.registry[verb])
    kinds = {p.name: p.kind for p in inspect.signature(function).parameters.values()}
    assert set(kinds.values()) == {inspect.Parameter.KEYWORD_ONLY}
    assert "actor" in kinds
    assert "now" in kinds
    module = function.__module__.split(".")
    assert "actions" in module
    assert function.__doc__ or function.__name__.startswith("_")
    assert verb.split(".")[0] in module


def test_a_use_case_is_named_once_in_the_source():
    seen: dict[str, str] = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "use_case" and node.args:
                verb = ast.literal_eval(node.args[0])
                assert verb not in seen, (verb, seen.get(verb), path)
                seen[verb] = str(path)
    assert set(seen) <= set(acts.registry)


def test_no_signals():
    for path in modules():
        text = path.read_text(encoding="utf-8")
        assert "db.models.signals" not in text, path
        assert "dispatch import receiver" not in text, path
    for signal in (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete):
        ours = [entry for entry in signal.receivers if "banshi" in str(getattr(entry[1], "__module__", ""))]
        assert ours == []


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if model.__module__.startswith("banshi.")],
    ids=lambda model: model._meta.label,
)
def test_rows_are_protected_and_belong_to_a_zone(model):
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, field
        assert not isinstance(field, models.FloatField) or model._meta.label in GEOMETRY, field
    zoneless = {"zones.Zone", "zones.Account"} | OF_THE_MACHINE
    if model._meta.label not in zoneless and model._meta.app_label != "signin":
        assert "zone" in {field.name for field in model._meta.concrete_fields}
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                assert constraint.fields[0] == "zone", constraint.name
        for index in model._meta.indexes:
            assert not index.fields or index.fields[0] == "zone" or index.name in BY_OWNER, index.name
