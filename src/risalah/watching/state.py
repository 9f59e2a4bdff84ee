"""What a watch remembers: its feeds, the articles still to be fetched, those it has seen, the line being written.

It is one SQLite file. What is decided is in it before it is done, so that a kill at any moment loses and repeats
nothing: new entries are kept together with the mark of the feed that they came from, and a line together with the
note that its article is done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from risalah.errors import UsageError

VERSION = 1
_SCHEMA = """
CREATE TABLE feeds (
    url TEXT PRIMARY KEY, etag TEXT, modified TEXT, last FLOAT NOT NULL, hint FLOAT NOT NULL, hold FLOAT NOT NULL,
    failures INTEGER NOT NULL);
CREATE TABLE queue (
    number INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT NOT NULL, next FLOAT NOT NULL, tries INTEGER NOT NULL,
    article BLOB NOT NULL);
CREATE INDEX queue_by_host ON queue (host, next, number);
CREATE TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE line (place INTEGER NOT NULL, data BLOB NOT NULL);
"""


class Kept(NamedTuple):
    """What is known of a feed. Times are seconds since 1970."""

    url: str
    etag: str | None = None
    modified: str | None = None
    last: float = 0.0
    """When it was looked at last; 0: never."""
    hint: float = 0.0
    """The pause that it wishes, in seconds."""
    hold: float = 0.0
    """Until when it must not be asked."""
    failures: int = 0
    """How many times in a row it failed."""


class Article(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry of a feed whose article is to be fetched."""

    feed: str
    link: str | None
    keys: tuple[bytes, ...]
    """Digests by which it is known again."""
    title: str | None = None
    author: str | None = None
    published: str | None = None
    outlet: str | None = None
    language: str | None = None
    text: str = ""
    """The text that the feed itself has, where that is the whole."""


class Job(NamedTuple):
    """An article in the queue."""

    number: int
    host: str
    next: float
    tries: int
    article: Article


def key(*parts: str) -> bytes:
    """A digest of some words."""
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


class State:
    """The memory of one watch. Raises `UsageError` for a file that is none, or that another watch is using."""

    def __init__(self, path: str | Path) -> None:
        try:
            self._base = sqlite3.connect(path, timeout=0, isolation_level=None)
        except sqlite3.Error as e:
            raise UsageError(f"{path}: cannot be opened ({e})") from e
        try:
            self._open()
        except sqlite3.Error as e:
            self._base.close()
            if "locked" in str(e):
                raise UsageError(f"{path}: another watch is using it") from e
            raise UsageError(f"{path}: is not the state of a watch ({e})") from e
        except UsageError as e:
            self._base.close()
            raise UsageError(f"{path}: {e}") from None

    def _open(self) -> None:
        self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.execute("BEGIN IMMEDIATE")  # in this mode the lock is kept from here on until it is closed
        (version,) = self._base.execute("PRAGMA user_version").fetchone()
        tables = self._base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version == 0 and tables == 0:
            for statement in _SCHEMA.split(";"):
                self._base.execute(statement)
            self._base.execute(f"PRAGMA user_version = {VERSION}")
        elif version != VERSION or tables == 0:
            raise UsageError("is the state of another version of risalah, or none")
        self._base.execute("COMMIT")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is done in this block is done as a whole or not at all."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    # Feeds

    def feed(self, url: str) -> Kept:
        """What is known of a feed."""
        row = self._base.execute("SELECT * FROM feeds WHERE url = ?", (url,)).fetchone()
        return Kept(*row) if row else Kept(url)

    def keep(self, feed: Kept) -> None:
        """Remember what is known of a feed."""
        self._base.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?)", feed)

    # The queue

    def add(self, article: Article, host: str) -> bool:
        """Queue an article, unless it has been seen (queued or done); whether it was new."""
        if self.seen(article.keys):
            return False
        self.see(article.keys)
        data = msgspec.msgpack.encode(article)
        self._base.execute("INSERT INTO queue (host, next, tries, article) VALUES (?, 0, 0, ?)", (host, data))
        return True

    def first(self) -> list[Job]:
        """Of each host the article that is to be asked for first."""
        # Of the columns beside a lone min(), SQLite gives the values of the row that has the least.
        rows = self._base.execute(
            "SELECT q.number, q.host, q.next, q.tries, q.article, min(q.number) FROM queue q"
            " JOIN (SELECT host, min(next) AS next FROM queue GROUP BY host) h ON q.host = h.host AND q.next = h.next"
            " GROUP BY q.host"
        )
        return [Job(n, host, at, tries, msgspec.msgpack.decode(a, type=Article)) for n, host, at, tries, a, _ in rows]

    def put_off(self, job: Job, at: float) -> None:
        """Ask for an article again, at a time."""
        self._base.execute("UPDATE queue SET next = ?, tries = tries + 1 WHERE number = ?", (at, job.number))

    def leave(self, host: str, until: float) -> None:
        """Ask a host for nothing until a time."""
        self._base.execute("UPDATE queue SET next = max(next, ?) WHERE host = ?", (until, host))

    def done(self, job: Job) -> None:
        """Take an article off the queue."""
        self._base.execute("DELETE FROM queue WHERE number = ?", (job.number,))

    def waiting(self) -> int:
        """How many articles are in the queue."""
        return int(self._base.execute("SELECT count(*) FROM queue").fetchone()[0])

    # What was seen

    def seen(self, keys: Iterable[bytes]) -> bool:
        """Whether one of some keys was seen."""
        return any(self._base.execute("SELECT 1 FROM seen WHERE key = ?", (k,)).fetchone() for k in keys)

    def see(self, keys: Iterable[bytes]) -> None:
        """Remember keys."""
        self._base.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((k,) for k in keys))

    # The line that is being written

    def line(self) -> tuple[int, bytes] | None:
        """The line that was being written, and its place in the output, if the last run was stopped there."""
        row = self._base.execute("SELECT place, data FROM line").fetchone()
        return (int(row[0]), bytes(row[1])) if row else None

    def begin_line(self, place: int, data: bytes) -> None:
        """Remember a line before it is written."""
        self._base.execute("INSERT INTO line VALUES (?, ?)", (place, data))

    def end_line(self) -> None:
        """Forget the line: it is on the disk."""
        self._base.execute("DELETE FROM line")
