"""Every pack is consistent: its files load, its rules are named once and have examples.

That the examples hold is tested where the rules are used (tests/reading, tests/text).
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from risalah.packs import available, load, load_world
from risalah.packs.loader import HOME, read_tsv

LANGUAGES = available()
TABLES = sorted(HOME.rglob("*.tsv"))
RULES = sorted(HOME.glob("*/rules/*.toml"))


def relative(path: Path) -> str:
    return str(path.relative_to(HOME))


def rules(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_says_what_it_is(language: str) -> None:
    pack = load(language)
    assert pack.language == language
    assert pack.about.version
    assert pack.about.licence
    assert pack.label == f"{pack.about.name} {pack.about.version}"


@pytest.mark.parametrize("path", TABLES, ids=relative)
def test_tables_load_and_repeat_no_row(path: Path) -> None:
    rows = read_tsv(path)
    assert rows
    assert all(any(row.values()) for row in rows)
    twice = [row for row, n in Counter(tuple(r.values()) for r in rows).items() if n > 1]
    assert twice == []
    if "form" in rows[0]:
        assert [r for r in rows if not r["form"].strip()] == []


@pytest.mark.parametrize("path", RULES, ids=relative)
def test_rules_have_examples_and_counterexamples(path: Path) -> None:
    found = rules(path)
    assert found
    for kind in ("examples", "counterexamples"):
        assert [r["id"] for r in found if not r.get(kind)] == [], kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_are_named_once(language: str) -> None:
    names = Counter(r["id"] for path in RULES if path.parent.parent.name == language for r in rules(path))
    assert [name for name, n in names.items() if n > 1] == []


def test_the_world_loads() -> None:
    assert load_world().table("actors")
