"""Versions of an article: which article a text belongs to, which of its texts counts, and the ids that stay.

The id of a statement or event belongs to the article: where its words stand in a new version, they take it along, and
with it all that people judged. What stands there in the old version is called `ID.VERSION` from then on. Words that the
new version has no more keep their id in the old one, which is asked for no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from sqlite3 import Row
from typing import NamedTuple

from risalah.ledger.actors import recount
from risalah.ledger.contrary import contrary_words
from risalah.ledger.groups import dissolve
from risalah.ledger.judging import HUMAN
from risalah.ledger.slots import settle, storable
from risalah.ledger.store import Ledger
from risalah.model import Raw, Record
from risalah.sources.copies import SHORTEST, UPDATED, plain_address, resemblance, sketched, words_of

NEARLY = 0.8
"""Share of the words (of both) by which a statement of a new version is one that was there."""
_TABLES = ("statements", "events")


class Known(NamedTuple):
    """A text of an article that is there: its row, its article, and whether it is the version that counts."""

    row: int
    source: str
    current: bool


def known(ledger: Ledger, raw: Raw, text_digest: str) -> Known | None:
    """The document with an article and text, if it is there."""
    source = source_of(raw)
    row = ledger.one(
        "SELECT id, source, current FROM documents WHERE digest = ? AND (source = ? OR (source >= ? AND source < ?))"
        " LIMIT 1",
        text_digest, source, *_range(source),
    )  # fmt: skip
    return Known(row["id"], row["source"], bool(row["current"])) if row is not None else None


def source_of(raw: Raw) -> str:
    """What tells an article from another: its address, else its file and id."""
    return storable(plain_address(raw.url) if raw.url else f"{_name(raw.file)}#{raw.doc_id}")


def _name(file: str | None) -> str:
    return Path(file).name if file else ""


def _range(source: str) -> tuple[str, str]:
    """The sources of other articles that have the same address or id lie between these."""
    return f"{source}#", f"{source}$"


def article(ledger: Ledger, raw: Raw, record: Record) -> tuple[str, int]:
    """The article that a new text belongs to, and its last version; 0 for an article that is not there.

    Two texts with one address or id that have little in common are two articles: ids are given twice, and a front
    page stands as the address of many.
    """
    source = source_of(raw)
    rows = ledger.rows(
        "SELECT source, text FROM documents WHERE current = 1 AND (source = ? OR (source >= ? AND source < ?))"
        " ORDER BY id",
        source, *_range(source),
    )  # fmt: skip
    words = words_of(raw.text)
    for row in rows:
        if _alike(words, words_of(row["text"])):
            last = ledger.one("SELECT max(version) AS v FROM documents WHERE source = ?", row["source"])
            assert last is not None
            return row["source"], last["v"]
    return (f"{source}#{record.digest[:8]}" if rows else source), 0


def _alike(one: list[str], other: list[str]) -> bool:
    """Whether two texts may be versions of one article."""
    if min(len(one), len(other)) < SHORTEST:
        return _overlap(one, other) >= UPDATED
    return resemblance(sketched(one), sketched(other)) >= UPDATED


def _overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """The words that two have in common, as a share of the words of both; nothing has nothing in common."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a or b else 0.0


# -- which version counts


class Tally:
    """What a run found that was there: how many texts, and the articles that it found with an earlier text only.

    A text that an earlier version had may be read again because the same input is kept twice, or because the article
    was changed back. It was changed back where the file that gave the version that counts gives the earlier text now,
    or a file that the article was not in before.
    """

    def __init__(self) -> None:
        self.already = 0
        """Documents that were there and were not read again."""
        self.restored = 0
        """Articles that were changed back to a text that they had before."""
        self._stale: dict[str, tuple[int, str]] = {}

    def saw(self, found: Known, raw: Raw) -> None:
        """A text that is there was found again; the last one of an article tells."""
        if found.current:
            self._stale.pop(found.source, None)
        else:
            self._stale[found.source] = found.row, _name(raw.file)

    def wrote(self, source: str) -> None:
        """A new text of an article was kept."""
        self._stale.pop(source, None)

    def settle(self, ledger: Ledger) -> None:
        """Let the texts count that articles were changed back to. Called inside a transaction."""
        back = [(row, file) for source, (row, file) in self._stale.items() if _back(ledger, source, file)]
        self._stale.clear()
        for row, file in back:
            _restore(ledger, row, file)
        self.restored += len(back)
        self.already -= min(len(back), self.already)


def _back(ledger: Ledger, source: str, file: str) -> bool:
    """Whether an earlier text of an article in this file tells that the article was changed back."""
    rows = ledger.rows(
        "SELECT d.file, d.current, s.file AS also FROM documents d LEFT JOIN seen s ON s.document = d.id"
        " WHERE d.source = ?",
        source,
    )
    names = {(_name(name), bool(r["current"])) for r in rows for name in (r["file"], r["also"])}
    return (file, True) in names or (file, False) not in names


def replaced(ledger: Ledger, row: int) -> None:
    """Take a version out of what counts: out of its groups, and out of what its actors said."""
    actors = touched(ledger, row)
    ledger.db.execute("UPDATE documents SET current = 0 WHERE id = ?", (row,))
    recount(ledger, actors)


def touched(ledger: Ledger, row: int) -> set[int]:
    """The actors of a document's statements; the groups of its statements and events are to be made again."""
    for table in _TABLES:
        dissolve(ledger, table, "document = ?", row)
    here = "SELECT actor FROM statement_actors WHERE statement IN (SELECT id FROM statements WHERE document = ?)"
    return {r["actor"] for r in ledger.rows(here, row)}


def _restore(ledger: Ledger, row: int, file: str) -> None:
    """Let an earlier version count again, with the ids that its words had."""
    db = ledger.db
    now = ledger.one("SELECT source FROM documents WHERE id = ?", row)
    assert now is not None
    for old in ledger.rows("SELECT id FROM documents WHERE source = ? AND current = 1", now["source"]):
        replaced(ledger, old["id"])
    moved: set[int | None] = {row}
    for table in _TABLES:
        for mine in ledger.rows(f"SELECT id, key FROM {table} WHERE document = ? AND key LIKE '%.%'", row):
            key = mine["key"].partition(".")[0]
            moved.add(_set_aside(ledger, table, key))
            db.execute(f"UPDATE {table} SET key = ? WHERE id = ?", (key, mine["id"]))
    here = "SELECT id FROM statements WHERE document = ?"
    actors = touched(ledger, row)
    db.execute(f"DELETE FROM statement_actors WHERE statement IN ({here})", (row,))
    for document in sorted(m for m in moved if m is not None):
        settle(ledger, document)
    for table in _TABLES:
        db.execute(f"UPDATE {table} SET compared = 0 WHERE document = ?", (row,))
    db.execute("UPDATE documents SET current = 1 WHERE id = ?", (row,))
    db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (row, file))
    ledger.set_fact("pending", "1")
    recount(ledger, actors)


# -- the ids that stay


def inherit(ledger: Ledger, source: str, row: int) -> None:
    """Give the statements and events of a new version the ids that their words had in versions before."""
    moved: set[int | None] = set()
    for table in _TABLES:
        label = "''" if table == "statements" else "t.type"
        told = (
            f"SELECT t.id, t.key, t.document, t.text, d.language, {label} AS label FROM {table} t"
            " JOIN documents d ON d.id = t.document"
        )
        before = ledger.rows(
            f"{told} WHERE d.source = ? AND d.id <> ? AND t.key NOT LIKE '%.%'"
            " ORDER BY d.version DESC, t.id",
            source, row,
        )  # fmt: skip
        new = ledger.rows(f"{told} WHERE t.document = ? ORDER BY t.id", row)
        for mine, old, same in _pairs(new, before):
            moved |= {row, _set_aside(ledger, table, old["key"])}
            ledger.db.execute(f"UPDATE {table} SET key = ? WHERE id = ?", (old["key"], mine["id"]))
            if not same:
                forget_rules(ledger, [old["key"]])
    for document in sorted(m for m in moved if m is not None):
        settle(ledger, document)


def _pairs(new: list[Row], before: list[Row]) -> Iterator[tuple[Row, Row, bool]]:
    """What stands in a new version and in one before, and whether in the same words; first what does."""
    words = {id(r): words_of(r["text"]) for r in (*new, *before)}
    left = dict.fromkeys(map(id, before))
    rest = []
    for mine in new:
        found = [b for b in before if id(b) in left and (b["label"], words[id(b)]) == (mine["label"], words[id(mine)])]
        if found:
            del left[id(found[0])]
            yield mine, found[0], True
        else:
            rest.append(mine)
    for mine in rest:
        near = [(_overlap(words[id(mine)], words[id(b)]), -n, b) for n, b in enumerate(before)
                if id(b) in left and b["label"] == mine["label"] and _as_meant(mine, b)]  # fmt: skip
        share, _, best = max(near, key=lambda found: found[:2], default=(0.0, 0, None))
        if best is not None and share >= NEARLY:
            del left[id(best)]
            yield mine, best, False


def _as_meant(mine: Row, old: Row) -> bool:
    """Whether a change of some words has left what is said as it was: nothing turned round, no other numbers."""
    if re.findall(r"\d+", mine["text"]) != re.findall(r"\d+", old["text"]):
        return False
    return mine["language"] == old["language"] and not contrary_words(mine["language"], mine["text"], old["text"])


def _set_aside(ledger: Ledger, table: str, key: str) -> int | None:
    """Rename what has an id after its version, so that another version can have it; its document."""
    holder = ledger.one(
        f"SELECT t.id, t.document, d.version FROM {table} t JOIN documents d ON d.id = t.document WHERE t.key = ?", key
    )
    if holder is None:
        return None
    ledger.db.execute(f"UPDATE {table} SET key = ? WHERE id = ?", (f"{key}.{holder['version']}", holder["id"]))
    return int(holder["document"])


def forget_rules(ledger: Ledger, keys: Iterable[str]) -> None:
    """Forget what rules judged of statements and events whose words changed."""
    ledger.db.executemany(
        "DELETE FROM judgements WHERE kind IN ('said.same', 'event.same') AND (one = ?1 OR other = ?1) AND rule <> ?2"
        " AND undone = 0",
        [(k, HUMAN) for k in keys],
    )
