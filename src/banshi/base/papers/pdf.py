"""The same paper as PDF: its HTML and style here, pressed by :mod:`.press` in a process of its own."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from html import escape

import segno
from django.utils.translation import gettext_lazy as _

from banshi.base.papers import layout, press
from banshi.base.papers.composing import label_of, places
from banshi.base.papers.paper import (
    Annex,
    Facts,
    Form,
    Grid,
    Paper,
    Para,
    blank_number,
    written_day,
)
from banshi.base.papers.text import DAY, clean, title_lines, width
from banshi.base.zones.refusals import Refusal

PRESSES = threading.BoundedSemaphore(2)
"""At most two presses at a time in one web process; a press takes a second and 100 MB."""

WAIT_S, PRESS_S = 30, 120
CODE_MOST = 2900
L, C = layout.LINE_PT - 0.004, layout.CHARACTER_PT - 0.004
"""Pitches of lines and characters in points, a hair less, so that rounding never costs a line or a character."""

CLOSER = C - layout.BODY.value

STYLE = f"""
@page {{ size: 210mm 297mm; margin: 37mm 26mm 35mm 28mm; }}
@page :right {{ @bottom-right {{ content: "— " counter(page) " —"; }} @bottom-left {{ content: none; }} }}
@page :left {{ @bottom-left {{ content: "— " counter(page) " —"; }} @bottom-right {{ content: none; }} }}
@page {{ @bottom-right {{ FOLIO padding-right: 14pt; text-align: right; }}
        @bottom-left {{ FOLIO padding-left: 14pt; text-align: left; }} }}
@page letter:first {{ @bottom-right {{ content: none; }} }}
@page slip {{ @bottom-right {{ content: none; }} @bottom-left {{ content: none; }} }}
@page bare {{ @bottom-right {{ content: none; }} @bottom-left {{ content: none; }} }}
@page across {{ size: 297mm 210mm; margin: 28mm 37mm 26mm 35mm;
  @bottom-right {{ content: none; }} @bottom-left {{ content: none; }}
  @left-top {{ content: none; }} @left-bottom {{ content: none; }} }}
@page across:right {{ @left-bottom {{ content: element(odd); vertical-align: bottom; width: 35mm; }} }}
@page across:left {{ @left-top {{ content: element(even); vertical-align: top; width: 35mm; }} }}
@page {{ @footnote {{ margin: 0; padding: 0; border: none; }} }}
html {{ font: 16pt/{L:.3f}pt {{{{text}}}}; letter-spacing: {CLOSER:.4f}pt; color: #000; }}
body {{ margin: 0; font-kerning: none; orphans: 1; widows: 1; }}
p, h1, div {{ margin: 0; padding: 0; font-weight: 400; }}
p.para {{ text-indent: {2 * C:.3f}pt; text-align: justify; }}
.house {{ font-family: {{{{title}}}}; font-weight: {{{{weight}}}}; color: #{layout.RED}; text-align: center;
  letter-spacing: 0; white-space: nowrap; }}
.number {{ text-align: center; line-height: 16pt; letter-spacing: 0; white-space: pre; }}
.red {{ border-bottom: {layout.RED_LINE.value}mm solid #{layout.RED}; padding-bottom: 4mm; }}
h1 {{ font: {{{{weight}}}} 22pt/{L:.3f}pt {{{{title}}}}; text-align: center; letter-spacing: 0; white-space: nowrap;
  break-after: avoid; }}
.first {{ font-family: {{{{first}}}}; }} .second {{ font-family: {{{{second}}}}; }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed; letter-spacing: 0; font-size: 10.5pt;
  line-height: 1.4; margin-bottom: 6pt; }}
td, th {{ border: 0.25mm solid #000; padding: 0.8mm 1mm; vertical-align: middle; text-align: left; font-weight: 400;
  overflow-wrap: anywhere; white-space: pre-line; }}
th {{ font-family: {{{{first}}}}; text-align: center; }} td.n {{ text-align: right; }}
tr {{ break-inside: avoid; }}
table.facts {{ font-size: 12pt; }} table.facts td:first-child {{ font-family: {{{{first}}}}; width: 24%; }}
td.small {{ font-size: 7.5pt; word-break: break-all; }}
.code {{ text-align: center; }} .code img {{ width: 45mm; height: 45mm; image-rendering: pixelated; }}
.facts-line {{ font-size: 12pt; text-align: center; letter-spacing: 0; }}
.sign {{ text-align: right; break-inside: avoid; break-before: avoid; }}
td.day {{ white-space: nowrap; }}
.across {{ page: across; break-before: page; }} .upright {{ break-before: page; }}
.imprint {{ float: footnote; font-size: 14pt; line-height: 22pt; letter-spacing: 0;
  border-top: 0.35mm solid #000; border-bottom: 0.35mm solid #000; }}
.imprint::footnote-call, .imprint::footnote-marker {{ content: none; }}
.imprint .copies {{ padding: 0 14pt 0 {14 * 4}pt; text-indent: -{14 * 3}pt; border-bottom: 0.25mm solid #000; }}
.imprint .by {{ display: flex; justify-content: space-between; padding: 0 14pt; }}
.odd {{ position: running(odd); }} .even {{ position: running(even); }}
.odd, .even {{ height: 40mm; }}
.odd div, .even div {{ font: 14pt/14pt {{{{folio}}}}; letter-spacing: 0; width: 40mm; box-sizing: border-box;
  padding: 0 14pt; white-space: nowrap; transform-origin: 0 0;
  transform: translate({28 + 7 * layout.MM_PER_PT:.3f}mm, 0) rotate(90deg); }}
.odd div {{ text-align: right; }} .even div {{ text-align: left; }}
.odd div::before, .even div::before {{ content: "— " counter(page) " —"; }}
.double {{ position: absolute; left: -8mm; width: 170mm; height: 1mm; }}
.over {{ border-top: 0.7mm solid #{layout.RED}; border-bottom: 0.25mm solid #{layout.RED}; }}
.under {{ border-top: 0.25mm solid #{layout.RED}; border-bottom: 0.7mm solid #{layout.RED}; }}
""".replace(
    "FOLIO",
    f"font: 14pt/14pt {{{{folio}}}}; letter-spacing: 0; vertical-align: top; "
    f"padding-top: {7 - 7 * layout.MM_PER_PT:.3f}mm;",
)
DEMO_STYLE = """
@page { @top-center { content: "演示数据"; font: 10.5pt {{first}}; color: #7f7f7f; letter-spacing: 0; } }
"""


def write(*papers: Paper) -> bytes:
    """The PDF of one paper, or of several one after another. Raises :class:`Refusal` where it cannot be made."""
    return pressed(page_of(papers))


def pressed(html: str) -> bytes:
    """What the press makes of ``html``."""
    if not PRESSES.acquire(timeout=WAIT_S):
        raise Refusal("papers.press_busy", _("Other papers are being made just now. Ask again in a minute."))
    try:
        done = subprocess.run(
            [sys.executable, "-m", press.__name__],
            input=json.dumps({"html": html}).encode(),
            capture_output=True,
            timeout=PRESS_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal(
            "papers.too_long",
            _("This paper is too long to be made as PDF. Take the Word file, or a shorter list."),
        ) from error
    finally:
        PRESSES.release()
    if done.returncode == 0:
        return done.stdout
    raise _refusal(done.returncode)


def _refusal(code: int) -> Refusal:
    way_out = _("Take the Word file, or print the page from the browser and choose «save as PDF».")
    if code == press.NO_PANGO:
        why = _("This machine cannot make PDF: the library Pango is not installed on it.")
    elif code == press.NO_FONT:
        why = _("This machine cannot make PDF: it has no Chinese font.")
    else:
        why = _("The PDF could not be made.")
    return Refusal("papers.no_pdf", "%(why)s %(way_out)s", why=why, way_out=way_out)


def page_of(papers: Iterable[Paper]) -> str:
    """Papers as one HTML page for the press."""
    given = list(papers)
    style = STYLE + (DEMO_STYLE if any(paper.demo for paper in given) else "")
    body = "".join("".join(_paper(paper, first=at == 0)) for at, paper in enumerate(given))
    title = said(given[0].title) if given else ""
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<style>{style}</style><title>{title}</title></head><body>{body}</body></html>"
    )


def said(text: str) -> str:
    """A text, cleaned and escaped."""
    return escape(clean(text))


PAGES = {Form.LETTER: "letter", Form.SLIP: "slip"}


def _paper(paper: Paper, *, first: bool) -> Iterator[str]:
    name = PAGES.get(paper.form, "")
    style = f"page: {name};" if name else ""
    style += "" if first else "break-before: page;"
    bare = paper.form is Form.SLIP and not paper.blocks and bool(paper.annexes)
    if not bare:
        yield f'<section style="{style}">'
        yield from _opening(paper)
        for one in paper.blocks:
            yield from _block(one)
        yield from _closing(paper)
        yield "" if paper.annexes else _imprint(paper)
        yield "</section>"
    for at, annex in enumerate(paper.annexes):
        yield from _annex(paper, annex, last=at == len(paper.annexes) - 1)
    if paper.printer and paper.annexes and paper.annexes[-1].wide:
        yield f'<section style="page: bare; break-before: page;">{_imprint(paper)}</section>'


def _opening(paper: Paper) -> Iterator[str]:
    heads = {Form.LETTER: _letter_head, Form.SLIP: _slip_head}
    yield from heads.get(paper.form, _document_head)(paper)
    slip = paper.form is Form.SLIP
    yield _title(paper.title, 0 if slip else layout.TITLE_AFTER.value * L)
    if slip:
        yield '<div style="height: 8pt"></div>'
    if paper.recipients:
        yield f'<p style="margin-top: {L:.3f}pt">{said("、".join(paper.recipients))}：</p>'
    elif paper.form is not Form.SLIP:
        yield f'<div style="height: {L:.3f}pt"></div>'


def _title(title: str, before: float = 0) -> str:
    lines = "<br>".join(said(line) for line in title_lines(title))
    return f'<h1 style="margin-top: {before:.3f}pt">{lines}</h1>'


INK = 0.06
"""How far below its line's upper edge the ink of a Chinese sign begins, as a share of its size."""


def _document_head(paper: Paper) -> Iterator[str]:
    size = layout.masthead_size(paper.house)
    above = layout.MASTHEAD_TOP.value / layout.MM_PER_PT - INK * size
    if paper.urgency:
        yield f'<p class="first">{said(paper.urgency)}</p>'
        above -= L
    yield (
        f'<div class="house" style="padding-top: {above:.3f}pt; font-size: {size}pt; line-height: {size}pt">'
        f"{said(paper.house)}</div>"
    )
    gap = layout.NUMBER_AFTER.value * L + (L - layout.BODY.value) / 2 if paper.numbered else 0
    number = blank_number(paper.year) if paper.numbered else ""
    yield f'<div class="number red" style="padding-top: {gap:.3f}pt">{number}</div>'


def _letter_head(paper: Paper) -> Iterator[str]:
    size = layout.letter_size(paper.house)
    up = layout.TOP.value - layout.MASTHEAD_TOP_LETTER.value
    line = size * layout.MM_PER_PT + layout.LETTER_LINE_AFTER.value - up
    foot = layout.PAGE_HEIGHT.value - layout.TOP.value - layout.LETTER_LINE_FOOT.value - 1
    yield f'<div class="double over" style="top: {line:.3f}mm"></div>'
    yield f'<div class="double under" style="top: {foot:.3f}mm"></div>'
    yield (
        f'<div class="house" style="margin: {-up - INK * size * layout.MM_PER_PT:.3f}mm -6mm 0 -8mm; '
        f'font-size: {size}pt; line-height: {size}pt; height: {size * layout.MM_PER_PT + 5.5:.3f}mm">'
        f"{said(paper.house)}</div>"
    )
    if paper.urgency:
        yield f'<p class="first">{said(paper.urgency)}</p>'
    number = blank_number(paper.year) if paper.numbered else ""
    yield (
        f'<div class="number" style="text-align: right; margin-top: {layout.LETTER_NUMBER_BELOW.value}pt">'
        f"{number}</div>"
    )


def _slip_head(paper: Paper) -> Iterator[str]:
    yield (
        f'<div class="house" style="font-size: 22pt; line-height: 28pt; padding-bottom: 6pt; margin-bottom: 18pt; '
        f'border-bottom: {layout.RED_LINE.value}mm solid #{layout.RED}">{said(paper.house)}</div>'
    )


def _block(one: Para | Grid | Facts) -> Iterator[str]:
    if isinstance(one, Para):
        yield _para(one)
    elif isinstance(one, Grid):
        yield from _grid(one)
    else:
        yield from _facts(one)


def _para(one: Para) -> str:
    face = layout.LEVELS[one.level]
    head = f'<span class="{face}">{said(one.text[: one.heading])}</span>' if one.heading else ""
    return f'<p class="{"para" if one.indent else ""}">{head}{said(one.text[one.heading :])}</p>'


def _grid(grid: Grid) -> Iterator[str]:
    whole = sum(grid.widths)
    yield "<table><colgroup>"
    yield "".join(f'<col style="width: {share / whole * 100:.3f}%">' for share in grid.widths)
    yield "</colgroup>"
    if any(grid.heads):
        yield f"<thead><tr>{''.join(f'<th>{said(head)}</th>' for head in grid.heads)}</tr></thead>"
    marks = ["n" if at in grid.numbers else "" for at in range(len(grid.widths))]
    yield "<tbody>"
    for row in grid.rows:
        cells = (
            f'<td class="{"day" if DAY.fullmatch(cell) else mark}">{said(cell)}</td>'
            for mark, cell in zip(marks, row, strict=True)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _facts(one: Facts) -> Iterator[str]:
    yield '<table class="facts"><tbody>'
    for label, value in one.lines:
        mark = ' class="small"' if label in one.small else ""
        yield f"<tr><td>{said(label)}</td><td{mark}>{said(value)}</td></tr>"
    yield "</tbody></table>"
    if one.code and len(one.code.encode()) <= CODE_MOST:
        yield f'<div class="code"><img src="{drawn(one.code)}" alt=""></div>'


def drawn(code: str) -> str:
    """A code as a picture in the page itself. A fixed mask reads as well and takes a third of the time."""
    made = segno.make(code, error="l", micro=False, boost_error=False, mask=0)
    return made.png_data_uri(scale=1, border=2)


def _closing(paper: Paper) -> Iterator[str]:
    names = [annex.title for annex in paper.named]
    for at, name in enumerate(names, 1):
        number = f"{at}." if len(names) > 1 else ""
        label = "附件：" if at == 1 else ""
        hang = 3 * (at == 1) + width(number)
        before = layout.ATTACHED_AFTER.value * L if at == 1 else 0
        yield (
            f'<p style="margin-top: {before:.3f}pt; padding-left: {(5 + width(number)) * C:.3f}pt; '
            f'text-indent: {-hang * C:.3f}pt">{label}{number}{said(name)}</p>'
        )
    for at, (label, people) in enumerate(paper.present):
        hang = width(label) + 1
        yield (
            f'<p style="margin-top: {0 if at else L:.3f}pt; padding-left: {(2 + hang) * C:.3f}pt; '
            f'text-indent: {-hang * C:.3f}pt"><span class="first">{said(label)}：</span>{said(people)}</p>'
        )
    yield from _signed(paper)
    if paper.note:
        yield f'<p class="para">（{said(paper.note)}）</p>'


def _signed(paper: Paper) -> Iterator[str]:
    if not (paper.signature or paper.signed_on):
        return
    day = written_day(paper.signed_on)
    name_right, day_right = places(paper.signature, day, sealed=paper.sealed)
    room = (layout.SEAL_ROOM.value if paper.sealed else 1) * L
    yield f'<div class="sign" style="padding-top: {room:.3f}pt">'
    for text, right in ((paper.signature, name_right), (day, day_right)):
        if text:
            yield f'<p style="margin-right: {right * C:.3f}pt">{said(text)}</p>'
    yield "</div>"


def _annex(paper: Paper, annex: Annex, *, last: bool) -> Iterator[str]:
    yield f'<section class="{"across" if annex.wide else "upright"}">'
    if annex.wide:
        yield from _turned_folio()
    label = label_of(paper, annex)
    if label:
        yield f'<p class="first">{label}</p><div style="height: {L:.3f}pt"></div>'
    yield _title(annex.title)
    if annex.facts:
        yield f'<p class="facts-line">{said(annex.facts)}</p>'
    for one in annex.blocks:
        yield from _block(one)
    if last and not annex.wide:
        yield _imprint(paper)
    yield "</section>"


def _turned_folio() -> Iterator[str]:
    """The page number of a sheet that lies across, turned with it: see 7.5 and the Word file's pages."""
    yield '<div class="odd"><div></div></div><div class="even"><div></div></div>'


def _imprint(paper: Paper) -> str:
    if not paper.printer:
        return ""
    copies = f'<div class="copies">抄送：{said("，".join(paper.copies))}。</div>' if paper.copies else ""
    day = f"{written_day(paper.printed_on)}印发"
    by = f'<div class="by"><span>{said(paper.printer)}</span><span>{day}</span></div>'
    return f'<div class="imprint">{copies}{by}</div>'
