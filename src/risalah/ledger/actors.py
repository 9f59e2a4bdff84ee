"""Actors across documents: which names, as they were read, are of one person, state, body or group.

A name stands with the party it was read with. Two of them are held to be the same by these rules:

- `same.name`: the same full name once spelling and transliteration are put aside, and parties that do not speak
  against it (the same, or one unknown, or not both of them states).
- `same.short`: one word of a name, where the ledger knows exactly one full name of that party that has the word.

Two people of one surname stay apart, since then there is not exactly one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from risalah.ledger.judging import Judgement, joined, pronounce
from risalah.ledger.store import Ledger, digest
from risalah.packs import load_world

KIND = "actor"
SEVERAL = "; "
"""What stands between several speakers of one statement."""

# Ways in which one name is written in Latin letters: Russian, Ukrainian, Arabic, Persian, Korean names.
_EQUAL = (
    (r"[’'`\-]", " "), (r"\bal ", ""), (r"kh", "h"), (r"zh", "j"), (r"shch|sch", "sh"), (r"ck", "k"), (r"gh|q", "g"),
    (r"ph", "f"), (r"ou|oo", "u"), (r"ee", "i"), (r"ei|ey|ai|ay|ae", "e"), (r"iy|yy|ii|ij|y\b", "i"), (r"y", "i"),
    (r"ks", "x"), (r"w", "v"), (r"tz|ts", "c"), (r"(.)\1", r"\1"), (r"e\b", "i"),
)  # fmt: skip
_RULES = tuple((re.compile(pattern), put) for pattern, put in _EQUAL)


class Node(NamedTuple):
    """A name as read, with its party (empty where none was)."""

    name: str
    party: str

    @property
    def key(self) -> str:
        """How judgements name it."""
        return f"{self.name} ({self.party})" if self.party else self.name


@cache
def plain_name(name: str) -> str:
    """A name without what differs between its spellings; two spellings of one name have the same."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    for pattern, put in _RULES:
        bare = pattern.sub(put, bare)
    return " ".join(re.findall(r"\w+", bare))


@cache
def _states() -> frozenset[str]:
    return frozenset(r["name"] for r in load_world().table("actors") if r["kind"] == "state")


@cache
def _bodies() -> frozenset[str]:
    """The names of states, bodies and groups that are known."""
    return frozenset(r["name"] for r in load_world().table("actors"))


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
        if len(words) > 1:
            for word in {words[0], words[-1]}:
                by_word[word, node.party].add(plain)
    for plain, same in by_name.items():
        yield from _same(plain, same)
    for plain, short in by_name.items():
        if " " in plain:
            continue
        for node in short:
            if node.name == node.party or node.name in _bodies():
                continue  # "Israel" is no short form of "Israel Katz"
            full = by_word.get((plain, node.party), set()) if node.party else set()
            if len(full) == 1:
                (one,) = full
                other = next(n for n in by_name[one] if n.party == node.party)
                yield Judgement(
                    "actor.same", node.key, other.key, "same.short", f"the only {node.name!r} of {node.party}"
                )


def _same(plain: str, same: list[Node]) -> Iterator[Judgement]:
    """The judgements over names that are the same but for spelling."""
    full = " " in plain
    parties = {n.party for n in same if n.party}
    for k, node in enumerate(same):
        for other in same[k + 1 :]:
            sure = node.party == other.party or (full and agree(node.party, other.party))
            if not full and not sure:
                sure = (not node.party or not other.party) and len(parties) == 1
            if sure:
                how = "the same name" if node.name == other.name else "two spellings of one name"
                yield Judgement("actor.same", node.key, other.key, "same.name", how)


def consolidate(ledger: Ledger) -> Counter[str]:
    """Judge all names of the ledger, and set its actors by the judgements that stand. Called inside a transaction."""
    counted: Counter[Node] = Counter()
    first: dict[Node, int] = {}
    for row in ledger.rows(
        "SELECT speaker, party, count(*) AS n, min(id) AS f FROM statements GROUP BY speaker, party"
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
    db.executemany("DELETE FROM actor_names WHERE name = ? AND party = ?", [n for n in before if n not in counted])
    moved: set[Node] = set()
    used: set[str] = set()
    by_age = sorted((min((first[n], n) for n in members), members) for members in sets)
    for (_, oldest), members in by_age:
        name, party = _canonical(members, counted)
        key = _key(oldest, used)
        db.execute(
            "INSERT INTO actors (key, name, party) VALUES (?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET name = excluded.name, party = excluded.party",
            (key, name, party),
        )
        row = ledger.one("SELECT id FROM actors WHERE key = ?", key)
        assert row is not None
        for node in members:
            if before.get(node) != row["id"]:
                moved.add(node)
                db.execute("INSERT OR REPLACE INTO actor_names VALUES (?, ?, ?)", (node.name, node.party, row["id"]))
    _link(ledger, moved)
    db.execute("DELETE FROM actors WHERE id NOT IN (SELECT actor FROM actor_names)")
    return len(moved)


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


def _link(ledger: Ledger, moved: set[Node]) -> None:
    """Links statements to the actors of their names: those without a link, and those whose names moved."""
    db = ledger.db
    actor = {Node(r["name"], r["party"]): r["actor"] for r in ledger.rows("SELECT * FROM actor_names")}
    if moved:
        for row in ledger.rows("SELECT DISTINCT speaker, party FROM statements WHERE speaker IS NOT NULL"):
            if any(n in moved for n in nodes(row["speaker"], row["party"])):
                db.execute(
                    "DELETE FROM statement_actors WHERE statement IN"
                    " (SELECT id FROM statements WHERE speaker IS ? AND party IS ?)",
                    (row["speaker"], row["party"]),
                )
    bare = ledger.rows(
        "SELECT id, speaker, party FROM statements s WHERE speaker IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM statement_actors WHERE statement = s.id)"
    )
    links = ((actor[node], row["id"]) for row in bare for node in nodes(row["speaker"], row["party"]))
    db.executemany("INSERT OR IGNORE INTO statement_actors (actor, statement) VALUES (?, ?)", links)


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
