from pathlib import Path

from banshi.launcher import cli, environment


def test_standards_needs_the_environment_only_and_keeps_the_callers_folder(monkeypatch, tmp_path):
    prepared, started = [], []
    monkeypatch.setattr(environment, "ensure", lambda tree, dev: prepared.append(dev))
    monkeypatch.setattr(cli, "openly", lambda command, cwd, env: started.append((command, cwd)) or 1)
    monkeypatch.chdir(tmp_path)
    tree = cli.here()
    assert cli.dispatch(tree, ["standards", "air", "days.csv", "--standard", "2012"]) == 1
    ((command, cwd),) = started
    assert prepared == [False]
    assert command[0] == str(tree.python)
    assert command[-5:] == ["banshi.base.filecheck.standards", "air", "days.csv", "--standard", "2012"]
    assert cwd == Path(tmp_path)
    assert "standards" in cli.overview()


def test_every_command_of_the_overview_is_there():
    assert set(cli.COMMANDS) == set(cli.OWN)


def test_a_witness_needs_the_environment_only(monkeypatch):
    started = []
    monkeypatch.setattr(environment, "ensure", lambda tree, dev: None)
    monkeypatch.setattr(cli, "openly", lambda command, cwd, env: started.append(command) or 0)
    assert cli.dispatch(cli.here(), ["witness", "list"]) == 0
    assert started[0][-2:] == ["banshi.base.prooflog.witness", "list"]
