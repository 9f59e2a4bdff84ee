"""One document laid out for finding statements: what stands at each token."""

from __future__ import annotations

import re
from typing import NamedTuple

from risalah.match.lexicon import Phrases
from risalah.model import Quote, Reading
from risalah.packs import Pack
from risalah.reading.tokenview import TokenView
from risalah.text.tokens import WORD, fold

NEVER = "never"
"""The class of phrases that look like a reporting word and report nothing ("menulis surat")."""
ATTITUDE = "attitude"
"""The class of beliefs and intentions, read only when asked for."""


class Cue(NamedTuple):
    """A reporting word on the page: tokens `[first, last)`, its folded form and class."""

    first: int
    last: int
    form: str
    kind: str
    clitic: bool
    shape: str = ""
    """`ing` for a participle that borrows its subject, `noun` for a form that is a noun too."""


LINKING = (
    "complementiser", "preposition", "adjunct", "adverb", "demonstrative", "coordinator", "clause", "joint", "relative",
    "subordinator", "concession", "linking",
)  # fmt: skip
"""Classes of words that only link: a content of nothing else says nothing ("meski demikian")."""


class Lexis:
    """A pack's closed classes and reporting words, compiled once for the statement stages."""

    def __init__(self, pack: Pack, attitudes: bool = False) -> None:
        grammar = pack.words("grammar")
        self._classes = grammar
        self._verb = re.compile(next(iter(grammar.get("verb.shape", ())), r"(?!)"))
        self.clitics = tuple(sorted(grammar.get("clitic", ())))
        self.clitic_kinds = ("after", "according", "say")
        self.cues: Phrases[str] = Phrases()
        self.simple: dict[str, str] = {}
        self.shapes: dict[str, str] = {}
        for row in pack.lexicon("cues"):
            if row["class"] == ATTITUDE and not attitudes:
                continue
            tokens = tuple(fold(w) for w in WORD.findall(row["form"]))
            self.cues.add(tokens, row["class"])
            self.shapes[" ".join(tokens)] = row.get("shape", "")
            if len(tokens) == 1:
                self.simple.setdefault(tokens[0], row["class"])
        self.back: Phrases[str] = Phrases((tuple(f.split()), f) for f in sorted(grammar.get("back", ())))
        self.relay: Phrases[str] = Phrases((tuple(f.split()), f) for f in sorted(grammar.get("relay", ())))
        self.complementiser = self.get("complementiser")
        self.preposition = self.get("preposition")
        self.adjunct = self.get("adjunct")
        self.adverb = self.get("adverb")
        self.negation = self.get("negation")
        self.only = self.get("only")
        self.untold = self.get("untold")
        self.resumptive = self.get("resumptive")
        self.adversative = self.get("adversative")
        self.meeting = self.get("meeting")
        self.future = self.get("future")
        self.demonstrative = self.get("demonstrative")
        self.coordinator = self.get("coordinator")
        self.clause = self.get("clause")
        self.determiner = self.get("determiner")
        self.former = self.get("former")
        self.honorific = self.get("honorific")
        self.joint = self.get("joint")
        self.relative = self.get("relative")
        self.passive_agent = self.get("passive.agent")
        self.audience = self.get("audience")
        self.relay_start = self.get("relay.start")
        self.relay_filler = self.get("relay.filler")
        self.pronoun_he = self.get("pronoun.he")
        self.pronoun_they = self.get("pronoun.they")
        self.pronoun_we = self.get("pronoun.we")
        self.place = self.get("place")
        self.subordinator = self.get("subordinator")
        self.concession = self.get("concession")
        self.linking = frozenset().union(*(self.get(c) for c in LINKING))
        self.strong = self.get("complementiser.strong")
        self.contrast = self.get("contrast")
        self.utterance = self.get("utterance")
        self.aftermath = self.get("aftermath")
        self.weak_with = self.get("weak.with")
        self.wish_with = self.get("wish.with")
        self.speech_after = self.get("speech.after")
        self.channel = self.get("channel")
        self.channel_filler = self.get("channel.filler")
        self.backward = self.get("backward")
        self.when = self.get("when")
        self.ahead = self.get("ahead")
        self.indefinite = self.get("indefinite")
        self.mutual = self.get("mutual")
        self.speech = self.get("speech")
        self.purpose = self.get("purpose")
        self.no_place = self.get("place.not")
        self.about = self.get("about")
        self.condition = self.get("condition")
        self.occasion = self.get("occasion")
        self.participle = self.get("participle")
        self.article = self.get("article")
        self.possessive = self.get("possessive")
        self.question = self.get("question")
        self.infinitive = self.get("infinitive")
        self.passive = self.get("passive.auxiliary")
        self.document = self.get("document")
        self.pronoun_object = self.get("pronoun.object")
        self.pronoun = self.pronoun_he | self.pronoun_they | self.pronoun_we | self.get("pronoun.it")
        self.opening = self.get("content.opening")
        self.finite = self.get("finite")
        self.opener = self.get("clause.opener")
        self.adverb_endings = tuple(sorted(grammar.get("adverb.ending", ())))
        self.participle_endings = tuple(sorted(grammar.get("participle.ending", ())))
        self.frame: Phrases[str] = Phrases((tuple(f.split()), f) for f in sorted(grammar.get("saying.frame", ())))
        self.clauses = bool(self.article)
        """True for a language whose reporting verbs stand beside their subject, before or after what is said."""

    def get(self, name: str) -> frozenset[str]:
        """The single words of a class (phrases of several words are matched through `Phrases`)."""
        return frozenset(f for f in self._classes.get(name, ()) if " " not in f)

    def verb(self, word: str) -> bool:
        """True for a word that has the shape of an active verb."""
        return self._verb.match(word) is not None

    def cue_at(self, lower: tuple[str, ...], i: int) -> Cue | None:
        """The reporting word that starts at token `i`, or None."""
        word = lower[i]
        if word in self.cues:
            hit = self.cues.longest(lower, i)
            if hit is not None and hit[1][0] == NEVER:
                return None
            if hit is not None:
                form = " ".join(lower[i : hit[0]])
                return Cue(i, hit[0], form, hit[1][0], False, self.shapes[form])
        for clitic in self.clitics:
            if word.endswith(clitic):
                stem = word[: -len(clitic)]
                kind = self.simple.get(stem)
                if kind in self.clitic_kinds:
                    return Cue(i, i + 1, stem, kind, True)
        return None


class Page(TokenView):
    """A reading's tokens with the quotations, sentences and paragraphs that statements are found by."""

    def __init__(self, reading: Reading, lexis: Lexis) -> None:
        super().__init__(reading)
        self.x = lexis
        self.paragraph = reading.tokens.paragraph
        self.quotes = reading.quotes
        self.inside = [-1] * self.n
        self.opens: dict[int, int] = {}
        self.closes: dict[int, int] = {}
        for q, quote in enumerate(self.quotes):
            self.opens[quote.open] = q
            if quote.closed:
                self.closes[quote.close] = q
            for i in range(quote.open + 1, min(quote.close, self.n)):
                self.inside[i] = q
        self.drafted = frozenset(d.sentence for d in reading.drafts)
        """Sentences that hold a statement's cue (once the drafts are found)."""
        self.first_of: dict[int, int] = {}
        self.last_of: dict[int, int] = {}
        for i, s in enumerate(self.sentence):
            self.first_of.setdefault(s, i)
            self.last_of[s] = i

    def quote(self, q: int) -> Quote:
        return self.quotes[q]

    def adverb(self, i: int) -> bool:
        """True for an adverb, known or by its ending."""
        word = self.low[i]
        ends = len(word) > 5 and word.endswith(self.x.adverb_endings) and not self.capital(i)
        return word in self.x.adverb or ends
