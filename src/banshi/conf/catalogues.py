"""Message catalogues, one per app, with Babel: ``python -m banshi.conf.catalogues update|compile|check``.

An app is a folder with ``apps.py``; its texts are those of its Python files and templates. English is the
source, ``zh_Hans`` the one translation, and it is complete: `check` fails on a text without one.
"""

import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = "zh_Hans"
# A fixed date: two people who update the same catalogue do not meet in its header.
HEADER_DATE = datetime(2026, 1, 1, tzinfo=UTC)
LINE_WIDTH = 100
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATES = {".html", ".txt", ".svg"}


def apps(package: Path = PACKAGE) -> list[Path]:
    """The folders that own a catalogue."""
    return sorted({file.parent for file in package.rglob("apps.py")})


def po_path(app: Path) -> Path:
    return app / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def sources(app: Path) -> Iterator[Path]:
    """The app's own Python files and templates, without those of an app inside it."""
    inner = [other for other in apps(app) if other != app]
    for path in sorted(app.rglob("*")):
        texts = path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in path.parts)
        if texts and not any(path.is_relative_to(other) for other in inner):
            yield path


def as_python(path: Path) -> bytes:
    """What Babel's Python extractor reads for ``path``: a template becomes its gettext calls."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    # Indentation would not be Python's, and nothing here keeps line numbers.
    return "\n".join(line.strip() for line in templatize(text).splitlines()).encode()


def extracted(app: Path) -> Catalog:
    """A catalogue of every text that the app marks, none translated."""
    catalog = Catalog(locale=LOCALE, project="Banshi", creation_date=HEADER_DATE, fuzzy=False)
    for path in sources(app):
        found = extract("python", BytesIO(as_python(path)), keywords=KEYWORDS, comment_tags=("Translators:",))
        for _line, message, comments, context in found:
            catalog.add(message, auto_comments=comments, context=context)
    return catalog


def read(path: Path) -> Catalog:
    """The catalogue kept in ``path``; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def updated(app: Path) -> Catalog:
    """The app's texts with the translations that are kept; texts no longer used fall out."""
    fresh, kept = extracted(app), read(po_path(app))
    for message in fresh:
        old = kept.get(message.id, message.context) if message.id else None
        if old is not None:
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
    fresh.revision_date = HEADER_DATE
    fresh.last_translator = "Banshi contributors"
    fresh.language_team = "zh_Hans"
    return fresh


def po_bytes(catalog: Catalog) -> bytes:
    """The text of a ``.po`` file: sorted, without line references, with a header that never changes."""
    catalog.header_comment = "# Written by `banshi messages update`; only msgstr is edited by hand."
    out = BytesIO()
    write_po(out, catalog, no_location=True, sort_output=True, ignore_obsolete=True, width=LINE_WIDTH)
    return re.sub(rb'"Generated-By:[^"]*"\n', b"", out.getvalue())


def update() -> int:
    """Rewrite every catalogue whose texts have changed."""
    for app in apps():
        catalog = updated(app)
        path, content = po_path(app), po_bytes(catalog)
        if not len(catalog) or (path.exists() and path.read_bytes() == content):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        todo = sum(1 for message in catalog if message.id and not translated(message.string))
        print(f"{path.relative_to(PACKAGE)}: {len(catalog)} texts, {todo} to translate")
    return 0


def compile_all() -> int:
    """Write the ``.mo`` beside every ``.po``."""
    for path in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")):
        out = BytesIO()
        write_mo(out, read(path))
        beside = path.with_suffix(f".{os.getpid()}.mo")
        beside.write_bytes(out.getvalue())
        beside.replace(path.with_suffix(".mo"))
    return 0


def translated(string: str | tuple[str, ...] | None) -> bool:
    parts = (string,) if isinstance(string, str) else tuple(string or ())
    return bool(parts) and all(parts)


def faults(app: Path) -> list[str]:
    """What is wrong with the app's catalogue, one line each; empty when it is complete."""
    kept = read(po_path(app))
    found = []
    for message in extracted(app):
        old = kept.get(message.id, message.context) if message.id else message
        if not message.id:
            continue
        if old is None or not translated(old.string):
            found.append(f"no Chinese for {message.id!r}")
        elif old.fuzzy:
            found.append(f"marked fuzzy: {message.id!r}")
    found += [f"{message.id!r}: {error}" for message, errors in kept.check() for error in errors]
    return [f"{app.relative_to(PACKAGE.parent)}: {line}" for line in found]


def check() -> int:
    """Print what is missing; 1 when anything is."""
    found = [line for app in apps() for line in faults(app)]
    print("\n".join(found) if found else "message catalogues: complete")
    return 1 if found else 0


def main(words: list[str]) -> int:
    """The command line; 2 for an unknown word."""
    commands = {"update": update, "extract": update, "compile": compile_all, "check": check}
    if len(words) != 1 or words[0] not in commands:
        print("messages: one of update, compile, check", file=sys.stderr)
        return 2
    return commands[words[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
