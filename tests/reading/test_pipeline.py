"""The pipeline: stages in order, faults of one document kept to that document."""

from __future__ import annotations

import hashlib
from copy import copy
from pathlib import Path
from typing import NoReturn

import pytest

from risalah.errors import DocumentError, PackError
from risalah.model import Raw, Reading, Record, Reject
from risalah.packs import available, load
from risalah.reading.pipeline import LanguageReader, Reader
from tests.reading.reading import reader

TEXT = '"Kapal itu berangkat," kata Menteri Luar Negeri Peru Ines Quispe.'


def broken(error: Exception) -> LanguageReader:
    """A reader whose stage of speakers fails."""
    made = copy(reader())

    def fail(_reading: Reading) -> NoReturn:
        raise error

    made.stages = tuple((name, fail if name == "speakers" else stage) for name, stage in made.stages)
    return made


def test_a_record_says_what_it_was_read_from() -> None:
    raw = Raw("d", TEXT, file="a.txt", notes=("mended",), language="id")
    record = reader().read(raw)
    assert isinstance(record, Record)
    assert (record.doc_id, record.file, record.language, record.notes) == ("d", "a.txt", "id", ("mended",))
    assert record.pack == load("id").label
    assert record.digest == hashlib.sha256(TEXT.encode()).hexdigest()
    assert [s.id for s in record.statements] == ["s1"]


def test_stages_need_only_what_earlier_ones_give() -> None:
    given = {"layout"}
    for name, stage in reader().stages:
        needs = getattr(stage, "needs", frozenset[str]())
        assert needs <= given, name
        given |= getattr(stage, "gives", frozenset())
    assert {"statements", "drafts", "mentions", "persons", "tokens", "quotes", "sentences"} <= given


def test_the_reading_is_open_to_look_into() -> None:
    reading = reader().reading(Raw("d", TEXT))
    assert isinstance(reading, Reading)
    assert len(reading.tokens) > 0
    assert reading.persons[0].name == "Ines Quispe"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DocumentError("too long"), "too long"),
        (KeyError("x"), "internal error: KeyError: 'x'"),
        (RecursionError("deep"), "internal error: RecursionError: deep"),
    ],
)
def test_one_document_s_failure_is_a_reject_that_names_the_stage(error: Exception, reason: str) -> None:
    raw = Raw("d", TEXT, file="a.txt")
    assert broken(error).read(raw) == Reject("d", "speakers", reason, "a.txt")
    assert broken(error).reading(raw) == Reject("d", "speakers", reason, "a.txt")


@pytest.mark.parametrize(
    "text", ["", " \n ", "\x00", "\ud800", "a" * 50_000, '"' * 5_000, "( " * 5_000, "nya " * 5_000]
)
def test_texts_that_are_no_articles(text: str) -> None:
    record = reader().read(Raw("d", text))
    assert isinstance(record, Record), record
    assert record.statements == ()


def test_a_language_without_a_pack() -> None:
    with pytest.raises(PackError, match="zz"):
        Reader(("zz",))
    found = Reader().read(Raw("d", "Zwrk plgt vnnd. Zwrk mbbt krrg.", language="zz"))
    assert found == Reject("d", "language", "no language pack for 'zz'")


def test_the_only_language_reads_everything() -> None:
    record = Reader(("id",)).read(Raw("d", TEXT, language="zz"))
    assert isinstance(record, Record)
    assert record.language == "id"


def test_the_first_language_is_read_where_none_is_said() -> None:
    record = Reader(("id",)).read(Raw("d", TEXT))
    assert isinstance(record, Record)
    assert record.language == "id"
    assert set(available()) == set(Reader().languages)


def test_a_registry_of_one_s_own(tmp_path: Path) -> None:
    registry = tmp_path / "issues.tsv"
    shipped = (load("id").folder.parent / "world" / "issues.tsv").read_text(encoding="utf-8")
    registry.write_text(shipped, encoding="utf-8")
    record = Reader(("id",), registry).read(Raw("d", TEXT))
    assert isinstance(record, Record)
    assert record.statements == reader().read(Raw("d", TEXT)).statements  # type: ignore[union-attr]
