"""A file to which lines are added, each of them whole and on the disk before anything else happens."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Self

from risalah.errors import UsageError


class Appended:
    """Adds lines to a file. Raises `UsageError` where it cannot be written."""

    def __init__(self, path: str | Path) -> None:
        self._path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except (OSError, ValueError) as e:
            raise UsageError(f"{path}: cannot be written ({getattr(e, 'strerror', None) or e})") from e
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            os.close(self._file)
            raise UsageError(f"{path}: is no file, to which lines can be added")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    @property
    def size(self) -> int:
        """The file's size in bytes."""
        return os.fstat(self._file).st_size

    def append(self, line: bytes) -> None:
        """Add a line, and wait until it is on the disk."""
        end = self.size
        if end and os.pread(self._file, 1, end - 1) != b"\n":
            line = b"\n" + line  # somebody else's last line
        try:
            self._write(line, end)
        except OSError as e:
            os.ftruncate(self._file, end)
            raise UsageError(f"{self._path}: cannot be written ({e.strerror})") from e

    def settle(self, line: bytes, place: int) -> None:
        """Add a line that was being written at `place` when the work was stopped, unless it stands there whole."""
        size = self.size
        there = os.pread(self._file, len(line), place) if size > place else b""
        if there == line:
            return
        if there and place + len(there) == size and line.startswith(there):
            os.ftruncate(self._file, place)
        self.append(line)

    def _write(self, data: bytes, place: int) -> None:
        while data:
            done = os.pwrite(self._file, data, place)
            data, place = data[done:], place + done
        os.fsync(self._file)
