"""What presets say in Chinese stands on pages and prints: with full-width punctuation."""

import json
import re
from pathlib import Path

import banshi

HAN = r"[\u4e00-\u9fff]"
HALF = re.compile(rf"{HAN}[,:;?!](?={HAN}|\w)|[\w”)][,:;?!]{HAN}|{HAN}\([^)]*\)")
FOLDER = Path(banshi.__file__).parent


def texts(value):
    """All texts of a JSON value; of a source the Chinese half."""
    if isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value.partition(" / ")[0]


def test_chinese_texts_of_presets_have_full_width_punctuation():
    files = sorted(FOLDER.glob("**/presets/**/*.json"))
    assert len(files) > 20
    said = [(path, text) for path in files for text in texts(json.loads(path.read_text(encoding="utf-8")))]
    assert [(path.name, text) for path, text in said if HALF.search(text)] == []
    assert HALF.search("演示:双因素") and HALF.search("按三明(前一级)") and not HALF.search("a, b")  # noqa: PT018
