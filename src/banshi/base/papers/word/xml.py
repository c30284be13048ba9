"""WordprocessingML as strings: every text passes through :func:`run`, which escapes it."""

from xml.sax.saxutils import escape, quoteattr

from banshi.base.papers import layout
from banshi.base.papers.text import one_line

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PITCH = int(layout.LINE_PT * 20)
"""The line pitch in twips, rounded down so that 22 lines fit: 579, 28.95 pt."""

CHARACTER = round(layout.CHARACTER_PT * 20)
"""The pitch of characters in twips: 316."""


def fonts(face: str) -> str:
    """One of :data:`layout.FACES` for Latin and Chinese signs alike."""
    name = quoteattr(layout.FACES[face])
    return f'<w:rFonts w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name} w:hint="eastAsia"/>'


CLOSER = -5
"""Twentieths of a point between body signs: 15.75 pt each, so that 28 fill a line (5.2.3).

The page's grid says the same (linesAndChars, 22 by 28), and rules whatever is typed into the file later. The
paragraphs written here do not lean on it: Word squeezes a sign into a narrower cell, LibreOffice gives it two.
"""


def look(face: str = "text", size: float = 16, *, colour: str = "", bold: bool = False) -> str:
    """The properties of a run; ``size`` in points."""
    parts = [fonts(face)]
    if bold:
        parts.append("<w:b/>")
    if colour:
        parts.append(f'<w:color w:val="{colour}"/>')
    half = round(size * 2)
    if size == layout.BODY.value:
        parts.append(f'<w:spacing w:val="{CLOSER}"/>')
    parts.append(f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>')
    return f"<w:rPr>{''.join(parts)}</w:rPr>"


def run(text: str, face: str = "text", size: float = 16, *, colour: str = "", bold: bool = False) -> str:
    """A run of text, cleaned and escaped."""
    said = escape(text if text.isspace() else _kept(text))
    props = look(face, size, colour=colour, bold=bold)
    return f'<w:r>{props}<w:t xml:space="preserve">{said}</w:t></w:r>' if said else ""


def day(text: str, face: str, size: float) -> str:
    """A day such as 2021-06-25, which no line end breaks at its hyphens."""
    parts = "<w:noBreakHyphen/>".join(f"<w:t>{escape(part)}</w:t>" for part in text.split("-"))
    return f"<w:r>{look(face, size)}{parts}</w:r>"


def _kept(text: str) -> str:
    """One line, keeping the full-width spaces that make blanks."""
    lead = len(text) - len(text.lstrip("\u3000"))
    tail = len(text) - len(text.rstrip("\u3000"))
    middle = text[lead : len(text) - tail or None]
    words = "\u3000".join(one_line(part) for part in middle.split("\u3000"))
    edge = " " if text[:1] == " " else ""
    return (
        "\u3000" * lead + edge + words + (" " if text[-1:] == " " and len(text) > 1 else "") + "\u3000" * tail
    )


def field(code: str, face: str = "folio", size: float = 14) -> str:
    """A field that Word works out, such as ``PAGE``."""
    props = look(face, size)
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return "".join(f"<w:r>{props}{part}</w:r>" for part in parts)


def paragraph(
    *runs: str,
    align: str = "both",
    before: float = 0,
    after: float = 0,
    line: float = 0,
    first: float = 0,
    left: float = 0,
    right: float = 0,
    hanging: float = 0,
    keep: bool = False,
    border: str = "",
    frame: str = "",
    broken: bool = False,
) -> str:
    """A paragraph. ``before``, ``after``, ``line`` in points (``line`` exact; 0: the grid's pitch); ``first``,

    ``left``, ``right`` and ``hanging`` in characters of the body. ``keep`` holds it with the next one, ``broken``
    begins a page.
    """
    height = round(line * 20) or PITCH
    parts = ["<w:keepNext/>" if keep else "", "<w:pageBreakBefore/>" if broken else ""]
    parts += [frame, f"<w:pBdr>{border}</w:pBdr>" if border else ""]
    parts.append('<w:snapToGrid w:val="0"/>')
    parts.append(
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" '
        f'w:line="{height}" w:lineRule="exact"/>'
    )
    parts.append(_indents(first, left, right, hanging))
    parts.append(f'<w:jc w:val="{align}"/>')
    return f"<w:p><w:pPr>{''.join(parts)}</w:pPr>{''.join(runs)}</w:p>"


def _indents(first: float, left: float, right: float, hanging: float) -> str:
    """Indents in characters, so that they stay whole when the type is changed, and in twips for other readers."""
    said = []
    for name, count in (("left", left), ("right", right), ("firstLine", first), ("hanging", hanging)):
        if count:
            # Word counts characters only for whole shares of them; what is finer, or negative, stands in twips alone.
            if count > 0 and round(count * 100) == count * 100 and name in ("firstLine", "hanging"):
                said.append(f'w:{name}Chars="{round(count * 100)}"')
            said.append(f'w:{name}="{round(count * layout.CHARACTER_PT * 20)}"')
    return f"<w:ind {' '.join(said)}/>" if said else ""


def edge(side: str, style: str, eighths: int, *, space: int = 0, colour: str = "auto") -> str:
    """One border of a paragraph or a cell; ``eighths`` of a point thick, ``space`` points away."""
    return f'<w:{side} w:val="{style}" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'


def eighths(mm: float) -> int:
    """A thickness in eighths of a point."""
    return round(mm / layout.MM_PER_PT * 8)
