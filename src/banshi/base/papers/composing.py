"""What both writers of a paper work out alike: where a signature stands, what an annex is called."""

from banshi.base.papers import layout
from banshi.base.papers.paper import Annex, Paper
from banshi.base.papers.text import width


def places(signature: str, day: str, *, sealed: bool) -> tuple[float, float]:
    """How many characters signature and date stay from the right edge."""
    name, date = width(signature), width(day)
    if sealed:
        right = layout.DATE_RIGHT_SEALED.value
        if not name:
            return 0, right
        # A long name would reach over the edge: then the date moves in, and both keep their common middle.
        right = max(right, (name - date) / 2)
        return right + (date - name) / 2, right
    right = layout.SIGNATURE_RIGHT_UNSEALED.value
    shift = layout.DATE_SHIFT_UNSEALED.value
    if name and shift + date > name:
        return right + shift + date - name, right
    return right, right + name - shift - date


def label_of(paper: Paper, annex: Annex) -> str:
    """``附件``, or ``附件2`` among several."""
    named = paper.named
    if annex not in named:
        return ""
    return "附件" if len(named) == 1 else f"附件{named.index(annex) + 1}"
