"""Sizes: how large a document may be, and reading no more than that."""

from __future__ import annotations

import re

from risalah.errors import UsageError

DEFAULT_LIMIT = 16 * 1024 * 1024
"""The largest document, in bytes as stored (a file, or a line of JSON Lines)."""

_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def parse_size(option: str) -> int:
    """`16M`, `500k`, `1048576` as a number of bytes; raises `UsageError` for anything else."""
    match = re.fullmatch(r"(\d{1,15})\s*([kmg]?)(?:i?b)?", option.strip().lower())
    if match is None or int(match[1]) == 0:
        raise UsageError(f"{option!r} is not a size (as in 16M, 500k or 1048576)")
    return int(match[1]) * _UNITS[match[2]]


def shown(size: int) -> str:
    """A number of bytes for people: `16 MiB`, `1.5 KiB`, `7 bytes`."""
    for unit, factor in (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}".replace(".0 ", " ")
    return f"{size} bytes"


def too_large(limit: int) -> str:
    """The reason of a reject for a document over `limit` bytes."""
    return f"larger than the limit of {shown(limit)} (--max-size)"
