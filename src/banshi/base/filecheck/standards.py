"""``./banshi standards air|water|year FILE``: standards for people with a workbook.

The answer goes to standard output as csv, or to ``--out``; what is told goes to standard error. Exit codes:
0 every row done, 1 some rows have no result because of a cell told, 2 the file or the words cannot be used.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from banshi.base.filecheck import air_days, air_years, books, water_samples
from banshi.base.filecheck.faces import Outcome, air_name, recognised
from banshi.base.filecheck.messages import say


def parser() -> argparse.ArgumentParser:
    """The words of the command line."""
    known = argparse.ArgumentParser(prog="banshi standards", description=__doc__, allow_abbrev=False)
    known.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = known.add_subparsers(dest="what", required=True)
    for name, text in (
        ("air", "append aqi, category, primary, standard to daily values"),
        ("water", "append class, worst_items, multiples to water samples"),
        ("year", "yearly evaluation of daily values"),
    ):
        one = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        one.add_argument("file", type=Path, metavar="FILE", help="csv or xlsx")
        one.add_argument("-o", "--out", type=Path, help="csv or xlsx to write instead of standard output")
        one.add_argument("--sheet", help="name of the sheet, the first if not given")
        one.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of what is told")
        one.add_argument("--units-confirmed", action="store_true", help="accept values that doubt their unit")
        if name == "water":
            one.add_argument("--kind", choices=("river", "lake"), help="which limits of total phosphorus")
        else:
            one.add_argument("--standard", choices=("2012", "2026"), help="force one version for all dates")
        if name == "year":
            one.add_argument("--area", type=int, choices=(1, 2), default=2, help="class of the area, 2")
    return known


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        _utf8(stream)
    chosen = parser().parse_args(words)
    english = chosen.lang == "en"
    try:
        outcome = _evaluate(chosen, english)
        _write(chosen, outcome, english)
    except books.FileProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    for line in (*outcome.told, *outcome.remarks):
        print(line, file=sys.stderr)
    return 1 if outcome.blocked else 0


def _utf8(stream: TextIO) -> None:
    again = getattr(stream, "reconfigure", None)
    if again is not None:
        again(encoding="utf-8")


def _evaluate(chosen: argparse.Namespace, english: bool) -> Outcome:
    out: Path | None = chosen.out
    if out is not None:
        if out.suffix.lower() not in (".csv", ".xlsx"):
            raise books.FileProblem(say("unknown_format", english, name=out))
        if out.exists() and chosen.file.exists() and out.samefile(chosen.file):
            raise books.FileProblem(say("same_file", english))
    known = water_samples.name_of if chosen.what == "water" else air_name
    table = books.read(chosen.file, english, chosen.sheet, lambda head: recognised(head, known))
    outcome = _run(chosen, table, english)
    if table.other_sheets and chosen.sheet is None:
        others = ", ".join(table.other_sheets)
        outcome.remarks.append(say("one_sheet", english, name=table.sheet, others=others))
    return outcome


def _run(chosen: argparse.Namespace, table: books.Table, english: bool) -> Outcome:
    if chosen.what == "air":
        return air_days.run(table, chosen.standard, chosen.units_confirmed, english)
    if chosen.what == "water":
        return water_samples.run(table, chosen.kind, chosen.units_confirmed, english)
    return air_years.run(table, chosen.standard, chosen.area, chosen.units_confirmed, english)


def _write(chosen: argparse.Namespace, outcome: Outcome, english: bool) -> None:
    books.write(chosen.out, outcome.header, outcome.rows, [*outcome.remarks, *outcome.told], english)


if __name__ == "__main__":
    sys.exit(main())
