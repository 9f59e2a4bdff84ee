"""What is said: where the content of a cue begins and ends."""

from __future__ import annotations

from typing import NamedTuple

from risalah.model import Span
from risalah.reading.statements.page import Cue, Page

ADJUNCT_AT_MOST = 30
NEAR = 7
ACTIVE = frozenset({"say", "object", "weak", "according"})
STOPS = frozenset({".", "?", "!", "…", "...", ".."})
EDGES = frozenset({".", "?", "!", "…", "...", "..", ",", ";", ":", "-", "–", "—", '"', ")", "*", "'"})
TRIM = frozenset({",", ";", ":", "-", "–", "—"})


class Content(NamedTuple):
    """Spans of a content with its mode, and the token ranges around it that tell circumstances."""

    spans: tuple[Span, ...]
    mode: str
    frame: tuple[tuple[int, int], ...]
    last: int
    """One past the last token of the content."""


def begin(page: Page, cue: Cue, stop: int) -> tuple[int, bool]:
    """The first token of the content after a cue, past circumstances, and whether a mark introduced it.

    Circumstances ("kepada wartawan di Jakarta, Senin (3/2),") count only when a complementiser, a colon or a
    comma ends them.
    """
    k = cue.last
    marked = False
    if k < stop and page.low[k] in page.x.about:
        return k + 1, False
    if cue.kind in ("object", "weak") and k < stop and page.low[k] in page.x.audience and page.m(k + 1) is None:
        return k + 1, False
    colon = next((j for j in range(k, min(stop, k + NEAR)) if page.low[j] == ":" and j + 1 in page.opens), None)
    if colon is not None:
        return colon + 1, True
    near = _near_complementiser(page, k, stop)
    if near is not None:
        return near + 1, True
    while k < stop:
        word = page.low[k]
        if word in page.x.complementiser or word == ":":
            return k + 1, True
        if word == ",":
            nxt = k + 1
            if nxt < stop and (page.time[nxt] >= 0 or page.low[nxt] in page.x.adjunct):
                after = _adjunct_end(page, nxt, stop)
                if after is not None:
                    k = after
                    marked = True
                    continue
            if nxt < stop and page.low[nxt] in page.x.complementiser:
                nxt += 1
            return nxt, True
        if page.time[k] >= 0:
            after = _past_time(page, k, stop)
            if after < stop and (page.low[after] in (",", ":") or page.low[after] in page.x.complementiser):
                k = after
                continue
            return k, marked
        if word in page.x.adjunct and k + 1 < stop and page.low[k + 1] in page.x.demonstrative:
            return k, marked
        if word in page.x.adjunct:
            after = _adjunct_end(page, k, stop)
            if after is None:
                after = _audience_end(page, k, stop)
                if after is None:
                    return k, marked
                return after, False
            k = after
            continue
        if (
            word in page.x.adverb
            and k + 1 < stop
            and (page.low[k + 1] in page.x.complementiser or page.low[k + 1] in (",", ":"))
        ):
            k += 1
            continue
        return k, marked
    return k, marked


def _near_complementiser(page: Page, k: int, stop: int) -> int | None:
    """A complementiser a few words after the cue ("menyatakan dengan tegas bahwa"), no other cue or mark between."""
    for j in range(k, min(stop, k + NEAR)):
        if page.low[j] in page.x.strong and page.low[j - 1] in page.x.coordinator:
            return None
        if page.low[j] in page.x.strong or (
            page.low[j] in page.x.complementiser and j > k and page.low[j - 1] in page.x.utterance
        ):
            return j
        if not page.low[j].isalpha():
            return None
        cue = page.x.cue_at(page.low, j)
        if cue is not None and cue.kind in ACTIVE:
            return None
    return None


def _past_time(page: Page, k: int, stop: int) -> int:
    while k < stop and (page.time[k] >= 0 or page.low[k] in ("(", ")")):
        k += 1
    return k


def _adjunct_end(page: Page, k: int, stop: int) -> int | None:
    """The token that ends the circumstances beginning at `k`: a complementiser, a colon or a comma; else None."""
    depth = 0
    for j in range(k, min(stop, k + ADJUNCT_AT_MOST)):
        word = page.low[j]
        if word == "(":
            depth += 1
        elif word == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and (word == ":" or (word in page.x.complementiser and j > k)):
            return j
        elif depth == 0 and word == ",":
            later = _adjunct_end(page, j + 1, stop) if j + 1 < stop and _goes_on(page, j + 1) else None
            return later if later is not None else j
        elif j in page.opens or (j > k and (cue := page.x.cue_at(page.low, j)) is not None and cue.kind in ACTIVE):
            return None
    return None


def _goes_on(page: Page, k: int) -> bool:
    """True when circumstances go on after a comma: a date, a preposition, a bare place name before a comma."""
    if page.time[k] >= 0 or page.low[k] in page.x.adjunct:
        return True
    j = k
    while j < page.n and j < k + 4 and page.capital(j):
        j += 1
    return j > k and j < page.n and page.low[j] == ","


def _audience_end(page: Page, k: int, stop: int) -> int | None:
    """Past "to X" right after the cue where nothing marks its end but the mention itself."""
    if page.low[k] in page.x.audience and k + 1 < stop:
        mention = page.m(k + 1)
        if mention is not None:
            return mention.last
    return None


def tail(page: Page, first: int, stop: int) -> int:
    """Where the content that starts at `first` ends before a relay ("seperti dikutip dari …") or the stop."""
    for k in range(first + 1, stop):
        if page.inside[k] >= 0:
            continue
        hit = page.x.relay.longest(page.low, k, stop) if page.low[k] in page.x.relay_start else None
        if hit is not None and (page.low[k - 1] not in page.x.participle or _carrier(page, hit[0])):
            return k
    return stop


def _carrier(page: Page, k: int) -> bool:
    """True when who carries a relay may stand at token `k`: a name, a filler before one."""
    return k < page.n and (page.capital(k) or page.low[k] in page.x.relay_filler)


def indirect(page: Page, first: int, stop: int) -> Content | None:
    """The content over tokens `[first, stop)` of one sentence: direct when it is one whole quotation."""
    stop = _before_day(page, first, stop)
    opened = page.opens.get(first)
    if opened is not None and _only_marks(page, page.quote(opened).close + 1, stop):
        return quoted(page, opened)
    end = stop
    last_quote = max((q for i, q in page.opens.items() if first <= i < stop), default=None)
    if last_quote is not None:
        end = max(end, min(page.quote(last_quote).close + 1, page.n))
    end = trim_end(page, first, end)
    while first < end and page.low[first] in TRIM:
        first += 1
    if first >= end:
        return None
    if opened is not None and page.quote(opened).close == end - 1:
        return quoted(page, opened)
    mode = (
        "mixed"
        if any(first <= i < end and page.quote(q).kind == "double" for i, q in page.opens.items())
        else "indirect"
    )
    return Content((page.span(first, end),), mode, (), end)


def _only_marks(page: Page, first: int, stop: int) -> bool:
    """True when nothing but stops and marks stands in tokens `[first, stop)`."""
    return all(page.low[k] in EDGES for k in range(first, stop))


def _before_day(page: Page, first: int, stop: int) -> int:
    """`stop`, or the comma before a day that closes the sentence (", Senin (11/3).") and is not what is said."""
    k = stop - 1
    while k > first and (page.time[k] >= 0 or page.low[k] in EDGES or page.low[k] == "(") and page.low[k] != ",":
        k -= 1
    dated = any(page.time[j] >= 0 for j in range(k + 1, stop))
    return k if k > first and page.low[k] == "," and dated and page.inside[k] < 0 else stop


def trim_end(page: Page, first: int, end: int) -> int:
    """`end` moved left past stops and commas that are not part of what is said."""
    while end > first and page.low[end - 1] in EDGES:
        if page.low[end - 1] == ")" and any(page.low[k] == "(" for k in range(max(first, end - 12), end)):
            break
        end -= 1
    return end


def quoted(page: Page, q: int) -> Content | None:
    """A whole quotation as direct content, final comma and full stop left out."""
    quote = page.quote(q)
    first, end = quote.open + 1, min(quote.close, page.n)
    while end > first and page.low[end - 1] in (",", ".", ";"):
        end -= 1
    while first < end and page.low[first] in ("*",):
        first += 1
    if first >= end:
        return None
    return Content((page.span(first, end),), "direct", (), min(quote.close + 1, page.n))
