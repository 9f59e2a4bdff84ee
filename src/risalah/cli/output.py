"""Where output goes: standard output, or a file that appears only when it is complete."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from risalah.errors import UsageError

if TYPE_CHECKING:
    from risalah.sources.opened import Meter

STDOUT = "standard output"


class Output:
    """A stream and the name its user knows it by: what fails in writing it is a `UsageError` that says so."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, data: bytes) -> None:
        with writable(self._name):
            self._stream.write(data)

    def flush(self) -> None:
        with writable(self._name):
            self._stream.flush()

    def close(self) -> None:
        with writable(self._name):
            self._stream.close()

    def abandon(self) -> None:
        """Close it whatever is lost: another error is on its way to the user."""
        with contextlib.suppress(OSError):
            self._stream.close()


@contextlib.contextmanager
def writable(name: str) -> Iterator[None]:
    """What cannot be written in this block (a full disk, a bad descriptor) is a `UsageError` that names `name`.

    A closed pipe stays what it is: whoever read it has seen enough.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as e:
        raise UsageError(f"{name}: cannot be written ({e.strerror})") from e


def discard_stdout() -> None:
    """Point standard output nowhere: Python would complain at exit about what it could not write."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def writing(path: str | None) -> Iterator[Output]:
    """An output to `path` (None or `-`: standard output).

    A file is written beside its place and moved there at the end, so that an error or Ctrl-C leaves what was
    there before. Raises `UsageError` when it cannot be written.
    """
    if path is None or path == "-":
        out = Output(sys.stdout.buffer, STDOUT)
        yield out
        out.flush()
        return
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        if target.is_dir():
            raise UsageError(f"{path}: is a folder")
        with writable(path):
            out = Output(target.open("wb"), path)
        try:  # a device or a pipe: there is nothing to move
            yield out
            out.close()
        finally:
            out.abandon()
        return
    with writable(path):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    out = Output(os.fdopen(handle, "wb"), path)
    try:
        yield out
        out.close()
        with writable(path):
            os.chmod(name, mode_of(target))
            os.replace(name, target)
    except BaseException as e:
        out.abandon()
        with contextlib.suppress(OSError):
            os.unlink(name)
        if isinstance(e, KeyboardInterrupt):
            e.add_note(f"nothing was written to {path}")
        raise


def mode_of(target: Path) -> int:
    """The permissions of the file that is replaced, else those of a new one."""
    if target.exists():
        return target.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def terminal_width(default: int = 100, to_file: bool = False) -> int:
    """The columns of the terminal, or `default` where there is none or where the output goes to a file."""
    if to_file or not sys.stdout.isatty():
        return default
    return max(40, shutil.get_terminal_size((default, 24)).columns)


def coloured(choice: str, to_file: bool) -> bool:
    """Whether to colour: as asked, else on a terminal without NO_COLOR (https://no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return not to_file and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """A line on standard error that counts documents, while that is a terminal and nothing else writes there."""

    def __init__(self, shown: bool, meter: Meter | None = None) -> None:
        self.shown = shown and sys.stderr.isatty()
        self.start = time.monotonic()
        self.last = self.start + 0.8
        self.drawn = False
        self.meter = meter
        self.skipped = 0
        self.passed = 0

    def begin(self, done: int) -> None:
        """Count from here: `done` documents were done by an earlier run."""
        self.start, self.skipped = time.monotonic(), done
        self.passed = self.meter.done if self.meter else 0

    def update(self, done: int, rejected: int) -> None:
        """Redraw, at most five times a second and not in the first second."""
        now = time.monotonic()
        if not self.shown or now - self.last < 0.2:
            return
        self.last, self.drawn = now, True
        sys.stderr.write("\r\x1b[K" + self.line(done, rejected, now - self.start))
        sys.stderr.flush()

    def line(self, done: int, rejected: int, seconds: float) -> str:
        """What is shown after so many seconds: documents, rejects, rate, and the time left where the end is known."""
        rate = (done - self.skipped) / seconds if seconds else 0.0
        counted = f"{done:,} {'document' if done == 1 else 'documents'}, {rejected:,} rejected, {rate:.0f} a second"
        total = self.meter.total if self.meter else 0
        if not self.meter or not total:
            return counted
        read = self.meter.done - self.passed
        left = (total - self.meter.done) * seconds / read if read > 0 else 0.0
        return f"{counted}, {min(100, 100 * self.meter.done // total)} %, {_duration(left)} left"

    def close(self) -> None:
        """Remove the line."""
        if self.drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _duration(seconds: float) -> str:
    """Seconds for people: `40 s`, `5 min`, `2 h 10 min`."""
    if seconds < 60:
        return f"{max(0, seconds):.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
