"""The stages run up to one of them, for tests of that one."""

from __future__ import annotations

from functools import cache

from risalah.model import Draft, Raw, Reading, Reject, Span
from risalah.packs import load
from risalah.reading.pipeline import LanguageReader


@cache
def reader(language: str = "id") -> LanguageReader:
    return LanguageReader(load(language), None)


def read(text: str, published: str | None = None, until: str = "events") -> Reading:
    """What the stages have found in a text after the stage `until`."""
    raw = Raw(doc_id="d", text=text, published=published, language="id")
    reading = Reading(raw, reader().layout(raw))
    for name, stage in reader().stages:
        reading = stage(reading)
        if name == until:
            return reading
    raise AssertionError(f"no stage {until!r}")


def drafts(text: str) -> tuple[Draft, ...]:
    return read(text, until="statements").drafts


def words(text: str, spans: Span | tuple[Span, ...] | None) -> list[str]:
    if spans is None:
        return []
    return [s.slice(text) for s in ((spans,) if isinstance(spans, Span) else spans)]


def tokens(reading: Reading, first: int, last: int) -> str:
    """The words of tokens `[first, last)`."""
    return reading.raw.text[reading.tokens.start[first] : reading.tokens.end[last - 1]]


__all__ = ["Draft", "Reading", "Reject", "drafts", "read", "reader", "tokens", "words"]
