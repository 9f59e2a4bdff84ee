"""Score a ledger's consolidation against labelled pairs: same actor or not, same utterance or not.

A folder of labels holds `actors.tsv` and `utterances.tsv`, both without any text of the articles. A row names two
statements, each by its document, the beginning of the digest of the document's text, and the spans of its content
(`12-40,52-60`); `same` is 1 or 0. In `actors.tsv` a digest of the name and party as they were read tells which
speaker of the statement is meant. A statement that is read a little differently today is found by its words as long as
half of them are the same; a pair of which one is not read at all any more counts as not joined, and is counted.

Pairwise: of the labelled pairs, those that are joined; precision, recall and F1 of `same`. B³ for actors: over the
names in the pairs, with the sets that the pairs labelled `same` make.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from risalah.errors import UsageError
from risalah.evaluation.tally import prf
from risalah.ledger import Ledger, grouping, open_ledger
from risalah.ledger import actors as people
from risalah.ledger.keeping import finish, keep
from risalah.model import Raw, Record

SAME = 0.5
DIGEST, NAME = 16, 12
"""Digits of a digest in the files of labels."""


class Place(NamedTuple):
    """Where a statement stands, and for actors the digest of a name in it (else empty)."""

    document: str
    digest: str
    content: str
    name: str = ""


class Pair(NamedTuple):
    """Two places and whether they are the same."""

    one: Place
    other: Place
    same: bool


class PairScore(msgspec.Struct, frozen=True):
    """How one question came out; `wrong` are the pairs on which ledger and label differ."""

    name: str
    pairs: int
    same: int
    unread: int
    precision: float
    recall: float
    f1: float
    cubed: tuple[float, float, float] | None
    wrong: tuple[Pair, ...]


def load(path: Path) -> list[Pair]:
    """The labelled pairs of a file. Raises `UsageError` for one that is not such a file."""
    try:
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:] if line]
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(f"{path}: {e}") from e
    found = []
    for number, row in enumerate(rows, 2):
        half = len(row) // 2
        if len(row) not in (7, 9) or row[-1] not in ("0", "1"):
            raise UsageError(f"{path}: line {number} is no labelled pair")
        found.append(Pair(Place(*row[:half]), Place(*row[half:-1]), row[-1] == "1"))
    return found


def built(path: Path, documents: Iterable[tuple[Raw, Record]]) -> Ledger:
    """A new ledger of documents, consolidated."""
    ledger = open_ledger(path, create=True)
    for _ in keep(ledger, documents):
        pass
    finish(ledger, (people.consolidate, grouping.consolidate))
    return ledger


def scores(ledger: Ledger, folder: Path) -> list[PairScore]:
    """The scores of what a folder of labels holds. Raises `UsageError` when it holds none."""
    found = []
    for name, joined in (("actors", _actors), ("utterances", _groups)):
        if (folder / f"{name}.tsv").is_file():
            found.append(_score(name, load(folder / f"{name}.tsv"), joined(ledger), cubed=name == "actors"))
    if not found:
        raise UsageError(f"{folder}: holds neither actors.tsv nor utterances.tsv")
    return found


def table(found: Iterable[PairScore]) -> Iterator[str]:
    """The scores as lines to print."""
    for s in found:
        counts = f"{s.pairs} pairs, {s.same} the same" + (f", {s.unread} not read today" if s.unread else "")
        yield f"{s.name:12} pairwise P {s.precision:.3f} R {s.recall:.3f} F1 {s.f1:.3f}  ({counts})"
        if s.cubed:
            yield f"{'':12} B³       P {s.cubed[0]:.3f} R {s.cubed[1]:.3f} F1 {s.cubed[2]:.3f}"


def mistakes(found: Iterable[PairScore]) -> Iterator[str]:
    """The pairs on which ledger and label differ, as lines to print."""
    for s in found:
        for pair in s.wrong:
            ends = "  ".join(f"{p.document}:{p.content}" for p in (pair.one, pair.other))
            yield f"{s.name:12} {'missed' if pair.same else 'joined'}  {ends}"


def named(name: str, party: str) -> str:
    """The digest of a name with its party."""
    return hashlib.sha256(f"{name}\0{party}".encode()).hexdigest()[:NAME]


class _Found:
    """Finds labelled places in a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._of: dict[tuple[str, str], list[tuple[int, set[int], str | None, str | None]]] = defaultdict(list)
        for r in ledger.rows(
            "SELECT s.id, s.content, s.speaker, s.party, d.doc_id, d.digest FROM statements s"
            " JOIN documents d ON d.id = s.document ORDER BY s.id"
        ):
            chars = {k for a, b in json.loads(r["content"]) for k in range(a, b)}
            self._of[r["doc_id"], r["digest"][:DIGEST]].append((r["id"], chars, r["speaker"], r["party"]))

    def __call__(self, place: Place) -> tuple[int, str | None, str | None] | None:
        """The statement at a place with its speaker and party; None where it is not read."""
        spans = (span.split("-") for span in place.content.split(","))
        chars = {k for a, b in spans for k in range(int(a), int(b))}
        best, found = SAME, None
        for row, theirs, speaker, party in self._of.get((place.document, place.digest), ()):
            alike = len(chars & theirs) / (len(chars | theirs) or 1)
            if alike >= best and (not place.name or _name(place, speaker, party)):
                best, found = alike, (row, speaker, party)
        return found


def _name(place: Place, speaker: str | None, party: str | None) -> people.Node | None:
    return next((n for n in people.nodes(speaker, party) if named(*n) == place.name), None)


def _actors(ledger: Ledger) -> Callable[[Place], int | None]:
    """What tells the actor of a labelled place."""
    actor = {people.Node(r["name"], r["party"]): r["actor"] for r in ledger.rows("SELECT * FROM actor_names")}
    find = _Found(ledger)

    def of(place: Place) -> int | None:
        found = find(place)
        node = _name(place, *found[1:]) if found else None
        return actor.get(node) if node else None

    return of


def _groups(ledger: Ledger) -> Callable[[Place], int | None]:
    """What tells the group of a labelled place; a statement alone is a group of its own."""
    group = {r["id"]: r["grp"] for r in ledger.rows("SELECT id, grp FROM statements")}
    find = _Found(ledger)

    def of(place: Place) -> int | None:
        found = find(place)
        return (group[found[0]] or -found[0]) if found else None

    return of


def _score(name: str, pairs: list[Pair], of: Callable[[Place], int | None], *, cubed: bool) -> PairScore:
    sets = {place: of(place) for pair in pairs for place in pair[:2]}
    joined = [sets[p.one] is not None and sets[p.one] == sets[p.other] for p in pairs]
    hits = sum(j and p.same for j, p in zip(joined, pairs, strict=True))
    precision, recall, f1 = prf(hits, sum(p.same for p in pairs), sum(joined))
    unread = sum(sets[p.one] is None or sets[p.other] is None for p in pairs)
    wrong = tuple(p for j, p in zip(joined, pairs, strict=True) if j != p.same)
    b3 = _cubed(pairs, sets) if cubed else None
    return PairScore(name, len(pairs), sum(p.same for p in pairs), unread, precision, recall, f1, b3, wrong)


def _cubed(pairs: list[Pair], sets: Mapping[Place, int | None]) -> tuple[float, float, float]:
    """B³ over the names in the pairs."""
    up: dict[str, str] = {}

    def top(name: str) -> str:
        while name in up:
            name = up[name]
        return name

    for pair in pairs:
        a, b = top(pair.one.name), top(pair.other.name)
        if pair.same and a != b:
            up[a] = b
    actor = {place.name: sets[place] for place in sets}
    names = [n for n in actor if actor[n] is not None]
    precision = recall = 0.0
    for n in names:
        mine = {m for m in names if actor[m] == actor[n]}
        gold = {m for m in names if top(m) == top(n)}
        precision += len(mine & gold) / len(mine)
        recall += len(mine & gold) / len(gold)
    p, r = precision / (len(names) or 1), recall / (len(names) or 1)
    return p, r, 2 * p * r / (p + r) if p + r else 0.0
