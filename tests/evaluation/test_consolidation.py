"""Labelled pairs against a ledger: the measures, and the labels that are shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from risalah.errors import UsageError
from risalah.evaluation import consolidation as c
from risalah.model import Raw, Record
from risalah.reading.pipeline import Reader
from risalah.sources import documents

GOLD = Path(__file__).parent.parent / "ledger" / "gold"
FIRST = 'Menteri Budi Hartono mengatakan, "Pabrik baja di Sukamaju akan ditutup musim hujan." Rabu (4/6/2025).\n'
SECOND = '"Pabrik baja di Sukamaju akan ditutup musim hujan," kata Menteri Budi Hartono, Rabu (4/6/2025).\n'
THIRD = '"Jembatan gantung itu perlu dana tambahan," kata Menteri Wati Hartono, Rabu (4/6/2025).\n'


def read(*texts: str) -> list[tuple[Raw, Record]]:
    """Articles with their records."""
    reader, found = Reader(), []
    for n, text in enumerate(texts):
        raw = Raw(doc_id=f"d{n}", text=text, published="2025-06-04")
        record = reader.read(raw)
        assert isinstance(record, Record)
        found.append((raw, record))
    return found


def row(read_: list[tuple[Raw, Record]], one: int, other: int, same: bool, *, name: bool = False) -> str:
    """A labelled pair of the first statements of two articles."""
    cells: list[str] = []
    for n in (one, other):
        raw, record = read_[n]
        said = record.statements[0]
        cells += [raw.doc_id, record.digest[: c.DIGEST], ",".join(f"{s.start}-{s.end}" for s in said.content)]
        cells += [c.named(said.speaker or "", said.party or "")] if name else []
    return "\t".join([*cells, str(int(same))])


def test_pairs_are_scored(tmp_path: Path) -> None:
    found = read(FIRST, SECOND, THIRD)
    said = [row(found, 0, 1, True), row(found, 0, 2, False), row(found, 1, 2, True)]
    (tmp_path / "utterances.tsv").write_text("\n".join(["head", *said]), "utf-8")
    (tmp_path / "actors.tsv").write_text("\n".join(["head", row(found, 0, 2, False, name=True)]), "utf-8")
    with c.built(tmp_path / "l.db", found) as ledger:
        people, utterances = c.scores(ledger, tmp_path)
    assert (utterances.precision, utterances.recall) == (1.0, 0.5)
    assert [p.same for p in utterances.wrong] == [True]
    assert people.cubed == (1.0, 1.0, 1.0)
    assert "P 1.000 R 0.500" in "\n".join(c.table([people, utterances]))
    assert "missed" in "\n".join(c.mistakes([utterances]))


def test_a_place_that_is_not_read_counts_as_not_joined(tmp_path: Path) -> None:
    found = read(FIRST, SECOND)
    (tmp_path / "utterances.tsv").write_text("head\n" + row(found, 0, 1, True).replace("d1", "gone"), "utf-8")
    with c.built(tmp_path / "l.db", found) as ledger:
        (score,) = c.scores(ledger, tmp_path)
    assert (score.unread, score.recall) == (1, 0.0)


def test_a_file_that_holds_no_pairs_is_said_so(tmp_path: Path) -> None:
    with c.built(tmp_path / "l.db", []) as ledger, pytest.raises(UsageError, match="neither"):
        c.scores(ledger, tmp_path)
    (tmp_path / "actors.tsv").write_text("head\na\tb\n", "utf-8")
    with pytest.raises(UsageError, match="line 2"):
        c.load(tmp_path / "actors.tsv")


def test_the_shipped_labels_are_pairs_without_text() -> None:
    for name, least in (("actors", 120), ("utterances", 250)):
        pairs = c.load(GOLD / f"{name}.tsv")
        assert len(pairs) >= least
        assert len({frozenset(p[:2]) for p in pairs}) == len(pairs)
        assert all(set(p.content) <= set("0123456789-,") for pair in pairs for p in pair[:2])


@pytest.mark.shared
def test_the_bars_are_met(shared: Path, tmp_path: Path) -> None:
    reader = Reader()
    paths = [shared / "corpora" / "id-news", shared / "corpora" / "en-news", shared / "seeds"]
    found = [(d, r) for d in documents(paths) if isinstance(d, Raw) and isinstance(r := reader.read(d), Record)]
    with c.built(tmp_path / "l.db", found) as ledger:
        people, utterances = c.scores(ledger, GOLD)
    assert people.cubed is not None
    assert people.cubed[2] >= 0.95
    assert utterances.precision >= 0.90
    assert utterances.recall >= 0.80
