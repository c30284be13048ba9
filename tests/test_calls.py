"""Pages call actions by keyword: every keyword written there is one that the action takes.

A keyword that it does not take is an error of the machine for whoever presses the button, and no type of ours
sees it, because a use case is wrapped.
"""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from banshi.base.history import acts

SOURCE = Path(importlib.import_module("banshi").__file__).parent
FILES = sorted(
    path
    for path in SOURCE.rglob("*.py")
    if "formkey" in path.read_text(encoding="utf-8") and path.name != "formkey.py"
)


def module_of(path: Path) -> Any:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return importlib.import_module(".".join(part for part in parts if part != "__init__"))


def calls(path: Path) -> Iterator[tuple[ast.Call, Callable[..., Any]]]:
    """Calls of what a module names, where the names say which function it is."""
    module = module_of(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and any(word.arg == "key" for word in node.keywords):
            found = target(module, node.func)
            if callable(found) and not inspect.isclass(found):
                yield node, found


def target(module: Any, node: ast.expr) -> Any:
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    if isinstance(node, ast.Attribute):
        return getattr(target(module, node.value), node.attr, None)
    return None


def strange(node: ast.Call, function: Callable[..., Any]) -> set[str]:
    """The keywords of a call that the function does not take; a use case takes a key besides its own."""
    takes = inspect.signature(function).parameters
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in takes.values()):
        return set()
    known = set(takes) | ({"key"} if function in acts.registry.values() else set())
    return {word.arg for word in node.keywords if word.arg} - known


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_keywords(path):
    wrong = [
        f"{path.name}:{node.lineno} {found.__name__}: {', '.join(sorted(strange(node, found)))}"
        for node, found in calls(path)
        if strange(node, found)
    ]
    assert not wrong


def test_looks():
    """The walk finds calls at all, and sees a keyword that is not taken."""
    assert sum(1 for path in FILES for _ in calls(path)) > 50
    call = ast.parse("f(actor=1, key=2, more=3)", mode="eval").body

    def f(*, actor):
        """Takes no key."""

    assert strange(call, f) == {"key", "more"}
