"""``banshi test``: the parts of the test suite, each timed, with one plain closing line."""

import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from banshi.launcher import assets, catalogues, environment, machine, postgres
from banshi.launcher.process import openly
from banshi.launcher.say import Trouble, step, trouble
from banshi.launcher.tree import Tree, alone

WORKERS = 2
BY_FILE = "--dist=loadfile"  # a module's stock is built once, not once per worker
NO_DATABASE = ("kernel", "launcher")
OWN_PART = ("browser", "faults")
AS_FIGURES = ("-rP",)  # what was counted is printed also where all is well
FULL = {"BANSHI_FAULTS_FULL": "1"}
LONG_LIFE = {"BANSHI_LIFE_EXAMPLES": "250", "BANSHI_LIFE_STEPS": "40"}


@dataclass(frozen=True)
class Outcome:
    """How one part went. A check that is not pytest counts as one test."""

    part: str
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    note: str = ""


@dataclass(frozen=True)
class Setting:
    """What a part is run with."""

    tree: Tree
    env: dict[str, str]
    full: bool = False


Part = Callable[[str, Setting], Outcome]


def test(tree: Tree, only: Sequence[str], *, full: bool) -> int:
    """Run the named parts, or all; 0 when nothing failed. The last line is ``N passed, N failed``.

    ``full`` runs faults as often and as long as the figures ask for: minutes, not seconds.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    names = [name for name in PARTS if not only or name in only]
    outcomes = []
    with alone(tree):
        environment.ensure(tree, dev=True)
        assets.ensure(tree, dev=True)
        catalogues.compile_stale(tree)
        left_out = machine.prepare(names)
    with tempfile.TemporaryDirectory(prefix="banshi-test-") as scratch:
        setting = Setting(tree, clean(tree.environment(**machine.demands())) | {"BANSHI_VAR": scratch}, full)
        for name in names:
            outcomes.append(timed(name, setting, left_out))
    return closing(outcomes)


def clean(env: dict[str, str]) -> dict[str, str]:
    """``env`` without settings of a running Banshi: no test may reach its data or depend on them."""
    return {name: value for name, value in env.items() if not name.startswith("BANSHI_")}


def timed(name: str, setting: Setting, left_out: dict[str, str]) -> Outcome:
    """One part with its time; a trouble inside it fails the part and lets the others run."""
    step(f"{name}: begins")
    began = time.monotonic()
    try:
        outcome = machine.refuse_or_skip(name, left_out[name]) if name in left_out else None
        outcome = Outcome(name, note=outcome) if outcome else PARTS[name](name, setting)
    except Trouble as error:
        trouble(str(error))
        outcome = Outcome(name, failed=1, note="could not run")
    seconds = time.monotonic() - began
    step(f"{name}: {outcome.note or 'ended'} after {seconds:.1f} s")
    return Outcome(name, seconds, outcome.passed, outcome.failed, outcome.skipped, outcome.note)


def closing(outcomes: Sequence[Outcome]) -> int:
    """Print the table and the closing line; 1 when anything failed or nothing ran."""
    print(f"\n{'part':<10}{'seconds':>9}{'passed':>9}{'failed':>9}{'skipped':>9}")
    for one in outcomes:
        counts = f"{one.passed:>9}{one.failed:>9}{one.skipped:>9}"
        print(f"{one.part:<10}{one.seconds:>9.1f}{counts}  {one.note}".rstrip())
    passed, failed = sum(one.passed for one in outcomes), sum(one.failed for one in outcomes)
    print(f"\n{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


def commands(name: str, setting: Setting, lines: Sequence[Sequence[str]]) -> Outcome:
    """Run checks that are not pytest; each counts as one test."""
    codes = [openly(line, cwd=setting.tree.root, env=setting.env) for line in lines]
    failed = sum(code != 0 for code in codes)
    return Outcome(name, passed=len(codes) - failed, failed=failed)


def imports(name: str, setting: Setting) -> Outcome:
    """The floors of the house."""
    return commands(name, setting, [[setting.tree.tool("lint-imports"), "--no-logo"]])


def lint(name: str, setting: Setting) -> Outcome:
    """Style, Django's own checks, migrations that match the models, complete catalogues."""
    tree = setting.tree
    manage = [str(tree.python), "-m", "banshi.conf.manage"]
    lines = [
        [tree.tool("ruff"), "check", "--quiet", "."],
        [tree.tool("ruff"), "format", "--check", "--quiet", "."],
        [*manage, "check"],
        [*manage, "makemigrations", "--check", "--dry-run"],
        [str(tree.python), "-m", catalogues.WORKER, "check"],
    ]
    return commands(name, setting, lines)


def pytest(name: str, setting: Setting, folders: Sequence[Path], *flags: str, **env: str) -> Outcome:
    """Run pytest on the folders that exist; its counts are read from its own report."""
    there = [str(folder.relative_to(setting.tree.root)) for folder in folders if folder.exists()]
    if not there:
        return Outcome(name, note="passed over: no tests yet")
    report = setting.tree.artifacts / f"{name}.xml"
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    command = [str(setting.tree.python), "-m", "pytest", *there, f"--junitxml={report}", *flags]
    code = openly(command, cwd=setting.tree.root, env=setting.env | env)
    return counted(name, code, report)


def counted(name: str, code: int, report: Path) -> Outcome:
    """The counts in pytest's report. A run that broke off, or whose code disagrees, has failed."""
    if code == 5:
        return Outcome(name, note="passed over: no tests yet")
    try:
        suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314
    except (OSError, ElementTree.ParseError):
        return Outcome(name, failed=1, note=f"pytest broke off (exit code {code})")
    tests = failed = skipped = 0
    for suite in suites:
        tests += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    if code != 0 and failed == 0:
        return Outcome(name, passed=tests - skipped, failed=1, skipped=skipped, note=f"exit code {code}")
    return Outcome(name, passed=max(tests - failed - skipped, 0), failed=failed, skipped=skipped)


def unit(name: str, setting: Setting) -> Outcome:
    """What needs no database."""
    return pytest(name, setting, [setting.tree.tests / folder for folder in NO_DATABASE], f"-n{WORKERS}")


def with_database(tree: Tree) -> list[Path]:
    """Every folder of tests but those that are parts of their own."""
    apart = {*NO_DATABASE, *OWN_PART}
    entries = sorted(tree.tests.iterdir()) if tree.tests.is_dir() else []
    folders = [entry for entry in entries if entry.is_dir() and any(entry.rglob("test_*.py"))]
    return [folder for folder in folders if folder.name not in apart] + sorted(tree.tests.glob("test_*.py"))


def of_programmes(tree: Tree) -> list[Path]:
    """Folders of parts of their own that lie with a programme's tests."""
    return [folder for name in OWN_PART for folder in sorted(tree.tests.glob(f"programmes/*/{name}"))]


def without_own_parts(tree: Tree) -> list[str]:
    """Flags that leave those folders to their parts."""
    return [f"--ignore={folder.relative_to(tree.root)}" for folder in of_programmes(tree)]


def sqlite(name: str, setting: Setting) -> Outcome:
    """Everything that has a database, on SQLite."""
    flags = [f"-n{WORKERS}", BY_FILE, *without_own_parts(setting.tree)]
    return pytest(name, setting, with_database(setting.tree), *flags, BANSHI_TEST_ENGINE="sqlite")


def on_postgres(name: str, setting: Setting) -> Outcome:
    """The same tests on a PostgreSQL server that lives as long as they do."""
    folders = with_database(setting.tree)
    if not folders:
        return Outcome(name, note="passed over: no tests yet")
    with postgres.server() as url:
        env = {"BANSHI_TEST_ENGINE": "postgres", "BANSHI_DATABASE_URL": url}
        flags = [f"-n{WORKERS}", BY_FILE, *without_own_parts(setting.tree)]
        return pytest(name, setting, folders, *flags, **env)


def alone_in_folder(name: str, setting: Setting) -> Outcome:
    """The folders of the same name, a programme's too, one test after the other."""
    theirs = [folder for folder in of_programmes(setting.tree) if folder.name == name]
    return pytest(name, setting, [setting.tree.tests / name, *theirs])


def faults(name: str, setting: Setting) -> Outcome:
    """Kills, power loss, failover: on SQLite, then on PostgreSQL; ``full`` also walks 10,000 steps of life."""
    theirs = [folder for folder in of_programmes(setting.tree) if folder.name == name]
    folders = [setting.tree.tests / name, *theirs]
    often = FULL if setting.full else {}
    missing = [] if machine.compiler() else ["gcc (power loss)"]
    outcomes = [pytest(f"{name}-sqlite", setting, folders, *AS_FIGURES, **often)]
    if postgres.programs() is None:
        missing.append("PostgreSQL (kills, failover, point in time)")
    else:
        outcomes.append(faults_on_postgres(name, setting, folders, often))
    if setting.full:
        life = [setting.tree.tests / "core" / "matters" / "test_life.py"]
        outcomes.append(pytest(f"{name}-life", setting, life, **LONG_LIFE))
    if missing and machine.wanted("CI"):
        raise Trouble(f"{name} is required here, and missing: {', '.join(missing)}")
    outcome = summed(name, outcomes)
    return replace(outcome, note=f"left out, missing: {', '.join(missing)}") if missing else outcome


def faults_on_postgres(
    name: str, setting: Setting, folders: Sequence[Path], often: dict[str, str]
) -> Outcome:
    """The same on a server that keeps what it has acknowledged, as a real one."""
    with postgres.server(postgres.SAFE) as url:
        env = {"BANSHI_TEST_ENGINE": "postgres", "BANSHI_DATABASE_URL": url} | often
        return pytest(f"{name}-postgres", setting, folders, *AS_FIGURES, **env)


def summed(name: str, outcomes: Sequence[Outcome]) -> Outcome:
    """Several runs as one part."""
    return Outcome(
        name,
        passed=sum(one.passed for one in outcomes),
        failed=sum(one.failed for one in outcomes),
        skipped=sum(one.skipped for one in outcomes),
        note="; ".join(one.note for one in outcomes if one.note),
    )


PARTS: dict[str, Part] = {
    "imports": imports,
    "lint": lint,
    "unit": unit,
    "sqlite": sqlite,
    "postgres": on_postgres,
    "browser": alone_in_folder,
    "faults": faults,
}
