"""A tagger is trained from data, kept in a folder with what it was made from, and used only when asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risalah.cli.main import main
from risalah.errors import UsageError
from risalah.evaluation.polnear_score import Given
from risalah.model import Raw, Reading, Record
from risalah.packs import load
from risalah.reading.pipeline import LanguageReader, Reader
from risalah.tagger.folder import CUES, SETTINGS, home, opened, settings_of
from risalah.tagger.join import Thresholds, cue_ranges, joined
from risalah.tagger.labels import cases, cue_labels, role_labels
from risalah.tagger.view import Classes, View
from tests.tagger.data import article, write

PIECES = ["said", "“", "”", '"', "that", "Mr. Keller", ",", ".", "\n\n", " ", "Omar", "\ud800", "\x00", "believes"]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tagger trained on made-up articles."""
    pytest.importorskip("pycrfsuite", reason="python-crfsuite (the extra `tagger`) is not installed")
    from risalah.tagger.train import train

    place = tmp_path_factory.mktemp("tagger")
    train("en", write(place / "train.jsonl"), place / "made", made="2026-01-02", iterations=30)
    return place / "made"


def view(number: int) -> View:
    found = LanguageReader(load("en"), None, attitudes=True).reading(Raw("d", article(number)["text"]))
    assert isinstance(found, Reading)
    return View(found, Classes(load("en")))


def test_attributions_become_labels() -> None:
    page = view(3)
    text = page.reading.raw.text
    found = cases(page, tuple(msgspec.convert(a, Given) for a in article(3)["attributions"]))
    assert len(found) == 4
    labels = cue_labels(page, found)
    assert sum(label == "B" for label in labels) == 4
    for case in found:
        at, marks = role_labels(page, case)
        inside = [page.page.low[at.first + k] for k, mark in enumerate(marks) if mark == "C"]
        assert len(inside) >= 5
        assert {page.page.paragraph[k] for k in range(at.first, at.last)} == {page.page.paragraph[case.start]}
        assert page.page.span(case.start, case.stop).slice(text) in article(3)["text"]


def test_ranges_of_labels() -> None:
    assert cue_ranges(["O", "B", "I", "O", "I", "B"], 10) == [(11, 13), (14, 15), (15, 16)]


def test_without_a_tagger_s_cues_only_quotations_stay() -> None:
    page = view(3)
    assert page.reading.drafts
    left = joined(page, [], Classes(load("en")), Thresholds(), attitudes=True)
    assert all(d.cue_tokens is None for d in left)


def test_the_folder_tells_what_it_was_made_from(folder: Path) -> None:
    told = settings_of(folder)
    assert (told.language, told.made, told.documents, told.held_out) == ("en", "2026-01-02", 36, 4)
    assert told.attributions == 36 * 4
    assert told.bytes > 1000
    assert {f.kind for f in told.figures} >= {"all", "quoted", "speech"}
    assert next(f for f in told.figures if f.kind == "all").tagger[2] >= 0.9


def test_it_reads_what_the_rules_do_not(folder: Path) -> None:
    from risalah.tagger.stage import TaggedReader

    text = "On Monday Ms. Okafor hinted that the border was closed for good."
    raw = Raw("d", text, language="en")
    alone = Reader(("en",)).read(raw)
    both = TaggedReader(folder, ("en",)).read(raw)
    assert isinstance(alone, Record)
    assert isinstance(both, Record)
    assert both.pack.startswith(alone.pack + " + tagger ")
    assert [s.text for s in both.statements] == ["the border was closed for good"]
    assert both == TaggedReader(folder, ("en",)).read(raw)


def test_attitudes_are_read_only_when_asked_for(folder: Path) -> None:
    from risalah.tagger.stage import TaggedReader

    raw = Raw("d", "On Monday Ms. Okafor believes that the border was closed for good.", language="en")
    for attitudes in (False, True):
        record = TaggedReader(folder, ("en",), attitudes=attitudes).read(raw)
        assert isinstance(record, Record)
        assert len(record.statements) == attitudes


def test_other_languages_are_read_by_their_rules(folder: Path) -> None:
    from risalah.tagger.stage import TaggedReader

    raw = Raw("d", "Menteri Budi Hartono mengatakan bahwa perundingan akan dimulai.", language="id")
    assert TaggedReader(folder).read(raw) == Reader().read(raw)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=60).map(" ".join))
def test_any_text(folder: Path, text: str) -> None:
    from risalah.tagger.stage import TaggedReader

    reader = TaggedReader(folder, ("en",), attitudes=True).of("en")
    found = reader.reading(Raw("d", text, language="en"))
    if not isinstance(found, Reading):
        assert "internal" not in found.reason
        return
    for draft in found.drafts:
        assert draft.content
        assert all(0 <= s.start < s.end <= len(text) for s in draft.content)
        assert draft.follows is None or 0 <= draft.follows < len(found.drafts)


def test_a_changed_model_is_refused(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "copy"
    shutil.copytree(folder, place)
    (place / CUES).write_bytes(b"not a model")
    with pytest.raises(UsageError, match="not those"):
        opened(place)
    told = json.loads((place / SETTINGS).read_text(encoding="utf-8"))
    (place / SETTINGS).write_text(json.dumps({**told, "features": 0}), encoding="utf-8")
    with pytest.raises(UsageError, match="train it again"):
        opened(place)
    with pytest.raises(UsageError, match="no tagger in it"):
        opened(tmp_path)


def test_nothing_else_is_written_over(folder: Path, tmp_path: Path) -> None:
    from risalah.tagger.train import train

    assert folder
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is no tagger"):
        train("en", write(tmp_path / "train.jsonl"), tmp_path, made="2026-01-02")
    with pytest.raises(UsageError, match="too few"):
        train("en", write(tmp_path / "few.jsonl", 5), tmp_path / "out", made="2026-01-02")


def test_the_command(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("On Monday Ms. Okafor hinted that the border was closed for good.\n", encoding="utf-8")
    assert main(["read", str(path), "--language", "en", "--tagger", str(folder), "--format", "jsonl"]) == 0
    assert "closed for good" in json.loads(capfd.readouterr().out)["statements"][0]["text"]
    assert main(["eval", "--polnear", str(write(tmp_path / "d.jsonl", 3)), "--tagger", str(folder)]) == 0
    assert "joint" in capfd.readouterr().out


def test_the_command_trains_into_the_user_s_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pycrfsuite", reason="python-crfsuite (the extra `tagger`) is not installed")
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    write(tmp_path / "train.jsonl", 20)
    assert main(["pack", "train", "en", "--data", str(tmp_path), "--iterations", "5"]) == 0
    assert settings_of(home() / "en" / "tagger").iterations == 5
    assert "speech" in capfd.readouterr().out
    assert main(["pack", "list"]) == 0
    assert str(home()) in capfd.readouterr().out


def test_without_the_library_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from risalah.tagger import folder as module

    def absent(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(module, "import_module", absent)
    with pytest.raises(UsageError, match="pip install"):
        module.crfsuite()
    assert tmp_path
