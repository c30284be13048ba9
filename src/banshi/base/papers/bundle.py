"""Many papers at once: PDFs of a hundred papers each in one zip, pressed side by side."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from banshi.base.papers import pdf
from banshi.base.papers.paper import Paper

TOGETHER = 100
"""Papers in one file: enough that a press is worth its start, few enough that it stays under 200 MB."""

PRESSES = 2


def zipped(papers: Iterable[Paper], name: str, *, told: Callable[[int], None] = lambda done: None) -> bytes:
    """A zip of PDFs, ``name-0001-0100.pdf`` and so on. ``told`` hears how many papers are in it so far."""
    out, done = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed, ThreadPoolExecutor(PRESSES) as presses:
        for count, made in _ahead(presses, _parts(iter(papers))):
            packed.writestr(f"{name}-{done + 1:04d}-{done + count:04d}.pdf", made.result())
            done += count
            told(done)
    return out.getvalue()


def _parts(papers: Iterator[Paper]) -> Iterator[list[Paper]]:
    while part := list(islice(papers, TOGETHER)):
        yield part


def _ahead(
    presses: ThreadPoolExecutor, parts: Iterator[list[Paper]]
) -> Iterator[tuple[int, "Future[bytes]"]]:
    """Parts in order, with as many under the press as there are presses, and one being read."""
    waiting: list[tuple[int, Future[bytes]]] = []
    for part in parts:
        waiting.append((len(part), presses.submit(lambda given=tuple(part): pdf.write(*given))))
        if len(waiting) > PRESSES:
            yield waiting.pop(0)
    yield from waiting
