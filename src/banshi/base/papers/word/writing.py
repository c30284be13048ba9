"""The whole Word file of a paper."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import segno
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from banshi.base.papers import layout
from banshi.base.papers.composing import label_of
from banshi.base.papers.paper import Facts, Form, Paper
from banshi.base.papers.text import one_line
from banshi.base.papers.word import blocks, forms, pages
from banshi.base.papers.word.xml import NS, paragraph

CODE_MOST = 2900
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""The day in the properties of a form: the same form is always the same file."""


def write(paper: Paper, *, made_at: datetime) -> bytes:
    """The file's bytes. ``made_at`` goes into its properties; nothing else of it names a person or a machine."""
    book = Document()
    _bare_of_samples(book)
    _settle(book, paper, made_at)
    parts = _Parts(book)
    _fill(book, parts, paper)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def append(content: bytes, paper: Paper) -> bytes:
    """A file that somebody's own form made of the paper itself, with codes, annexes and imprint behind it."""
    book = Document(io.BytesIO(content))
    parts, last = _Parts(book), book.element.body.sectPr
    shown = "".join(blocks.coded(code, parts) for code in codes_of(paper))
    for element in _parsed(shown):
        last.addprevious(element)
    turns = _turns(replace(paper, blocks=(), form=Form.SLIP)) if paper.annexes else []
    for turn in turns:
        book.add_section()
        _thin(last.getprevious())
        _write(turn, parts, last)
        _dress(book.sections[-1], paper, turn, opens=False)
    if paper.printer and not turns:
        _write(_Turn(False, [_imprint(paper)]), parts, last)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def codes_of(paper: Paper) -> list[str]:
    """The codes that the paper shows."""
    return [one.code for one in paper.blocks if isinstance(one, Facts) and one.code]


def form_of(paper: Paper) -> bytes:
    """The layout of ``paper`` with fields in place of its texts, for an office to edit."""
    book = Document()
    _bare_of_samples(book)
    _settle(book, replace(paper, title="", house=""), EPOCH)
    last = book.element.body.sectPr
    for element in _parsed("".join(forms.written(paper, pages.TALL_LINE))):
        last.addprevious(element)
    _dress(book.sections[0], replace(paper, demo=False), _Turn(False, []), opens=True)
    for section in book.sections:
        for head in (section.header, section.even_page_header, section.first_page_header):
            if not head.is_linked_to_previous:
                _put(head, forms.head())
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _bare_of_samples(book) -> None:
    """The empty book that python-docx begins with brings a thumbnail and a bibliography of its author."""
    for rels in (book.part.rels, book.part.package.rels):
        for key in [key for key, one in rels.items() if one.reltype.endswith(("/customXml", "/thumbnail"))]:
            del rels[key]


def _settle(book, paper: Paper, made_at: datetime) -> None:
    """Properties, the faces of the default style, odd and even pages."""
    facts = book.core_properties
    facts.title, facts.author, facts.language = (
        one_line(paper.title)[:250],
        one_line(paper.house)[:250],
        "zh-CN",
    )
    facts.comments = facts.last_modified_by = ""
    facts.created = facts.modified = made_at.replace(tzinfo=None)
    styles = book.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    face = layout.FACES["text"]
    defaults.getparent().replace(
        defaults,
        parse_xml(
            f'<w:docDefaults {NS}><w:rPrDefault><w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" '
            f'w:eastAsia="{face}" w:cs="{face}"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
            '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
            "<w:pPrDefault/></w:docDefaults>"
        ),
    )
    normal = book.styles["Normal"]
    normal.font.name, normal.font.size = face, None
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), face)
    _set_type(normal)
    book.settings.odd_and_even_pages_header_footer = True


def _set_type(style) -> None:
    for name in ("sz", "szCs"):
        style.element.rPr.append(parse_xml(f'<w:{name} {NS} w:val="{round(layout.BODY.value * 2)}"/>'))


class _Parts:
    """Codes as pictures of the file, drawn by segno as PNG."""

    def __init__(self, book):
        self.book = book

    def picture(self, text: str, mm: float) -> str:
        if not text or len(text.encode()) > CODE_MOST:
            return ""
        drawn = io.BytesIO()
        segno.make(text, error="l", micro=False).save(drawn, kind="png", scale=4, border=2)
        drawn.seek(0)
        scratch = self.book.add_paragraph().add_run()
        scratch.add_picture(drawn, width=Mm(mm))
        element = scratch._r
        element.getparent().getparent().remove(element.getparent())
        return etree.tostring(element, encoding="unicode")


@dataclass
class _Turn:
    """A section: whether it lies across, and what writes it. A ``bare`` page has no number (7.5)."""

    wide: bool
    writers: list[Callable[[_Parts, int], Iterator[str]]]
    bare: bool = False


def _fill(book, parts: _Parts, paper: Paper) -> None:
    last = book.element.body.sectPr
    turns = _turns(paper)
    for at, turn in enumerate(turns):
        _write(turn, parts, last)
        if at < len(turns) - 1:
            book.add_section()
            _thin(last.getprevious())
    for section, turn in zip(book.sections, turns, strict=True):
        _dress(section, paper, turn, opens=turn is turns[0])


def _write(turn: _Turn, parts: _Parts, last) -> None:
    long = pages.WIDE_LINE if turn.wide else pages.TALL_LINE
    for write_part in turn.writers:
        for element in _parsed("".join(write_part(parts, long))):
            last.addprevious(element)


def _parsed(xml: str) -> Iterator:
    """The elements of a string of marks."""
    yield from list(parse_xml(f"<w:body {NS}>{xml}</w:body>"))


def _thin(holder) -> None:
    """The paragraph that only ends a section takes no line."""
    properties = holder.get_or_add_pPr()
    properties.insert(
        0, parse_xml(f'<w:spacing {NS} w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>')
    )


def _turns(paper: Paper) -> list[_Turn]:
    """The paper itself, then its annexes, one section while they lie alike; the imprint on the last upright page."""
    turns = [_Turn(False, [] if _only_annexes(paper) else [_main(paper)])]
    for annex in paper.annexes:
        if turns[-1].wide or annex.wide:
            turns.append(_Turn(annex.wide, []))
        turns[-1].writers.append(_annex(paper, annex, broken=bool(turns[-1].writers)))
    turns = [turn for turn in turns if turn.writers]
    if paper.printer:
        if turns[-1].wide:
            turns.append(_Turn(False, [], bare=True))
        turns[-1].writers.append(_imprint(paper))
    return turns


def _imprint(paper: Paper):
    return lambda _parts, long: iter((blocks.imprint(paper, long), paragraph(line=1)))


def _only_annexes(paper: Paper) -> bool:
    return paper.form is Form.SLIP and not paper.blocks and bool(paper.annexes)


def _main(paper: Paper):
    def written(parts, long):
        yield from blocks.opening(paper)
        for at, one in enumerate(paper.blocks, 1):
            signed = at == len(paper.blocks) and bool(paper.signature) and not (paper.named or paper.present)
            yield from blocks.block(one, parts, long, last=signed)
        yield from blocks.closing(paper)

    return written


def _annex(paper: Paper, annex, *, broken: bool):
    def written(parts, long):
        if broken:
            yield paragraph(line=1, broken=True)
        yield from blocks.annex_head(annex, label_of(paper, annex))
        for one in annex.blocks:
            yield from blocks.block(one, parts, long)

    return written


def _dress(section, paper: Paper, turn: _Turn, *, opens: bool) -> None:
    letter = opens and paper.form is Form.LETTER
    pages.section(section._sectPr, wide=turn.wide, first_bare=letter)
    number = pages.folio_across if turn.wide else pages.folio
    unnumbered = turn.bare or (paper.form is Form.SLIP and not turn.wide)
    _put(section.footer, paragraph(line=1) if unnumbered else number(even=False))
    _put(section.even_page_footer, paragraph(line=1) if unnumbered else number(even=True))
    heads = [section.header, section.even_page_header]
    if letter:
        _put(section.first_page_footer, pages.foot_of_letter())
        heads.append(section.first_page_header)
    for one in heads:
        _put(one, pages.head(demo=paper.demo))


def _put(part, xml: str) -> None:
    """What stands in a head or a foot, instead of what was there."""
    part.is_linked_to_previous = False
    element = part._element
    for old in list(element):
        element.remove(old)
    for new in _parsed(xml):
        element.append(new)
