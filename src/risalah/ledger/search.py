"""Full-text search that finds word families and marks the words as they stand."""

from __future__ import annotations

import re
import sqlite3
from functools import cache

from risalah.errors import UsageError
from risalah.ledger.store import Ledger
from risalah.packs import available
from risalah.text.families import Families, families_of, words_of

MEMBERS_AT_MOST = 400
"""Words of one family that a query stands for."""
_WORD = re.compile(r"\w+")
_TERM = re.compile(r'(-?)"([^"]*)(?:"|$)|([^\s"]+)')


@cache
def families() -> tuple[Families, ...]:
    """The word families of every installed language."""
    return tuple(families_of(language) for language in available())


def roots(word: str) -> set[str]:
    """The roots of a word in any of the languages."""
    return set().union(*(family(word) for family in families()))


def index_words(ledger: Ledger) -> int:
    """Note the roots of words that are new since the last time; how many words there were.

    Called inside a transaction. Only the documents kept since are looked at.
    """
    db = ledger.db
    upto = int(ledger.fact("words") or 0)
    seen: set[str] = set()
    for row in db.execute("SELECT id, title, text FROM documents WHERE id > ? ORDER BY id", (upto,)):
        seen.update(_WORD.findall(f"{row['title'] or ''} {row['text']}".casefold()))
        upto = row["id"]
    known = "SELECT 1 FROM word_roots WHERE word = ? LIMIT 1"
    new = [w for w in sorted(seen) if not w.isdigit() and db.execute(known, (w,)).fetchone() is None]
    pairs = ((root, word) for word in new for root in roots(word) | {word})
    db.executemany("INSERT OR IGNORE INTO word_roots VALUES (?, ?)", pairs)
    ledger.set_fact("words", str(upto))
    return len(new)


def match(ledger: Ledger, words: str) -> str:
    """A query of SQLite's search for words as people type them.

    Every word must be there, in any form of its family; what stands in quotation marks exactly as it is (the last mark
    may be missing); a word with `*` behind it as a beginning; `-word` must not be there. Raises `UsageError` for a
    query without a word.
    """
    wanted: list[str] = []
    barred: list[str] = []
    for sign, exact, word in _TERM.findall(words):
        if words_of(exact):
            (barred if sign else wanted).append(_quoted(exact))
        elif word.startswith("-") and words_of(word):
            barred.append(_family(ledger, words_of(word)[0]))
        elif word.endswith("*") and words_of(word):
            wanted.append(f"{_quoted(words_of(word)[0])}*")
        else:
            parts = re.findall(r"\w+", word.casefold())
            wanted += [_family(ledger, part) for part in parts]
    if not wanted and barred:
        raise UsageError(f"only words that must not be there in {words!r}: nothing to search for")
    if not wanted:
        raise UsageError(f"nothing to search for in {words!r}")
    query = " AND ".join(wanted)
    return f"({query}) NOT ({' OR '.join(barred)})" if barred else query


def _family(ledger: Ledger, word: str) -> str:
    """A word and its family, as they occur in the ledger."""
    found = sorted(roots(word) | {word})
    marks = ",".join("?" * len(found))
    rows = ledger.rows(f"SELECT DISTINCT word FROM word_roots WHERE root IN ({marks}) LIMIT {MEMBERS_AT_MOST}", *found)
    members = sorted({r["word"] for r in rows} | {word})
    return "(" + " OR ".join(map(_quoted, members)) + ")"


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def rebuild(ledger: Ledger) -> None:
    """Make all search indexes again from the tables. Raises `UsageError` where that cannot be done."""
    try:
        with ledger.transaction() as db:
            db.execute("INSERT INTO documents_fts (documents_fts) VALUES ('rebuild')")
            db.execute("INSERT INTO statements_fts (statements_fts) VALUES ('rebuild')")
            db.execute("DELETE FROM word_roots")
            ledger.set_fact("words", None)
            index_words(ledger)
    except sqlite3.DatabaseError as e:
        raise UsageError(f"{ledger.path}: its search index cannot be rebuilt ({e})") from e
