"""The carriers of an utterance: the relay from the speaker to each article, and how their words differ."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Row

from risalah.ledger.asking import group_of
from risalah.ledger.grouping import origins
from risalah.ledger.questions import loaded
from risalah.ledger.store import Ledger
from risalah.model.answers import Carrier, Said, Utterance
from risalah.text.families import words_of

WORDS_AT_MOST = 40
"""Words listed of those that only one carrier has."""


def carriers(ledger: Ledger, key: str) -> Utterance:
    """An utterance by its id or that of one of its statements; a statement of one article is carried by that alone.

    Raises `UsageError` for an id that is not there.
    """
    kind, row = group_of(ledger, key)
    where = "s.id = ?" if kind == "alone" else "s.grp = ?"
    rows = ledger.rows(
        "SELECT s.id, s.via, d.outlet, c.doc_id AS original, coalesce(c.source, d.source) AS article FROM statements s"
        f" JOIN documents d ON d.id = s.document LEFT JOIN documents c ON c.id = d.copy_of WHERE {where}"
        f"{'' if kind == 'alone' else ' AND +s.current = 1'}"
        " ORDER BY coalesce(s.published, '9'), coalesce(s.said_on, '9'), s.id",
        row,
    )
    members = loaded(ledger, [r["id"] for r in rows])
    words = [dict.fromkeys(words_of(m.text)) for m in members]
    first = members[0]
    return Utterance(
        id=first.group or first.id,
        speaker=first.speaker,
        party=first.party,
        said_on=min((m.said_on for m in members if m.said_on), default=None),
        articles=len({r["article"] for r in rows}),
        sources=origins((r["article"], r["via"], r["outlet"]) for r in rows),
        common=tuple(w for w in words[0] if all(w in other for other in words[1:])),
        carriers=tuple(_carrier(ledger, r, members[n], words, n) for n, r in enumerate(rows)),
    )


def _carrier(ledger: Ledger, row: Row, one: Said, words: Sequence[dict[str, None]], n: int) -> Carrier:
    others = [w for k, w in enumerate(words) if k != n]
    only = [w for w in words[n] if not any(w in other for other in others)] if others else []
    lacks = [w for w in others[0] if w not in words[n] and all(w in other for other in others)] if others else []
    return Carrier(
        id=one.id, relay=relay(one), published=one.published, said_on=one.said_on, outlet=one.outlet, via=one.via,
        mode=one.mode, text=one.text, only=tuple(only[:WORDS_AT_MOST]), lacks=tuple(lacks[:WORDS_AT_MOST]),
        earliest=n == 0, copy_of=row["original"], title=one.title, url=one.url, document=one.document,
        why=_why(ledger, one.id) if len(words) > 1 else "",
    )  # fmt: skip


def relay(one: Said) -> str:
    """The way of the words from the speaker to the article: "A told RT, quoted by B"."""
    speaker, outlet = one.speaker or "a source that is not named", one.outlet or one.document
    told = f" told {one.audience}" if one.audience and one.audience != one.via else ""
    if one.via and one.via.casefold() != outlet.casefold():
        return (
            f"{speaker}{told}, carried by {one.via}, quoted by {outlet}"
            if told
            else (f"{speaker} told {one.via}, quoted by {outlet}")
        )
    return f"{speaker}{told}, reported by {outlet}"


def _why(ledger: Ledger, key: str) -> str:
    row = ledger.one(
        "SELECT rule, reason FROM judgements WHERE kind = 'said.same' AND undone = 0 AND (one = ? OR other = ?)"
        " ORDER BY rule <> 'human', id LIMIT 1",
        key, key,
    )  # fmt: skip
    return f"{row['rule']}: {row['reason']}" if row is not None else ""
