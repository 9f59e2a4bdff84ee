"""Where sentences end, across glued borders and inside quotations."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from risalah.model import Quote, Span, Tokens

SENTENCE_AT_MOST = 400
"""Tokens after which a sentence is cut in any case, so that work on sentences stays linear in the text."""
STOPS = frozenset({".", "?", "!", "…", "...", ".."})
CLOSERS = frozenset({")", "]", "*"})
OPENERS = frozenset({'"', "'", "(", "[", "*", "-", "–", "—", "•"})


def number_sentences(
    text: str, tokens: Tokens, quotes: Iterable[Quote], abbreviations: Collection[str]
) -> tuple[Tokens, tuple[Span, ...]]:
    """Tokens with their sentence numbers, and the sentences' spans.

    A sentence ends at a paragraph's end, and at a stop (with the closing marks after it) before a capital, a
    digit, an opening mark or bracket, whether or not a space stands between. `abbreviations` (folded, without
    their stop) and initials do not end one. Marks between a stop and a lower-case word end none (`…," kata`).
    """
    n = len(tokens)
    sentence = [0] * n
    number = 0
    i = 0
    lower, paragraph = tokens.lower, tokens.paragraph
    closing = {q.close for q in quotes if q.closed}
    first = 0
    while i < n:
        sentence[i] = number
        if i - first >= SENTENCE_AT_MOST or (i + 1 < n and paragraph[i + 1] != paragraph[i]):
            number, first = number + 1, i + 1
        elif lower[i] in STOPS:
            last = _end(text, tokens, i, closing, abbreviations)
            if last is not None:
                for k in range(i + 1, last + 1):
                    sentence[k] = number
                i = last
                number, first = number + 1, i + 1
        i += 1
    numbered = msgspec.structs.replace(tokens, sentence=tuple(sentence))
    return numbered, _spans(numbered)


def _end(text: str, tokens: Tokens, i: int, closing: Collection[int], abbreviations: Collection[str]) -> int | None:
    """The last token of the sentence whose stop is token `i`, or None when it does not end here."""
    lower, start, end = tokens.lower, tokens.start, tokens.end
    n = len(tokens)
    here = tokens.paragraph[i]
    if lower[i] == "." and i and end[i - 1] == start[i]:
        before = lower[i - 1]
        if before in abbreviations or (len(before) == 1 and before.isalpha()):
            return None
    last, k = i, i + 1
    while k < n and tokens.paragraph[k] == here and (lower[k] in CLOSERS or k in closing or lower[k] in STOPS):
        last = k
        k += 1
    if k >= n or tokens.paragraph[k] != here:
        return last
    first = text[start[k]]
    if first.isupper() or first.isdigit() or lower[k] in OPENERS:
        # 4.3 and the like are one token; a stop glued to a digit is a list number or a clock time.
        return None if lower[i] == "." and first.isdigit() and start[k] == end[i] else last
    return None


def _spans(tokens: Tokens) -> tuple[Span, ...]:
    spans: list[Span] = []
    first = 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens.sentence[i] != tokens.sentence[first]:
            spans.append(Span(tokens.start[first], tokens.end[i - 1]))
            first = i
    return tuple(spans)
