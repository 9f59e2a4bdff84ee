"""Days of saying shared among the statements of one article."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from risalah.model import Draft, Span
from risalah.reading.statements.page import Page

DAY_LENGTH = 10
"""Characters of a whole day in ISO 8601."""


class Slot(NamedTuple):
    """A slot's value with the words and the rule it stands on."""

    value: str | None
    rule: str = ""
    span: Span | None = None


EMPTY = Slot(None)

Narrated = Callable[[Page, Draft], Slot | None]


def share(page: Page, own: list[Slot], states: frozenset[str], narrated: Narrated) -> list[Slot]:
    """Days of saying, an undated statement taking the day of its speaker's nearest dated one.

    Asked in turn: the narrated day of the sentence before (for a state or body in the same paragraph), the
    speaker's dated statements (before, then after), those of the same party (a group's or body's, not a state's), a
    dated statement whose own sentence names the speaker (a meeting of the two), and one of the same sentence. Words
    said on an occasion that was told of before are of the first day that a statement before them has; `own` gets
    these days too.
    """
    drafts = page.reading.drafts
    out = [slot if slot.value else narrated(page, d) or EMPTY for slot, d in zip(own, drafts, strict=True)]
    first = next((n for n, slot in enumerate(own) if slot.value), len(own))
    for n, draft in enumerate(drafts):
        if n > first and not out[n].value and _on_occasion(page, draft):
            own[n] = out[n] = Slot(own[first].value, "said_on.occasion.first", own[first].span)
    _by(page, own, out, "speaker", frozenset())
    _by(page, own, out, "party", states)
    met = _met(page, own)
    for n, draft in enumerate(drafts):
        k = met.get(draft.speaker or "")
        if not out[n].value and k is not None:
            out[n] = Slot(own[k].value, "said_on.meeting", own[k].span)
    for n, draft in enumerate(drafts):
        if n and not out[n].value and out[n - 1].value and drafts[n - 1].sentence == draft.sentence and draft.cue:
            out[n] = Slot(out[n - 1].value, "said_on.sentence", out[n - 1].span)
    return out


def _by(page: Page, own: list[Slot], out: list[Slot], key: str, barred: frozenset[str]) -> None:
    """Lends days among the statements that have the same speaker or party."""
    drafts = page.reading.drafts
    lends: dict[str, list[int]] = {}
    for k, slot in enumerate(own):
        whole = slot.value is not None and (len(slot.value) == DAY_LENGTH or not page.x.clauses)
        if slot.value and "W" not in slot.value and whole:
            lends.setdefault(getattr(drafts[k], key) or "", []).append(k)
    for n, draft in enumerate(drafts):
        name = getattr(draft, key)
        those = lends.get(name or "", [])
        if out[n].value or not name or name in barred or not those:
            continue
        at = bisect_left(those, n)
        slot = own[those[at - 1] if at else those[0]]
        out[n] = Slot(slot.value, f"said_on.{key}", slot.span)


def _met(page: Page, own: list[Slot]) -> dict[str, int]:
    """The first dated statement that names a person around or in an indirect content, by name."""
    found: dict[str, int] = {}
    names = [m for m in page.reading.mentions if m.form == "name" and m.name]
    starts = [m.first for m in names]
    for k, draft in enumerate(page.reading.drafts):
        if not own[k].value or draft.mode == "direct":
            continue
        contents = [(bisect_left(page.start, c.start), bisect_left(page.start, c.end)) for c in draft.content]
        for first, last in (*draft.frame, *contents):
            for m in names[bisect_left(starts, first) : bisect_left(starts, last)]:
                found.setdefault(m.name or "", k)
    return found


def _on_occasion(page: Page, draft: Draft) -> bool:
    """True when a draft's circumstances name an occasion with its article: it was told of before."""
    x = page.x
    return bool(x.article) and any(
        page.low[i] in x.occasion and any(page.low[k] in x.article for k in range(max(a, i - 4), i))
        for a, b in draft.frame
        for i in range(a, b)
    )
