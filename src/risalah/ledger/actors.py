"""Actors across documents: which names, as they were read, are of one person, state, body or group.

A name stands with the party it was read with. Two of them are held to be the same by these rules:

- `same.name`: the same full name once spelling and transliteration are put aside, and parties that do not speak
  against it (the same, or one unknown, or not both of them states).
- `same.short`: one word of a name, where the ledger knows exactly one full name of that party that has the word.
- `same.initials`: a full name with and without initials in its middle, of one party.
- `same.title`: a full name behind a rank or an office, where the ledger knows it with exactly one party.
- `same.letters`: an organisation's initials, where the ledger knows exactly one body with such a name.

Two people of one surname stay apart, since then there is not exactly one. One word without a party is joined to nothing
unless it is known to name a state, a body or a group: there are many people of that name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations, product
from typing import NamedTuple

from risalah.ledger.judging import Judgement, joined, pronounce
from risalah.ledger.offices import office_forms
from risalah.ledger.spelling import plain_name as plain_name
from risalah.ledger.store import Ledger, digest
from risalah.packs import available, load, load_world

KIND = "actor"
LONGEST = 4
"""Words of a name that one of its words may stand for; what is longer is a body."""
SEVERAL = "; "
"""What stands between several speakers of one statement."""

_INITIALS = re.compile(r"[A-Z]{1,3}\.?|(?:[A-Z]\.)+")


class Node(NamedTuple):
    """A name as read, with its party (empty where none was)."""

    name: str
    party: str

    @property
    def key(self) -> str:
        """How judgements name it."""
        return f"{self.name} ({self.party})" if self.party else self.name


@cache
def _states() -> frozenset[str]:
    return frozenset(r["name"] for r in load_world().table("actors") if r["kind"] == "state")


@cache
def _bodies() -> frozenset[str]:
    """The names of states, bodies and groups that are known."""
    return frozenset(r["name"] for r in load_world().table("actors"))


@cache
def _titles() -> frozenset[str]:
    """The words of ranks and offices, in every language."""
    ranks = [r["form"] for lang in available() if load(lang).has("ranks") for r in load(lang).lexicon("ranks")]
    return frozenset(form.casefold().split()[-1] for form in (*office_forms(), *ranks))


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(r["adjective"] for r in load_world().table("actors") if r["adjective"])


def nodes(speaker: str | None, party: str | None) -> list[Node]:
    """The names in a statement's speaker, each with its own party where there are as many of these."""
    names = [n for n in (speaker or "").split(SEVERAL) if n]
    parties = (party or "").split(SEVERAL)
    if len(parties) == len(names):
        return [Node(n, p) for n, p in zip(names, parties, strict=True)]
    return [Node(n, parties[0] if len(names) == 1 else "") for n in names]


def agree(one: str, other: str) -> bool:
    """Whether two parties do not speak against one actor."""
    return one == other or not one or not other or not (one in _states() and other in _states())


def judged(found: Iterable[Node]) -> Iterator[Judgement]:
    """The judgements that the rules make over all names of a ledger."""
    by_name: dict[str, list[Node]] = defaultdict(list)
    by_word: dict[tuple[str, str], set[str]] = defaultdict(set)
    for node in sorted(set(found)):
        plain = plain_name(node.name)
        by_name[plain].append(node)
        words = plain.split()
        if 1 < len(words) <= LONGEST:
            for word in {words[0], words[-1]}:
                by_word[word, node.party].add(plain)
    for same in by_name.values():
        yield from _same(same)
    yield from _short(by_name, by_word)
    yield from _longer(by_name)
    yield from _letters(by_name)


def _same(same: list[Node]) -> Iterator[Judgement]:
    """The judgements over names that are the same but for spelling."""
    for one, other in combinations(same, 2):
        whole = " " in plain_name(one.name) or one.name in _bodies() or other.name == other.party
        alike = bool(one.party) or one.name.casefold() == other.name.casefold()  # many are called Ade, and many Adi
        if (one.party == other.party and (whole or alike)) or (whole and agree(one.party, other.party)):
            how = "the same name" if one.name == other.name else "two spellings of one name"
            yield Judgement("actor.same", one.key, other.key, "same.name", how)


def _short(by_name: dict[str, list[Node]], by_word: dict[tuple[str, str], set[str]]) -> Iterator[Judgement]:
    """One word of a name, with its party."""
    for plain, short in by_name.items():
        for node in short if " " not in plain else ():
            if not node.party or node.name == node.party or node.name in _bodies():
                continue  # "Israel" is no short form of "Israel Katz"
            full = by_word.get((plain, node.party), set())
            if len(full) == 1:
                (one,) = full
                other = next(n for n in by_name[one] if n.party == node.party)
                reason = f"the only {node.name!r} of {node.party}"
                yield Judgement("actor.same", node.key, other.key, "same.short", reason)


def _longer(by_name: dict[str, list[Node]]) -> Iterator[Judgement]:
    """Full names with initials in the middle, or with a rank or an office before them."""
    long_names = [n for same in by_name.values() for n in same if n.name.count(" ") > 1]
    initialled: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in long_names:
        words = node.name.split()
        if node.party and all(_INITIALS.fullmatch(w) for w in words[1:-1]):
            initialled[plain_name(f"{words[0]} {words[-1]}"), node.party].append(node)
    for (bare, party), found in initialled.items():
        if len({_initials(n) for n in found}) > 1:
            continue  # George W. and George H.W.: who is meant without initials is not known
        for node, other in product(found, by_name.get(bare, ())):
            if other.party == party:
                yield Judgement("actor.same", node.key, other.key, "same.initials", "the same but for initials")
    for node in long_names:
        words = node.name.split()
        for cut in range(1, len(words) - 1):
            if words[cut - 1].casefold() in _titles():
                others = [n for n in by_name.get(plain_name(" ".join(words[cut:])), ()) if n.party]
                if len({n.party for n in others}) == 1 and node.party in ("", others[0].party):
                    yield Judgement("actor.same", node.key, others[0].key, "same.title", "the same behind a title")


def _initials(node: Node) -> str:
    """The letters in the middle of a name."""
    return "".join(c for w in node.name.split()[1:-1] for c in w if c.isalpha())


def _letters(by_name: dict[str, list[Node]]) -> Iterator[Judgement]:
    """The initials of a body, and the one body that has them."""
    bodies: dict[str, list[Node]] = defaultdict(list)
    for node in (n for same in by_name.values() for n in same):
        if node.name.count(" ") > 1 and any(node.name.startswith(f"{a} ") for a in _adjectives()):
            bodies["".join(w[0] for w in node.name.split() if w[0].isupper())].append(node)
    for node in (n for same in by_name.values() for n in same):
        known = bodies.get(node.name, ()) if node.party in ("", node.name) and node.name not in _bodies() else ()
        if len(node.name) > 2 and len(known) == 1:
            yield Judgement("actor.same", node.key, known[0].key, "same.letters", f"initials of {known[0].name}")


def consolidate(ledger: Ledger) -> Counter[str]:
    """Judge all names of the ledger, and set its actors by the judgements that stand. Called inside a transaction."""
    counted: Counter[Node] = Counter()
    first: dict[Node, int] = {}
    for row in ledger.rows(
        "SELECT speaker, party, count(*) AS n, min(id) AS f FROM statements WHERE speaker IS NOT NULL"
        " GROUP BY speaker, party"
    ):
        for node in nodes(row["speaker"], row["party"]):
            counted[node] += row["n"]
            first[node] = min(row["f"], first.get(node, row["f"]))
    counts = Counter(judged=pronounce(ledger, judged(counted)))
    sets = joined(ledger, KIND)
    together: dict[str, list[Node]] = defaultdict(list)
    for node in counted:
        together[sets.find(node.key)].append(node)
    counts["actors"] = len(together)
    counts["moved"] = _assign(ledger, together.values(), counted, first)
    return counts


def _assign(ledger: Ledger, sets: Iterable[list[Node]], counted: Counter[Node], first: dict[Node, int]) -> int:
    """Write which name belongs to which actor, and which statement to which; how many names moved."""
    db = ledger.db
    before = {Node(r["name"], r["party"]): r["actor"] for r in ledger.rows("SELECT * FROM actor_names")}
    there = {r["key"]: (r["id"], r["name"], r["party"]) for r in ledger.rows("SELECT id, key, name, party FROM actors")}
    db.executemany("DELETE FROM actor_names WHERE name = ? AND party = ?", [n for n in before if n not in counted])
    moved: set[Node] = set()
    used: set[str] = set()
    by_age = sorted((min((first[n], n) for n in members), members) for members in sets)
    for (_, oldest), members in by_age:
        name, party = _canonical(members, counted)
        key = _key(oldest, used)
        row, *shown = there.get(key, (None, None, None))
        if row is None:
            row = db.execute("INSERT INTO actors (key, name, party) VALUES (?, ?, ?)", (key, name, party)).lastrowid
            there[key] = (row, name, party)
        elif shown != [name, party]:
            db.execute("UPDATE actors SET name = ?, party = ? WHERE id = ?", (name, party, row))
        for node in members:
            if before.get(node) != row:
                moved.add(node)
                db.execute("INSERT OR REPLACE INTO actor_names VALUES (?, ?, ?)", (node.name, node.party, row))
    recount(ledger, _link(ledger, moved))
    db.execute("DELETE FROM actors WHERE id NOT IN (SELECT actor FROM actor_names)")
    return len(moved)


def recount(ledger: Ledger, touched: Iterable[int]) -> None:
    """Count again how much these actors said in current documents."""
    ledger.db.executemany(
        "UPDATE actors SET (statements, documents) = (SELECT count(*), count(DISTINCT s.document) FROM"
        " statement_actors sa JOIN statements s ON s.id = sa.statement AND +s.current = 1 WHERE sa.actor = actors.id)"
        " WHERE id = ?",
        [(actor,) for actor in sorted(touched)],
    )


def _key(oldest: Node, used: set[str]) -> str:
    """An actor's id: of the plain form of its oldest name, so that another spelling found later changes nothing; where
    people hold two spellings apart, the younger one's id is of the name as it stands."""
    for parts in ((plain_name(oldest.name), oldest.party), (oldest.key,)):
        for length in (8, 20):
            key = digest(*parts)[:length]
            if key not in used:
                used.add(key)
                return key
    raise AssertionError(f"no id is free for {oldest}")


def _link(ledger: Ledger, moved: set[Node]) -> set[int]:
    """Link statements to the actors of their names: new ones, and those whose names moved; the actors touched."""
    db = ledger.db
    actor = {Node(r["name"], r["party"]): r["actor"] for r in ledger.rows("SELECT * FROM actor_names")}
    touched: set[int] = set()
    again = []
    if moved:
        pairs = ledger.rows("SELECT DISTINCT speaker, party FROM statements WHERE speaker IS NOT NULL")
        again = [(r["speaker"], r["party"]) for r in pairs if not moved.isdisjoint(nodes(r["speaker"], r["party"]))]
    for speaker, party in again:
        of = ledger.rows("SELECT id FROM statements WHERE speaker = ? AND party IS ?", speaker, party)
        for statement in of:
            for old in ledger.rows("SELECT actor FROM statement_actors WHERE statement = ?", statement["id"]):
                touched.add(old["actor"])
                db.execute("DELETE FROM statement_actors WHERE statement = ?", (statement["id"],))
        _insert(ledger, [(s["id"], actor[n]) for s in of for n in nodes(speaker, party)], touched)
    new = ledger.rows("SELECT id, speaker, party FROM statements WHERE compared = 0 AND speaker IS NOT NULL")
    _insert(ledger, [(s["id"], actor[n]) for s in new for n in nodes(s["speaker"], s["party"])], touched)
    return touched


def _insert(ledger: Ledger, links: list[tuple[int, int]], touched: set[int]) -> None:
    touched.update(actor for _, actor in links)
    ledger.db.executemany("INSERT OR IGNORE INTO statement_actors (statement, actor) VALUES (?, ?)", links)


def _canonical(members: list[Node], counted: Counter[Node]) -> tuple[str, str | None]:
    """The name and party that an actor is shown by: those read most often, a full name before a short one."""
    names: Counter[str] = Counter()
    parties: Counter[str] = Counter()
    for node in members:
        names[node.name] += counted[node]
        parties[node.party] += counted[node]
    name = max(names, key=lambda n: (" " in n or n == parties.most_common(1)[0][0], names[n], n))
    known = [p for p, _ in parties.most_common() if p]
    return name, known[0] if known else None
