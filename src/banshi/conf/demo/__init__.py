"""The demonstration's last part: written papers, and who was told what. It is played when all acts have been done."""

from collections.abc import Iterator

from banshi.base.zones.demo import Demo, Life
from banshi.conf.demo import messages, papers


def part(demo: Demo) -> Iterator[Life]:
    """Papers first, then messages, which tell of everything."""
    yield from papers.lives(demo)
    yield from messages.lives(demo)
