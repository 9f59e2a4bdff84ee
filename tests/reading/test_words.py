"""The words stage: tokens, quotations and sentences of the story, with a pack's own words."""

from __future__ import annotations

import msgspec
import pytest

from risalah.errors import LimitError
from risalah.model import Header, Layout, Raw, Reading, Span
from risalah.packs import load, load_world
from risalah.reading import words
from risalah.reading.actors.vocabulary import Vocabulary
from risalah.reading.words import WordsStage

PACK = load("id")
STAGE = WordsStage(PACK, Vocabulary(PACK, load_world()))


def reading(text: str, *story: str) -> Reading:
    """A reading whose story is the given parts of the text, or all of it."""
    spans = tuple(Span(text.index(s), text.index(s) + len(s)) for s in story) or (Span(0, len(text)),)
    return Reading(Raw("d", text), Layout(Header(), (), (), spans))


def tokens(text: str) -> list[str]:
    t = STAGE(reading(text)).tokens
    return [text[a:b] for a, b in zip(t.start, t.end, strict=True)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("keRusia", ["ke", "Rusia"]),
        ("dilansirAntara", ["dilansir", "Antara"]),
        ("Israelyang", ["Israel", "yang"]),
        ("Solvangmengatakan", ["Solvang", "mengatakan"]),
        ("RIPrabowo", ["RI", "Prabowo"]),
        ("Rusia-Ukraina", ["Rusia", "-", "Ukraina"]),
        ("YouTube", ["YouTube"]),
        ("Indonesia", ["Indonesia"]),
        ("Kementerian", ["Kementerian"]),
    ],
)
def test_glued_words(text: str, parts: list[str]) -> None:
    assert tokens(text) == parts


def test_only_the_story_is_read() -> None:
    text = 'Judul "Satu"\nIa berkata, "Dua tiga."\nBaca juga: "Empat"'
    read = STAGE(reading(text, 'Ia berkata, "Dua tiga."'))
    assert [q.inner.slice(text) for q in read.quotes] == ["Dua tiga."]
    assert [s.slice(text) for s in read.sentences] == ['Ia berkata, "Dua tiga."']
    assert read.layout == reading(text, 'Ia berkata, "Dua tiga."').layout


def test_abbreviations_of_the_pack_end_no_sentence() -> None:
    text = "Ia tinggal di Jl. Merdeka No. 5. Rumahnya kecil."
    assert [s.slice(text) for s in STAGE(reading(text)).sentences] == [
        "Ia tinggal di Jl. Merdeka No. 5.",
        "Rumahnya kecil.",
    ]


def test_too_many_words_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "TOKENS_AT_MOST", 3)
    STAGE(reading("satu dua tiga"))
    with pytest.raises(LimitError, match="more than 3 words"):
        STAGE(reading("satu dua tiga empat"))


def test_nothing_is_made_of_nothing() -> None:
    empty = STAGE(reading(""))
    assert (len(empty.tokens), empty.quotes, empty.sentences) == (0, (), ())
    no_story = msgspec.structs.replace(reading("satu"), layout=Layout(Header(), (), (), ()))
    assert len(STAGE(no_story).tokens) == 0
