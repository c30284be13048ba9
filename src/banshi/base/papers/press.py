"""The press: HTML in, PDF out, in a process of its own, so that WeasyPrint never stays in the memory of the web.

``python -m banshi.base.papers.press`` reads a request as JSON from its standard input, the pages with the
``faces`` that a style names as ``{{face}}``, and writes the PDF. It leaves with :data:`NO_PANGO` where the
libraries are missing and :data:`NO_FONT` where no Chinese font is. It opens no address and no file.
"""

import json
import sys
from collections.abc import Iterator

NO_PANGO, NO_FONT = 3, 4
SONG = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "SimSun", "NSimSun",
        "STSong", "Songti SC", "AR PL UMing CN", "Noto Serif CJK JP")  # fmt: skip
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei",
        "PingFang SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback",
        "Noto Sans CJK JP")  # fmt: skip
FACES = {
    "text": (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "仿宋",
        "FangSong",
        "STFangsong",
        "FZFangSong-Z02",
        *SONG,
        *SANS,
    ),
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋", *SONG, *SANS),
    "first": ("黑体", "SimHei", "STHeiti", "Heiti SC", *SANS, *SONG),
    "second": (
        "楷体_GB2312",
        "KaiTi_GB2312",
        "楷体",
        "KaiTi",
        "STKaiti",
        "Kaiti SC",
        "AR PL UKai CN",
        *SONG,
        *SANS,
    ),
    "folio": ("宋体", *SONG, *SANS),
}
"""What each face of the standard is set in, the first that the machine has."""

HEAVY = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋")
"""Faces of titles that are heavy by themselves; another is set bold."""


def installed() -> set[str]:
    """The names of the font families of this machine."""
    from weasyprint.text.ffi import ffi, fontconfig

    config = fontconfig.FcInitLoadConfigAndFonts()
    try:
        found = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
        return {name for at in range(found.nfont) for name in _families(ffi, fontconfig, found.fonts[at])}
    finally:
        fontconfig.FcConfigDestroy(config)


def _families(ffi, fontconfig, pattern) -> Iterator[str]:
    said = ffi.new("FcChar8 **")
    n = 0
    while fontconfig.FcPatternGetString(pattern, b"family", n, said) == fontconfig.FcResultMatch:
        yield ffi.string(ffi.cast("char *", said[0])).decode("utf-8", "replace")
        n += 1


def chosen(families: set[str]) -> dict[str, str] | None:
    """The family for each face; None where the machine has no Chinese font."""
    found = {face: next((name for name in names if name in families), "") for face, names in FACES.items()}
    return found if all(found.values()) else None


def press(html: str) -> bytes:
    """The PDF of ``html``. Raises OSError without Pango, LookupError without a Chinese font."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    faces = chosen(installed())
    if faces is None:
        raise LookupError("no Chinese font")
    # The style comes first, and names the faces; what people typed comes after it and is left alone.
    style, end, rest = html.partition("</style>")
    for face, family in faces.items():
        style = style.replace(f"{{{{{face}}}}}", f'"{family}"')
    html = style.replace("{{weight}}", "400" if faces["title"] in HEAVY else "700") + end + rest
    # Nothing is fetched: papers bring all they show, their codes as data of the page itself.
    inside = URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
    return HTML(string=html, url_fetcher=inside).write_pdf()


def main() -> int:
    """One request of the standard input, one PDF on the standard output."""
    html = json.loads(sys.stdin.buffer.read())["html"]
    try:
        made = press(html)
    except LookupError:
        return NO_FONT
    except (OSError, ImportError) as error:
        sys.stderr.write(f"{error}\n")
        return NO_PANGO
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
