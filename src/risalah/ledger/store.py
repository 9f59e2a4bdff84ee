"""The store: one SQLite file in WAL mode, its schema and migrations, and documents written into it.

A writer holds the file for one transaction after the other; readers beside it always see the last finished one. What a
transaction has acknowledged is on the disk (`synchronous = FULL`): after `kill -9` or a power cut the file opens with
everything that was acknowledged and nothing half of it.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from types import TracebackType

import msgspec

from risalah.errors import UsageError
from risalah.model import Record

VERSION = 2
"""The schema's version, kept in the file."""
APPLICATION = 0x52534C48
"""SQLite's `application_id` of a ledger ("RSLH")."""
PATIENCE = 30_000
"""Milliseconds a writer waits for another."""
_MADE = re.compile(r"CREATE (?:VIRTUAL )?(?:TABLE|INDEX|TRIGGER|VIEW) (\w+)")
_DECODER = msgspec.json.Decoder(Record)


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

    def fact(self, name: str) -> str | None:
        """What is written down of the ledger itself under a name."""
        row = self.one("SELECT value FROM facts WHERE name = ?", name)
        return row["value"] if row is not None else None

    def set_fact(self, name: str, value: str | None) -> None:
        """Write it down; None takes it away. Called inside a transaction."""
        self.db.execute("DELETE FROM facts WHERE name = ?", (name,))
        if value is not None:
            self.db.execute("INSERT INTO facts VALUES (?, ?)", (name, value))

    def record(self, document: int) -> Record:
        """The record of a document, as it was read."""
        row = self.one("SELECT record FROM documents WHERE id = ?", document)
        if row is None or not isinstance(row["record"], bytes):
            raise sqlite3.DatabaseError(f"the record of document {document} is not there")
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
    address = f"{path.absolute().as_uri()}?{_mode(path, readonly=readonly)}"
    try:
        db = sqlite3.connect(address, uri=True, timeout=PATIENCE / 1000, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as e:
        raise UsageError(f"{path}: cannot be opened ({e})") from e
    db.row_factory = sqlite3.Row
    try:
        _prepare(path, db, readonly=readonly)
    except sqlite3.DatabaseError as e:
        db.close()
        raise UsageError(f"{path}: is no ledger ({e})") from e
    except UsageError:
        db.close()
        raise
    return Ledger(path, db, writable=not readonly)


def _mode(path: Path, *, readonly: bool) -> str:
    """How SQLite is to open the file.

    A reader opens a file that it may write too, but is held to questions (`query_only`): else SQLite would leave its
    log and index beside the file. Where nothing can be written beside the file, it cannot change either.
    """
    if not readonly:
        return "mode=rwc"
    beside = os.access(path.parent, os.W_OK)
    if beside and os.access(path, os.W_OK):
        return "mode=rw"
    return "mode=ro" if beside or Path(f"{path}-wal").exists() else "mode=ro&immutable=1"


def _prepare(path: Path, db: sqlite3.Connection, *, readonly: bool) -> None:
    db.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    empty = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if empty and readonly:
        raise UsageError(f"{path}: is empty, no ledger")
    if not empty and application != APPLICATION:
        raise UsageError(f"{path}: is a SQLite file, but no ledger")
    if not empty and version > VERSION:
        raise UsageError(f"{path}: was written by a newer risalah (schema {version}; this one knows {VERSION})")
    if readonly:
        db.execute("PRAGMA query_only = ON")
    else:  # only now: a file that is no ledger is left as it is
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA cache_size = -65536")
    db.execute("PRAGMA temp_store = MEMORY")
    if empty:
        _create(db)
    elif version < VERSION:
        _migrate(path, db, version, readonly=readonly)


def _create(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    if db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:  # nobody was quicker
        for command in _commands(_script("schema.sql")):
            db.execute(command)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("INSERT INTO facts VALUES ('created', ?)", (now(),))
    db.execute("COMMIT")


def _commands(script: str) -> Iterator[str]:
    """The commands of a script one by one: `executescript` would end the transaction."""
    command = ""
    for line in script.splitlines():
        command += line.split("--")[0].rstrip() + "\n"
        if sqlite3.complete_statement(command):
            yield command
            command = ""


def complete(ledger: Ledger) -> None:
    """Make what of the schema is not there. Called inside a transaction."""
    for command in missing(ledger).values():
        ledger.db.execute(command)


def missing(ledger: Ledger) -> dict[str, str]:
    """The tables, indexes, triggers and views of the schema that are not there, with the commands that make them."""
    there = {r["name"] for r in ledger.rows("SELECT name FROM sqlite_schema")}
    found: dict[str, str] = {}
    for command in _commands(_script("schema.sql")):
        made = _MADE.search(command)
        if made is not None and made[1] not in there:
            found[made[1]] = command
    return found


def _script(name: str) -> str:
    return resources.files("risalah.ledger").joinpath(name).read_text("utf-8")


MIGRATIONS: dict[int, str] = {1: _script("from-1.sql")}
"""From a version to the next: a script that is run in one transaction."""


def _migrate(path: Path, db: sqlite3.Connection, version: int, *, readonly: bool) -> None:
    unknown = next((step for step in range(version, VERSION) if step not in MIGRATIONS), None)
    if unknown is not None:
        raise UsageError(f"{path}: its schema {unknown} cannot be brought up to date")
    if readonly:
        raise UsageError(f"{path}: was written by an older risalah; `risalah reindex {path}` brings it up to date")
    for step in range(version, VERSION):
        db.execute("BEGIN IMMEDIATE")
        for command in _commands(MIGRATIONS[step]):
            db.execute(command)
        db.execute(f"PRAGMA user_version = {step + 1}")
        db.execute("COMMIT")


def digest(*parts: str) -> str:
    """A digest of texts, in the letters and digits that people do not take for one another."""
    found = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=20).digest()
    number = int.from_bytes(found, "big")
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    return "".join(letters[(number >> shift) & 31] for shift in range(0, 160, 5))


LENGTHS = (8, 12, 20)
"""Of ids: a longer one where a shorter one is taken."""


def free_key(ledger: Ledger, table: str, key: str) -> str:
    """A digest as an id, longer where a shorter one is taken in a table."""
    for length in LENGTHS:
        if ledger.one(f"SELECT 1 FROM {table} WHERE key = ?", key[:length]) is None:
            return key[:length]
    return key


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
