"""`risalah pack check` names what is wrong with a pack."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from risalah.cli import packcheck
from risalah.cli.main import main
from risalah.errors import PackError
from risalah.packs import Pack, available, load

LANGUAGE = "en"


@pytest.mark.parametrize("language", available())
def test_the_packs_load(language: str) -> None:
    rules, faults = packcheck.check(language)
    assert rules > 100
    assert [f for f in faults if "cannot be loaded" in f or "stands twice" in f] == []


def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str) -> list[str]:
    """The faults of a copy of a pack in which one text was replaced, those of the pack itself aside."""
    before = set(packcheck.check(LANGUAGE)[1])
    place = tmp_path / "copy"
    shutil.copytree(load(LANGUAGE).folder, place)
    text = (place / file).read_text(encoding="utf-8")
    assert old in text
    (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(packcheck, "load", lambda _language: Pack(place))
    return [f for f in packcheck.check(LANGUAGE)[1] if f not in before]


def test_a_wrong_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = faults(
        tmp_path, monkeypatch, "rules/conditions.toml", "examples = [", 'examples = ["No [condition] at all.", '
    )
    assert any("does not find its example" in f for f in found)


def test_a_broken_pattern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any(
        "cannot be loaded" in f
        for f in faults(tmp_path, monkeypatch, "rules/furniture.toml", "pattern = '", "pattern = '(")
    )


def test_an_unknown_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = faults(tmp_path, monkeypatch, "rules/acts.toml", "[[rule]]", "[[rule]]\nnonsense = 1")
    assert any("nonsense" in f for f in found)


def test_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", LANGUAGE]) in (0, 1)
    assert f"{LANGUAGE}: " in capfd.readouterr().out
    assert main(["pack", "check", "xx"]) == 2
    with pytest.raises(PackError):
        packcheck.check("xx")
