"""From tokens to mentions: noun phrases that name or describe an actor.

A first pass marks what the vocabulary knows and every capitalised word; a second one builds noun phrases
from those marks: office + body + name, name + apposition, body + state, pronouns.
"""

from __future__ import annotations

from collections.abc import Iterator
from risalah.model import Mention, Span, Tokens
from risalah.reading.actors.premodified import Premodified
from risalah.reading.actors.units import Unit, reference
from risalah.reading.actors.vocabulary import KINDS, Entry, Vocabulary

NAME_AT_MOST = 7
ROLE_AT_MOST = 16
ORDER = {kind: n for n, kind in enumerate(KINDS)}


class Chunker:
    """Finds the mentions of one document; made anew for each."""

    def __init__(self, vocabulary: Vocabulary, text: str, tokens: Tokens, busy: frozenset[int]) -> None:
        self.v = vocabulary
        self.text = text
        self.t = tokens
        self.low = tokens.lower
        self.n = len(tokens)
        self.busy = busy
        g = vocabulary.grammar
        self.links = g.get("role.link", frozenset())
        self.words = g.get("role.word", frozenset())
        self.demonstratives = g.get("demonstrative", frozenset())
        self.particles = g.get("name.particle", frozenset())
        self.former = g.get("former", frozenset())
        self.determiners = g.get("determiner", frozenset())
        self.closed = vocabulary.closed
        self.before = Premodified(self) if vocabulary.premodifiers else None
        if self.before is not None:
            self.demonstratives = frozenset()  # they stand before their noun there, as articles do
        self.at: dict[int, Unit] = {}

    # -- first pass ---------------------------------------------------------

    def mark(self) -> None:
        """Fills `at`: the unit that starts at each token."""
        phrases, low, t = self.v.phrases, self.low, self.t
        i = 0
        while i < self.n:
            if i in self.busy:
                i += 1
                continue
            unit = self._known(i) if low[i] in phrases else None
            if unit is None and self.capital(i) and low[i][0].isalpha() and not self._initial_word(i):
                unit = Unit(i, i + 1, "cap", None)
            if unit is None:
                i += 1
            else:
                self.at[i] = unit
                i = unit.last
        del t

    def _known(self, i: int) -> Unit | None:
        for last, entries in self.v.phrases.matches(self.low, i, min(self.n, i + 12)):
            if self.t.sentence[last - 1] != self.t.sentence[i]:
                continue
            fit = [e for e in entries if self._fits(e, i, last)]
            if fit:
                entry = min(fit, key=lambda e: ORDER[e.kind])
                return Unit(i, last, entry.kind, entry)
        return None

    def _fits(self, entry: Entry, i: int, last: int) -> bool:
        if entry.exact:
            return self.text[self.t.start[i] : self.t.end[last - 1]] == entry.exact
        return entry.lower or self.capital(i)

    def capital(self, i: int) -> bool:
        """True when token `i` starts with a capital."""
        return self.text[self.t.start[i]].isupper()

    def initial(self, i: int) -> bool:
        """True for a sentence's first word (after marks), whose capital says nothing."""
        k = i - 1
        while k >= 0 and self.t.sentence[k] == self.t.sentence[i]:
            if self.low[k].isalnum():
                return False
            if self.low[k] in ('"', ":"):
                return True
            k -= 1
        return True

    def _initial_word(self, i: int) -> bool:
        return self.low[i] in self.closed and self.initial(i)

    # -- second pass --------------------------------------------------------

    def mentions(self) -> Iterator[Mention]:
        """The mentions in order; they do not overlap."""
        self.mark()
        i = 0
        while i < self.n:
            unit = self.at.get(i)
            found = self._mention(unit) if unit is not None else None
            if found is None:
                i += 1
            else:
                yield found
                i = max(found.last, i + 1)

    def _mention(self, unit: Unit) -> Mention | None:
        if self.before is not None and (found := self.before.mention(unit)) is not None:
            return found
        if unit.kind in ("office", "role"):
            return self._role(unit)
        if unit.kind in ("cap", "person", "place"):
            return self._named(unit)
        if unit.kind == "pronoun":
            assert unit.entry is not None
            return self._make(unit.first, unit.last, "pronoun", f"pronoun.{unit.entry.sub}")
        if unit.kind == "group":
            return self._group(unit)
        return self._body(unit)

    def _make(self, first: int, last: int, form: str, rule: str, **more: object) -> Mention:
        span = Span(self.t.start[first], self.t.end[last - 1])
        return Mention(first, last, span, form, rule, **more)  # type: ignore[arg-type]

    def _same(self, i: int, k: int) -> bool:
        return k < self.n and self.t.sentence[k] == self.t.sentence[i]

    def _role(self, unit: Unit, prefix: tuple[int, tuple[str, ...]] | None = None) -> Mention:
        first = prefix[0] if prefix else unit.first
        if first and self._same(first, first - 1) and self.low[first - 1] in self.former:
            first -= 1
        pos, offices, actors = self._complement(unit)
        if prefix:
            actors = (*prefix[1], *actors)
        name = self._name(pos) if self._same(first, pos) else None
        if name is None and self._same(first, pos + 1) and self.low[pos] == ",":
            after = self.at.get(pos + 1)
            titled = self.before is not None and after is not None and after.kind in ("office", "role")
            if after is not None and (after.kind in ("cap", "person") or titled):
                run = self._name(pos + 1)
                if run and self._closes(run[1]):
                    name = run
        if name:
            return self._make(
                first, name[1], "name", "office.name", name_first=name[0], name_last=name[1],
                offices=offices, actors=actors,
            )  # fmt: skip
        definite = self._same(first, pos) and self.low[pos] in self.demonstratives
        known = first > 0 and self._same(first, first - 1) and self.low[first - 1] in self.v.definite
        unnamed = first > 0 and self._same(first, first - 1) and self.low[first - 1] in self.v.indefinite
        return self._make(
            first, pos + definite, "role",
            "role.definite" if definite or known else "role.indefinite" if unnamed else "role.bare",
            offices=offices, actors=actors, definite=definite or known,
        )  # fmt: skip

    def _closes(self, k: int) -> bool:
        """True when an apposition may end before token `k`: a comma, a bracket, or anything not capitalised."""
        return k >= self.n or not self.low[k].isalpha() or not self.capital(k)

    def _complement(self, unit: Unit) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        """Where the office's description ends, the offices and the actors named in it."""
        assert unit.entry is not None
        offices, actors = [unit.entry.id], self._within(unit)
        pos, stop = unit.last, unit.last + ROLE_AT_MOST
        while pos < stop and self._same(unit.first, pos):
            here, word = self.at.get(pos), self.low[pos]
            if word == "(":
                close = self._bracket(pos)
                if close is None:
                    break
                actors += [a for a in self._inside(pos, close) if a not in actors]
                pos = close + 1
            elif here is not None and here.kind in ("office", "role", "actor", "bodytype", "organisation", "outlet"):
                if here.kind == "actor" and self._is_name(here):
                    break
                assert here.entry is not None
                (offices if here.kind in ("office", "role") else actors).append(reference(here))
                pos = here.last
                if here.kind == "organisation":
                    pos = self._named_after(here)
            elif here is not None and here.kind == "place" and not self._is_name(here):
                assert here.entry is not None
                actors.append(f"place:{here.entry.party}")
                pos = here.last
            elif here is not None and here.kind == "cap" and self._organisational(here.first):
                pos = here.last
            elif word in self.links and self.before is not None and (served := self.before.served(pos)) is not None:
                pos = served[0]
                actors += ["link", *served[1]]
            elif word in self.links and self._links(pos):
                actors.append("link")
                pos += 1
            elif word in self.links and (end := self._unknown_after(pos)) is not None:
                pos = end
            elif word in self.words:
                pos += 1
            else:
                break
        while pos > unit.last and self.low[pos - 1] in self.links:
            pos -= 1
        return pos, tuple(offices), tuple(actors)

    def _links(self, pos: int) -> bool:
        after = pos + 1
        while after < pos + 3 and after < self.n and self.low[after] in self.links:
            after += 1
        here = self.at.get(after)
        return here is not None and self._same(pos, after) and (
            here.kind in ("actor", "bodytype", "organisation", "office", "place")
            or (here.kind == "cap" and self._organisational(here.first))
        )

    def _within(self, unit: Unit) -> list[str]:
        """The actor that closes an office's own form ("Wakil Menteri Luar Negeri AS")."""
        for k in range(unit.first + 1, unit.last):
            for last, entries in self.v.phrases.matches(self.low, k, unit.last):
                if last == unit.last:
                    found = [e for e in entries if e.kind == "actor" and self._fits(e, k, last)]
                    if found:
                        return [found[0].id]
        return []

    def _unknown_after(self, pos: int) -> int | None:
        """The end of an unknown body after a link ("ekonom di Morgan Stanley, X"), if a comma and a name follow."""
        k = pos + 1
        while self._same(pos, k) and (here := self.at.get(k)) is not None and here.kind in ("cap", "place") and k < pos + 6:
            k = here.last
        if k == pos + 1 or not self._same(pos, k + 1) or self.low[k] != ",":
            return None
        name = self.at.get(k + 1)
        return k if name is not None and name.kind in ("cap", "person") else None

    def _named_after(self, unit: Unit) -> int:
        """Past the capitalised words that name an organisation ("Partai Rakyat"), a person's name left out."""
        k = unit.last
        while self._same(unit.first, k) and (here := self.at.get(k)) is not None and here.kind == "cap" and k < unit.last + 7:
            k = here.last
        if self._same(unit.first, k + 1) and self.low[k] == "," and (name := self.at.get(k + 1)) is not None:
            if name.kind in ("cap", "person"):
                return k
        one = self.at.get(unit.last)
        if self.low[unit.first] in self.v.named and one is not None and one.kind == "cap":
            return one.last
        return unit.last

    def _bracket(self, pos: int) -> int | None:
        for k in range(pos + 1, min(pos + 7, self.n)):
            if self.low[k] == ")":
                return k
        return None

    def _inside(self, pos: int, close: int) -> list[str]:
        return [reference(u) for k in range(pos + 1, close) if (u := self.at.get(k)) and u.kind in ("actor", "bodytype")]

    def _is_name(self, unit: Unit) -> bool:
        """True for a known place or state name that stands inside a personal name ("Bima Arya")."""
        if unit.last - unit.first > 1 or not self._same(unit.first, unit.last):
            return False
        after, before = self.at.get(unit.last), self.at.get(unit.first - 1)
        if unit.kind != "place" or after is None or after.kind != "cap" or self._organisational(after.first):
            return False
        return before is not None and before.kind in ("place", "actor", "cap")

    def _organisational(self, i: int) -> bool:
        """True for a capitalised word that names a body rather than a person."""
        word = self.low[i]
        raw = self.text[self.t.start[i] : self.t.end[i]]
        if len(raw) >= 3 and raw.isupper() and not self.v.shouting:
            return True
        return word in self.closed or word in self.words or self.v.organisational(word)

    def _name(self, pos: int) -> tuple[int, int] | None:
        """The personal name that starts at `pos` (honorifics left out): `[first, last)`, or None."""
        k = pos
        while k < self.n and self._same(pos, k + 1):
            title = self.v.honorifics.longest(self.low, k, self.n)
            known = self.at.get(k)
            if title is None or title[0] >= self.n or (known is not None and known.kind == "person"):
                break
            k = title[0] + (self.low[title[0]] == ".")
        first, count = k, 0
        while k < self.n and count < NAME_AT_MOST and self.t.sentence[k] == self.t.sentence[pos] and k not in self.busy:
            unit = self.at.get(k)
            if unit is None:
                if not (count and self.low[k] in self.particles and self._same(pos, k + 1) and self.capital(k + 1)):
                    break
                k += 1
                continue
            if unit.kind == "person":
                count += unit.last - unit.first
            elif unit.kind == "cap":
                if not count and len(self.low[k]) > 2 and self._organisational(k):
                    break
                count += 1
                if len(self.low[k]) == 1 and self._same(pos, k + 1) and self.low[k + 1] == ".":
                    k += 2
                    continue
            elif unit.kind == "place" and unit.last == k + 1 and self._capital_follows(k):
                count += 1
            elif unit.kind in ("actor", "place") and count and unit.last == k + 1 and not (unit.entry and unit.entry.exact):
                count += 1
            else:
                break
            k = unit.last
        if not count:
            return None
        return first, k

    def _capital_follows(self, k: int) -> bool:
        after = self.at.get(k + 1)
        return after is not None and after.kind == "cap" and self._same(k, k + 1)

    def _named(self, unit: Unit) -> Mention | None:
        after = self.at.get(unit.last)
        if unit.kind == "cap" and after is not None and after.kind in ("person", "actor") and self.initial(unit.first):
            return None  # "Ancaman Trump": a common noun with a sentence's first capital
        name = self._name(unit.first)
        if name is None:
            if unit.kind == "cap":
                return self._unknown_body(unit)
            return None
        if unit.kind == "place" and name[1] == unit.last:
            return None
        last, offices, actors = name[1], (), ()
        k = self._after_age(last)
        if self._same(unit.first, k + 1) and self.low[k] == ",":
            start = k + 1
            while self._same(unit.first, start) and self.low[start] in self.determiners | self.former:
                start += 1
            here = self.at.get(start)
            prefix: tuple[str, ...] = ()
            if self.before is not None and (head := self.before.head(start)) is not None:
                here, prefix = head
            if here is not None and here.kind in ("office", "role"):
                pos, offices_, actors_ = self._complement(here)
                actors_ = (*prefix, *actors_)
                if not self._same(unit.first, pos) or self.low[pos] in (",", ".", ")", ":", '"', "("):
                    last, offices, actors = pos, offices_, actors_  # type: ignore[assignment]
        return self._make(
            unit.first, last, "name", "name", name_first=name[0], name_last=name[1], offices=offices, actors=actors
        )

    def _after_age(self, k: int) -> int:
        """Past an age or abbreviation in brackets after a name."""
        if k + 2 < self.n and self.low[k] == "(" and self.low[k + 2] == ")":
            return k + 3
        return k

    def _unknown_body(self, unit: Unit) -> Mention | None:
        raw = self.text[self.t.start[unit.first] : self.t.end[unit.first]]
        if len(raw) >= 2 and raw.isupper():
            return self._make(unit.first, unit.last, "actor", "acronym", name=raw)
        return None

    def _group(self, unit: Unit, prefix: tuple[int, tuple[str, ...]] | None = None) -> Mention:
        last, actors = unit.last, list(prefix[1]) if prefix else list[str]()
        document = self.low[unit.first] in self.v.documents
        while self._same(unit.first, last):
            here = self.at.get(last)
            if here is not None and here.kind in ("actor", "place", "bodytype", "organisation"):
                actors.append(reference(here))
                last = here.last
            elif document and not actors and last - unit.first < 8 and (
                self.low[last] in self.v.document_words or (here is not None and here.kind in ("outlet", "cap", "group"))
            ):  # fmt: skip
                last += 1
            else:
                break
        if document and actors:
            return self._make(unit.first, last, "actor", "body.document", actors=tuple(actors))
        if document:
            last = unit.last
        definite = self._same(unit.first, last) and self.low[last] in self.demonstratives
        first = prefix[0] if prefix else unit.first
        known = first > 0 and self._same(first, first - 1) and self.low[first - 1] in self.v.definite
        rule = "group.document" if document and known else "group"
        return self._make(first, last + definite, "group", rule, actors=tuple(actors), definite=definite or known)

    def _body(self, unit: Unit, prefix: tuple[int, tuple[str, ...]] | None = None) -> Mention:
        actors, last = [reference(unit), *(prefix[1] if prefix else ())], unit.last
        organisation = unit.kind == "organisation"
        while self._same(unit.first, last):
            here, word = self.at.get(last), self.low[last]
            if word == "(" and (close := self._bracket(last)) is not None and unit.kind != "outlet":
                actors += [a for a in self._inside(last, close) if a not in actors]
                last = close + 1
            elif here is not None and unit.kind in ("bodytype", "organisation") and here.kind in (
                "actor", "bodytype", "organisation", "place"
            ):  # fmt: skip
                actors.append(reference(here))
                last = here.last
            elif here is not None and organisation and here.kind == "cap":
                last = here.last
            else:
                break
        form = "actor" if not organisation or last > unit.last or self.capital(unit.first) else "group"
        name = None
        if organisation and last > unit.last:
            name = " ".join(self.text[self.t.start[unit.first] : self.t.end[last - 1]].split())
        first = prefix[0] if prefix else unit.first
        return self._make(first, last, form, f"body.{unit.kind}", name=name, actors=tuple(actors))
