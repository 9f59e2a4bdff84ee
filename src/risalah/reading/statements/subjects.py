"""Whose words, in a language of clauses: the noun phrase beside a reporting verb, known or not.

A phrase is walked token by token to a mark or a word that opens a clause; where it holds a known actor, that
only helps to bound it.
"""

from __future__ import annotations

from typing import NamedTuple

from risalah.reading.statements.page import Cue, Page
from risalah.reading.statements.sources import Source

PHRASE_AT_MOST = 28
"""Tokens of a subject without its appositions."""
RELATIVE_AT_MOST = 14
"""Tokens of a relative clause that opens without a mark."""
APART_AT_MOST = 60
"""Tokens between a subject and its verb, appositions and relative clauses included."""
OBJECT_AT_MOST = 12
ASIDE_AT_MOST = 8
MARKS = frozenset(
    {",", ";", ":", ".", "?", "!", "(", ")", "[", "]", "—", "–", "--", "-", "…", "...", "..", '"', "*", "•", "|", "/"}
)
DASHES = frozenset({"—", "–", "--", "-", "―"})


class Verb(NamedTuple):
    """The verb group around a cue: where it begins, and what its auxiliaries say."""

    first: int
    negated: bool
    future: bool
    passive: bool


def verb_group(page: Page, cue: Cue) -> Verb:
    """The auxiliaries and adverbs before a cue."""
    x, low = page.x, page.low
    start = page.first_of[page.sentence[cue.first]]
    k = cue.first
    negated = future = passive = False
    while k > start:
        word = low[k - 1]
        if word in x.negation:
            negated = True
        elif word in x.future:
            future = True
        elif word in x.passive:
            passive = True
        elif word in x.possessive:
            if cue.shape or k - 2 < start or low[k - 2] not in x.pronoun:
                break
        elif word == "," and not cue.shape and _asided(page, k - 1, start):
            future = True
            break
        elif (not page.adverb(k - 1) and page.time[k - 1] < 0) or word in x.coordinator or page.m(k - 1) is not None:
            break
        k -= 1
    while k < cue.first and page.time[k] >= 0:
        k += 1
    return Verb(k, negated, future, passive)


def _asided(page: Page, comma: int, start: int) -> bool:
    """True when an aside between commas parts a verb from its modal ("would, in particular, stress")."""
    for k in range(comma - 1, max(start, comma - ASIDE_AT_MOST), -1):
        if page.low[k] == ",":
            return page.low[k - 1] in page.x.future
    return False


def breaks(page: Page, i: int) -> bool:
    """True for a token that no noun phrase without appositions crosses."""
    if page.low[i] == "-" and i and page.end[i - 1] == page.start[i]:
        return False
    return page.low[i] in MARKS or page.low[i] in page.x.clause or i in page.opens or i in page.closes


def phrase_left(page: Page, end: int, first: int) -> Source | None:
    """The noun phrase that ends before token `end`, not reaching before `first`; None where none stands."""
    low, x = page.low, page.x
    k = end
    while k > first and end - k < PHRASE_AT_MOST:
        i = k - 1
        mention = page.m(i)
        if mention is not None and mention.last <= end and mention.first >= first:
            k = mention.first
            continue
        if mention is None and page.inside[i] >= 0:
            k = page.quote(page.inside[i]).open
            continue
        if i in page.closes and page.quote(page.closes[i]).open > first and end - i > 1:
            k = page.quote(page.closes[i]).open
            continue
        if low[i] == ")" and (opened := _opened(page, i, first)) is not None:
            k = opened
            continue
        if low[i] in x.finite or low[i] in x.relative:
            k_ = _past_relative(page, i, first)
            if k_ is None:
                break
            k = k_
            continue
        if low[i] in x.joint and not _joins(page, i, first, end):
            break
        if low[i] not in x.joint and breaks(page, i):
            break
        if i < end - 1 and page.x.cue_at(low, i) is not None and _finite(page, i):
            break
        k = i
    return _stripped(page, k, end)


def _past_relative(page: Page, i: int, first: int) -> int | None:
    """The relative pronoun at or before token `i` that follows its noun without a mark; None where there is none."""
    for j in range(i, max(first, i - RELATIVE_AT_MOST), -1):
        if page.low[j] in page.x.relative:
            cue = page.x.cue_at(page.low, j - 1)
            plain = page.low[j - 1] not in MARKS and page.low[j - 1] not in page.x.clause
            return j if j > first and plain and cue is None else None
        if page.low[j] in MARKS:
            return None
    return None


def antecedent(page: Page, end: int, first: int) -> Source | None:
    """The noun phrase right before a relative pronoun: the nearest one, with its article."""
    mention = page.m(end - 1)
    if mention is not None and mention.last == end and mention.first >= first:
        start = mention.first
        while start > first and page.low[start - 1] in page.x.determiner:
            start -= 1
        return Source(start, end, "source.relative")
    source = phrase_left(page, end, first)
    if source is None:
        return None
    start = source.first
    for k in range(source.first + 1, end):
        if page.low[k] in page.x.article and (
            page.low[k - 1] in page.x.preposition or page.low[k - 1] in page.x.infinitive
        ):
            start = k
    return Source(start, end, "source.relative")


def _finite(page: Page, i: int) -> bool:
    cue = page.x.cue_at(page.low, i)
    return cue is not None and cue.shape == "" and cue.kind != "according" and page.low[i - 1] not in page.x.article


def _opened(page: Page, i: int, first: int) -> int | None:
    for j in range(i - 1, max(first, i - 12), -1):
        if page.low[j] == "(":
            return j
    return None


def _joins(page: Page, i: int, first: int, end: int) -> bool:
    """True for an "and" between two actors, or between two nouns of one phrase."""
    left, right = page.m(i - 1), page.m(i + 1)
    if left is not None and right is not None and i - 1 >= first:
        before = left.first - 1
        while before >= first and page.low[before] in page.x.determiner:
            before -= 1
        apart = (
            before < first
            or breaks(page, before)
            or page.low[before] in page.x.preposition
            or page.low[before] in page.x.joint
        )
        return apart or left.form in ("role", "group")
    if left is not None or right is not None or i - 1 < first:
        return False
    return page.low[i + 1] not in page.x.article and page.low[i + 1] not in page.x.pronoun and i + 2 < end


def _stripped(page: Page, k: int, end: int) -> Source | None:
    """The phrase `[k, end)` without what stands before its first noun: openers, times, whole circumstances."""
    low, x = page.low, page.x
    while k < end and (
        (page.adverb(k) and page.m(k) is None) or page.time[k] >= 0 or low[k] in x.coordinator or low[k] in x.possessive
    ):
        k += 1
    if k >= end:
        return None
    if low[k] in x.preposition:
        best = None
        for j in range(k + 1, end):
            m = page.m(j)
            starts = (
                low[j] in x.article or low[j] in x.pronoun or (m is not None and m.first == j) or low[j] in x.determiner
            )
            before = low[j - 1]
            owned = before in x.preposition or before in x.determiner or before in x.possessive or before in x.joint
            if starts and page.time[j] < 0 and not (owned and page.time[j - 1] < 0):
                best = j
                break
        if best is None:
            return None
        k = best
    if low[k] in x.pronoun and end - k > 1:
        k = end - 1 if low[end - 1] in x.pronoun else k
    if not any(low[j][0].isalnum() for j in range(k, end)):
        return None
    return Source(k, end, "source.phrase")


def phrase_right(page: Page, k: int, stop: int) -> Source | None:
    """The noun phrase that starts at token `k` ("said X"): through its appositions where they are known."""
    low, x = page.low, page.x
    j = k
    while j < stop and j < k + PHRASE_AT_MOST:
        mention = page.m(j)
        if mention is not None and mention.first >= k:
            j = mention.last
            continue
        if page.time[j] >= 0 or low[j] in x.clause or low[j] in x.infinitive or (low[j] in MARKS and breaks(page, j)):
            break
        if low[j] in x.preposition and (
            j == k or page.time[min(j + 1, page.n - 1)] >= 0 or x.frame.longest(low, j) is not None
        ):
            break
        if j > k and page.adverb(j) and low[j] not in x.joint:
            break
        j += 1
    if j == k:
        return None
    leads = (
        low[k] in x.article
        or low[k] in x.determiner
        or low[k] in x.pronoun
        or low[k] in x.former
        or page.m(k) is not None
    )
    return Source(k, j, "source.right") if leads or page.capital(k) or low[k][0].isdigit() else None


def object_end(page: Page, k: int, stop: int) -> int:
    """Where the noun phrase at token `k` ends that stands before what is said ("told X that", "told X Y")."""
    low, x = page.low, page.x
    if k >= stop:
        return stop
    mention = page.m(k)
    if mention is not None and mention.first == k and not (mention.last < stop and low[mention.last] in x.possessive):
        return mention.last
    if low[k] in x.pronoun_object:
        return k + 1
    j = k + 1 if mention is None else mention.last
    while j < stop and j < k + OBJECT_AT_MOST:
        word, before = low[j], low[j - 1]
        m = page.m(j)
        if word in x.complementiser or word in x.question or word in x.infinitive or word in MARKS or page.time[j] >= 0:
            return j
        linked = before in x.preposition or before in x.article or before in x.determiner or before in x.possessive
        if word in x.negation and j + 1 < stop and low[j + 1] in x.infinitive:
            return j
        if not linked and (word in x.pronoun or word in x.article or (m is not None and m.first == j)):
            return j
        j = m.last if m is not None and m.first == j else j + 1
    return min(k + 1, stop)


def sentence_subject(page: Page, first: int, stop: int) -> Source | None:
    """The subject of the last clause of tokens `[first, stop)` that opens with a known actor."""
    low, x = page.low, page.x
    fallback: Source | None = None
    best: Source | None = None
    for i in range(first, stop):
        opener = "" if i == first else low[i - 1]
        if page.inside[i] >= 0 and page.quote(page.inside[i]).kind == "double":
            continue
        start = i == first or opener in x.coordinator or opener in x.opener
        if not start and opener not in (",", ":", "—", "–", "--") and (i - 1) not in page.closes:
            continue
        found = subject_at(page, i, stop)
        if found is None:
            continue
        if start:
            best = found
        elif fallback is None:
            fallback = found
    return best or fallback


def subject_at(page: Page, i: int, stop: int) -> Source | None:
    """The subject that begins at token `i`, past adverbs and times: a known actor, or an article with its noun."""
    low, x = page.low, page.x
    k = i
    while k < stop and (page.adverb(k) or page.time[k] >= 0) and page.m(k) is None:
        k += 1
    start = k
    while (
        k < stop
        and page.m(k) is None
        and (low[k] in x.determiner or low[k] in x.former or low[k] in x.honorific or low[k] == ".")
    ):
        k += 1
    mention = page.m(k) if k < stop else None
    if mention is None or mention.first != k or mention.last > stop:
        if start < stop and low[start] in x.article:
            return _plain_noun(page, start, stop)
        return None
    if mention.form not in ("name", "actor", "role", "pronoun", "group", "unknown"):
        return None
    last = mention.last
    if last < stop and low[last] in x.possessive:
        return None
    if last + 1 < stop and low[last] in x.joint:
        other = page.m(last + 1)
        if other is not None and other.first == last + 1:
            last = other.last
    return Source(start, last, "source.subject")


def _plain_noun(page: Page, start: int, stop: int) -> Source | None:
    """An article and the noun after it ("the tower …"), when no actor is named."""
    end = start + 2
    return Source(start, end, "source.noun") if end < stop and not breaks(page, start + 1) else None


def apposed(page: Page, comma: int, first: int) -> Source | None:
    """X in "X, …, CUE", given the comma before the cue: an age, an apposition, a relative or a circumstance between."""
    low = page.low
    best: Source | None = None
    k = comma - 1
    while k > first and comma - k < APART_AT_MOST:
        if low[k] in MARKS and low[k] not in (",", ")", "(", '"') and low[k] not in DASHES:
            break
        if low[k] == "," and page.inside[k] < 0 and _parenthesis(page, k + 1, comma):
            source = phrase_left(page, k, first)
            if source is not None and opens(page, source.first, first):
                best = source
        k -= 1
    return best


def opens(page: Page, k: int, first: int) -> bool:
    """True when a clause may begin at token `k`."""
    if k == first:
        return True
    word = page.low[k - 1]
    return (
        word in page.x.clause or word in page.x.coordinator or word in (",", ":", ";", "—", "–", "--", '"', "(")
        or page.time[k - 1] >= 0 or page.adverb(k - 1) or word in page.x.opener
    )  # fmt: skip


def _parenthesis(page: Page, k: int, stop: int) -> bool:
    """True when what begins at `k` after a comma may stand between a subject and its verb."""
    low, x = page.low, page.x
    word = low[k]
    m = page.m(k)
    cue = x.cue_at(low, k)
    return (
        word[0].isdigit() or word in x.determiner or word in x.relative or word in x.adjunct or page.time[k] >= 0
        or word in x.former or word in x.article or (m is not None and m.first == k) or word in x.participle
        or (cue is not None and cue.shape == "ing")
        or (stop - k <= 8 and word not in x.coordinator and word not in x.clause)
    )  # fmt: skip
