"""Random projects for the tests of the search, and a second way to write one down."""

import random

from banshi.kernel.planning.search import Choice, PlainProject


def project(seed, jobs=14, crews=2, modes=1, stocks=0, units=(4, 8), days=(1, 8)):
    """A random project between a source and a sink without days."""
    luck = random.Random(seed)
    capacity = tuple(luck.randint(*units) for _ in range(crews))
    choices = [(Choice(0, (0,) * crews, (0,) * stocks),)]
    for _ in range(jobs):
        choices.append(
            tuple(
                Choice(
                    luck.randint(*days),
                    tuple(luck.randint(0, top // 2 + 1) for top in capacity),
                    tuple(luck.randint(0, 5) for _ in range(stocks)),
                )
                for _ in range(modes)
            )
        )
    choices.append((Choice(0, (0,) * crews, (0,) * stocks),))
    successors = [set() for _ in choices]
    for job in range(1, jobs + 1):
        before = [0] if job < 4 or luck.random() < 0.2 else luck.sample(range(1, job), min(2, job - 1))
        for other in before:
            successors[other].add(job)
    for job in range(jobs + 1):
        if not successors[job]:
            successors[job].add(jobs + 1)
    return PlainProject(
        choices=tuple(choices),
        successors=tuple(tuple(sorted(one)) for one in successors),
        capacity=capacity,
        stock=tuple(3 * jobs for _ in range(stocks)),
    )
