"""The Word file, read back and held against the numbers of GB/T 9704-2012."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn

from banshi.base.papers import layout
from banshi.base.papers.word import writing
from base.papers.samples import DOCUMENT, HEADS, LETTER, MINUTES, ROWS, SLIP

AT = datetime(2021, 6, 1, tzinfo=UTC)
MM = 36_000
"""English metric units in a millimetre."""


def opened(paper):
    return Document(io.BytesIO(writing.write(paper, made_at=AT)))


@pytest.fixture(scope="module")
def book():
    return opened(DOCUMENT)


def paragraph(book, begin):
    return next(one for one in book.paragraphs if one.text.startswith(begin))


def face(run):
    fonts = run._r.rPr.rFonts
    assert fonts.get(qn("w:ascii")) == fonts.get(qn("w:eastAsia"))
    return fonts.get(qn("w:eastAsia")), run.font.size.pt


def before(one):
    return one.paragraph_format.space_before.pt


def exactly(one):
    assert one._p.pPr.find(qn("w:spacing")).get(qn("w:lineRule")) == "exact"
    return one.paragraph_format.line_spacing.pt


def characters(one, name):
    """An indent in characters of the body, from twips."""
    return int(one._p.pPr.find(qn("w:ind")).get(qn(f"w:{name}"))) / 20 / layout.CHARACTER_PT


def test_the_page_and_its_grid(book):
    section = book.sections[0]
    assert section.page_width / MM == pytest.approx(210, abs=0.1)
    assert section.page_height / MM == pytest.approx(297, abs=0.1)
    assert section.top_margin / MM == pytest.approx(37, abs=layout.TOP.tolerance)
    assert section.left_margin / MM == pytest.approx(28, abs=layout.LEFT.tolerance)
    assert section.right_margin / MM == pytest.approx(26, abs=1)
    assert section.bottom_margin / MM == pytest.approx(35, abs=1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    height = (section.page_height - section.top_margin - section.bottom_margin) / 635
    pitch = int(grid.get(qn("w:linePitch")))
    assert height // pitch == 22
    width = (section.page_width - section.left_margin - section.right_margin) / 635 / 20
    sign = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert width // sign == 28


def test_lines_and_signs_fill_the_page_without_leaning_on_the_grid(book):
    body = paragraph(book, "为进一步")
    assert body._p.pPr.find(qn("w:snapToGrid")).get(qn("w:val")) == "0"
    assert 225 / layout.MM_PER_PT // exactly(body) == 22
    closer = int(body.runs[0]._r.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 156 / layout.MM_PER_PT // (16 + closer) == 28


def test_masthead_number_and_red_line(book):
    house = paragraph(book, DOCUMENT.house)
    assert before(house) * layout.MM_PER_PT == pytest.approx(35, abs=layout.MASTHEAD_TOP.tolerance)
    assert face(house.runs[0])[0] == "方正小标宋简体"
    assert str(house.runs[0].font.color.rgb) == layout.RED
    number = paragraph(book, "\u3000\u3000\u3000〔2021〕")
    assert number.text == "\u3000\u3000\u3000〔2021〕\u3000\u3000号"
    assert face(number.runs[0]) == ("仿宋_GB2312", 16)
    assert before(number) == pytest.approx(2 * layout.LINE_PT + (layout.LINE_PT - 16) / 2, abs=0.1)
    red = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert red.get(qn("w:color")) == layout.RED
    assert int(red.get(qn("w:space"))) * layout.MM_PER_PT == pytest.approx(4, abs=1)


def test_title_recipients_and_levels(book):
    first, second = (one for one in book.paragraphs if one.runs and face(one.runs[0]) == ("方正小标宋简体", 22)
                     and "附件" not in one.text and one.text in DOCUMENT.title)  # fmt: skip
    assert first.text + second.text == DOCUMENT.title
    assert before(first) == pytest.approx(2 * layout.LINE_PT, abs=0.1)
    assert exactly(second) == 28.95
    to = paragraph(book, "各部门")
    assert to.text == "各部门、各中心："
    assert before(to) == pytest.approx(layout.LINE_PT, abs=0.1)
    assert to._p.pPr.find(qn("w:ind")) is None
    assert face(paragraph(book, "一、").runs[0])[0] == "黑体"
    level = paragraph(book, "（一）")
    assert [face(run) for run in level.runs] == [("楷体_GB2312", 16), ("仿宋_GB2312", 16)]
    assert level.runs[0].text == "（一）办理较好的单位。"
    for begin in ("1. 建设", "（1）"):
        assert face(paragraph(book, begin).runs[0]) == ("仿宋_GB2312", 16)
    assert paragraph(book, "为进一步")._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_attachments_signature_and_note(book):
    one, two = paragraph(book, "附件：1."), paragraph(book, "2.整改")
    assert one.text == "附件：1.责任清单"
    assert before(one) == pytest.approx(layout.LINE_PT, abs=0.1)
    assert characters(one, "left") - characters(one, "hanging") == pytest.approx(2, abs=0.05)
    assert characters(one, "left") == pytest.approx(characters(two, "left"), abs=0.05)
    name, day = paragraph(book, "青屿经济开发区管理委员会"), paragraph(book, "2021年6月1日")
    name = next(one for one in book.paragraphs if one.text == DOCUMENT.signature)
    assert characters(day, "right") == pytest.approx(4, abs=0.05)
    middle = characters(name, "right") + len(DOCUMENT.signature) / 2
    assert middle == pytest.approx(4 + 6 / 2, abs=0.05)
    assert paragraph(book, "（联系单位").text == "（联系单位：督查室）"


def test_page_numbers_stand_outside_and_are_fields(book):
    assert book.settings.odd_and_even_pages_header_footer
    section = book.sections[0]
    for foot, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = foot.paragraphs[0]
        assert line._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert int(line._p.pPr.find(qn("w:ind")).get(qn(f"w:{side}"))) / 20 == pytest.approx(14, abs=0.1)
        assert line.text == "— 1 —"
        assert [one.text.strip() for one in line._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert face(line.runs[0]) == ("宋体", 14)
    dash = section.footer_distance / MM + 7 * layout.MM_PER_PT
    assert 35 - dash == pytest.approx(7, abs=layout.FOLIO_BELOW.tolerance)


def test_the_list_lies_across_with_its_head_on_every_page(book):
    across = book.sections[1]
    assert (round(across.page_width / MM), round(across.page_height / MM)) == (297, 210)
    assert across.left_margin / MM == pytest.approx(35, abs=0.1)
    assert across.top_margin / MM == pytest.approx(28, abs=0.1)
    table = next(one for one in book.tables if len(one.rows) == 61)
    assert [cell.text for cell in table.rows[0].cells] == list(HEADS)
    assert tuple(cell.text for cell in table.rows[60].cells) == ROWS[59]
    marked = [
        row
        for row in table._tbl.iter(qn("w:tr"))
        if row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
    ]
    assert len(marked) == 1
    turned = [one.get(qn("w:val")) for one in across.footer._element.iter(qn("w:textDirection"))]
    assert turned == ["tbRl"]
    assert paragraph(book, "附件1").runs[0].font.size.pt == 16
    assert face(paragraph(book, "附件2").runs[0])[0] == "黑体"


def test_the_imprint_ends_on_the_lower_edge(book):
    table = book.tables[-1]
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    heights = [int(one.get(qn("w:val"))) for one in table._tbl.iter(qn("w:trHeight"))]
    foot = (int(place.get(qn("w:tblpY"))) + sum(heights)) / 20 * layout.MM_PER_PT
    assert foot == pytest.approx(297 - 35, abs=0.2)
    edges = table._tbl.tblPr.find(qn("w:tblBorders"))
    outer = {
        int(edges.find(qn(f"w:{side}")).get(qn("w:sz"))) / 8 * layout.MM_PER_PT for side in ("top", "bottom")
    }
    assert list(outer) == [pytest.approx(0.35, abs=layout.IMPRINT_OUTER.tolerance)]
    inner = next(table._tbl.iter(qn("w:tcBorders"))).find(qn("w:bottom"))
    assert int(inner.get(qn("w:sz"))) / 8 * layout.MM_PER_PT == pytest.approx(0.25, abs=0.03)
    assert table.cell(0, 0).text == "抄送：区党工委各领导，纪工委。"
    assert table.cell(1, 1).text == "2021年6月2日印发"
    assert face(table.cell(0, 0).paragraphs[0].runs[0]) == ("仿宋_GB2312", 14)


def test_a_letter():
    book = opened(LETTER)
    house = paragraph(book, LETTER.house)
    frame = house._p.pPr.find(qn("w:framePr"))
    assert int(frame.get(qn("w:y"))) / 20 * layout.MM_PER_PT == pytest.approx(30, abs=1)
    assert int(frame.get(qn("w:w"))) / 20 * layout.MM_PER_PT == pytest.approx(170, abs=1)
    line = house._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert line.get(qn("w:val")) == "thickThinSmallGap"
    assert int(line.get(qn("w:space"))) * layout.MM_PER_PT == pytest.approx(4, abs=1)
    section = book.sections[0]
    assert section.different_first_page_header_footer
    foot = section.first_page_footer.paragraphs[0]._p.pPr
    assert foot.find(qn("w:pBdr")).find(qn("w:top")).get(qn("w:val")) == "thinThickSmallGap"
    y = int(foot.find(qn("w:framePr")).get(qn("w:y"))) / 20 * layout.MM_PER_PT
    assert 297 - y == pytest.approx(20, abs=1.5)
    assert "PAGE" not in section.first_page_footer._element.xml
    name, day = (paragraph(book, begin) for begin in ("督查室", "2021年6月1日"))
    assert characters(day, "right") == pytest.approx(2, abs=0.05)
    begins = [characters(name, "right") + 3, characters(day, "right") + 6]
    assert begins[0] - begins[1] == pytest.approx(2, abs=0.05)


def test_minutes_have_no_seal_and_say_who_was_there():
    book = opened(MINUTES)
    house = paragraph(book, MINUTES.house)
    assert before(house) * layout.MM_PER_PT == pytest.approx(35, abs=1)
    present = paragraph(book, "出席：")
    assert face(present.runs[0]) == ("黑体", 16)
    assert characters(present, "hanging") == pytest.approx(3, abs=0.05)
    assert all(one.text != DOCUMENT.signature for one in book.paragraphs)


def test_a_slip_has_its_code_and_no_page_number():
    book = opened(SLIP)
    assert len(book.inline_shapes) == 1
    assert book.inline_shapes[0].width / MM == pytest.approx(45, abs=0.1)
    assert "PAGE" not in book.sections[0].footer._element.xml


HOSTILE = "=1+1\x00\x08</w:t><w:p/>{{ 7*7 }}{% for %}&lt;&\u202e\uffff\t“x”\nDDEAUTO"


def test_what_people_type_is_text_and_nothing_else():
    from banshi.base.papers.paper import Grid, Paper, Para

    paper = Paper(
        template="x", house=HOSTILE, title=HOSTILE, blocks=(Para(HOSTILE), Grid((HOSTILE,), ((HOSTILE,),), (1,))),
        recipients=(HOSTILE,), signature=HOSTILE, note=HOSTILE, copies=(HOSTILE,), printer=HOSTILE,
    )  # fmt: skip
    content = writing.write(paper, made_at=AT)
    book = Document(io.BytesIO(content))
    said = "\n".join(one.text for one in book.paragraphs)
    assert "</w:t><w:p/>{{ 7*7 }}{% for %}&lt;&“x”"[:20] in said
    assert "49" not in said
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert not set(xml) & {chr(sign) for sign in (*range(9), 11, 12, *range(14, 32))}
    assert "\u202e" not in xml
    assert "instrText" not in xml


def test_the_numbers_of_demonstrations_say_so_and_files_tell_no_machine(book):
    for section in book.sections:
        assert section.header.paragraphs[0].text == "演示数据"
        assert section.even_page_header.paragraphs[0].text == "演示数据"
    assert book.core_properties.author == DOCUMENT.house
    assert book.core_properties.last_modified_by == ""
    content = zipfile.ZipFile(io.BytesIO(writing.write(LETTER, made_at=AT)))
    assert not [name for name in content.namelist() if name.startswith(("word/fonts", "customXml"))]
