"""The part of the demonstration that the environment programme brings."""

from collections.abc import Iterator

from banshi.base.zones.demo import Demo, Life
from banshi.programmes.environment.demo import filing, patrols, values

PRINTED = (
    ("environment_staff", "环境巡查员(环保局)", "Environmental inspector"),
    ("environment_head", "环保局负责人", "Head of environment"),
)


def part(demo: Demo) -> Iterator[Life]:
    """All lives of the programme."""
    yield from filing.lives(demo)
    yield values.life(demo)
    yield from patrols.lives(demo)
