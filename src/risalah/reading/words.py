"""The words stage: tokens, quotations and sentences of the story."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from risalah.errors import LimitError
from risalah.model import Reading
from risalah.packs import Pack
from risalah.reading.actors.vocabulary import Vocabulary
from risalah.text.quotes import find_quotes
from risalah.text.sentences import number_sentences
from risalah.text.tokens import Tokenizer

TOKENS_AT_MOST = 2_000_000


class WordsStage:
    """Fills `tokens`, `quotes` and `sentences`."""

    name: ClassVar[str] = "words"
    needs: ClassVar[frozenset[str]] = frozenset({"layout"})
    gives: ClassVar[frozenset[str]] = frozenset({"tokens", "quotes", "sentences"})

    def __init__(self, pack: Pack, vocabulary: Vocabulary) -> None:
        grammar = pack.words("grammar")
        self.abbreviations = grammar.get("abbreviation", frozenset())
        self.tokenize = Tokenizer(
            names=vocabulary.single_names(),
            common=vocabulary.closed,
            acronyms=vocabulary.acronyms(),
            whole=grammar.get("whole", frozenset()) | vocabulary.one_word(),
            tails=[
                w
                for w in pack.words("cues").get("say", frozenset()) | pack.words("cues").get("object", frozenset())
                if len(w) >= 7
            ],
            shape=next(iter(grammar.get("glue.shape", ())), r"(?!)"),
            prefixes=sorted(grammar.get("name.prefix", ())),
            enclitics=sorted(grammar.get("possessive", ())),
            places=vocabulary.places_and_outlets(),
            parts=vocabulary.name_parts(),
            followers=grammar.get("glue.follower", frozenset()),
            before_names=grammar.get("glue.preposition", frozenset()),
            unlike=next(iter(grammar.get("glue.sound", ())), r"(?!)"),
        )

    def __call__(self, reading: Reading) -> Reading:
        text = reading.raw.text
        tokens = self.tokenize(text, reading.layout.story)
        if len(tokens) > TOKENS_AT_MOST:
            raise LimitError(f"more than {TOKENS_AT_MOST} words in one document")
        quotes = find_quotes(text, tokens)
        tokens, sentences = number_sentences(text, tokens, quotes, self.abbreviations)
        return msgspec.structs.replace(reading, tokens=tokens, quotes=quotes, sentences=sentences)
