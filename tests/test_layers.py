"""The layers of the house hold: see [tool.importlinter] in pyproject.toml."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_each_layer_imports_only_from_those_before_it(monkeypatch):
    monkeypatch.chdir(__file__.rpartition("/tests/")[0])
    assert lint_imports(cache_dir=None) == EXIT_STATUS_SUCCESS
