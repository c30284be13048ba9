"""The part of the demonstration that the environment programme brings."""

from collections.abc import Iterator

from banshi.base.zones.demo import Demo, Life
from banshi.programmes.environment.demo import filing


def part(demo: Demo) -> Iterator[Life]:
    """All lives of the programme."""
    yield from filing.lives(demo)
