"""What is common to archives: which members are read, which are passed over, which are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from risalah.model import Reject
from risalah.sources.formats import base
from risalah.sources.items import Item, reject
from risalah.sources.opened import Growth

MEMBERS = 1_000_000
"""Members of one archive that are looked at."""
PATH_AT_MOST = 1024
"""Characters of a member's path."""
NOTHING = "holds no files to read"

_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DRIVE = re.compile(r"[A-Za-z]:")


def shown_path(path: str) -> str:
    """A member's path as it can be printed and written as UTF-8."""
    return _UNPRINTED.sub("\ufffd", path[:PATH_AT_MOST])


def refused(path: str) -> str | None:
    """Why a member is not read whatever is in it, None for one that may be."""
    plain = path.replace("\\", "/")
    if not plain or len(path) > PATH_AT_MOST:
        return "its path in the archive is empty" if not plain else "its path in the archive is too long"
    if plain.startswith("/") or _DRIVE.match(plain):
        return "its path in the archive is absolute: not read"
    if ".." in plain.split("/"):
        return "its path climbs out of the archive (..): not read"
    return None


def passed_over(path: str) -> bool:
    """Whether a member is hidden, or the resource fork of another."""
    parts = [p for p in path.replace("\\", "/").split("/") if p not in ("", ".")]
    return any(p.startswith(".") or p == "__MACOSX" for p in parts)


def member(archive: Item, path: str, stream: BinaryIO, growth: Growth | None) -> Item:
    """A member of an archive as an item of its own."""
    path = shown_path(path)
    return Item(base(path), f"{archive.file}!/{path}", stream, depth=archive.depth + 1, growth=growth)


def not_read(archive: Item, path: str, reason: str) -> Reject:
    """The reject of a member."""
    path = shown_path(path)
    return Reject(doc_id=base(path) or archive.name, stage="source", reason=reason, file=f"{archive.file}!/{path}")


def over(archive: Item, growth: Growth) -> Iterator[Reject]:
    """The reject of a bomb, where no member's reject has told it yet."""
    if not growth.told:
        growth.told = True
        yield reject(archive, growth.reason)
