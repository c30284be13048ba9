"""The charts of a year of air really draw; the tables beneath hold the same numbers, and are what is printed."""

import json
from io import BytesIO

import pytest
from pypdf import PdfReader

from banshi.base.zones import clock
from browser.conftest import NOW, until
from programmes.environment.measuring import CLEAN, fill_months, fill_year, section, station

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COLOURS = """room => {
  const found = new Set(), layers = [...room.querySelectorAll("canvas")];
  for (const canvas of layers) {
    const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const pen = copy.getContext("2d", { willReadFrequently: true });
    pen.drawImage(canvas, 0, 0);
    const data = pen.getImageData(0, 0, copy.width, copy.height).data;
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] === 255) found.add(data[at] << 16 | data[at + 1] << 8 | data[at + 2]);
  }
  return layers.length ? [layers[0].width, layers[0].height, found.size] : [0, 0, 0];
}"""
"""Width and height of a chart's canvases, and how many colours are on them."""


@pytest.fixture(scope="module")
def years(world):
    """Two years of one station and one of a section."""
    with clock.fixed(NOW):
        at, river = station(world), section(world)
        fill_year(world, at, 2019, 279)
        fill_year(world, at, 2020, 333)
        fill_months(world, river, 2020, [CLEAN] * 12)
    return at, river


@pytest.mark.parametrize("shape", ["desktop", "phone"])
def test_the_year_of_air_is_drawn_and_told_in_tables(years, enter, shots, shape):
    at, _river = years
    page = enter("clerk", shape)
    page.goto(f"/environment/air/{at.subject.uid}/2020")
    for part in ("calendar", "strip"):
        room = page.locator(f"[data-part={part}]")
        room.locator("canvas").first.wait_for(state="visible")
        until(page, f"() => ({COLOURS})(document.querySelector('[data-part={part}]'))[2] > 2")
        width, height, colours = room.evaluate(COLOURS)
        assert width > 200, part
        assert height > 100, part
        assert colours > 2, part
    page.screenshot(path=shots / f"air-year-{shape}.png", full_page=True)
    data = json.loads(page.locator("#air-year-data").get_attribute("data-values"))
    assert len(data["days"]) == 366
    assert [sum(month[at] for month in data["months"]) for at in (0, 2)] == [333, 279]
    own, before = (cells(page, row) for row in (1, 2))
    assert [told.split("/")[0] for told in own] == [str(month[0]) for month in data["months"]]
    assert [told.split("/")[0] for told in before] == [str(month[2]) for month in data["months"]]
    if shape == "desktop":
        printed(page, own)


def cells(page, row):
    """The months of a row of the table under the strip, whether it is open or not."""
    return page.locator(f"table.strip-table tbody tr:nth-child({row}) td").all_text_contents()


def printed(page, own):
    """On paper the charts go and both tables stand open."""
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="A3"))).pages)
    for told in own:
        assert told in text, told
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for part in ("calendar", "strip"):
        assert not page.locator(f"[data-part={part}]").is_visible()
        assert page.locator(f"table.{part}-table").is_visible()


@pytest.mark.parametrize("shape", ["desktop", "phone"])
def test_a_section_s_months_are_drawn_and_told_in_a_table(years, enter, shots, shape):
    _at, river = years
    page = enter("clerk", shape)
    page.goto(f"/environment/water/{river.subject.uid}?year=2020")
    room = page.locator("[data-part=classes]")
    room.locator("canvas").first.wait_for(state="visible")
    until(page, f"() => ({COLOURS})(document.querySelector('[data-part=classes]'))[2] > 2")
    width, height, colours = room.evaluate(COLOURS)
    assert width > 200
    assert height > 100
    assert colours > 2
    page.screenshot(path=shots / f"water-section-{shape}.png", full_page=True)
    data = json.loads(page.locator("#water-year-data").get_attribute("data-values"))
    assert [month[0] for month in data["own"]] == [2] * 12
    assert data["past"] == [None] * 12
    told = page.locator("table.water-table tbody tr:first-child td").all_text_contents()
    assert [text[0] for text in told] == ["Ⅱ"] * 12
    assert "0.31" in page.locator("main").inner_text()
    if shape == "desktop":
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert not room.is_visible()
        assert page.locator("table.water-table").is_visible()
