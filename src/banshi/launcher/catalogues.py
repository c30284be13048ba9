"""Message catalogues from outside: which are stale, and handing the work to the module that has Babel."""

from pathlib import Path

from banshi.launcher.process import openly, quietly
from banshi.launcher.say import step
from banshi.launcher.tree import Tree

WORKER = "banshi.conf.catalogues"


def compile_stale(tree: Tree) -> None:
    """Compile catalogues where a ``.po`` is newer than its ``.mo``."""
    sources = list(tree.src.glob("banshi/**/locale/*/LC_MESSAGES/*.po"))
    stale = [po for po in sources if not po.with_suffix(".mo").exists() or older(po.with_suffix(".mo"), po)]
    if not stale:
        return
    step(f"compiling {len(stale)} message catalogues")
    quietly(
        [str(tree.python), "-m", WORKER, "compile"],
        failed="the message catalogues could not be compiled",
        cwd=tree.root,
        env=tree.environment(),
    )


def older(one: Path, other: Path) -> bool:
    return one.stat().st_mtime_ns < other.stat().st_mtime_ns


def messages(tree: Tree, words: list[str]) -> int:
    """``banshi messages update|compile|check``."""
    return openly([str(tree.python), "-m", WORKER, *words], cwd=tree.root, env=tree.environment())
