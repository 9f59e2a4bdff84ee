"""What SQLite says of a damaged file, told as one of our errors."""

from __future__ import annotations

import functools
import inspect
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from risalah.errors import UsageError

DAMAGE = (sqlite3.DatabaseError, zlib.error, msgspec.MsgspecError, json.JSONDecodeError)


class _OfFile(Protocol):
    path: Path


C = TypeVar("C", bound=type)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raises `UsageError` where the file turns out to be damaged."""
    try:
        yield
    except DAMAGE as e:
        raise UsageError(f"{path}: is damaged ({e}); `risalah verify {path}` tells where") from e


def all_told(of: C) -> C:
    """A class decorator: every public method of a class with a `path` tells of damage as `UsageError`."""
    for name, method in list(vars(of).items()):
        if inspect.isfunction(method) and not name.startswith("_"):
            setattr(of, name, _each(method) if inspect.isgeneratorfunction(method) else _once(method))
    return of


def _once(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def wrapped(self: _OfFile, /, *given: Any, **named: Any) -> Any:
        with told(self.path):
            return method(self, *given, **named)

    return wrapped


def _each(method: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    @functools.wraps(method)
    def wrapped(self: _OfFile, /, *given: Any, **named: Any) -> Iterator[Any]:
        with told(self.path):
            yield from method(self, *given, **named)

    return wrapped
