"""Front-end files: only what is declared, with its checksum, and whole or not at all."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from banshi.launcher import assets
from banshi.launcher.say import Trouble
from banshi.launcher.tree import Tree, here

PLAN = """
[[copy]]
package = "@some/kit"
from = "dist"
to = "kit"
files = ["kit.min.js", "css/kit.min.css"]
papers = ["LICENSE"]

[[sprite]]
package = "@some/icons"
from = "outline"
to = "icons"
file = "icons.svg"
names = ["home"]
"""
ICON = (
    '<svg viewBox="0 0 24 24" fill="none">\n  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n'
    '  <path d="M5 12l-2 0" />\n  <circle cx="1" cy="2" r="3" />\n</svg>'
)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    kit = tmp_path / "node_modules" / "@some" / "kit"
    (kit / "dist" / "css").mkdir(parents=True)
    (kit / "dist" / "kit.min.js").write_text("go();\n//# sourceMappingURL=kit.min.js.map")
    (kit / "dist" / "css" / "kit.min.css").write_text("a{}\n/*# sourceMappingURL=kit.min.css.map */\n")
    (kit / "LICENSE").write_text("free")
    icons = tmp_path / "node_modules" / "@some" / "icons" / "outline"
    icons.mkdir(parents=True)
    (icons / "home.svg").write_text(ICON)
    (tmp_path / "assets.toml").write_text(PLAN)
    return Tree(tmp_path)


def test_the_declared_files_arrive_with_their_checksums(tree: Tree) -> None:
    assets.copy(tree, "key")
    manifest = json.loads((tree.vendor / "manifest.json").read_text())
    assert manifest["key"] == "key"
    assert set(manifest["files"]) == {
        "kit/kit.min.js",
        "kit/css/kit.min.css",
        "kit/LICENSE",
        "icons/icons.svg",
    }
    for name, facts in manifest["files"].items():
        assert sha256((tree.vendor / name).read_bytes()).hexdigest() == facts["sha256"]


def test_references_to_source_maps_are_cut(tree: Tree) -> None:
    assets.copy(tree, "key")
    assert (tree.vendor / "kit/kit.min.js").read_text() == "go();\n"
    assert (tree.vendor / "kit/css/kit.min.css").read_text() == "a{}\n"


def test_a_sprite_holds_the_drawing_without_its_empty_frame(tree: Tree) -> None:
    assets.copy(tree, "key")
    drawing = (tree.vendor / "icons/icons.svg").read_text()
    assert '<symbol id="home" viewBox="0 0 24 24"' in drawing
    assert '<path d="M5 12l-2 0" /><circle cx="1" cy="2" r="3" />' in drawing
    assert "M0 0h24v24H0z" not in drawing


def test_a_missing_file_is_named_and_the_old_files_stay(tree: Tree) -> None:
    assets.copy(tree, "old")
    (tree.root / "node_modules/@some/kit/dist/kit.min.js").unlink()
    with pytest.raises(Trouble, match=r"kit\.min\.js"):
        assets.copy(tree, "new")
    assert assets.read_manifest(tree)["key"] == "old"
    assert (tree.vendor / "kit/kit.min.js").exists()


def test_npm_is_not_asked_when_the_files_are_of_this_lock(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(assets, "fetch", lambda tree, dev: asked.append(dev))
    assets.ensure(tree, dev=False)
    assets.ensure(tree, dev=False)
    assert asked == [False]
    (tree.root / "assets.toml").write_text(PLAN.replace('papers = ["LICENSE"]', ""))
    assets.ensure(tree, dev=False)
    assert asked == [False, False]
    assert not (tree.vendor / "kit/LICENSE").exists()


def test_what_the_checkout_declares_is_what_it_serves() -> None:
    tree = here()
    for name, facts in assets.read_manifest(tree).get("files", {}).items():
        assert sha256((tree.vendor / name).read_bytes()).hexdigest() == facts["sha256"], name
