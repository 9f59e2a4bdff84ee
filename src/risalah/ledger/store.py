"""The store: one SQLite file in WAL mode, its schema and migrations, and documents written into it.

A writer holds the file for one transaction after the other; readers beside it always see the last finished one. What a
transaction has acknowledged is on the disk (`synchronous = FULL`): after `kill -9` or a power cut the file opens with
everything that was acknowledged and nothing half of it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import msgspec

from risalah.errors import UsageError
from risalah.ledger.stances import stance
from risalah.model import Raw, Record, Span, Statement

VERSION = 1
"""The schema's version, kept in the file."""
APPLICATION = 0x52534C48
"""SQLite's `application_id` of a ledger ("RSLH")."""
PATIENCE = 30_000
"""Milliseconds a writer waits for another."""
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)


class Kept(NamedTuple):
    """What became of a document: its row, and whether it was `new`, a `changed` version, or known `already`."""

    row: int
    state: str


class Ledger:
    """An open ledger. Use `open_ledger`; it is a context manager."""

    def __init__(self, path: Path, db: sqlite3.Connection, *, writable: bool) -> None:
        self.path = path
        self.db = db
        self.writable = writable

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; its write-ahead log is folded in where nobody else has it open."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; on the disk when the block ends. Raises `UsageError` when another writes for too long."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as e:
            raise UsageError(f"{self.path}: another program is writing to this ledger ({e})") from e
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """The rows of a query."""
        return self.db.execute(query, values).fetchall()

    def one(self, query: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query."""
        row: sqlite3.Row | None = self.db.execute(query, values).fetchone()
        return row

    # -- documents

    def keep(self, documents: Iterable[tuple[Raw, Record]]) -> list[Kept]:
        """Write documents with their records, all in one transaction.

        The same text of the same article again changes nothing. Another text of an article is a new version of it;
        the old one stays, no longer current.
        """
        with self.transaction():
            return [self._keep(raw, record) for raw, record in documents]

    def _keep(self, raw: Raw, record: Record) -> Kept:
        source = source_of(raw)
        known = self.one("SELECT id, current FROM documents WHERE source = ? AND digest = ?", source, record.digest)
        if known is not None and known["current"]:
            return Kept(known["id"], "already")
        last = self.one("SELECT max(version) AS v FROM documents WHERE source = ?", source)
        version = (last["v"] or 0) if last is not None else 0
        if version:
            self.db.execute("UPDATE documents SET current = 0 WHERE source = ?", (source,))
        if known is not None:  # an old version came back
            self.db.execute("UPDATE documents SET current = 1 WHERE id = ?", (known["id"],))
            return Kept(known["id"], "changed")
        row = self._document(raw, record, source, version + 1)
        for statement in record.statements:
            self._statement(row, source, record, statement)
        self._events(row, source, raw, record)
        times = [(row, t.span.start, t.span.end, t.value) for t in record.times if t.value]
        self.db.executemany("INSERT OR IGNORE INTO times VALUES (?, ?, ?, ?)", times)
        return Kept(row, "changed" if version else "new")

    def _document(self, raw: Raw, record: Record, source: str, version: int) -> int:
        h = record.header
        copy = self._copied(record)
        text = _storable(raw.text)
        values = (
            source, version, raw.doc_id, record.digest, text, record.language, h.title, h.published, h.outlet,
            raw.author, h.place, h.byline, raw.url, raw.file, copy, record.pack, _now(),
            zlib.compress(_ENCODER.encode(_plain(record)), 6),
        )  # fmt: skip
        row = self.db.execute(
            "INSERT INTO documents (source, version, doc_id, digest, text, language, title, published, outlet, author,"
            " place, byline, url, file, copy_of, pack, kept, record) VALUES (" + ",".join("?" * len(values)) + ")",
            values,
        ).lastrowid
        assert row is not None
        self.db.execute("INSERT INTO documents_fts (rowid, title, text) VALUES (?, ?, ?)", (row, h.title, text))
        return row

    def _copied(self, record: Record) -> int | None:
        """The document that this one repeats: named by the sources, or one with the same text."""
        found = self.one("SELECT id FROM documents WHERE digest = ? ORDER BY id LIMIT 1", record.digest)
        if found is None and record.copy_of is not None:
            found = self.one("SELECT id FROM documents WHERE doc_id = ? ORDER BY id DESC LIMIT 1", record.copy_of)
        return found["id"] if found is not None else None

    def _statement(self, document: int, source: str, record: Record, s: Statement) -> None:
        key = self._free("statements", digest(source, record.digest, s.text, s.id))
        row = self.db.execute(
            "INSERT INTO statements (document, key, number, speaker, party, mode, said_on, published, audience, via,"
            " place, conditional, text, content, cue, source, conditions) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                document, key, s.id, s.speaker, s.party, s.mode, s.said_on, record.header.published, s.audience, s.via,
                s.place, bool(s.conditions), _storable(s.text), _spans(s.content), _spans(s.cue), _spans(s.source),
                _spans(s.conditions),
            ),
        ).lastrowid  # fmt: skip
        self.db.executemany("INSERT INTO statement_acts VALUES (?, ?)", [(row, a) for a in dict.fromkeys(s.acts)])
        stances = [(row, issue, *stance(s, issue)) for issue in dict.fromkeys(s.issues)]
        self.db.executemany("INSERT INTO statement_issues VALUES (?, ?, ?, ?)", stances)
        self.db.execute("INSERT INTO statements_fts (rowid, text) VALUES (?, ?)", (row, _storable(s.text)))

    def _events(self, document: int, source: str, raw: Raw, record: Record) -> None:
        for e in record.events:
            words = " ".join(_storable(e.span.slice(raw.text)).split())
            key = self._free("events", digest(source, record.digest, words, e.id))
            row = self.db.execute(
                "INSERT INTO events (document, key, number, type, date, place, start, stop, text, published)"
                " VALUES (?,?,?,?,?,?,?,?,?,?)",
                (
                    document, key, e.id, e.type, e.date, e.place, e.span.start, e.span.end, words,
                    record.header.published,
                ),
            ).lastrowid  # fmt: skip
            names = [(row, n) for n in dict.fromkeys(e.participants)]
            self.db.executemany("INSERT INTO event_participants VALUES (?, ?)", names)

    def _free(self, table: str, key: str) -> str:
        """The key, longer where a shorter one is taken."""
        for length in (8, 12, 20):
            if self.one(f"SELECT 1 FROM {table} WHERE key = ?", key[:length]) is None:
                return key[:length]
        return key

    def record(self, document: int) -> Record:
        """The record of a document, as it was read."""
        row = self.one("SELECT record FROM documents WHERE id = ?", document)
        assert row is not None
        return _DECODER.decode(zlib.decompress(row["record"]))


def open_ledger(path: str | Path, *, create: bool = False, readonly: bool = False) -> Ledger:
    """Open the ledger at `path`; `create` makes one where there is no file. Raises `UsageError` for anything else."""
    path = Path(path)
    if not path.exists() and not create:
        raise UsageError(f"{path}: no such ledger (`risalah keep PATH… --ledger {path}` makes one)")
    if path.is_dir():
        raise UsageError(f"{path}: is a folder, not a ledger")
    new = not path.exists() or path.stat().st_size == 0
    if new and not create:
        raise UsageError(f"{path}: is empty, no ledger")
    address = f"{path.absolute().as_uri()}?mode={'ro' if readonly and not new else 'rwc'}"
    try:
        db = sqlite3.connect(address, uri=True, timeout=PATIENCE / 1000, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as e:
        raise UsageError(f"{path}: cannot be opened ({e})") from e
    db.row_factory = sqlite3.Row
    try:
        _prepare(path, db, new=new, readonly=readonly)
    except sqlite3.DatabaseError as e:
        db.close()
        raise UsageError(f"{path}: is no ledger ({e})") from e
    except UsageError:
        db.close()
        raise
    return Ledger(path, db, writable=not readonly)


def _prepare(path: Path, db: sqlite3.Connection, *, new: bool, readonly: bool) -> None:
    db.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    if not readonly or new:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA cache_size = -65536")
    db.execute("PRAGMA temp_store = MEMORY")
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    empty = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if empty:
        _create(db)
    elif application != APPLICATION:
        raise UsageError(f"{path}: is a SQLite file, but no ledger")
    elif version > VERSION:
        raise UsageError(f"{path}: was written by a newer risalah (schema {version}; this one knows {VERSION})")
    elif version < VERSION:
        _migrate(path, db, version)


def _create(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    if db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:  # nobody was quicker
        for command in _commands(resources.files("risalah.ledger").joinpath("schema.sql").read_text("utf-8")):
            db.execute(command)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("INSERT INTO meta VALUES ('created', ?)", (_now(),))
    db.execute("COMMIT")


def _commands(script: str) -> Iterator[str]:
    """The commands of a script one by one: `executescript` would end the transaction."""
    command = ""
    for line in script.splitlines():
        command += line.split("--")[0].rstrip() + "\n"
        if sqlite3.complete_statement(command):
            yield command
            command = ""


MIGRATIONS: dict[int, str] = {}
"""From a version to the next: a script that is run in one transaction."""


def _migrate(path: Path, db: sqlite3.Connection, version: int) -> None:
    for step in range(version, VERSION):
        if step not in MIGRATIONS:
            raise UsageError(f"{path}: its schema {step} cannot be brought up to date")
        db.execute("BEGIN IMMEDIATE")
        for command in _commands(MIGRATIONS[step]):
            db.execute(command)
        db.execute(f"PRAGMA user_version = {step + 1}")
        db.execute("COMMIT")


def source_of(raw: Raw) -> str:
    """What tells an article from another: its address, else its file and id."""
    from risalah.sources.copies import plain_address

    return plain_address(raw.url) if raw.url else f"{Path(raw.file).name if raw.file else ''}#{raw.doc_id}"


def digest(*parts: str) -> str:
    """A digest of texts, in the letters and digits that people do not take for one another."""
    found = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=20).digest()
    number = int.from_bytes(found, "big")
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    return "".join(letters[(number >> shift) & 31] for shift in range(0, 160, 5))


def _spans(spans: Iterable[Span]) -> str:
    return json.dumps([[s.start, s.end] for s in spans], separators=(",", ":"))


def _storable(text: str) -> str:
    """The text with lone halves of surrogate pairs, which SQLite cannot hold, as U+FFFD; no longer, no shorter."""
    return text if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text) else _mended(text)


def _mended(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _plain(record: Record) -> Record:
    """The record such that UTF-8 can hold it."""
    try:
        _ENCODER.encode(record)
    except UnicodeEncodeError:
        return msgspec.json.decode(json.dumps(msgspec.to_builtins(record)).encode("ascii", "replace"), type=Record)
    return record


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
