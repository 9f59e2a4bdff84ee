"""The command, run in this process with a reader that is simple enough to predict."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from risalah import api
from risalah.cli.main import main
from tests.stub import StubReader

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`run("read", path)` gives the exit code, standard output and standard error."""
    monkeypatch.setattr(api, "reader", lambda _options=(None, None): StubReader())

    def call(*args: object) -> tuple[int, str, str]:
        code = main([str(a) for a in args])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call
