"""The parts of a paper as WordprocessingML."""

from collections.abc import Iterable, Iterator
from math import ceil
from typing import Protocol

from banshi.base.papers import layout
from banshi.base.papers.composing import places
from banshi.base.papers.paper import Annex, Facts, Form, Grid, Paper, Para, blank_number, written_day
from banshi.base.papers.text import DAY, title_lines, width
from banshi.base.papers.word.xml import day, edge, eighths, paragraph, run

LINE = layout.LINE_PT
TABLE_SIZE, SMALL_SIZE = 10.5, 7.5
"""Type of tables and of long digests: the standard sets none; offices print tables in size 5."""

HAIR = eighths(layout.IMPRINT_INNER.value)


def opening(paper: Paper) -> Iterator[str]:
    """Masthead, number, red line, title and recipients."""
    yield from {
        Form.DOCUMENT: _document_head,
        Form.MINUTES: _document_head,
        Form.LETTER: _letter_head,
        Form.SLIP: _slip_head,
    }[paper.form](paper)
    slip = paper.form is Form.SLIP
    yield from titled(paper.title, before=0 if slip else layout.TITLE_AFTER.value * LINE)
    if slip:
        yield paragraph(line=8)
    if paper.recipients:
        to = "、".join(paper.recipients) + "："
        yield paragraph(run(to), before=layout.RECIPIENTS_AFTER.value * LINE)
    elif paper.form is not Form.SLIP:
        yield paragraph()


def titled(title: str, *, before: float) -> Iterator[str]:
    """The title in its lines."""
    for at, line in enumerate(title_lines(title)):
        words = run(line, "title", layout.TITLE.value)
        yield paragraph(words, align="center", before=0 if at else before, keep=True)


def _urgent(paper: Paper) -> Iterator[str]:
    if paper.urgency:
        yield paragraph(run(paper.urgency, "first"))


def _document_head(paper: Paper) -> Iterator[str]:
    """7.2: the masthead 35 mm below the type area's edge, the number two lines below, the red line 4 mm below it."""
    yield from _urgent(paper)
    above = layout.MASTHEAD_TOP.value / layout.MM_PER_PT - (LINE if paper.urgency else 0)
    size = layout.masthead_size(paper.house)
    words = run(paper.house, "title", size, colour=layout.RED)
    yield paragraph(words, align="center", before=above, line=size)
    red = edge(
        "bottom", "single", eighths(layout.RED_LINE.value),
        space=round(layout.RED_LINE_AFTER.value / layout.MM_PER_PT), colour=layout.RED,
    )  # fmt: skip
    number = run(blank_number(paper.year)) if paper.numbered else ""
    gap = (LINE - layout.BODY.value) / 2
    before = layout.NUMBER_AFTER.value * LINE + gap if paper.numbered else 0
    yield paragraph(number, align="center", before=before, line=layout.BODY.value, border=red)


def _letter_head(paper: Paper) -> Iterator[str]:
    """10.1: the masthead 30 mm below the page's edge, a double line of 170 mm, the number under it at the right."""
    size = layout.letter_size(paper.house)
    x = layout.twips((layout.PAGE_WIDTH.value - layout.LETTER_LINE_LONG.value) / 2)
    frame = (
        f'<w:framePr w:w="{layout.twips(layout.LETTER_LINE_LONG.value)}" w:wrap="notBeside" w:vAnchor="page" '
        f'w:hAnchor="page" w:x="{x}" w:y="{layout.twips(layout.MASTHEAD_TOP_LETTER.value)}"/>'
    )
    line = edge(
        "bottom", "thickThinSmallGap", 24,
        space=round(layout.LETTER_LINE_AFTER.value / layout.MM_PER_PT), colour=layout.RED,
    )  # fmt: skip
    words = run(paper.house, "title", size, colour=layout.RED)
    yield paragraph(words, align="center", line=size, border=line, frame=frame)
    yield from _urgent(paper)
    number = run(blank_number(paper.year)) if paper.numbered else ""
    yield paragraph(number, align="right", before=layout.LETTER_NUMBER_BELOW.value, line=layout.BODY.value)


def _slip_head(paper: Paper) -> Iterator[str]:
    """A single sheet: the body's name over the title, a red line under both."""
    words = run(paper.house, "title", 22, colour=layout.RED)
    red = edge("bottom", "single", eighths(layout.RED_LINE.value), space=6, colour=layout.RED)
    yield paragraph(words, align="center", line=28, after=18, border=red)


def block(one: Para | Grid | Facts, codes: "Codes", long: int, *, last: bool = False) -> Iterator[str]:
    """A block of the body; ``long`` is the line's length in twips. The ``last`` one stays with the signature."""
    if isinstance(one, Para):
        yield para(one, keep=last)
    elif isinstance(one, Grid):
        yield table(one, long)
        yield paragraph(line=6)
    else:
        yield from facts(one, codes, long)


def para(one: Para, *, keep: bool = False) -> str:
    """A paragraph of the body, its heading in the face of its level (7.3.3); ``keep`` holds it with what follows."""
    cut = one.heading
    face = layout.LEVELS[one.level]
    runs = (run(one.text[:cut], face), run(one.text[cut:])) if cut else (run(one.text),)
    return paragraph(*runs, first=layout.INDENT.value if one.indent else 0, keep=keep)


def table(grid: Grid, long: int) -> str:
    """A table over the whole line, its head repeated on each page, no row cut by a page's end."""
    whole = sum(grid.widths)
    wide = [round(long * share / whole) for share in grid.widths]
    edges = "".join(
        edge(side, "single", HAIR) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    props = (
        f'<w:tblPr><w:tblW w:w="{sum(wide)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in wide)
    head = _row(
        [cell(text, at, "first", "center") for text, at in zip(grid.heads, wide, strict=True)], head=True
    )
    aligned = ["right" if at in grid.numbers else "left" for at in range(len(wide))]
    rows = "".join(
        _row([cell(text, at, "text", side) for text, at, side in zip(row, wide, aligned, strict=True)])
        for row in grid.rows
    )
    return f"<w:tbl>{props}<w:tblGrid>{columns}</w:tblGrid>{head if any(grid.heads) else ''}{rows}</w:tbl>"


def _row(cells: Iterable[str], *, head: bool = False) -> str:
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def cell(text: str, wide: int, face: str, align: str, size: float = TABLE_SIZE) -> str:
    lines = text.split("\n") or [""]
    paragraphs = "".join(
        paragraph(
            (day if DAY.fullmatch(line) else run)(line, face, size),
            align=align,
            line=size * 1.4,
            before=2,
            after=2,
        )
        for line in lines
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'


class Codes(Protocol):
    """Pictures of codes: a text becomes a picture of the file and the run that shows it."""

    def picture(self, text: str, mm: float) -> str:
        """The run of the picture, ``mm`` square; empty when the text does not fit a code."""


def facts(one: Facts, codes: Codes, long: int) -> Iterator[str]:
    """Labels and values as a table of two columns, with the code under it."""
    left = round(long * 0.24)
    edges = "".join(
        edge(side, "single", HAIR) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = "".join(
        _row([
            cell(label, left, "first", "left", 12),
            cell(value, long - left, "text", "left", SMALL_SIZE if label in one.small else 12),
        ])
        for label, value in one.lines
    )  # fmt: skip
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{long}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        f'<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{left}"/>'
        f'<w:gridCol w:w="{long - left}"/></w:tblGrid>{rows}</w:tbl>'
    )
    yield paragraph(line=8)
    yield coded(one.code, codes)


CODE_MM = 45


def coded(code: str, codes: Codes) -> str:
    """A code that a phone reads, 45 mm square, in its own paragraph; nothing when it does not fit one."""
    shown = codes.picture(code, CODE_MM) if code else ""
    return paragraph(shown, align="center", line=CODE_MM / layout.MM_PER_PT + 2) if shown else ""


def closing(paper: Paper) -> Iterator[str]:
    """Attachment lines, signature and date, note, who attended."""
    yield from attached(paper)
    for at, (label, names) in enumerate(paper.present):
        runs = run(f"{label}：", "first"), run(names)
        hanging = width(label) + 1
        yield paragraph(*runs, before=0 if at else LINE, left=2 + hanging, hanging=hanging)
    yield from signed(paper)
    if paper.note:
        yield paragraph(run(f"（{paper.note}）"), first=layout.INDENT.value)


def attached(paper: Paper) -> Iterator[str]:
    """7.3.4: 附件： with the names under one another, a line below the body; no mark after a name."""
    names = [annex.title for annex in paper.named]
    for at, name in enumerate(names, 1):
        label = "附件：" if at == 1 else ""
        number = f"{at}." if len(names) > 1 else ""
        hanging = 3 * (at == 1) + width(number)
        before = layout.ATTACHED_AFTER.value * LINE if at == 1 else 0
        yield paragraph(run(f"{label}{number}{name}"), before=before, left=5 + width(number), hanging=hanging)


def signed(paper: Paper) -> Iterator[str]:
    """7.3.5: with a seal centred over the date, four characters from the edge; without one two characters."""
    if not (paper.signature or paper.signed_on):
        return
    dated = written_day(paper.signed_on)
    name_right, day_right = places(paper.signature, dated, sealed=paper.sealed)
    room = layout.SEAL_ROOM.value if paper.sealed else 1
    if paper.signature:
        yield paragraph(run(paper.signature), align="right", before=room * LINE, right=name_right, keep=True)
    if dated:
        before = 0 if paper.signature else room * LINE
        yield paragraph(run(dated), align="right", before=before, right=day_right)


def annex_head(annex: Annex, label: str) -> Iterator[str]:
    """7.3.7: 附件 at the left of the first line, the title centred on the third."""
    if label:
        yield paragraph(run(label, "first"), keep=True)
        yield paragraph(keep=True)
    yield from titled(annex.title, before=0)
    if annex.facts:
        yield paragraph(run(annex.facts, "text", 12), align="center", keep=True)


STRIP = 22
"""Height of a line of the imprint in points."""


def imprint(paper: Paper, long: int) -> str:
    """7.4: copies, printer and day between lines of 0.35 and 0.25 mm, the last one on the type area's lower edge.

    It floats at a place that is worked out from its own height, which all readers of the file understand alike.
    """
    outer, inner = (eighths(one.value) for one in (layout.IMPRINT_OUTER, layout.IMPRINT_INNER))
    size, half = layout.IMPRINT.value, long // 2
    chars = size / layout.CHARACTER_PT
    rows, lines = [], 1
    if paper.copies:
        said = "抄送：" + "，".join(paper.copies) + "。"
        count = copy_lines(said)
        words = paragraph(run(said, size=size), left=chars * 4, hanging=chars * 3, right=chars, line=STRIP)
        rows.append(_strip(words, half * 2, count, edge("bottom", "single", inner)))
        lines += count
    printed = f"{written_day(paper.printed_on)}印发"
    left = paragraph(run(paper.printer, size=size), align="left", left=chars, line=STRIP)
    right = paragraph(run(printed, size=size), align="right", right=chars, line=STRIP)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{half}" w:type="dxa"/></w:tcPr>{one}</w:tc>' for one in (left, right)
    )
    rows.append(f"<w:tr>{_height(1)}{cells}</w:tr>")
    y = layout.twips(layout.PAGE_HEIGHT.value - layout.BOTTOM.value) - round(lines * STRIP * 20)
    return (
        f'<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="page" '
        f'w:tblpX="{layout.twips(layout.LEFT.value)}" w:tblpY="{y}"/><w:tblW w:w="{half * 2}" w:type="dxa"/>'
        f"<w:tblBorders>{edge('top', 'single', outer)}{edge('bottom', 'single', outer)}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f'</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{half}"/><w:gridCol w:w="{half}"/></w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def copy_lines(said: str) -> int:
    """How many lines the copies take: 31 signs of size 4 in a line, less the blanks at its sides and under 抄送：."""
    room = layout.TYPE_WIDTH.value / layout.MM_PER_PT / layout.IMPRINT.value - 2
    return 1 + max(0, ceil((width(said) - room) / (room - 3)))


def _height(lines: int) -> str:
    return f'<w:trPr><w:cantSplit/><w:trHeight w:val="{round(lines * STRIP * 20)}" w:hRule="exact"/></w:trPr>'


def _strip(said: str, long: int, lines: int, below: str) -> str:
    return (
        f'<w:tr>{_height(lines)}<w:tc><w:tcPr><w:tcW w:w="{long}" w:type="dxa"/>'
        f'<w:gridSpan w:val="2"/><w:tcBorders>{below}</w:tcBorders></w:tcPr>{said}</w:tc></w:tr>'
    )
