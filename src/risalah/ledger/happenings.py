"""The same event in several articles: events put into groups.

Two events are held to be one (`same.event`) when they are of one type, stand in different articles, and

- are dated to the same day, and have two participants in common, or all those of the one that names fewer and half of
  the words that carry meaning; or
- are dated alike to the month or not at all, were published within `PUBLISHED_APART` days of each other, have two
  participants in common and most of the words: in a war there are many attacks without a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from sqlite3 import Row
from typing import NamedTuple

from risalah.ledger.groups import regroup
from risalah.ledger.judging import Judgement, joined, pronounce
from risalah.ledger.spelling import plain_name
from risalah.ledger.store import Ledger, digest, free_key
from risalah.ledger.utterances import DAY, apart, meaning

KIND = "event"
PUBLISHED_APART = 3
"""Days between the publications of two articles that tell of one event without its day."""
WORDS, LEAST = 0.5, 2
"""Share of the words that carry meaning beside the names, of the event that has fewer; and how many at least."""
UNDATED, LEAST_UNDATED = 0.6, 3
"""The same for events without a day, of which not all words are the same."""
CANDIDATES, LINKS = 200, 3
"""Earlier events that one is compared with, and those it is linked to at most: a set needs not all links."""
_EVENT = (
    "SELECT e.id, e.key, e.type, e.date, e.text, d.published, d.language, d.source,"
    " (SELECT group_concat(name, '\x1f') FROM event_participants WHERE event = e.id) AS names"
    " FROM events e JOIN documents d ON d.id = e.document WHERE +e.current = 1 AND "
)


class Told(NamedTuple):
    """What is compared of an event."""

    row: int
    key: str
    date: str | None
    published: str | None
    article: str
    names: frozenset[str]
    words: frozenset[str]


def consolidate(ledger: Ledger) -> Counter[str]:
    """Compare events that are new with all others, and set the groups. Called inside a transaction."""
    counts = Counter(events=pronounce(ledger, judged(ledger)))
    ledger.db.execute("UPDATE events SET compared = 1 WHERE compared = 0")
    counts["event groups"] = assign(ledger)
    return counts


def judged(ledger: Ledger) -> Iterator[Judgement]:
    """The rules' judgements on events that are new."""
    for row in ledger.rows(f"{_EVENT} e.compared = 0 ORDER BY e.id"):
        one = _told(row)
        if not one.names:
            continue
        pairs = ((other, compared(one, other)) for other in map(_told, _near(ledger, row)))
        same = ((other, why) for other, why in pairs if why is not None and other.article != one.article)
        for other, why in islice(same, LINKS):
            yield Judgement("event.same", one.key, other.key, "same.event", why or "")


def _near(ledger: Ledger, row: Row) -> list[Row]:
    """Earlier events of the type of one, dated alike."""
    if _is_day(row["date"]):
        dated, values = "e.date >= ? AND e.date < ? || '~'", [row["date"][:DAY]] * 2
    else:
        dated, values = "e.date IS ?", [row["date"]]
    return ledger.rows(
        f"{_EVENT} e.type = ? AND {dated} AND e.id < ? ORDER BY e.id DESC LIMIT {CANDIDATES}",
        row["type"], *values, row["id"],
    )  # fmt: skip


def _told(row: Row) -> Told:
    names = frozenset(plain_name(n) for n in (row["names"] or "").split("\x1f") if n)
    told = {w for n in (row["names"] or "").split("\x1f") for w in meaning(row["language"], n)}
    words = meaning(row["language"], row["text"]) - told
    return Told(row["id"], row["key"], row["date"], row["published"], row["source"], names, words)


def _is_day(date: str | None) -> bool:
    return date is not None and len(date) >= DAY and "/" not in date


def compared(one: Told, other: Told) -> str | None:
    """The reason by which two events of one type, dated alike, are one; None where they are not held to be."""
    common = len(one.names & other.names)
    fewer = min(len(one.names), len(other.names))
    words, shared = min(len(one.words), len(other.words)), len(one.words & other.words)
    alike = words > 0 and shared >= max(LEAST, WORDS * words)
    if _is_day(one.date):
        if common >= 2 or (common and common == fewer and alike):
            return f"the same type and day, and {common} of {fewer} participants"
        return None
    near = apart(one.published, other.published) <= PUBLISHED_APART
    most = words > 0 and (shared == len(one.words | other.words) or shared >= max(LEAST_UNDATED, UNDATED * words))
    if near and common >= 2 and most:
        return f"the same type, {common} of {fewer} participants and the words, published close to each other"
    return None


def assign(ledger: Ledger) -> int:
    """Set the groups by the judgements that stand; how many there are."""
    return regroup(ledger, KIND, "events", "event_groups", _group, lambda _: joined(ledger, KIND))


def _group(ledger: Ledger, members: list[str]) -> None:
    found = ledger.rows(
        "SELECT e.id, e.key, e.type, e.date, coalesce(o.source, d.source) AS article FROM events e"
        " JOIN documents d ON d.id = e.document LEFT JOIN documents o ON o.id = d.copy_of"
        f" WHERE e.key IN ({','.join('?' * len(members))}) ORDER BY e.document, e.key",
        *members,
    )
    row = ledger.db.execute(
        "INSERT INTO event_groups (key, type, date, carriers) VALUES (?, ?, ?, ?)",
        (
            free_key(ledger, "event_groups", digest("event", found[0]["key"])), found[0]["type"],
            next((r["date"] for r in found if r["date"]), None),
            len({r["article"] for r in found}),
        ),
    ).lastrowid  # fmt: skip
    ledger.db.executemany("UPDATE events SET grp = ? WHERE id = ?", [(row, r["id"]) for r in found])
