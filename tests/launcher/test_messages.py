"""Message catalogues: texts of Python and templates, nothing lost, nothing left in English."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from banshi.conf import catalogues

TEMPLATE = """{% load i18n %}
<div>
    <p>{% trans "Whose turn" %}</p>
  {% blocktrans count n=n trimmed %}
      One matter
  {% plural %}
      {{ n }} matters
  {% endblocktrans %}
        <b title="{% translate 'It is "open"' %}">{{ x|default:_("None yet") }}</b>
</div>
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "banshi" / "core" / "things"
    (folder / "templates/things").mkdir(parents=True)
    (folder / "apps.py").write_text("from x import _\nname = _('Things')\n")
    (folder / "templates/things/page.html").write_text(TEMPLATE)
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path / "banshi")
    monkeypatch.setattr(catalogues.apps, "__defaults__", (tmp_path / "banshi",))
    return folder


def translate(app: Path, source: str, chinese: str) -> Path:
    """Write one translation into the app's catalogue."""
    path = catalogues.po_path(app)
    text = path.read_text(encoding="utf-8")
    assert f'msgid "{source}"\nmsgstr ""' in text
    text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{chinese}"')
    path.write_text(text, encoding="utf-8")
    return path


def test_texts_of_code_and_templates_are_found(app: Path) -> None:
    found = {message.id for message in catalogues.extracted(app) if message.id}
    plain = {"Things", "Whose turn", 'It is "open"', "None yet"}
    assert found == plain | {("One matter", "%(n)s matters")}


def test_a_text_without_chinese_is_named(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.check() == 1
    assert "banshi/core/things: no Chinese for 'Whose turn'" in capsys.readouterr().out


def test_update_keeps_translations_drops_what_is_gone_and_is_stable(app: Path) -> None:
    catalogues.update()
    path = translate(app, "Things", "事物")
    (app / "templates/things/page.html").unlink()
    catalogues.update()
    after = path.read_bytes()
    assert "事物" in after.decode()
    assert "Whose turn" not in after.decode()
    assert b"apps.py" not in after
    catalogues.update()
    assert path.read_bytes() == after


def test_a_lost_placeholder_is_named(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (app / "apps.py").write_text("from x import _\nname = _('Due on %(day)s')\n")
    (app / "templates/things/page.html").unlink()
    catalogues.update()
    translate(app, "Due on %(day)s", "%(date)s 到期")
    assert catalogues.check() == 1
    assert "Due on" in capsys.readouterr().out


def test_compiled_messages_are_read_by_gettext(app: Path) -> None:
    (app / "templates/things/page.html").unlink()
    catalogues.update()
    path = translate(app, "Things", "事物")
    catalogues.compile_all()
    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Things") == "事物"


HALF = re.compile(r"[\u4e00-\u9fff”»][,;:?!()]|[()][\u4e00-\u9fff]")
AS_HASHED = "“种子:编号”"
"""What is hashed is written as it is hashed."""


def test_chinese_texts_have_full_width_punctuation() -> None:
    root = Path(catalogues.__file__).parents[1]
    files = sorted(root.glob("**/locale/zh_Hans/LC_MESSAGES/django.po"))
    assert len(files) > 10
    found = []
    for file in files:
        with file.open("rb") as handle:
            for message in read_po(handle):
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                found += [(file.parents[3].name, text) for text in texts if HALF.search(bare(text))]
    assert found == []


def bare(text: str) -> str:
    return text.replace(AS_HASHED, "")
