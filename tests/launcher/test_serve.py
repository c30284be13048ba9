"""Preparing to serve: the port first, static files only when they changed."""

import os
import socket
from pathlib import Path

import pytest

from banshi.launcher import environment, serve
from banshi.launcher.say import Trouble
from banshi.launcher.tree import Tree


def test_a_taken_port_is_one_line_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ensure", lambda *a, **k: pytest.fail("work began"))
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"port {port} .*--port N") as caught:
            serve.run(Tree(tmp_path), port=port, empty=False)
    assert "\n" not in str(caught.value)


def test_a_port_just_left_can_be_used_again() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((serve.HOST, 0))
        server.listen()
        port = server.getsockname()[1]
        client = socket.create_connection((serve.HOST, port))
        accepted, _address = server.accept()
        accepted.close()
        client.close()
    serve.need_free(port)


def test_static_files_are_gathered_again_only_after_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BANSHI_VAR", raising=False)
    tree, calls = Tree(tmp_path), []
    file = tree.src / "banshi/base/ui/static/ui.css"
    file.parent.mkdir(parents=True)
    file.write_text("a{}")
    monkeypatch.setattr(serve, "manage", lambda tree, *words, doing="": calls.append(words[0]))
    serve.collect(tree)
    serve.collect(tree)
    assert calls == ["collectstatic"]
    os.utime(file, (1, 1))
    serve.collect(tree)
    assert calls == ["collectstatic", "collectstatic"]


@pytest.mark.parametrize(("set_to", "wanted"), [(None, "yes"), ("", "yes"), ("no", "no")])
def test_who_runs_several_machines_says_which_one_sequences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_to: str | None, wanted: str
) -> None:
    started: list[dict[str, str]] = []
    monkeypatch.delenv("BANSHI_SEQUENCER", raising=False)
    if set_to is not None:
        monkeypatch.setenv("BANSHI_SEQUENCER", set_to)
    for module, name in (
        (environment, "ensure"), (serve.assets, "ensure"), (serve.catalogues, "compile_stale"),
        (serve, "manage"), (serve, "collect"), (serve, "need_free"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda *words, **named: None)
    monkeypatch.setattr(serve.os, "execve", lambda path, command, env: started.append(env))
    monkeypatch.chdir(tmp_path)
    serve.run(Tree(tmp_path), port=1, empty=False)
    assert [env["BANSHI_SEQUENCER"] for env in started] == [wanted]
