"""robots.txt (RFC 9309): which addresses of a host a program may ask for, and how often."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

SIZE = 512 * 1024
"""Bytes of a robots.txt that are read; the RFC asks for 500 KiB at least."""
_TOKEN = re.compile(r"[A-Za-z_-]+")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,6})?")
_PLAIN = "".join(map(chr, range(33, 127)))
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


class Rule(NamedTuple):
    """An address pattern, and whether what it fits may be asked for."""

    pattern: str
    allow: bool


class Robots(NamedTuple):
    """What a robots.txt says to one program."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0
    """Seconds that it wants between two requests."""

    def allows(self, path: str) -> bool:
        """Whether a path (with its query) may be asked for: the longest pattern that fits decides, a tie allows."""
        path = _normal(path)
        if path == "/robots.txt":
            return True
        found = [rule for rule in self.rules if _fits(rule.pattern, path)]
        return max(found, key=lambda rule: (len(rule.pattern), rule.allow)).allow if found else True


def parsed(text: str, product: str) -> Robots:
    """What a robots.txt says to the program `product` (the name before the slash in its user agent).

    The groups that name the program count, all of them; where there is none, those for `*`.
    """
    mine: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    named = False
    targets: set[str] = set()
    heading = False
    for line in re.split(r"\r\n?|\n", text.removeprefix("\ufeff")):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            targets = targets if heading else set()
            token = _TOKEN.match(value)
            targets.add("*" if value.startswith("*") else token[0].lower() if token else "")
            named, heading = named or product.lower() in targets, True
        elif key in ("allow", "disallow", "crawl-delay"):
            heading = False
            if product.lower() in targets:
                mine.append((key, value))
            elif "*" in targets:
                others.append((key, value))
    return _robots(mine if named else others)


def _robots(lines: list[tuple[str, str]]) -> Robots:
    rules = tuple(Rule(_normal(value), key == "allow") for key, value in lines if key != "crawl-delay" and value)
    delays = [
        float(value) for key, value in lines if key == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value)
    ]
    return Robots(rules, max(delays, default=0.0))


def _normal(path: str) -> str:
    """A path as patterns and addresses are compared: other letters escaped, needless escapes undone."""
    return _ESCAPE.sub(_unescaped, quote(path, safe=_PLAIN))


def _unescaped(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if _UNRESERVED.match(character) else match[0].upper()


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits the start of a path; `*` is any text, a `$` at the end is the path's end."""
    whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    position = len(first)
    if not rest:
        return not whole or position == len(path)
    *between, last = rest
    for part in between:
        position = path.find(part, position)
        if position < 0:
            return False
        position += len(part)
    if whole:
        return len(path) - len(last) >= position and path.endswith(last)
    return path.find(last, position) >= 0
