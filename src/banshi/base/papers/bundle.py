"""Many papers in one zip: as PDFs of a hundred papers each, or as a Word file for each."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from banshi.base.papers import pdf
from banshi.base.papers.paper import Paper

TOGETHER = 100
"""Papers in one file: enough that a press is worth its start, few enough that it stays under 200 MB."""

PRESSES = 1
"""At once for one file. The house has two, so one is left to the pages; while a part is pressed the next is read."""


def pressed(papers: Iterable[Paper], name: str) -> Iterator[tuple[str, bytes]]:
    """PDFs for a zip, ``name-0001-0100.pdf`` and so on."""
    done = 0
    with ThreadPoolExecutor(PRESSES) as presses:
        for count, made in _ahead(presses, _parts(iter(papers))):
            yield f"{name}-{done + 1:04d}-{done + count:04d}.pdf", made.result()
            done += count


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of named files. PDF and Word are packed already."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
        for name, content in files:
            pack.writestr(name, content)
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
