"""What the tests need from the machine: Chromium, Chinese fonts, PostgreSQL. Root installs them with apt."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from banshi.launcher import postgres
from banshi.launcher.say import Trouble, step

TRUE = {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Need:
    """A thing, how it is recognised, its Debian package, and the parts that cannot do without."""

    thing: str
    there: Callable[[], bool]
    package: str
    parts: tuple[str, ...]


def chromium() -> str | None:
    """The browser: ``CHROMIUM``, else the one on the path."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese glyphs."""
    if not shutil.which("fc-list"):
        return any(Path("/usr/share/fonts").rglob("*CJK*"))
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


NEEDS = (
    Need("Chromium", lambda: chromium() is not None, "chromium", ("browser",)),
    Need("a Chinese font", chinese_font, "fonts-noto-cjk", ("browser",)),
    Need("PostgreSQL", lambda: postgres.programs() is not None, "postgresql", ("postgres",)),
)


def wanted(name: str) -> bool:
    return os.environ.get(name, "").lower() in TRUE


def demands() -> dict[str, str]:
    """``CI`` turns what is merely wished for into what is required."""
    return {"REQUIRE_BROWSER": "1", "REQUIRE_POSTGRES": "1"} if wanted("CI") else {}


def prepare(parts: Sequence[str]) -> dict[str, str]:
    """Install what the parts lack, where allowed; the parts that stay without, and why."""
    missing = [need for need in NEEDS if set(need.parts) & set(parts) and not need.there()]
    if missing and postgres.is_root() and shutil.which("apt-get"):
        install([need.package for need in missing])
        missing = [need for need in missing if not need.there()]
    return {
        part: f"{need.thing} is missing (apt install {need.package})"
        for need in missing
        for part in need.parts
    }


def compiler() -> bool:
    """Whether there is a C compiler for the recorder of power loss; root gets one, where one is demanded."""
    if not shutil.which("gcc") and wanted("CI") and postgres.is_root() and shutil.which("apt-get"):
        install(["gcc", "libc6-dev"])
    return shutil.which("gcc") is not None


def install(packages: Sequence[str]) -> None:
    """``apt-get install``; the lists are fetched only when the first attempt fails."""
    step(f"installing {' '.join(packages)} with apt-get")
    if not apt("install", "-y", "--no-install-recommends", *packages):
        apt("update")
        apt("install", "-y", "--no-install-recommends", *packages)


def apt(*words: str) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *words], env=env, capture_output=True, check=False)
    return done.returncode == 0


def refuse_or_skip(part: str, missing: str) -> str:
    """The note of a part that is left out. Raises `Trouble` where that part is required."""
    if wanted("CI") or wanted(f"REQUIRE_{part.upper()}"):
        raise Trouble(f"{part} is required here, and {missing}")
    return f"left out: {missing}"
