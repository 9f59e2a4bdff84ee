"""Rules of the house that no other tool checks."""

from __future__ import annotations

import ast
import csv
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from risalah.cli.main import cli
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "risalah"
PACKS = SOURCE / "packs"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST = 450

# Forms of a pack that are English too, or names of fields and labels: code may say them.
ENGLISH_TOO = frozenset(
    {
        "april",
        "area",
        "atom",
        "audience",
        "data",
        "detail",
        "diplomat",
        "form",
        "forum",
        "integrity",
        "made",
        "media",
        "meta",
        "november",
        "program",
        "september",
        "senior",
        "unit",
    }
)

# A pack of English is not looked for: its words are the words of every message in the code.
LANGUAGES = sorted(p.parent.name for p in PACKS.glob("*/pack.toml") if p.parent.name != "en")
CODES = {p.parent.name for p in PACKS.glob("*/pack.toml")} | {"id", "en"}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def words(text: str) -> set[str]:
    return {w for w in re.findall(r"[^\W\d_]+", text.casefold()) if len(w) >= 4}


def language_words() -> set[str]:
    """The words of all packs' lexicons and classes of words, and of the world pack's columns in their languages."""
    found: set[str] = set()
    for language in LANGUAGES:
        for path in (PACKS / language / "lexicon").glob("*.tsv"):
            for row in table(path):
                found |= words(row.get("form") or "")
        for path in (PACKS / language / "rules").glob("*.toml"):
            classes = tomllib.loads(path.read_text(encoding="utf-8")).get("classes", {})
            found |= words(" ".join(form for forms in classes.values() for form in forms))
        for path in (PACKS / "world").glob("*.tsv"):
            for row in table(path):
                found |= words(row.get(f"forms_{language}") or "")
    return found - ENGLISH_TOO - english()


def english() -> set[str]:
    """Words that the world pack has in English too, and those of its labels."""
    found: set[str] = set()
    for path in (PACKS / "world").glob("*.tsv"):
        for row in table(path):
            found |= words(" ".join(v for k, v in row.items() if v and k in ("id", "name", "forms_en", "kind")))
    for path in (PACKS / "world").glob("*.toml"):
        found |= words(str(tomllib.loads(path.read_text(encoding="utf-8"))))
    return found


def table(path: Path) -> Iterator[dict[str, str]]:
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if x.strip() and not x.startswith("#")]
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")


def literals(tree: ast.Module) -> Iterator[ast.Constant]:
    """The strings of a module, without its docstrings (any string that is a statement of its own)."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node


def test_no_word_of_a_language_stands_in_code() -> None:
    """Words belong into packs: a language is a folder."""
    known = language_words()
    assert len(known) > 100
    found = [
        f"{relative(path)}:{node.lineno}: {sorted(words(str(node.value)) & known)}"
        for path in MODULES
        for node in literals(parsed(path))
        if words(str(node.value)) & known
    ]
    # Help texts show commands with names of fields in other languages; they are examples, not rules.
    found = [x for x in found if "/cli/" not in x and "sources/columns.py" not in x]
    assert found == []


def test_no_code_asks_which_language_it_is() -> None:
    """What differs by language is data: nothing compares a language code."""
    found = [
        f"{relative(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Compare | ast.MatchValue) and any(map(is_code, compared(node)))
    ]
    assert found == []


def compared(node: ast.Compare | ast.MatchValue) -> list[ast.expr]:
    """What is compared: both sides of `==`, the right side of `in` (the left may be the name of a field)."""
    if isinstance(node, ast.MatchValue):
        return [node.value]
    inside = isinstance(node.ops[0], ast.In | ast.NotIn)
    return node.comparators if inside else [node.left, *node.comparators]


def is_code(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.Set | ast.List):
        return bool(node.elts) and all(map(is_code, node.elts))
    return isinstance(node, ast.Constant) and node.value in CODES


def rank(name: str) -> tuple[int, str]:
    """Constants, classes, functions: the order that ruff keeps (RUF022)."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_modules_are_short_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    tree = ast.parse(text)
    assert ast.get_docstring(tree) or not tree.body, "no docstring"
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            names = ast.literal_eval(node.value)
            assert names == sorted(names, key=rank), "__all__ is not sorted"


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_shows_an_example(name: str) -> None:
    command = cli.commands[name]
    text = command.get_help(click.Context(command, info_name=f"risalah {name}"))
    assert "Examples:" in text
    assert f"risalah {name} " in text.partition("Examples:")[2]
    assert all(p.help for p in command.params if isinstance(p, click.Option))


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_is_documented(name: str) -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in pages())
    if "risalah " not in text:
        pytest.skip("the documentation is not written yet")
    assert f"risalah {name}" in text


def blocks(kind: str) -> list[str]:
    """The fenced blocks of a kind in the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```(?:{kind})\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_readme_s_commands_run(tmp_path: Path) -> None:
    """Lines of ```sh blocks that start with `risalah` (also after `$ `) run where `examples/` is; others do not."""
    lines = [line.removeprefix("$ ") for block in blocks("sh|console") for line in block.splitlines()]
    commands = [line for line in lines if line.startswith("risalah ")]
    if not commands:
        pytest.skip("the README has no commands yet")
    for folder in ("examples", "annotated"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "bin").mkdir()
    shim = tmp_path / "bin" / "risalah"
    shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m risalah.cli.main "$@"\n')
    shim.chmod(0o755)
    path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"


def test_the_readme_s_python_runs(tmp_path: Path) -> None:
    """The ```python blocks run one after the other, as one session, where `examples/` is."""
    code = "\n".join(blocks("python"))
    if not code:
        pytest.skip("the README has no Python yet")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_lock_names_no_index_but_the_public_one() -> None:
    for name in ("uv.lock", "requirements-dev.lock"):
        hosts = set(re.findall(r"(?:https?|file)://([^/\"\s]*)", (ROOT / name).read_text(encoding="utf-8")))
        assert hosts <= {"pypi.org", "files.pythonhosted.org"}
