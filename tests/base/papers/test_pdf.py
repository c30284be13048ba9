"""The PDF, read back: sizes, words, and where they stand. Without Pango or a font only the refusal is tested."""

import io
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.utils import translation
from pypdf import PdfReader

from banshi.base.papers import layout, pdf, press
from banshi.base.papers.text import paragraphs
from banshi.base.zones.refusals import Refusal
from base.papers.samples import DOCUMENT, FULL, LETTER, SLIP
from base.papers.test_word import HOSTILE

MM = layout.MM_PER_PT


def _can() -> bool:
    try:
        return press.chosen(press.installed()) is not None
    except (OSError, ImportError):
        return False


needs_press = pytest.mark.skipif(not _can(), reason="no Pango or no Chinese font here")


def read(*papers):
    return PdfReader(io.BytesIO(press.press(pdf.page_of(papers))))


def words(page):
    """Texts with the place of their beginning: millimetres from the left and of the baseline from the top."""
    found = []

    def visit(text, ctm, at, font, size):
        if text.strip():
            x = at[4] * ctm[0] + at[5] * ctm[2] + ctm[4]
            y = at[4] * ctm[1] + at[5] * ctm[3] + ctm[5]
            found.append((text.strip(), x * MM, (float(page.mediabox.height) - y) * MM))

    page.extract_text(visitor_text=visit)
    return found


def plain(text):
    return "".join(text.split())


@pytest.fixture(scope="module")
def book():
    return read(DOCUMENT)


@needs_press
def test_pages_and_words(book):
    sizes = [(round(float(p.mediabox.width) * MM), round(float(p.mediabox.height) * MM)) for p in book.pages]
    assert sizes[0] == (210, 297)
    assert sizes[-1] == (210, 297)
    assert set(sizes[1:-1]) == {(210, 297), (297, 210)}
    said = plain("".join(page.extract_text() for page in book.pages))
    for one in (
        DOCUMENT.house,
        DOCUMENT.title,
        "各部门、各中心：",
        "附件：1.责任清单",
        DOCUMENT.signature,
        "2021年6月1日",
    ):
        assert plain(one) in said
    for block in DOCUMENT.blocks:
        assert plain(block.text) in said
    for row in DOCUMENT.annexes[0].blocks[0].rows:
        assert row[1] in said
    assert said.count("演示数据") == len(book.pages)
    assert "—1—" in said


@needs_press
def test_where_things_stand_on_the_first_page(book):
    at = {text[:6]: (x, y) for text, x, y in words(book.pages[0])}
    size = layout.masthead_size(DOCUMENT.house)
    # The baseline of a Chinese sign lies 0.86 to 0.9 of its size below its upper edge.
    top = at[DOCUMENT.house[:6]][1] - 0.88 * size * MM
    assert top == pytest.approx(37 + 35, abs=1)
    number = next(y for text, _x, y in words(book.pages[0]) if "〔2021〕" in text)
    blank = (number - 0.88 * 16 * MM) - (top + size * MM)
    assert blank == pytest.approx(2 * layout.LINE_MM + (layout.LINE_MM - 16 * MM) / 2, abs=1.5)
    folio = next(y for text, _x, y in words(book.pages[0]) if "1" in text and "—" in text)
    assert folio - 0.38 * 14 * MM == pytest.approx(297 - 35 + 7, abs=1)


@needs_press
def test_twenty_two_lines_of_twenty_eight_signs():
    found = read(replace(FULL, blocks=paragraphs("督" * 28 * 60)))
    lines = [line for line in found.pages[1].extract_text().split("\n") if "督" in line]
    assert len(lines) == 22
    assert {len(line.strip()) for line in lines} == {28}
    left = {round(x) for text, x, _y in words(found.pages[1]) if "督" in text}
    assert left == {28}


@needs_press
def test_page_numbers_outside_and_the_head_on_each_page_of_a_list(book):
    for n, page in enumerate(book.pages, 1):
        across = float(page.mediabox.width) > float(page.mediabox.height)
        if across:
            assert "问题（需求）" in page.extract_text()
            continue
        x = next(x for text, x, y in words(page) if plain(text) in (f"—{n}—", "—") and y > 262)
        assert (x > 105) == (n % 2 == 1)


@needs_press
def test_the_imprint_stands_at_the_foot_of_the_last_page(book):
    y = next(y for text, _x, y in words(book.pages[-1]) if "印发" in text)
    assert 297 - 35 - y == pytest.approx((22 - 14) / 2 * MM + 0.12 * 14 * MM, abs=1.5)


@needs_press
def test_a_letter_has_no_number_on_its_first_page():
    page = read(LETTER).pages[0]
    assert "—1—" not in plain(page.extract_text())
    size = layout.letter_size(LETTER.house)
    y = next(y for text, _x, y in words(page) if LETTER.house[:4] in text)
    assert y - 0.88 * size * MM == pytest.approx(30, abs=1)


@needs_press
def test_several_slips_in_one_file_and_hostile_words():
    found = read(SLIP, SLIP, replace(SLIP, title=HOSTILE))
    assert len(found.pages) == 3
    assert "{{7*7}}{%for%}" in plain(found.pages[2].extract_text())


@needs_press
@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_nothing_is_fetched(address):
    with pytest.raises(BaseException, match="Error fetching"):
        press.press(f'<img src="{address}">')
    assert "<img" not in pdf.page_of([replace(SLIP, blocks=(), title="<img src=http://x.invalid/a.png>")])


@pytest.mark.parametrize(("code", "words_"), [(3, "Pango"), (4, "font"), (1, "could not")])
def test_where_it_cannot_be_made_the_word_file_is_offered(monkeypatch, code, words_):
    monkeypatch.setattr(
        pdf.subprocess, "run", lambda *args, **kwargs: subprocess.CompletedProcess(args, code, b"", b"")
    )
    with translation.override("en"), pytest.raises(Refusal) as refused:
        pdf.write(SLIP)
    with translation.override("en"):
        assert words_ in refused.value.message
        assert "Word" in refused.value.message


def test_the_web_process_loads_neither_press_nor_writers(tmp_path):
    code = (
        "import django, sys; django.setup(); from django.urls import resolve; resolve('/papers/'); "
        "print([name for name in ('weasyprint', 'docx', 'docxtpl', 'jinja2') if name in sys.modules])"
    )
    settings = {"BANSHI_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "banshi.conf.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | settings, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
