"""Days of saying shared among the statements of one article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from risalah.model import Draft, Span
from risalah.reading.statements.page import Page

DAY_LENGTH = 10
"""Characters of a whole day in ISO 8601."""
MONTH = 7
"""Characters of a month's value."""
YEAR = 4
"""Characters of a year's value: too coarse for a day of saying."""
DAY = re.compile(r"^(\d{4}-\d\d-\d\d)(?:T|$)")
VALUE = re.compile(r"^\d{4}(?:-(?:\d\d|W\d\d|Q\d))?$")
RELAY = "said_on.relay"
FRESH = 2
"""Days that a report may come after the meeting that it tells of."""
LEAD_AT_MOST = 3
"""Paragraphs in which the date of the whole article's occasion may stand."""
CLOSE = 7
"""Days before publication that this date may lie at most."""


class Slot(NamedTuple):
    """A slot's value with the words and the rule it stands on."""

    value: str | None
    rule: str = ""
    span: Span | None = None


EMPTY = Slot(None)


def day_of(value: str | None) -> str | None:
    """A time value as the day (or coarser unit) of saying; None for durations and ranges."""
    if value is None:
        return None
    day = DAY.match(value)
    if day:
        return day[1]
    return value if VALUE.match(value) else None


def shared(page: Page, own: list[Slot], states: frozenset[str]) -> list[Slot]:
    """The days of all statements: their own, lent by others, or of the article's occasion."""
    meetings = list(_meetings(page))
    _earlier(page, own, meetings)
    days = _lent(page, own, states)
    _occasion(page, own, days, meetings)
    return days


def _lent(page: Page, own: list[Slot], states: frozenset[str]) -> list[Slot]:
    """Days of saying, an undated statement taking the day of its speaker's nearest dated one.

    Asked in turn: the narrated day of the sentence before (for a state or body in the same paragraph), the
    speaker's dated statements (before, then after), those of the same party (a group's or body's, not a state's), a
    dated statement whose own sentence names the speaker (a meeting of the two), and one of the same sentence. Words
    said on an occasion that was told of before are of the first day that a statement before them has; `own` gets
    these days too.
    """
    drafts = page.reading.drafts
    _refined(drafts, own)
    out = [slot if slot.value else _narrated(page, d) or EMPTY for slot, d in zip(own, drafts, strict=True)]
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


def _refined(drafts: tuple[Draft, ...], own: list[Slot]) -> None:
    """A month of saying becomes the day in it on which the same speaker's next dated words were said."""
    for n, slot in enumerate(own):
        if slot.value and len(slot.value) == MONTH:
            later = (o for o, d in zip(own[n + 1 :], drafts[n + 1 :], strict=True) if d.speaker == drafts[n].speaker)
            day = next((o for o in later if o.value), EMPTY)
            if day.value and len(day.value) == DAY_LENGTH and day.value.startswith(slot.value + "-"):
                own[n] = day._replace(rule="said_on.month")


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
    """The first dated statement that names a person around it or in an indirect content, by name."""
    found: dict[str, int] = {}
    names = [m for m in page.reading.mentions if m.form == "name" and m.name]
    starts = [m.first for m in names]
    for k, draft in enumerate(page.reading.drafts):
        if not own[k].value:
            continue
        around = list(draft.frame)
        if draft.mode != "direct":
            around += [(bisect_left(page.start, c.start), bisect_left(page.start, c.end)) for c in draft.content]
        for first, last in around:
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


def _earlier(page: Page, own: list[Slot], meetings: list[Meeting]) -> None:
    """A relay's day becomes the day of the meeting that the article tells of, shortly before, with the speaker in it.

    Only where a relay alone is dated is its day the day of saying.
    """
    for n, slot in enumerate(own):
        if slot.rule != RELAY or not slot.value:
            continue
        speaker = page.reading.drafts[n].speaker
        for m in meetings:
            if (
                speaker in m.names
                and m.day.value
                and m.day.value < slot.value
                and _gap(m.day.value, slot.value) <= FRESH
            ):
                own[n] = m.day
                break


def _gap(day: str, later: str) -> int:
    """Days from one to a later one; many where one is no day."""
    try:
        return (date.fromisoformat(later) - date.fromisoformat(day)).days
    except ValueError:
        return 10_000


def _occasion(page: Page, own: list[Slot], out: list[Slot], meetings: list[Meeting]) -> None:
    """Fills what is still undated from an occasion that the article tells of.

    Where nothing is dated that is the first full date of the lead, close before publication; else the day of a
    relay ("dilansir AFP, Jumat (29/5)"), which dates the words of the party whose words it carries; else the day of
    a narrated meeting or call for those who took part. A statement whose sentence looks back ("sebelumnya") or has a
    time of its own takes none of them.
    """
    drafts = page.reading.drafts
    lead = _lead_day(page) if not any(s.value for s in own) else EMPTY
    named = _told_in(page, lead)
    relays = {drafts[n].party: s for n, s in reversed(list(enumerate(own))) if s.rule == RELAY and drafts[n].party}
    back: dict[int, bool] = {}
    for n, draft in enumerate(drafts):
        if out[n].value:
            continue
        slot = relays.get(draft.party, EMPTY)
        if lead.value and draft.speaker in named:
            slot = lead
        if not slot.value:
            slot = next((m.day for m in meetings if m.sentence < draft.sentence and draft.speaker in m.names), EMPTY)
        if not slot.value:
            continue
        if draft.sentence not in back:
            back[draft.sentence] = _looks_back(page, draft.sentence)
        if not back[draft.sentence]:
            out[n] = slot._replace(rule="said_on.occasion")


class Meeting(NamedTuple):
    """A dated sentence of the narrator's that tells of talks, and who is named in it."""

    sentence: int
    day: Slot
    names: frozenset[str]


def _meetings(page: Page) -> Iterator[Meeting]:
    """The talks that the narrator tells of with their day, the last first."""
    for sentence in sorted(page.first_of, reverse=True):
        if sentence in page.drafted:
            continue
        first, last = page.first_of[sentence], page.last_of[sentence] + 1
        if not any(page.low[k] in page.x.meeting and page.inside[k] < 0 for k in range(first, last)):
            continue
        slot = _day_within(page, first, last)
        if slot.value:
            yield Meeting(sentence, slot, _told_in(page, slot))


def _day_within(page: Page, first: int, last: int) -> Slot:
    """The first whole day on which something happened, outside quotations."""
    for i in range(first, last):
        if page.time[i] >= 0 and page.inside[i] < 0:
            time = page.reading.times[page.time[i]]
            day = DAY.match(time.value or "")
            if day and time.relation == "on":
                return Slot(day[1], "said_on.meeting", time.span)
    return EMPTY


def _told_in(page: Page, slot: Slot) -> frozenset[str]:
    """Who is named in the sentence that gives a day."""
    if slot.span is None:
        return frozenset()
    first = page.first_of[page.sentence[max(0, bisect_right(page.start, slot.span.start) - 1)]]
    last = page.last_of[page.sentence[first]] + 1
    return frozenset(m.name for m in page.reading.mentions if first <= m.first < last and m.name)


def _looks_back(page: Page, sentence: int) -> bool:
    """True when a statement's sentence says that it is older than the article's occasion."""
    first, last = page.first_of[sentence], page.last_of[sentence] + 1
    return any(page.low[k] in page.x.backward for k in range(first, last) if page.inside[k] < 0) or any(
        page.time[k] >= 0 for k in range(first, last) if page.inside[k] < 0
    )


def _lead_day(page: Page) -> Slot:
    published = page.reading.layout.header.published or ""
    for i in range(page.n):
        if page.paragraph[i] >= LEAD_AT_MOST:
            break
        k = page.time[i]
        if k >= 0 and page.inside[i] < 0:
            time = page.reading.times[k]
            day = DAY.match(time.value or "")
            if (
                day
                and _cued(page, page.sentence[i])
                and any(c.isdigit() for c in time.span.slice(page.text))
                and _close(day[1], published)
            ):
                return Slot(day[1], "said_on.lead", time.span)
    return EMPTY


def _cued(page: Page, sentence: int) -> bool:
    """True when a sentence holds a reporting word outside quotations."""
    first, last = page.first_of[sentence], page.last_of[sentence] + 1
    return any(page.inside[k] < 0 and page.x.cue_at(page.low, k) is not None for k in range(first, last))


def _close(day: str, published: str) -> bool:
    """True when a day lies on publication or at most `CLOSE` days before; any day when publication is unknown."""
    if not DAY.match(published):
        return published == ""
    try:
        gap = (date.fromisoformat(published[:10]) - date.fromisoformat(day)).days
    except ValueError:  # a row may say the 15th month
        return False
    return 0 <= gap <= CLOSE


def _spoke(page: Page, draft: Draft) -> Slot | None:
    """The day of the sentence before when it tells that the speaker spoke or met ("X berpidato pada …")."""
    first = page.first_of.get(draft.sentence - 1)
    if first is None or draft.speaker is None or draft.mode != "direct":
        return None
    last = page.last_of[draft.sentence - 1] + 1
    speaks = any(page.low[k] in page.x.speech for k in range(first, last))
    named = any(first <= m.first < last and m.name == draft.speaker for m in page.reading.mentions)
    if not (speaks and named):
        return None
    for i in range(first, last):
        if page.time[i] >= 0:
            time = page.reading.times[page.time[i]]
            day = DAY.match(time.value or "")
            if day and time.relation == "on":
                return Slot(day[1], "said_on.spoke", time.span)
    return None


def _narrated(page: Page, draft: Draft) -> Slot | None:
    """The day or month of the uncued sentence right before, for a state's or body's words in one paragraph."""
    mentions = page.reading.mentions
    if draft.source_tokens is None or draft.sentence == 0:
        return None
    m = page.m(draft.source_tokens[1] - 1) if page.x.clauses else page.m(draft.source_tokens[0])
    document = m is not None and m.rule == "group.document"
    if not document and draft.sentence - 1 in page.drafted:
        return None
    if m is None or (m.form != "actor" and not document):
        return _spoke(page, draft)
    first, last = page.first_of[draft.sentence - 1], page.last_of[draft.sentence - 1] + 1
    if page.paragraph[first] != page.paragraph[draft.source_tokens[0]]:
        return None
    least = DAY_LENGTH if page.x.clauses and not document else YEAR + 1
    same = document or any(first <= o.first < last and o.party == m.party for o in mentions)
    for i in range(first, last if same else first):
        if page.time[i] >= 0:
            time = page.reading.times[page.time[i]]
            value = day_of(time.value)
            if value is not None and time.relation == "on" and len(value) >= least:
                return Slot(value, "said_on.narrated", time.span)
    return None
