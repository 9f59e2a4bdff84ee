"""Names as people ask for them: a state by its name in any language, a person by another spelling or behind an office.

What is asked for is looked up as it stands first. Only where the ledger has no such name is it tried in this order: as
words of a name, as another name of a known state, body or person (`Rusia`), in another spelling (`Zelenskyy`), and all
this without the office before it (`menlu Sugiono`).
"""

from __future__ import annotations

import contextlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from risalah.errors import UsageError
from risalah.ledger.asking import literal, no_such
from risalah.ledger.offices import office_forms
from risalah.ledger.spelling import plain_name
from risalah.ledger.store import Ledger
from risalah.packs import available, load, load_world

_CAPITAL = re.compile(r"\b[A-Z][\w'’]{2,}")
_PARTIES = """
WITH RECURSIVE p (v) AS (SELECT min(party) FROM statements
    UNION ALL SELECT (SELECT min(party) FROM statements WHERE party > v) FROM p WHERE v IS NOT NULL)
SELECT v FROM p WHERE v IS NOT NULL
"""
_ACTOR = "SELECT a.id, a.key, a.name, a.party FROM actors a WHERE a.id IN"
_NAMED = (
    f"{_ACTOR} (SELECT id FROM actors WHERE key = ?1 OR name = ?1 COLLATE NOCASE"
    " UNION SELECT actor FROM actor_names WHERE name = ?1 COLLATE NOCASE"
    " UNION SELECT actor FROM actor_names WHERE name = ?2 COLLATE NOCASE AND party = ?3 COLLATE NOCASE)"
)
_WORDS = (
    f"{_ACTOR} (SELECT actor FROM actor_names WHERE (' ' || name || ' ') LIKE '% ' || ? || ' %' ESCAPE '\\')"
    " ORDER BY a.id"
)


@cache
def _known() -> dict[str, frozenset[str]]:
    """The canonical names that a name of any language stands for, of states, bodies, groups and persons."""
    world = load_world()
    actors = {r["id"]: r["name"] for r in world.table("actors")}
    found: dict[str, set[str]] = defaultdict(set)
    for r in world.table("names"):
        if r["kind"] != "adjective":
            found[r["form"].casefold()].add(actors[r["id"]])
    for r in world.table("persons"):
        for form in filter(None, r["variants"].split("|")):
            found[form.casefold()].add(r["name"])
    return {form: frozenset(names) for form, names in found.items()}


def canonical(asked: str) -> frozenset[str]:
    """The names by which records call a state, body or person that is asked for; nothing where it is not known."""
    return _known().get(" ".join(asked.casefold().split()), frozenset())


@cache
def _audiences() -> dict[str, str]:
    """The names that records have for audiences, by their forms in every language."""
    packs = [load(language) for language in available()]
    rows = [row for pack in packs if pack.has("audiences") for row in pack.lexicon("audiences")]
    return {row["form"].casefold(): row["name"] for row in rows if "{" not in row["name"]}


def audience(asked: str) -> str:
    """The name that records have for an audience; as it is given where no language pack knows it."""
    return _audiences().get(" ".join(asked.casefold().split()), asked)


def names_in(text: str) -> frozenset[str]:
    """The names in a text, of states and bodies by one name for all languages, of others by their plain spelling."""
    found = set()
    for word in _CAPITAL.findall(text):
        known = canonical(word)
        found.add(min(known) if known else plain_name(word))
    return frozenset(found)


def without_office(asked: str) -> str:
    """A name without the office before it; as it is where there is none, or nothing else."""
    words = asked.split()
    for cut in range(len(words) - 1, 0, -1):
        if " ".join(words[:cut]).casefold() in office_forms():
            return " ".join(words[cut:])
    return asked


def _tried(asked: str) -> Iterator[str]:
    """What is asked for, with and without its office."""
    asked = " ".join(asked.split())
    yield asked
    if (bare := without_office(asked)) != asked:
        yield bare


def named(ledger: Ledger, asked: str) -> list[dict[str, object]]:
    """The actors with an id, a name or words of a name. Raises `UsageError` when there is none."""
    for name in _tried(asked):
        plain, _, party = name.removesuffix(")").partition(" (")
        found = (
            ledger.rows(_NAMED, name, plain, party if name.endswith(")") else name)
            or ledger.rows(_WORDS, literal(name))
            or [r for one in sorted(canonical(name)) for r in ledger.rows(_NAMED, one, one, "")]
            or _spelled(ledger, name)
        )
        if found:
            return [dict(r) for r in {r["id"]: r for r in found}.values()]
    raise no_such("actor", asked, (r[0] for r in ledger.rows("SELECT name FROM actor_names")))


def _spelled(ledger: Ledger, asked: str) -> list[dict[str, object]]:
    """The actors with a name of which this is another spelling, whole, or else one word of it."""
    plain = plain_name(asked)
    whole, part = [], []
    for name, actor in ledger.db.execute("SELECT name, actor FROM actor_names") if plain else ():
        found = plain_name(name)
        if found == plain:
            whole.append(actor)
        elif " " not in plain and plain in found.split():
            part.append(actor)
    ids = list(dict.fromkeys(whole or part))[:500]
    return [dict(r) for r in ledger.rows(f"{_ACTOR} ({','.join('?' * len(ids))}) ORDER BY a.id", *ids)]


def parties(ledger: Ledger, asked: str) -> frozenset[str]:
    """The parties of statements, each by itself, that are the one asked for. Raises `UsageError` when there is none."""
    known = {one for p in _together(ledger) for one in p.split("; ")}
    folded = " ".join(asked.split()).casefold()
    for fits in (
        lambda one: one.casefold() == folded,
        lambda one: one in canonical(asked),
        lambda one: plain_name(one) == plain_name(asked),
    ):
        found = frozenset(filter(fits, known))
        if found:
            return found
    raise no_such("party", asked, known)


def as_recorded(ledger: Ledger, asked: str) -> str:
    """A party's name as records have it; as given where neither the ledger nor the world pack knows it."""
    folded = asked.casefold()
    there = [one for p in _together(ledger) for one in p.split("; ") if one.casefold() == folded]
    known = there or sorted(canonical(asked))
    return known[0] if len(set(known)) == 1 else asked


def spoken_for(ledger: Ledger, asked: str) -> list[str]:
    """The parties of statements, as they stand there, that are the one asked for, alone or with others."""
    wanted = parties(ledger, asked)
    return [p for p in _together(ledger) if not wanted.isdisjoint(p.split("; "))]


def _together(ledger: Ledger) -> list[str]:
    return [r[0] for r in ledger.rows(_PARTIES)]


def known_party(ledger: Ledger, party: str) -> bool:
    """Whether each of these parties is a known state or body, or stands in several statements."""
    for one in party.split("; "):
        there = ledger.one("SELECT count(*) AS n FROM (SELECT 1 FROM statements WHERE party = ? LIMIT 2)", one)
        if not canonical(one) and (there is None or there["n"] < 2):
            return False
    return True


def parties_of(ledger: Ledger, things: Iterable[str]) -> list[str]:
    """The parties of actors, by id or name, each once; things that are no actors have none."""
    found: dict[str, None] = {}
    for thing in things:
        with contextlib.suppress(UsageError):
            found |= {str(a["party"]): None for a in named(ledger, thing) if a["party"]}
    return list(found)
