"""What the packs know by name: actors, bodies, offices, persons, places, outlets, roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from risalah.match.lexicon import Phrases
from risalah.packs import Pack, World
from risalah.text.tokens import WORD, enclitic, fold

KINDS = ("person", "actor", "bodytype", "office", "outlet", "place", "role", "organisation", "group", "pronoun")


CLOSED = (
    "complementiser", "preposition", "adverb", "negation", "future", "demonstrative", "coordinator", "clause",
    "determiner", "relay", "group", "former", "back",
)  # fmt: skip
"""Classes whose words are no names, even with a sentence's first capital."""


SHORT = 3
"""Characters up to which a person's short name must stand as written ("Xi", not "XI")."""


class Entry(msgspec.Struct, frozen=True):
    """One thing a phrase may name. `kind` is one of `KINDS`; `sub` says more (state, capital, short …)."""

    kind: str
    id: str
    name: str = ""
    party: str | None = None
    sub: str = ""
    exact: str = ""
    """The form as it must stand in the text, for forms that are words in lower case."""
    lower: bool = False
    """True when the phrase counts in lower case too (offices, roles, pronouns)."""


class Actor(msgspec.Struct, frozen=True):
    """A state, territory, body, group or region of the world pack."""

    id: str
    kind: str
    name: str
    adjective: str
    party: str


def cells(value: str) -> list[str]:
    """The parts of a cell divided by `|`, without empty ones."""
    return [v.strip() for v in value.split("|") if v.strip()]


def split(form: str, enclitics: Iterable[str] = ()) -> tuple[str, ...]:
    """A form's tokens, folded, as the tokenizer would cut them."""
    words = [fold(w) for w in WORD.findall(form)]
    ends = tuple(enclitics)
    if not ends:
        return tuple(words)
    cut = [(w, enclitic(w, ends)) for w in words]
    return tuple(part for w, n in cut for part in ((w[:-n], w[-n:]) if n else (w,)))


class Vocabulary:
    """The phrase lexicon of one language over the world pack, built once."""

    def __init__(self, pack: Pack, world: World) -> None:
        self.language = pack.language
        self.home = pack.about.home
        self.actors: dict[str, Actor] = {
            r["id"]: Actor(r["id"], r["kind"], r["name"], r["adjective"], r["party"] or r["id"])
            for r in world.table("actors")
        }
        self.state_names = frozenset(a.name for a in self.actors.values() if a.kind == "state")
        self.body_names: dict[str, str] = {}
        self.office_body: dict[str, str] = {}
        self.own_voice: set[str] = set()
        """Offices whose holders speak for themselves or their institute, whatever state they study."""
        self.office_rank: dict[str, int] = {}
        self.grammar = {k: frozenset(v) for k, v in pack.words("grammar").items()}
        self.closed = frozenset().union(
            *(forms for name, forms in self.grammar.items() if name in CLOSED), *pack.words("cues").values()
        )
        self.orgwords = self.grammar.get("orgword", frozenset())
        names, ranks = pack.words("names"), pack.words("ranks")
        self.given = names.get("given", frozenset())
        self.given_parts = names.get("particle", frozenset())
        self._name_endings = tuple(sorted(names.get("ending", ())))
        titles = self.grammar.get("honorific", frozenset()).union(*ranks.values())
        self.titles: Phrases[str] = Phrases((split(h), h) for h in sorted(titles - self.given))
        lead = self.grammar.get("determiner", frozenset()) | self.grammar.get("former", frozenset())
        self.leads: Phrases[str] = Phrases((split(a), a) for a in sorted(lead))
        self.appositions: Phrases[str] = Phrases((split(a), a) for a in sorted(self.grammar.get("apposition", ())))
        self.particles = self.grammar.get("name.particle", frozenset())
        self.role_words = self.grammar.get("role.word", frozenset())
        self.place_words = self.grammar.get("place", frozenset())
        self.joints = self.grammar.get("role.and", frozenset()) | self.grammar.get("joint", frozenset())
        self.body_words = self.grammar.get("body.word", frozenset())
        self.owners = self.grammar.get("owner", frozenset()) | self.grammar.get("organisation.named", frozenset())
        self.indefinite = self.grammar.get("indefinite", frozenset())
        self.named = self.grammar.get("organisation.named", frozenset())
        self.bodies = self.grammar.get("body.alone", frozenset())
        self.groups = {split(r["form"]): r["name"] for r in pack.lexicon("groups")}
        self.joints = self.grammar.get("role.and", frozenset()) | self.grammar.get("joint", frozenset())
        self.body_words = self.grammar.get("organisation.word", frozenset())
        self.degrees = self.grammar.get("degree", frozenset())
        self.outlet_nouns = self.grammar.get("outlet.noun", frozenset())
        self.called = self.grammar.get("called", frozenset())
        self.documents = self.grammar.get("document", frozenset())
        self.document_words = self.grammar.get("document.word", frozenset())
        cues = pack.words("cues")
        self.cues_before = (
            cues.get("after", frozenset()) | cues.get("passive", frozenset()) | cues.get("according", frozenset())
        )
        self.cues_after = cues.get("say", frozenset()) | cues.get("object", frozenset())
        self.adverbs = self.grammar.get("adverb", frozenset())
        self._prefixes = tuple(sorted(p for p in self.grammar.get("verb.prefix", ()) if len(p) > 1))
        self._endings = tuple(sorted(self.grammar.get("orgword.ending", ())))
        self.possessive = self.grammar.get("possessive", frozenset())
        self.possessive_endings = tuple(sorted(self.grammar.get("possessive.ending", ())))
        self.definite = self.grammar.get("definite", frozenset())
        self.joint = self.grammar.get("joint", frozenset())
        self.premodifiers = self.grammar.get("premodifier", frozenset())
        self._name_parts = frozenset(p for r in world.table("persons") for p in split(r["name"]))
        self.phrases: Phrases[Entry] = Phrases()
        for form, entry in self._entries(pack, world):
            tokens = split(form, self.possessive)
            if tokens:
                self.phrases.add(tokens, entry)

    def _entries(self, pack: Pack, world: World) -> Iterator[tuple[str, Entry]]:
        yield from self._actors(world)
        yield from self._persons(world)
        forms = f"forms_{self.language}"
        for r in world.table("bodytypes"):
            self.body_names[r["id"]] = r["name"]
            for form in cells(r[forms]):
                yield form, Entry("bodytype", r["id"], r["name"], sub=r.get("party_rule", ""), lower=True)
        for r in world.table("offices"):
            self.office_body[r["id"]] = r["body"]
            if r.get("own"):
                self.own_voice.add(r["id"])
            self.office_rank[r["id"]] = int(r["rank"]) if r["rank"].isdigit() else 0
            for form in cells(r[forms]):
                yield form, Entry("office", r["id"], r["name"], lower=form[:1].islower())
        for r in world.table("outlets"):
            for form in dict.fromkeys((r["name"], *cells(r["forms"]))):
                yield form, Entry("outlet", r["name"], r["name"], sub=r["kind"])
        for r in world.table("cities"):
            for form in cells(r[forms]) or [r["name"]]:
                yield form, Entry("place", r["name"], r["name"], party=r["country"])
        for r in pack.lexicon("roles"):
            yield r["form"], Entry("role", r["form"], sub=r["class"], lower=True)
        for kind in ("organisation", "group", "document"):
            for form in sorted(self.grammar.get(kind, ())):
                yield form, Entry("group" if kind == "document" else kind, form, lower=True)
        roles = {r["form"] for r in pack.lexicon("roles")}
        for r in pack.lexicon("groups"):
            if r["form"] not in roles:
                yield r["form"], Entry("group", r["form"], lower=True)
        for name, forms_ in sorted(self.grammar.items()):
            if name.startswith("pronoun."):
                for form in sorted(forms_):
                    yield form, Entry("pronoun", name, sub=name.split(".")[1], lower=True)

    def _actors(self, world: World) -> Iterator[tuple[str, Entry]]:
        for r in world.table("names"):
            if r["lang"] in ("*", self.language):
                actor = self.actors[r["id"]]
                exact = r["form"] if r["case"] == "exact" else ""
                lower = r["form"][:1].islower()
                yield r["form"], Entry("actor", actor.id, actor.name, actor.party, r["kind"], exact, lower)

    def _persons(self, world: World) -> Iterator[tuple[str, Entry]]:
        for r in world.table("persons"):
            party = r["party"] or None
            for form in dict.fromkeys([r["name"], *cells(r["variants"])]):
                exact = form if len(form) <= SHORT else ""
                yield form, Entry("person", r["name"], r["name"], party, r["office"], exact)

    def organisational(self, word: str) -> bool:
        """True for a folded word that looks like part of a body's name rather than a person's."""
        return word in self.orgwords or (len(word) >= 7 and word.endswith(self._endings))

    def verbal(self, word: str) -> bool:
        """True for a folded word that begins as verbs do."""
        return len(word) >= 6 and word.startswith(self._prefixes)

    def name_ending(self, word: str) -> bool:
        """True for a folded word that ends as personal names do."""
        return len(word) >= 5 and word.endswith(self._name_endings)

    @lru_cache(maxsize=4096)  # noqa: B019 - a vocabulary lives as long as the process
    def party_name(self, actor: str | None) -> str | None:
        """The canonical name of the party an actor speaks for."""
        found = self.actors.get(actor or "")
        if found is None:
            return None
        party = self.actors.get(found.party)
        return party.name if party else found.name

    def single_names(self) -> set[str]:
        """Folded one-word names of actors and persons (for taking glued words apart)."""
        return {first for first, entry in self._singles() if entry.kind in ("actor", "person") and not entry.exact}

    def places_and_outlets(self) -> set[str]:
        """Folded one-word names of places and outlets (for taking glued words apart)."""
        return {first for first, entry in self._singles() if entry.kind in ("place", "outlet")}

    def name_parts(self) -> frozenset[str]:
        """Folded words of the names of persons known."""
        return self._name_parts

    def one_word(self) -> set[str]:
        """Folded one-word forms of every kind that may look glued ("youtube")."""
        return {first for first, _ in self._singles()}

    def acronyms(self) -> set[str]:
        """Exact upper-case one-word names ("RI", "AS")."""
        return {e.exact for _, e in self._singles() if e.exact and e.exact.isupper()}

    def _singles(self) -> Iterable[tuple[str, Entry]]:
        return self.phrases.singles()

    def adjective(self, actor: str) -> str | None:
        """The English adjective of an actor."""
        found = self.actors.get(actor)
        return (found.adjective or found.name) if found else None

    def outlet(self, tokens: Sequence[str], at: int, stop: int, sub: str = "") -> tuple[int, str] | None:
        """The outlet or platform whose name starts at token `at`: where it ends, its canonical name."""
        for end, entries in self.phrases.matches(tokens, at, stop):
            for e in entries:
                if e.kind == "outlet" and sub in ("", e.sub):
                    return end, e.name
        return None

    def abroad(self, tokens: Sequence[str], at: int, end: int) -> bool:
        """True for a place outside the pack's home country."""
        for last, entries in self.phrases.matches(tokens, at, end):
            places = [e.party for e in entries if e.kind == "place"]
            if last == end and places:
                return self.home not in places
        return False

    def place(self, tokens: Sequence[str], at: int, stop: int) -> int | None:
        """Where the place named at token `at` ends, or None."""
        if at >= stop:
            return None
        for end, entries in self.phrases.matches(tokens, at, stop):
            if any(e.kind == "place" or (e.kind == "actor" and e.sub in ("name", "short", "capital")) for e in entries):
                return end
        return None
