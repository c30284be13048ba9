"""The layout with fields in place of texts: what an office takes, edits in Word or WPS, and sends back."""

from collections.abc import Iterator
from dataclasses import replace

from banshi.base.papers import layout
from banshi.base.papers.paper import Facts, Form, Grid, Paper
from banshi.base.papers.word import blocks
from banshi.base.papers.word.xml import edge, eighths, paragraph, run

LINE = layout.LINE_PT


def tag(said: str) -> str:
    """A paragraph that only steers the filling, and vanishes in it."""
    return paragraph(run(f"{{%p {said} %}}"), align="left")


def written(paper: Paper, long: int) -> Iterator[str]:
    """The body of the form of papers like ``paper``."""
    yield from _opening(paper)
    yield from _body()
    if any(isinstance(one, Grid) for one in paper.blocks):
        yield _table(next(one for one in paper.blocks if isinstance(one, Grid)), long)
        yield paragraph(line=6)
    if any(isinstance(one, Facts) for one in paper.blocks):
        yield _facts(long)
        yield paragraph(line=8)
    yield from _closing(paper)


def head() -> str:
    """The page's head: 演示数据 in a demonstration."""
    return paragraph(run("{{ demo }}", "first", 10.5, colour="7F7F7F"), align="center", line=14)


def _opening(paper: Paper) -> Iterator[str]:
    """As a paper opens, with the size of the sample's masthead and fields for its words."""
    size = len(paper.house)
    like = replace(paper, title="", recipients=(), urgency="", house="字" * size)
    for one in blocks.opening(like):
        if "字" in one or "〔" in one:
            yield one.replace("字" * size, "{{ house }}").replace(
                blocks.blank_number(paper.year), "{{ number }}"
            )
    if paper.form is not Form.SLIP:
        yield from (paragraph() for _blank in range(int(layout.TITLE_AFTER.value)))
    yield tag("for line in title_lines")
    yield paragraph(run("{{ line }}", "title", layout.TITLE.value), align="center", keep=True)
    yield tag("endfor")
    if paper.form is not Form.SLIP:
        yield paragraph()
        yield tag("if recipients")
        yield paragraph(run("{{ recipients }}："))
        yield tag("endif")


def _body() -> Iterator[str]:
    yield tag("for p in body")
    for test, face in (("if p.level == 1", "first"), ("elif p.level == 2", "second")):
        yield tag(test)
        yield paragraph(run("{{ p.heading }}", face), run("{{ p.text }}"), first=layout.INDENT.value)
    yield tag("else")
    yield paragraph(run("{{ p.text }}"), first=layout.INDENT.value)
    yield tag("endif")
    yield tag("endfor")


def _table(grid: Grid, long: int) -> str:
    """The table with a loop over its rows; its columns are those of the sample."""
    count = len(grid.heads)
    cells = ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}")
    heads = ("{%tc for cell in table_heads %}", "{{ cell }}", "{%tc endfor %}")
    wide = long // 3
    edges = "".join(
        edge(side, "single", eighths(layout.IMPRINT_INNER.value))
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    row = "".join(blocks.cell(text, wide, "text", "left") for text in cells)
    first = "".join(blocks.cell(text, wide, "first", "center") for text in heads)
    steer = [
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{long}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(run(f'{{%tr {said} %}}'))}</w:tc></w:tr>"
        for said in ("for row in table_rows", "endfor")
    ]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{long}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="autofit"/></w:tblPr><w:tblGrid>{f"""<w:gridCol w:w="{wide}"/>""" * 3}</w:tblGrid>'
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{first}</w:tr>{steer[0]}<w:tr>{row}</w:tr>{steer[1]}</w:tbl>"
        if count
        else ""
    )


def _facts(long: int) -> str:
    left = round(long * 0.24)
    edges = "".join(
        edge(side, "single", eighths(layout.IMPRINT_INNER.value))
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    row = blocks.cell("{{ f.label }}", left, "first", "left", 12) + blocks.cell(
        "{{ f.value }}", long - left, "text", "left", 12
    )
    steer = [
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{long}" w:type="dxa"/><w:gridSpan w:val="2"/></w:tcPr>'
        f"{paragraph(run(f'{{%tr {said} %}}'))}</w:tc></w:tr>"
        for said in ("for f in facts", "endfor")
    ]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{long}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="{left}"/>'
        f'<w:gridCol w:w="{long - left}"/></w:tblGrid>{steer[0]}<w:tr>{row}</w:tr>{steer[1]}</w:tbl>'
    )


def _closing(paper: Paper) -> Iterator[str]:
    yield tag("if attachments")
    yield paragraph(run("附件："), before=LINE, first=layout.INDENT.value)
    yield tag("for a in attachments")
    yield paragraph(run("{{ a.label }}{{ a.title }}"), left=5)
    yield tag("endfor")
    yield tag("endif")
    yield tag("for a in present")
    yield paragraph(run("{{ a.label }}：", "first"), run("{{ a.names }}"), left=5, hanging=3)
    yield tag("endfor")
    # Without the widths of name and day, both stand in one strip on the right and share its middle.
    room = layout.SEAL_ROOM.value if paper.sealed else 1
    yield paragraph(
        run("{{ signature }}"), align="center", before=room * LINE, left=14.5, right=1.25, keep=True
    )
    yield paragraph(run("{{ date }}"), align="center", left=14.5, right=1.25)
    yield tag("if note")
    yield paragraph(run("（{{ note }}）"), first=layout.INDENT.value)
    yield tag("endif")
