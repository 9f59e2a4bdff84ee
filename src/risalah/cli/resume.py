"""Long runs that go on where they stopped: what is written so far, and a log of how far the run had come.

While a run writes `FILE`, two files stand beside it: `.FILE.part`, which becomes `FILE` at the end, and
`.FILE.part.log`, a line for each checkpoint. A checkpoint is made only after all before it is on the disk, so that
after Ctrl-C, a power cut or `kill -9` everything up to the last one counts and everything after it is cut off.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from risalah.cli.output import Output, mode_of, writable
from risalah.errors import UsageError

EVERY = 2.0
"""Seconds between checkpoints."""


class Point(NamedTuple):
    """How far a run had come: documents and how many of them were rejects; bytes of the two outputs."""

    documents: int = 0
    refused: int = 0
    output: int = 0
    rejects: int = 0


class Part(NamedTuple):
    """One output: where it is to appear, and where it is written until then."""

    target: Path
    part: Path
    stream: BinaryIO


class Journal:
    """The unfinished outputs of one run. `run` tells it from runs with other inputs or options."""

    def __init__(self, output: str, rejects: str | None, run: str, *, fresh: bool = False) -> None:
        target = Path(os.path.realpath(output))
        self.name = output
        self.run = run
        self.log = target.parent / f".{target.name}.part.log"
        self.dropped = False
        """Whether an unfinished run with other inputs or options was found, and is begun anew."""
        with writable(output):
            self._log = self.log.open("a+b")
            self._lock()
            self.point = Point() if fresh else self._last()
            self.parts = [self._part(output, self.point.output)]
            if rejects:
                self.parts.append(self._part(rejects, self.point.rejects))
            if not self.point.documents:
                self._begin()
        self._saved = time.monotonic()

    def _lock(self) -> None:
        """Raises `UsageError` where another run writes the same file."""
        with contextlib.suppress(ImportError):
            import fcntl

            try:
                fcntl.flock(self._log, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as e:
                self._log.close()
                raise UsageError(f"{self.name}: another run is writing it") from e

    def _last(self) -> Point:
        """The last checkpoint of an unfinished run like this one; a line that was cut off does not count."""
        self._log.seek(0)
        lines = self._log.read().split(b"\n")[:-1]
        if not lines:
            return Point()
        try:
            if json.loads(lines[0])["run"] != self.run:
                self.dropped = len(lines) > 1
                return Point()
            return Point(**json.loads(lines[-1])) if len(lines) > 1 else Point()
        except (ValueError, TypeError, KeyError):
            return Point()

    def _begin(self) -> None:
        self._log.seek(0)
        self._log.truncate()
        self._line({"run": self.run})

    def _line(self, entry: object) -> None:
        self._log.write(json.dumps(entry).encode() + b"\n")
        self._log.flush()
        os.fsync(self._log.fileno())

    def _part(self, path: str, size: int) -> Part:
        target = Path(os.path.realpath(path))
        part = target.parent / f".{target.name}.part"
        stream = part.open("r+b" if part.exists() else "w+b")
        if stream.seek(0, os.SEEK_END) < size:
            stream.close()
            self._log.close()
            raise UsageError(f"{part}: is shorter than the log beside it says; --fresh begins anew")
        stream.truncate(size)
        stream.seek(size)
        return Part(target, part, stream)

    @property
    def outputs(self) -> list[Output]:
        """What to write to: the records, then the rejects where they are asked for."""
        return [Output(p.stream, str(p.target)) for p in self.parts]

    def save(self, documents: int, refused: int, *, now: bool = False) -> None:
        """Make a checkpoint, if the last one is `EVERY` seconds old."""
        if not now and time.monotonic() - self._saved < EVERY:
            return
        with writable(self.name):
            for part in self.parts:
                part.stream.flush()
                os.fsync(part.stream.fileno())
            sizes = [p.stream.tell() for p in self.parts]
            self._line(Point(documents, refused, sizes[0], sizes[1] if len(sizes) > 1 else 0)._asdict())
        self._saved = time.monotonic()

    def finish(self) -> None:
        """Let the outputs appear, and take the log away."""
        with writable(self.name):
            for part in self.parts:
                part.stream.flush()
                os.fsync(part.stream.fileno())
                os.chmod(part.part, mode_of(part.target))
                part.stream.close()
            for part in self.parts:
                os.replace(part.part, part.target)
            self.log.unlink()
            self._log.close()

    def leave(self, documents: int, refused: int) -> bool:
        """Stop here: what is done is kept when there is any. True when it is."""
        kept = documents > 0
        with contextlib.suppress(OSError, UsageError):
            if kept:
                self.save(documents, refused, now=True)
        for part in self.parts:
            with contextlib.suppress(OSError):
                part.stream.close()
            if not kept:
                with contextlib.suppress(OSError):
                    part.part.unlink()
        with contextlib.suppress(OSError):
            if not kept:
                self.log.unlink()
            self._log.close()
        return kept


@contextlib.contextmanager
def journalled(output: str, rejects: str | None, run: str, *, fresh: bool) -> Iterator[tuple[Journal, list[int]]]:
    """A journal, with the counts of documents and rejects, which the caller keeps up to date.

    At the end the outputs appear; after an error or Ctrl-C what is done is kept, and the error says so.
    """
    journal = Journal(output, rejects, run, fresh=fresh)
    counts = [journal.point.documents, journal.point.refused]
    try:
        yield journal, counts
        journal.finish()
    except BaseException as e:
        if journal.leave(*counts):
            e.add_note(f"{counts[0]} documents are done; the same command goes on from there")
        elif isinstance(e, KeyboardInterrupt):
            e.add_note(f"nothing was written to {output}")
        raise
