"""Sections of a paper's file: size, margins, the grid of 22 lines by 28 characters, page numbers, 演示数据."""

from math import floor

from docx.oxml import parse_xml

from banshi.base.papers import layout
from banshi.base.papers.word.xml import NS, PITCH, edge, field, paragraph, run

WIDTH, HEIGHT = layout.twips(layout.PAGE_WIDTH.value), layout.twips(layout.PAGE_HEIGHT.value)
TOP, BOTTOM = layout.twips(layout.TOP.value), layout.twips(layout.BOTTOM.value)
LEFT, RIGHT = layout.twips(layout.LEFT.value), layout.twips(layout.RIGHT.value)
TALL_LINE = WIDTH - LEFT - RIGHT
WIDE_LINE = HEIGHT - TOP - BOTTOM
"""Length of a line in twips, upright and across."""

SPACE = floor((TALL_LINE / 20 / layout.CHARACTERS.value - layout.BODY.value) * 4096)
"""What the grid adds to each character, in 4096ths of a point: less than nothing, so that 28 fit (5.2.3)."""

FOLIO = layout.FOLIO.value
FOLIO_FOOT = layout.twips(layout.BOTTOM.value - layout.FOLIO_BELOW.value - FOLIO / 2 * layout.MM_PER_PT)
"""Foot of the page number's line above the page's edge: its dash then stands 7 mm below the type area (7.5)."""

DEMO = "演示数据"


def section(properties, *, wide: bool, first_bare: bool) -> None:
    """Set one ``sectPr``: the page, its margins, its grid."""
    for name in ("pgSz", "pgMar", "cols", "titlePg", "docGrid", "pgNumType"):
        for old in properties.findall(f"{{{properties.nsmap['w']}}}{name}"):
            properties.remove(old)
    size = (HEIGHT, WIDTH) if wide else (WIDTH, HEIGHT)
    turned = ' w:orient="landscape"' if wide else ""
    # Across, the sheet is turned with its head to the binding edge: edges and page number stay where they are.
    top, right, bottom, left = (LEFT, TOP, RIGHT, BOTTOM) if wide else (TOP, RIGHT, BOTTOM, LEFT)
    foot = layout.twips(10) if wide else FOLIO_FOOT
    parts = [
        f'<w:pgSz {NS} w:w="{size[0]}" w:h="{size[1]}"{turned}/>',
        f'<w:pgMar {NS} w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="{layout.twips(14)}" w:footer="{foot}" w:gutter="0"/>',
        f'<w:cols {NS} w:space="0"/>',
    ]
    if first_bare:
        parts.append(f"<w:titlePg {NS}/>")
    kind = f'w:type="lines" w:linePitch="{PITCH}"' if wide else (
        f'w:type="linesAndChars" w:linePitch="{PITCH}" w:charSpace="{SPACE}"'
    )  # fmt: skip
    parts.append(f"<w:docGrid {NS} {kind}/>")
    for part in parts:
        properties.append(parse_xml(part))


def folio(*, even: bool) -> str:
    """7.5: ``— 1 —`` in size 4, one character from the outer edge: right on odd pages, left on even ones."""
    side = "left" if even else "right"
    inner = layout.FOLIO_OUTSIDE.value * FOLIO / layout.CHARACTER_PT
    return paragraph(*_number(), align=side, line=FOLIO, **{side: inner})


def _number() -> tuple[str, ...]:
    return run("— ", "folio", FOLIO), field("PAGE"), run(" —", "folio", FOLIO)


def folio_across(*, even: bool) -> str:
    """The same for a page that lies across: on the side that is the foot of the upright sheet, turned with it."""
    tall, wide = layout.twips(40), layout.twips(8)
    x = layout.twips(layout.BOTTOM.value - layout.FOLIO_BELOW.value) - wide // 2
    y = LEFT if even else WIDTH - RIGHT - tall
    side = "left" if even else "right"
    inner = layout.FOLIO_OUTSIDE.value * FOLIO / layout.CHARACTER_PT
    said = paragraph(*_number(), align=side, line=FOLIO, **{side: inner})
    none = "".join(edge(one, "nil", 0) for one in ("top", "left", "bottom", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="page" '
        f'w:tblpX="{x}" w:tblpY="{y}"/><w:tblW w:w="{wide}" w:type="dxa"/><w:tblBorders>{none}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f'</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{wide}"/></w:tblGrid><w:tr><w:trPr>'
        f'<w:trHeight w:val="{tall}" w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>'
        f'<w:textDirection w:val="tbRl"/><w:vAlign w:val="center"/></w:tcPr>{said}</w:tc></w:tr></w:tbl>'
        + paragraph(line=1)
    )


def foot_of_letter() -> str:
    """10.1: the double line, thin over thick, 20 mm above the page's foot, 170 mm long, on the first page."""
    x = layout.twips((layout.PAGE_WIDTH.value - layout.LETTER_LINE_LONG.value) / 2)
    y = layout.twips(layout.PAGE_HEIGHT.value - layout.LETTER_LINE_FOOT.value) - 40
    frame = (
        f'<w:framePr w:w="{layout.twips(layout.LETTER_LINE_LONG.value)}" w:wrap="around" w:vAnchor="page" '
        f'w:hAnchor="page" w:x="{x}" w:y="{y}"/>'
    )
    line = edge("top", "thinThickSmallGap", 24, space=0, colour=layout.RED)
    return paragraph(line=2, border=line, frame=frame) + paragraph(line=1)


def head(*, demo: bool) -> str:
    """The page's head: empty, or that its data are of a demonstration."""
    return (
        paragraph(run(DEMO, "first", 10.5, colour="7F7F7F"), align="center", line=14)
        if demo
        else paragraph(line=1)
    )
