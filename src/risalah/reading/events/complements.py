"""What stands after a trigger: partners, targets, places and times, up to the end of its phrase or clause."""

from __future__ import annotations

from risalah.model import Mention
from risalah.reading.events.frames import Frame
from risalah.reading.events.rules import Rules
from risalah.reading.events.view import View

RIGHT_AT_MOST = 45
FILLERS = 5
"""Words in a row after a noun that are neither complements nor their prepositions."""
WIDE = 14
"""The same in a clause."""
TELLING = 3
"""Such words after a noun that still belong to its span."""
RELATIVE_REACH = 4
PARTNERS_REACH = 6
"""The same up to what was done with it, or a word that names both sides ("the call, long awaited, between X and Y")."""
LISTED = 3
"""Plain words of one more in a list."""
ADVERBS = 4
QUOTING = ("'", "/", "(", ")")
"""Marks that do not end a phrase."""
DASHES = ("-", "–")
"""Marks that join two names: of two sides, as "and" does."""
ONWARD = ("place", "to", "with", "time")
"""Prepositions after which a phrase goes on past "that"."""
LAND = ("state", "territory", "region")
"""Kinds of actors that are places too."""


class Right:
    """Walks from one trigger to the right, filling its frame. `k` is the next token, `role` what the last
    preposition leads to, `idle` how many words in a row were no complement."""

    def __init__(self, view: View, rules: Rules, f: Frame) -> None:
        self.view = view
        self.x = rules
        self.f = f
        self.rule = f.compiled.rule
        self.stop = min(view.last(f.at), f.stop + RIGHT_AT_MOST)
        self.k = f.stop
        self.role = "place" if self.rule.place else ""
        self.idle = 0

    def walk(self) -> None:
        """Goes on until a word that ends the phrase or clause."""
        while self.k < self.stop and not self._bare():
            if not (self._complement() or self._joint() or self._lively() or self._aside() or self._word()):
                break
        if self.k < self.stop and self.view.low[self.k] in self.x.pointing:
            self.f.definite = True

    def _bare(self) -> bool:
        """True where a name follows a noun with nothing between, in a language where makers stand before it."""
        f = self.f
        return self.x.file.premodified and not f.clause and self.role == "" and self.view.mention[self.k] >= 0

    # -- complements

    def _complement(self) -> bool:
        """Takes in a time, a preposition, a place or a mention."""
        view, x, k = self.view, self.x, self.k
        if view.time[k] >= 0:
            if not self._numbers(k):
                self.f.times.append(view.time[k])
            self._to(view.time_end(k))
            self.role = ""
            return True
        word = view.low[k]
        dated = x.role.get(word) == "time" and k + 1 < self.stop and view.time[k + 1] >= 0
        if dated or (word in x.role and not self._ends(k, phrase=True)):
            self.role = x.role[word]
            if self.role == "to":
                self.role = "place" if self.rule.toward else "with"
            self.k += 1
            return True
        if self.role == "place" and x.file.premodified:
            self.k = k = self._site(k)
        m = view.m(k)
        if m is not None and m.last < self.stop and view.low[m.last] in x.owner:
            self.k = m.last + 1  # an owner before who or what is meant: "Norway's Ton Berg"
            return True
        if self.role == "place":
            if m is not None and is_body(view, m) and not (self.rule.place and k == self.f.stop):
                self.role = "with"
            else:
                place = self._place(m)
                if place is not None:
                    self._stay(m, place)
                    return True
        if m is None:
            return False
        self._take(m)
        self._to(max(m.last, k + 1))
        return True

    def _numbers(self, k: int) -> bool:
        """True for a bare year that belongs to the name before it ("the 2015 deal")."""
        view = self.view
        m = view.m(k - 1) if view.low[k].isdigit() and view.time_end(k) == k + 1 else None
        if m is None or k <= self.f.stop or view.low[k - 1] in self.x.role:
            return False
        return self.rule.kind == "verb" or view.low[m.first - 1] in self.x.role

    def _to(self, end: int) -> None:
        self.k = self.f.end = end
        self.f.marks.append(end)
        self.idle = 0

    def _stay(self, m: Mention | None, end: int) -> None:
        """Takes in a place and the ", District, Country" after it."""
        view, f = self.view, self.f
        inside = view.m(end - 1)
        if inside is not None and inside.form == "actor":
            end = max(end, inside.last)
        f.places.append((self.k, end))
        if m is not None and m.form == "actor":
            f.sides.append(m)
        self._to(end)
        while self.k + 1 < self.stop and view.low[self.k] in (",", "(") and view.time[self.k + 1] < 0:
            m = view.m(self.k + 1)
            if not view.capital(self.k + 1) or (m is not None and m.form in ("name", "role")):
                break
            found = view.named_place(self.k + 1, self.stop)
            if found is None:
                break
            self._to(found)
        self.role = ""

    def _place(self, m: Mention | None) -> int | None:
        """Where the place that begins here ends; a person is none."""
        view, k = self.view, self.k
        while k + 1 < self.stop and view.low[k] in self.x.place_head:
            k += 1
        if not view.capital(k) or (m is not None and m.form == "name"):
            return None
        found = view.named_place(k, self.stop)
        return max(found, m.last) if found is not None and m is not None and m.form == "actor" else found

    def _site(self, k: int) -> int:
        """Past what describes a place before its name: "the Norwegian town of", "the capital"."""
        view, x = self.view, self.x
        at = k
        while at < self.stop and view.low[at] in x.determiner:
            at += 1
        m = view.m(at)
        head = m.last if m is not None and m.form == "actor" else at
        while head < self.stop and view.low[head].isalpha() and view.low[head].islower() and not view.capital(head):
            if view.low[head] in x.place_head:
                head += 1
                if head < self.stop and x.role.get(view.low[head]) == "with":
                    head += 1
                return head if head < self.stop and view.capital(head) else k
            if head - at > ADVERBS or view.low[head] in x.role or view.low[head] in x.clause:
                break
            head += 1
        return at if at < self.stop and view.capital(at) else k

    def _take(self, m: Mention) -> None:
        f = self.f
        if self.role == "about":
            return
        if self.role == "place":
            f.sides.append(m)
        elif self.role == "between" or (self.role == "" and not f.clause):
            f.agents.append(m)
        else:
            f.objects.append(m)

    # -- words

    def _joint(self) -> bool:
        """Passes "and" or a comma when more of the same follows."""
        word = self.view.low[self.k]
        if (word in self.x.coordinator or word == ",") and self._goes_on(self.k + 1):
            self.k += 1
            return True
        if word in self.x.coordinator and self._listed(self.k + 1):
            self.k += 1
            return True
        if word in DASHES and self.k > self.f.stop and self.idle == 0 and self.view.m(self.k + 1) is not None:
            self.k += 1
            return True
        return False

    def _goes_on(self, k: int) -> bool:
        view, x = self.view, self.x
        while k < self.stop and view.low[k] in x.coordinator:
            k += 1
        if k >= self.stop:
            return False
        if view.time[k] >= 0:
            return self.idle == 0
        role = x.role.get(view.low[k])
        if role is not None:
            return role in ("place", "to") or (role == "time" and k + 1 < self.stop and view.time[k + 1] >= 0)
        m = view.m(k)
        if m is None or m.last >= self.stop:
            return m is not None
        after = view.low[m.last]
        if x.file.premodified and view.low[k - 1] == ",":
            return after == "," or after in x.coordinator  # else a new clause: "…, Berg said"
        partners = self.role in ("with", "between") and view.low[k - 1] != ","
        return partners or not (x.looks_verbal(after) or after in x.skip)

    def _listed(self, k: int) -> bool:
        """True for a few plain words more of a list with a complement after them ("arms and money to the islands")."""
        view, x = self.view, self.x
        if k + 2 >= self.stop or self.f.end < k - 1:
            return False
        for i in range(k, min(k + LISTED, self.stop - 1)):
            word = view.low[i]
            plain = view.mention[i] < 0 and view.time[i] < 0 and word[0].isalpha() and not view.capital(i)
            if not plain or self._ends(i) or x.looks_verbal(word) or word in x.role:
                return False
            if x.role.get(view.low[i + 1]) in ("with", "place", "to"):
                return True
            if view.m(i + 1) is not None and not x.file.premodified:
                return True
        return False

    def _lively(self) -> bool:
        """Takes in words that say that it goes on, spreads, was lately."""
        view, x, f, k = self.view, self.x, self.f, self.k
        word = view.low[k]
        recent = x.recent.longest(view.low, k) if word in x.recent else None
        if recent is not None:
            f.recent = True
            self._to(recent[0])
            return True
        if f.clause:
            return False
        hit = x.lively.longest(view.low, k) if word in x.lively else None
        if hit is None and self._done(k):
            f.lively = f.clause = True
            self._to(k + 1)
            return True
        if hit is None:
            ahead = next((i for i in range(k, min(k + ADVERBS, self.stop)) if view.low[i] not in x.passing), k)
            if ahead == k or not (view.low[ahead] in x.lively or self._done(ahead)):
                return False
            f.definite = f.definite or word in x.pointing
            self.k = ahead
            return True
        while hit is not None:
            f.lively = f.clause = True
            f.ongoing = f.ongoing or hit[1][0] in x.file.ongoing
            f.effect = f.effect or hit[1][0] in x.effect
            self._to(hit[0])
            more = self.k < self.stop and view.low[self.k] in x.lively
            hit = x.lively.longest(view.low, self.k) if more else None
        self.idle = 1
        return True

    def _done(self, k: int) -> bool:
        """True for the word of a noun's rule that says what was done with it ("the proposal was handed over")."""
        objects = self.f.compiled.objects
        return objects is not None and self.rule.kind == "noun" and self.view.low[k] in objects

    def _aside(self) -> bool:
        """Passes a few quoted words, and "that" when the phrase goes on after it."""
        view, f, k = self.view, self.f, self.k
        past = view.quoted(k, self.stop)
        if past is not None and not self.x.file.premodified:
            self.k, self.idle = past, self.idle + 1
            return True
        if view.low[k] not in self.x.pointing or k + 1 >= self.stop:
            return False
        if view.time[k + 1] < 0 and self.x.role.get(view.low[k + 1]) not in ONWARD:
            return False
        f.definite = f.definite or not f.clause
        if f.end >= k:
            f.end = k + 1
        self.k = k + 1
        return True

    def _word(self) -> bool:
        """Passes a word that is no complement; False at one that ends the phrase or clause."""
        view, x, f, k = self.view, self.x, self.f, self.k
        word = view.low[k]
        if word == "," and not f.clause and k + 1 < self.stop and view.low[k + 1] in x.relative:
            k, word = k + 1, view.low[k + 1]
        resumed = self._resumes(k) if word in x.relative else None
        if resumed is not None:
            self.k, self.idle = resumed, self.idle + 1
            return True
        if word in x.relative or word in x.coordinator or self._ends(k) or not (word[0].isalnum() or word in QUOTING):
            return False
        told = f.end > f.stop + 2 or not f.clause
        if not self.rule.free and told and k > f.stop and word not in x.lively and x.looks_verbal(word):
            return False
        self.idle += 1
        self.k += 1
        if self.idle > (WIDE if f.clause and not x.file.premodified else FILLERS):
            return False
        told = word == ")" or (word[0].isalnum() and (f.clause or self.idle <= TELLING))
        if told and f.end <= k:
            f.end = self.k
        return True

    def _ends(self, k: int, phrase: bool = False) -> bool:
        """True when a word (`phrase`: only one of several) at token `k` begins another clause."""
        word = self.view.low[k]
        if word in self.x.purpose and word in self.x.role:  # "to Rome" goes on, "to see Rome" does not
            return not self.rule.free and not self._leads(k + 1)
        hit = self.x.clause.longest(self.view.low, k) if word in self.x.clause else None
        if hit is None or (phrase and hit[0] == k + 1):
            return False
        return not (self.rule.free and word in self.x.purpose)

    def _leads(self, k: int) -> bool:
        """True when a name, a time or a noun phrase begins at token `k`, and no verb."""
        view = self.view
        if k >= self.stop:
            return False
        return view.capital(k) or view.mention[k] >= 0 or view.time[k] >= 0 or view.low[k] in self.x.determiner

    def _resumes(self, k: int) -> int | None:
        """Where a relative clause at token `k` comes to a lively word, a partner or a person's name, if soon."""
        view, x, f = self.view, self.x, self.f
        ahead = range(k + 1, min(k + RELATIVE_REACH, self.stop))
        if not f.clause:
            for i in ahead:
                if view.low[i] in x.lively or self._done(i) or x.role.get(view.low[i]) in ("with", "between"):
                    return i
            for i in range(ahead.stop, min(k + PARTNERS_REACH, self.stop)):
                if self._done(i) or x.role.get(view.low[i]) == "between":
                    return i
        m = next((m for i in ahead if (m := view.m(i)) is not None), None)
        named = m is not None and m.form == "name" and view.low[k - 1] != "," and not x.file.premodified
        return m.first if m is not None and named else None


def is_body(view: View, m: Mention) -> bool:
    """True for a body or group, which is no place to go to."""
    actor = view.v.actors.get(m.actors[0]) if m.form in ("actor", "role") and m.actors else None
    return actor is not None and actor.kind not in LAND
