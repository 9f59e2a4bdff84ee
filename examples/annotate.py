"""Make gold files from annotations that quote the text, so that nobody has to count characters.

    python examples/annotate.py annotated/01-keamanan.toml …      writes annotated/01-keamanan.json …

An annotation is TOML. Where a record has an offset it has words of the text: they must stand there exactly once,
repeats aside. `"tegas[[nya]] seperti"` marks a part by its surroundings; `"First words ... last words"` spans a
long passage. The shape of everything else is that of a record (docs/evaluate.md).
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import risalah

Pair = list[int]


class Finder:
    """Finds quoted words in one text; half-open offsets in code points."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.repeats: list[Pair] = []

    def span(self, quoted: str) -> Pair:
        """Where the words stand."""
        if " ... " in quoted:
            first, last = quoted.split(" ... ")
            start = self.one(first)
            end = self.text.find(last, start)
            if end < 0:
                raise SystemExit(f"not in the text after {first!r}: {last!r}")
            return [start, end + len(last)]
        before, mark, rest = quoted.partition("[[")
        if not mark:
            start = self.one(quoted)
            return [start, start + len(quoted)]
        inner, _, after = rest.partition("]]")
        start = self.one(before + inner + after) + len(before)
        return [start, start + len(inner)]

    def one(self, words: str) -> int:
        places, at = [], self.text.find(words)
        while at >= 0:
            if not any(a <= at < b for a, b in self.repeats):
                places.append(at)
            at = self.text.find(words, at + 1)
        if len(places) != 1:
            raise SystemExit(f"stands {len(places)} times in the text, must once: {words!r}")
        return places[0]

    def spans(self, quoted: str | list[str] | None) -> list[Pair]:
        """One or several, in order; none for nothing."""
        return [self.span(q) for q in ([quoted] if isinstance(quoted, str) else quoted or [])]


def repeated(finder: Finder, quoted: str) -> Pair:
    """The last place of a passage that stands more than once."""
    first, _, last = quoted.partition(" ... ")
    start, end = finder.text.rfind(first), finder.text.rfind(last)
    if min(start, end) < 0:
        raise SystemExit(f"not in the text: {quoted!r}")
    return [start, end + len(last)]


def gold(annotation: dict[str, Any], text: str) -> dict[str, Any]:
    """The gold file of an annotation."""
    finder = Finder(text)
    finder.repeats = [repeated(finder, q) for q in annotation.get("repeats", [])]
    statements = []
    for n, s in enumerate(annotation.get("statement", []), 1):
        statement: dict[str, Any] = {"id": f"s{n}"}
        for field in ("content", "cue", "source", "conditions"):
            statement[field] = finder.spans(s.get(field))
        for field in ("speaker", "party", "mode", "said_on", "audience", "via", "place"):
            statement[field] = s.get(field)
        for field in ("acts", "issues"):
            statement[field] = s.get(field, [])
        statements.append(statement)
    return {
        "doc_id": annotation["doc_id"],
        "file": annotation["file"],
        "header": annotation.get("header", {}),
        "furniture": sorted(finder.spans(annotation.get("furniture"))),
        "repeats": finder.repeats,
        "statements": statements,
        "events": [
            {"date": None, "place": None, **e, "span": finder.span(e["span"])} for e in annotation.get("event", [])
        ],
        "times": [{"span": finder.span(words), "value": value} for words, value in annotation.get("times", [])],
    }


def main(paths: list[str]) -> None:
    """Write a gold file beside each annotation."""
    for path in map(Path, paths):
        annotation = tomllib.loads(path.read_text(encoding="utf-8"))
        texts = [d for d in risalah.documents([path.parent.parent / annotation["file"]]) if isinstance(d, risalah.Raw)]
        text = next(d.text for d in texts if len(texts) == 1 or d.doc_id == annotation["doc_id"])
        made = json.dumps(gold(annotation, text), ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_text(made + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
