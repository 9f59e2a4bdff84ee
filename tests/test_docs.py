"""What the documents show works: commands and Python snippets run, links lead somewhere, tables are complete."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec
import pytest

import risalah
from risalah.cli.main import cli
from tests.conftest import ROOT

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DOCUMENTS = [*GUIDES, ROOT / "DESIGN.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "src").rglob("SOURCES.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
OUTPUT = re.compile(r"<!-- output: (.+?) -->")
LINK = re.compile(r"\]\(([^)\s]+)\)")

# Commands that set up an environment of their own, and those that need what is not part of the repository.
NOT_RUN = re.compile(r"^(make|pip) |# needs ")


def name(path: object) -> str:
    return str(path.relative_to(ROOT)) if isinstance(path, Path) else str(path)[:60]


def blocks(language: str) -> list[tuple[Path, str]]:
    return [
        (path, body)
        for path in GUIDES
        for kind, body in BLOCK.findall(path.read_text(encoding="utf-8"))
        if kind == language
    ]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the examples in it, where commands may write."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "annotated", tmp_path / "annotated")
    return tmp_path


@pytest.mark.parametrize("path", sorted({path for path, _ in blocks("sh")}), ids=name)
def test_commands_run(path: Path, place: Path) -> None:
    """One after the other, as a reader would give them: a later one uses what an earlier one made."""
    script = "\n".join(body for where, body in blocks("sh") if where == path)
    lines = [line for line in script.splitlines() if not NOT_RUN.search(line)]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for line in lines:
        done = subprocess.run(["bash", "-c", line], cwd=place, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert "could not be read" not in done.stderr


@pytest.mark.parametrize(("path", "code"), blocks("python"), ids=name)
def test_python_snippets_run(path: Path, code: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    exec(compile(code, str(path), "exec"), {"__name__": "snippet"})


@pytest.mark.parametrize(("path", "code"), blocks("toml"), ids=name)
def test_toml_is_toml(path: Path, code: str) -> None:  # noqa: ARG001 - names the test
    assert tomllib.loads(code)


def test_every_command_and_option_is_told_of() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in GUIDES)
    for command in cli.commands.values():
        assert f"risalah {command.name}" in told
    options = {o for p in cli.commands["read"].params for o in p.opts if o.startswith("--")}
    reading = (ROOT / "docs" / "read.md").read_text(encoding="utf-8")
    assert {o for o in options if o not in reading} == set()


def test_every_public_name_is_told_of() -> None:
    told = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    assert [n for n in risalah.__all__ if f"`{n}`" not in told] == []


def test_the_record_is_told_of() -> None:
    told = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    types = (risalah.Record, risalah.Statement, risalah.Event, risalah.Time, risalah.Reject, risalah.Header)
    fields = {f.name for kind in types for f in msgspec.structs.fields(kind)}
    assert {f for f in fields if f"`{f}`" not in told} == set()


def test_labels_are_told_of() -> None:
    told = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    world = ROOT / "src" / "risalah" / "packs" / "world"
    for act in tomllib.loads((world / "acts.toml").read_text(encoding="utf-8"))["act"]:
        row = next(line for line in told.splitlines() if line.startswith(f"| `{act['label']}` |"))
        assert [c.strip() for c in row.split("|")[3:5]] == [", ".join(act["cameo"]), ", ".join(act["plover"])]
    for event in tomllib.loads((world / "events.toml").read_text(encoding="utf-8"))["event"]:
        assert f"`{event['type']}`" in told


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in LINK.findall(text):
        target, _, part = link.partition("#")
        if "://" in target:
            continue
        found = path.parent / target if target else path
        assert found.exists(), link
        if part:
            heads = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert part in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in heads}, link


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_documents_name_no_place_of_a_machine(path: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:work|home|tmp|Users)/\S+", path.read_text(encoding="utf-8")) == []


def test_every_file_of_a_pack_has_its_source() -> None:
    for pack in (ROOT / "src").rglob("pack.toml"):
        told = (pack.parent / "SOURCES.md").read_text(encoding="utf-8")
        files = [*pack.parent.rglob("*.tsv"), *(pack.parent / "rules").glob("*.toml")]
        assert [p.name for p in files if f"/{p.name}`" not in told] == []


def test_marked_output_has_a_block() -> None:
    """`python docs/update.py` renews them; whether they are up to date is asked before a release, not here."""
    for path in GUIDES:
        text = path.read_text(encoding="utf-8")
        for command in OUTPUT.findall(text):
            after = text.split(f"<!-- output: {command} -->", 1)[1].lstrip()
            assert after.startswith("```text\n")
            assert len(after.split("```", 2)[1].strip().splitlines()) > 2, f"{name(path)}: run python docs/update.py"


def test_the_picture_is_drawn() -> None:
    svg = (ROOT / "docs" / "picture.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg ")
    assert "prefers-color-scheme:dark" in svg


def test_the_gold_of_the_example_in_the_guide_holds() -> None:
    """The annotation that docs/evaluate.md shows is one that the script takes."""
    spec = importlib.util.spec_from_file_location("annotate", ROOT / "examples" / "annotate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shown = next(code for path, code in blocks("toml") if path.name == "evaluate.md")
    (raw,) = (d for d in risalah.documents([ROOT / "examples" / "01-keamanan.txt"]) if isinstance(d, risalah.Raw))
    annotation = tomllib.loads(shown)
    annotation["repeats"] = ["Hal itu diungkapkan Wakil Menteri ... awak kapal penelitian."]
    assert len(module.gold(annotation, raw.text)["statements"]) == 1
