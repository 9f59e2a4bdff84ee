"""Whatever the text, the reading answers with a record whose spans hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risalah import encode
from risalah.model import Raw, Record, Span
from risalah.packs import available, load, load_world
from risalah.packs.loader import HOME
from risalah.reading.pipeline import Reader

LANGUAGES = sorted(p.parent.parent.name for p in HOME.glob("*/lexicon/cues.tsv"))
MARKS = [
    *"\"“”„«»'‘’`.,;:!?…()[]-–—*&\\/|_#@",
    "''",
    "&quot;",
    "...",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\u00a0",
    "\u200b",
    "\t",
]
RUN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

anything = st.text(st.characters(codec=None, categories=None), max_size=300)
"""Any code points, lone surrogates and control characters too."""


@cache
def reader(language: str, number: int = 1) -> Reader:  # noqa: ARG001 - another number is another reader
    return Reader((language,))


@cache
def vocabulary(language: str) -> list[str]:
    """Words of a pack's lexicons and of the world's tables: what its rules look for."""
    pack = load(language)
    words = [r.get("form", "") for p in sorted((pack.folder / "lexicon").glob("*.tsv")) for r in pack.lexicon(p.stem)]
    world = load_world()
    words += [r["name"] for t in ("persons", "actors", "cities", "outlets") for r in world.table(t)[::7]]
    words += [f for r in world.table("offices") for f in r[f"forms_{language}"].split("|")]
    words += ["2024", "13/3/2024", "(7/12)", "13", "10.30", "Zzz", "Abc Def", "xyz", "QX", "a", "É"]
    return [w for w in words if w]


def dense(language: str) -> list[str]:
    """The words that report, the small words around them and a few names: most rules meet here."""
    pack, world = load(language), load_world()
    words = [r["form"] for name in ("cues", "grammar") for r in pack.lexicon(name)]
    return words + [r["name"] for t in ("persons", "actors", "cities", "outlets") for r in world.table(t)[:5]] * 5


def soup(language: str) -> st.SearchStrategy[str]:
    """Words and marks of a language without sense: every rule meets every other one."""
    word = st.sampled_from(vocabulary(language)) | st.sampled_from(dense(language))
    piece = word | word.map(str.capitalize)
    glue = st.sampled_from([" ", " ", " ", " ", "", *MARKS])
    return st.lists(st.tuples(piece, glue), max_size=80).map(lambda pairs: "".join(a + b for a, b in pairs))


quotes = st.lists(st.sampled_from([*MARKS, "word", "Word", "word word word word", "é"]), max_size=120).map("".join)
dates = st.none() | st.sampled_from(
    ["2024-03-14", "2024-03", "2024", "", "no day", "2024-03-14T10:30+07:00", "0000-00-00"]
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@RUN
def test_words_of_the_pack_in_any_order(language: str, data: st.DataObject) -> None:
    check(language, data.draw(soup(language)), data.draw(dates))


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=anything, published=dates)
@RUN
def test_any_code_points(language: str, text: str, published: str | None) -> None:
    check(language, text, published)


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=quotes)
@RUN
def test_any_quotation_marks(language: str, text: str) -> None:
    check(language, text, None)


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
@settings(RUN, max_examples=20)
def test_the_same_text_gives_the_same_bytes(language: str, data: st.DataObject) -> None:
    text = data.draw(soup(language))
    raw = Raw(doc_id="d", text=text, language=language)
    first = encode(record(reader(language), raw))
    reader(language, 2).read(Raw(doc_id="other", text=text[::-1], language=language))  # what it remembers may not tell
    assert encode(record(reader(language, 2), raw)) == first


def test_every_language_is_read() -> None:
    assert sorted(available()) == LANGUAGES


def check(language: str, text: str, published: str | None) -> None:
    found = record(reader(language), Raw(doc_id="d", text=text, published=published, language=language))
    for span in spans(found):
        piece = span.slice(text)
        assert span.end <= len(text)
        assert piece
    for s in found.statements:
        assert s.content
        assert s.text == " ".join(c.slice(text) for c in s.content)
        for piece in (c.slice(text) for c in (*s.content, *s.cue, *s.source, *s.conditions)):
            assert piece == piece.strip(), "not trimmed"
            assert any(c.isalnum() for c in piece), "no word"
        ordered = sorted(s.content)
        assert all(a.end <= b.start for a, b in pairwise(ordered)), "pieces overlap"
        assert ordered == list(s.content), "pieces are not in the order of the text"
        assert all(any(c.contains(x) for c in s.content) for x in s.conditions), "a condition outside the content"
        assert len(s.acts) <= 2
        assert len(s.issues) <= 3
        assert s.speaker is None or s.speaker.strip()
    assert len({s.id for s in found.statements}) == len(found.statements)
    json.loads(encode(found))


def record(reader: Reader, raw: Raw) -> Record:
    found = reader.read(raw)
    assert isinstance(found, Record), found
    return found


def spans(found: Record) -> Iterator[Span]:
    yield from found.furniture
    yield from found.repeats
    for t in found.times:
        yield t.span
    for e in found.events:
        yield e.span
    for s in found.statements:
        yield from (*s.content, *s.cue, *s.source, *s.conditions)
    reasons = [w for s in found.statements for w in s.why] + [w for e in found.events for w in e.why]
    for why in reasons:
        yield from why.spans
