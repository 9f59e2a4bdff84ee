"""Whose words: the mention a cue attributes to, left or right of it."""

from __future__ import annotations

from typing import NamedTuple

from risalah.reading.statements.page import Cue, Page

DASHES = frozenset({"-", "–", "—"})
LEFT_AT_MOST = 45
"""Tokens between a subject and its cue (appositions and bracketed dates included)."""
ADJACENT_AT_MOST = 26
RELATIVE_AT_MOST = 8
"""Words between a relative word and a mention of its clause."""
RIGHT_AT_MOST = 4
UNNAMED_AT_MOST = 8


class Source(NamedTuple):
    """Tokens `[first, last)` of a source and the rule that found it. `last == first` for a clitic."""

    first: int
    last: int
    rule: str


def unnamed_right_of(page: Page, cue: Cue) -> Source | None:
    """A source after a quotation's cue that names nobody ("ujar seorang lansia"), or the name in its apposition."""
    k = cue.last
    while page.same(cue.first, k) and k < cue.last + UNNAMED_AT_MOST:
        word = page.low[k]
        if word == "," and (mention := page.m(k + 1)) is not None and mention.form in ("name", "unknown"):
            return Source(cue.last, mention.last, "source.apposition")
        if not word[0].isalpha() or word in page.x.preposition or word in page.x.relative or page.time[k] >= 0:
            break
        k += 1
    return Source(cue.last, k, "source.unnamed") if k > cue.last else None


def right_of(page: Page, cue: Cue) -> Source | None:
    """The source right after a cue ("kata X", "disampaikan oleh X")."""
    begin = k = cue.last
    skipped = 0
    while page.same(cue.first, k) and skipped < RIGHT_AT_MOST:
        mention = page.m(k)
        if mention is not None:
            first = begin if mention.first >= k else k
            apposition = page.m(mention.last + 1)
            if mention.rule == "role.aide" and apposition is not None and page.low[mention.last] == ",":
                return Source(first, apposition.last, "source.right")
            return Source(first, _joined_right(page, mention.last), "source.right")
        if k == begin and page.low[k] in page.x.passive_agent:  # "by", which names nobody
            begin = k = k + 1
            continue
        if (
            page.low[k] in page.x.determiner
            or page.low[k] in page.x.former
            or (page.low[k] in page.x.relay_filler and cue.kind == "according")
            or page.low[k] in page.x.honorific
            or page.low[k] in page.x.adverb
            or page.low[k] == "*"
        ):
            k += 1
        else:
            return None
        skipped += 1
    return None


def _joined_right(page: Page, last: int) -> int:
    """The end of a source followed by "and" and another actor."""
    if page.same(last - 1, last + 1) and page.low[last] in page.x.joint:
        other = page.m(last + 1)
        if other is not None and other.first == last + 1 and other.form in ("name", "actor"):
            return other.last
    return last


def left_of(page: Page, cue: Cue, taken: dict[int, Source]) -> Source | None:
    """The subject of an active cue.

    The nearest mention to the left that is no object of a preposition, past adverbs, dates, brackets and
    appositions; where a comma or "and" stands before the cue, the subject of the clause before (`taken`:
    sentence → its last source).
    """
    k = cue.first - 1
    first = page.first_of[page.sentence[cue.first]]
    while k > first and page.low[k] in page.x.adverb and page.low[k] not in page.x.coordinator:
        k -= 1
    if k < first:
        return None
    word = page.low[k]
    governed = word in page.x.preposition and page.m(k) is None
    if governed and word not in page.x.participle and word not in page.x.subordinator:
        return None
    if word in DASHES:
        head = _before_relative(page, k, first)
        if head is not None:
            return head
    if word == ",":
        head = _before_relative(page, k, first) or _before_adjunct(page, k, first) or _before_apposition(page, k, first)
        if head is not None:
            return head
    if (
        word in page.x.coordinator
        or word == ","
        or word in page.x.participle
        or word in page.x.subordinator
        or (word in page.x.concession and k > first)
    ):
        adjacent = _adjacent(page, k - 1, first) if word == "," else None
        earlier = taken.get(page.sentence[cue.first])
        leads = adjacent is not None and (earlier is None or adjacent.first <= earlier.first)
        if adjacent is not None and leads and not _verb_between(page, adjacent, cue.first):
            return adjacent
        return taken.get(page.sentence[cue.first]) or _subject(page, first, cue.first)
    if word in page.x.relative:
        k -= 1
        if k >= first and page.low[k] == ",":
            k -= 1
        mention = page.m(k)
        if mention is not None and mention.last == k + 1:
            return Source(mention.first, mention.last, "source.relative")
    return _adjacent(page, k, first)


def _adjacent(page: Page, k: int, first: int) -> Source | None:
    if _unknown_subject(page, k, first):
        return None
    steps = 0
    crossed = False
    while k >= first and steps < LEFT_AT_MOST:
        steps += 1
        mention = page.m(k) if page.inside[k] < 0 else None
        if mention is not None:
            start = mention.first
            before = page.low[start - 1] if start > first else ""
            while before in page.x.determiner or before in page.x.former or before in page.x.honorific:
                start -= 1
                before = page.low[start - 1] if start > first else ""
            if before in page.x.preposition and not _subject_after_with(page, before, mention.last, steps):
                k = start - 2
                crossed = True
                continue
            aside = _relative_before(page, start, first)
            if aside is not None:
                k, crossed = aside - 1, True
                continue
            return Source(_joined_left(page, start, first), mention.last, "source.left")
        word = page.low[k]
        if page.time[k] >= 0 or word in page.x.adverb or word in (")", "(", "-", "–", "—", ",", "*", "'"):
            if word == ")":
                k = _open_bracket(page, k, first)
            k -= 1
            continue
        if page.inside[k] >= 0 or k in page.closes or k in page.opens:
            k -= 1
            continue
        if word in page.x.clause and word not in page.x.preposition and steps > 1 and not crossed:
            return None
        if word in (":", ";"):
            return None
        if word in page.x.indefinite and page.low[k + 1].isalpha():
            return Source(k, k + 2, "source.unnamed")
        k -= 1
    return None


def _relative_before(page: Page, start: int, first: int) -> int | None:
    """The relative word whose clause the mention at `start` belongs to ("siaran yang dirilis KCNA"), or None."""
    for k in range(start - 1, max(first, start - RELATIVE_AT_MOST) - 1, -1):
        if page.low[k] == "," or page.inside[k] >= 0 or page.m(k) is not None:
            return None
        if page.low[k] in page.x.relative:
            return k if k > first and k < start - 1 else None
    return None


def _unknown_subject(page: Page, k: int, first: int) -> bool:
    """True when the words right before the cue are a noun phrase of their own that names no actor.

    "…, gejolak politik ini semakin menyoroti": back to a comma or the sentence's start without a mention.
    """
    plain = 0
    while k >= first:
        if page.m(k) is not None or page.inside[k] >= 0 or k in page.closes:
            return False
        word = page.low[k]
        if word == ",":
            return plain > 0
        if word in (")", "-", "–", "—", ":", "(") or word in page.x.relative:
            return False
        if page.time[k] < 0 and word not in page.x.adverb and word not in page.x.preposition:
            plain += 1
        elif word in page.x.preposition:
            plain = 0
        k -= 1
    return plain > 0


def _subject_after_with(page: Page, preposition: str, last: int, steps: int) -> bool:
    """True for "dengan X mengatakan", "setelah X menuntut": a clause opener that is a preposition too, X by the cue."""
    opener = preposition in page.x.participle or preposition in page.x.clause
    return opener and steps <= 2 and last > 0


def _open_bracket(page: Page, k: int, first: int) -> int:
    for j in range(k, max(first - 1, k - 12), -1):
        if page.low[j] == "(":
            return j
    return k


def _joined_left(page: Page, start: int, first: int, listed: bool = False) -> int:
    """The beginning of "A and B", "A, B, and C" where the last one starts at `start`."""
    k = start - 1
    joint = k > first and page.low[k] in page.x.joint
    if joint and page.low[k - 1] == ",":
        k -= 1
    if not (joint or (listed and k > first and page.low[k] == ",")):
        return start
    other = page.m(k - 1)
    if other is None or other.last != k or other.form not in ("name", "actor", "group", "role", "unknown"):
        return start
    before = page.low[other.first - 1] if other.first > first else ""
    if before in page.x.preposition or (other.form == "unknown" and other.name_last - other.name_first < 2):
        return start
    return _joined_left(page, other.first, first, listed=True)


def _subject(page: Page, first: int, stop: int) -> Source | None:
    """The nearest mention before `stop` that opens a clause: at the sentence's start, after a comma or opener."""
    k = stop - 1
    while k >= first:
        mention = page.m(k)
        if mention is None or page.inside[k] >= 0:
            k -= 1
            continue
        start = mention.first
        while start > first and page.low[start - 1] in page.x.determiner | page.x.former:
            start -= 1
        start = _joined_left(page, start, first)
        before = page.low[start - 1] if start > first else ","
        opens = before in (",", '"', ":", "(") or before in page.x.clause or before in page.x.adverb
        if opens and before not in page.x.participle:
            return Source(start, mention.last, "source.subject")
        k = start - 1
    return None


def _before_relative(page: Page, comma: int, first: int) -> Source | None:
    """X in "X, yang …, CUE", given the comma before the cue."""
    for k in range(comma - 1, max(first, comma - LEFT_AT_MOST), -1):
        if page.low[k] in page.x.relative and (page.low[k - 1] == "," or page.low[k - 1] in DASHES):
            mention = page.m(k - 2)
            if mention is None:
                return None
            return Source(_joined_left(page, mention.first, first), mention.last, "source.relative")
    return None


def _before_adjunct(page: Page, comma: int, first: int) -> Source | None:
    """X in "X, dalam wawancara dengan Y, CUE", given the comma before the cue."""
    for k in range(comma - 1, max(first, comma - ADJACENT_AT_MOST), -1):
        word = page.low[k + 1]
        if page.low[k] == "," and (word in page.x.adjunct or word in page.x.relay_start or page.time[k + 1] >= 0):
            mention = page.m(k - 1)
            start = _joined_left(page, mention.first, first) if mention is not None else k
            if mention is not None and page.low[start - 1] in page.x.relay_start | page.x.relay_filler:
                continue
            if mention is None or mention.last != k or mention.form not in ("name", "actor", "role", "unknown"):
                return None
            before = page.low[mention.first - 1] if mention.first > first else ""
            if before in page.x.preposition:
                return None
            return Source(_joined_left(page, mention.first, first), mention.last, "source.parenthesis")
    return None


def _before_apposition(page: Page, comma: int, first: int) -> Source | None:
    """X in "X, peneliti di Y, CUE", given the comma before the cue."""
    for k in range(comma - 1, max(first, comma - ADJACENT_AT_MOST), -1):
        if page.low[k] != ",":
            continue
        mention, role = page.m(k - 1), page.m(k + 1)
        placed = role is not None and role.last == comma and role.form in ("place", "actor")
        described = (
            placed or (role is not None and role.form == "role") or page.low[k + 1] in page.x.determiner | page.x.former
        )
        if mention is not None and mention.last == k and mention.form in ("name", "unknown") and described:
            return Source(mention.first, mention.last, "source.apposition")
    return None


def _verb_between(page: Page, source: Source, cue: int) -> bool:
    """True when some other word than a comma, date or bracket stands between a source and a cue."""
    return any(
        page.time[k] < 0 and page.low[k].isalpha() and page.low[k] not in page.x.adverb for k in range(source.last, cue)
    )
