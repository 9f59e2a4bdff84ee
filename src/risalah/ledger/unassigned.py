"""Statements without an issue, put together by the words that set them apart: where a registry may lack an issue."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from sqlite3 import Row

from risalah.ledger.store import Ledger
from risalah.ledger.utterances import meaning, root
from risalah.model.answers import Theme
from risalah.text.families import words_of

LEAST = 3
"""Statements and letters that make a theme."""
BESIDE, EXAMPLES, FORMS = 6, 5, 4
COMMON, FEW = 0.2, 20
"""A word in more than this share of the statements says nothing, where it is in more than a few."""
AT_MOST = 50_000
"""Statements looked at, the youngest first."""


def unassigned(ledger: Ledger, *, limit: int | None = 20) -> list[Theme]:
    """Themes, the one with most statements first; each statement stands in one theme only."""
    rows = ledger.rows(
        "SELECT s.key, s.text, s.party, d.language, coalesce(d.copy_of, d.id) AS article FROM statements s"
        " JOIN documents d ON d.id = s.document WHERE d.current = 1"
        " AND NOT EXISTS (SELECT 1 FROM statement_issues WHERE statement = s.id) ORDER BY s.id DESC LIMIT ?",
        AT_MOST,
    )
    words = {r["key"]: frozenset(w for w in meaning(r["language"], r["text"]) if len(w) > LEAST) for r in rows}
    by_key = {r["key"]: r for r in rows}
    often = Counter(w for found in words.values() for w in found)
    usual = _usual(ledger, often)
    ceiling = max(FEW, COMMON * len(rows))
    themes: list[Theme] = []
    left = dict(words)
    while left and (limit is None or len(themes) < limit):
        now = Counter(w for found in left.values() for w in found if often[w] <= ceiling)
        best = max(now, key=lambda w: (now[w] * usual[w], w), default=None)
        if best is None or now[best] < LEAST:
            break
        keys = [k for k, found in left.items() if best in found]
        themes.append(_theme(best, keys, left, by_key))
        for key in keys:
            del left[key]
    return sorted(themes, key=lambda t: (-t.statements, t.word))


def _usual(ledger: Ledger, often: Counter[str]) -> dict[str, float]:
    """For each word how much it sets these statements apart from those that have an issue."""
    rows = ledger.rows(
        "SELECT s.text, d.language FROM statements s JOIN documents d ON d.id = s.document WHERE d.current = 1"
        " AND EXISTS (SELECT 1 FROM statement_issues WHERE statement = s.id) ORDER BY s.id DESC LIMIT ?",
        AT_MOST // 5,
    )
    there = Counter(w for r in rows for w in meaning(r["language"], r["text"]))
    return {w: math.log(1 + (1 + n) / (1 + there[w])) for w, n in often.items()}


def _theme(word: str, keys: list[str], left: dict[str, frozenset[str]], by_key: dict[str, Row]) -> Theme:
    rows = [by_key[k] for k in keys]
    forms: Counter[str] = Counter()
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    for r in rows:
        for w in words_of(r["text"]):
            family = root(r["language"], w)
            shown[family][w] += 1
            forms[w] += family == word
    beside = Counter(w for k in keys for w in left[k] if w != word)
    near = [shown[w].most_common(1)[0][0] for w, n in beside.most_common(BESIDE * 2) if n >= 2 and shown[w]]
    parties = Counter(p for r in rows for p in (r["party"] or "").split("; ") if p)
    return Theme(
        word=word if not forms.most_common(1) else forms.most_common(1)[0][0],
        forms=tuple(w for w, n in forms.most_common(FORMS) if n),
        beside=tuple(near[:BESIDE]),
        statements=len(keys),
        articles=len({r["article"] for r in rows}),
        parties=tuple(p for p, _ in parties.most_common(BESIDE)),
        examples=tuple(keys[:EXAMPLES]),
    )
