"""The Python side: `import risalah`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import risalah
from risalah import api, workers
from risalah.errors import DocumentError, RisalahError, UsageError
from risalah.model import Raw, Record, Reject
from tests.stub import ARTICLE, StubReader


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "reader", lambda _options=(None, None): StubReader())


def test_the_public_names_are_sorted_and_there() -> None:
    assert list(risalah.__all__) == sorted(risalah.__all__)
    assert set(risalah.__all__) <= set(dir(risalah))
    for name in risalah.__all__:
        assert getattr(risalah, name) is not None
    with pytest.raises(AttributeError):
        risalah.nothing  # noqa: B018


def test_read_takes_a_text_a_path_or_a_raw(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    by_text = risalah.read(text=ARTICLE, doc_id="a", published="2022-12-07")
    assert by_text.header.published == "2022-12-07"
    assert [s.text for s in by_text.statements] == [s.text for s in risalah.read(path).statements]
    assert risalah.read(str(path)).doc_id == "a"
    assert risalah.read(Raw(doc_id="r", text=ARTICLE), title="T").header.title == "T"


def test_read_refuses_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "two.jsonl").write_text((json.dumps({"id": "a", "text": ARTICLE}) + "\n") * 2)
    (tmp_path / "none.jsonl").write_text("\n")
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(UsageError, match="either a source or text="):
        risalah.read()
    with pytest.raises(UsageError, match="give an article's words as text="):
        risalah.read(ARTICLE)
    with pytest.raises(UsageError, match="use read_all"):
        risalah.read(tmp_path / "two.jsonl")
    with pytest.raises(DocumentError, match="no document in it"):
        risalah.read(tmp_path / "none.jsonl")
    with pytest.raises(DocumentError, match="empty"):
        risalah.read(tmp_path / "empty.txt")
    with pytest.raises(DocumentError, match="asked to"):
        risalah.read(text="REJECT")


UNTYPED: Any = risalah
"""The package as a caller sees it who checks no types."""


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: UNTYPED.read(text=b"x"), "text= takes a str, not b'x'"),
        (lambda: UNTYPED.read(text=5), "text= takes a str, not 5"),
        (lambda: UNTYPED.read(b"x"), "takes a path or a Raw, not b'x'"),
        (lambda: UNTYPED.read(5), "takes a path or a Raw, not 5"),
        (lambda: UNTYPED.read(UNTYPED.Raw(doc_id="a", text=5)), "Raw.text is a str"),
        (lambda: UNTYPED.read(text=ARTICLE, published=2022), "published= takes a str"),
        (lambda: UNTYPED.read(text=ARTICLE, issues=5), "issues= takes a path"),
        (lambda: UNTYPED.read_all([], jobs=0), "jobs= takes a number from 1 on, or None, not 0"),
        (lambda: UNTYPED.read_all([], jobs="2"), "jobs= takes a number"),
        (lambda: UNTYPED.read_all([], languages="id"), "languages= takes a tuple"),
        (lambda: UNTYPED.read_all(None), "takes paths and Raw"),
        (lambda: UNTYPED.read_all(b"x"), "takes paths and Raw"),
        (lambda: list(UNTYPED.read_all([5])), "takes paths and Raw, not 5"),
        (lambda: UNTYPED.documents("a.txt"), "takes a list of paths, not 'a.txt'"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(call: Callable[[], object], told: str) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        call()


def test_a_text_given_in_python_has_its_damage_noted() -> None:
    assert risalah.read(text=ARTICLE).notes == ()
    assert risalah.read(text=ARTICLE + "\ud800").notes == ("1 lone surrogate",)


@pytest.mark.parametrize("jobs", [1, 2, None])
def test_read_all_keeps_the_order_and_the_rejects(tmp_path: Path, jobs: int | None) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"id": f"r{i}", "text": ARTICLE}) + "\n" for i in range(100)))
    sources: list[Path | Raw | Reject] = [
        path,
        Raw(doc_id="x", text="REJECT"),
        Reject("y", "here", "there"),
        Raw(doc_id="z", text=ARTICLE),
    ]
    found = list(risalah.read_all(sources, jobs=jobs))
    assert [x.doc_id for x in found] == [*(f"r{i}" for i in range(100)), "x", "y", "z"]
    assert [type(x) for x in found[-3:]] == [Reject, Reject, Record]


def test_documents_are_taken_only_as_records_are_given() -> None:
    taken: list[int] = []

    def source() -> Iterator[Raw]:
        for i in range(100_000):
            taken.append(i)
            yield Raw(doc_id=str(i), text="x")

    results = risalah.read_all(source(), jobs=2)
    for _ in range(10):
        next(results)
    assert len(taken) <= workers.CHUNK * (2 * workers.AHEAD + 3)
    results.close()  # type: ignore[attr-defined]


def test_a_killed_process_is_an_error_that_says_so() -> None:
    with pytest.raises(RisalahError, match="a worker process was killed"):
        list(workers.mapped(_die, range(100), jobs=2))


def _die(_: int) -> int:
    import os

    os._exit(1)


def test_heavy_documents_make_small_chunks() -> None:
    chunks = list(workers._chunks([workers.HEAVY, 1, workers.HEAVY, *([1] * 40)], lambda x: x))
    assert [len(c) for c in chunks] == [1, 2, 32, 8]
