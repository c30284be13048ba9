"""The demonstration ledger: what came in between March and June 2021, each matter living its life."""

import csv
from collections.abc import Iterator
from importlib import resources

from banshi.base.zones.demo import Demo, Life
from banshi.core.matters.demo import earlier
from banshi.core.matters.demo.life import MatterLife


def part(demo: Demo) -> Iterator[Life]:
    """One life per line of ``ledger.csv``."""
    text = (resources.files(__package__) / "ledger.csv").read_text(encoding="utf-8")
    for number, row in enumerate(csv.DictReader(text.splitlines(), delimiter="|"), 1):
        yield MatterLife(demo, row, number).live()
    yield earlier.life(demo)
