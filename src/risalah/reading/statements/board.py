"""What the finders of statements share: the page, the drafts so far, and how one is written down."""

from __future__ import annotations

from risalah.model import Draft, Span
from risalah.reading.statements import contents
from risalah.reading.statements.ends import Ends
from risalah.reading.statements.page import Cue, Page
from risalah.reading.statements.sources import Source


class Board:
    """One page and what is found on it so far."""

    def __init__(self, page: Page) -> None:
        self.p = page
        self.x = page.x
        self.drafts: list[tuple[int, Draft]] = []
        self.used: set[int] = set()
        """Numbers of quotations that are some draft's content."""
        self.subject: dict[int, Source] = {}
        self.cues: list[Cue] = []
        self.contents: list[tuple[int, int]] = []
        """Token ranges of clauses that are content already."""
        self.done: set[int] = set()
        """First tokens of the cues that are drafts."""
        self.cued: set[int] = set()
        """Sentences with a cue that says something of its own."""
        self.asked: list[tuple[int, int]] = []
        """Token ranges of what somebody is asked to do."""
        self.ends = Ends(page, self.cues)

    def _add(self, at: int, draft: Draft) -> None:
        self.drafts.append((at, draft))

    def _emit(
        self, at: int, cue: Cue | None, source: Source | None, spans: tuple[Span, ...], mode: str,
        frame: list[tuple[int, int]], rule: str,
    ) -> None:  # fmt: skip
        p = self.p
        cue_span = source_span = None
        sentence = p.sentence[at]
        if rule == "frame.back" and spans:
            rule = "statement.back"
        if cue is not None:
            end = p.end[cue.last - 1]
            if cue.clitic and source is None:
                clitic = next(c for c in self.x.clitics if p.low[cue.first].endswith(c))
                source_span = Span(end - len(clitic), end)
            if cue.clitic:
                end -= len(next(c for c in self.x.clitics if p.low[cue.first].endswith(c)))
            cue_span = Span(p.start[cue.first], end)
            sentence = p.sentence[cue.first]
        if source is not None:
            source_span = p.span(source.first, source.last)
            if not any(c.isalnum() for c in source_span.slice(p.text)):
                return
        if cue is not None:
            self.done.add(cue.first)
            if cue.kind != "passive":
                self.cued.add(sentence)
        draft = Draft(
            content=spans, mode=mode, rule=rule, cue=cue_span, cue_form=cue.form if cue else "",
            cue_class=cue.kind if cue else "", cue_tokens=(cue.first, cue.last) if cue else None,
            source=source_span, source_tokens=(source.first, source.last) if source else None,
            frame=tuple((a, b) for a, b in frame if a < b), sentence=sentence,
        )  # fmt: skip
        self._add(at, draft)

    def _has_words(self, span: Span) -> bool:
        return any(c.isalnum() for c in span.slice(self.p.text))

    def _use(self, first: int, last: int) -> None:
        for i in range(first, min(last, self.p.n)):
            if i in self.p.opens:
                self.used.add(self.p.opens[i])

    def _before_used(self, begin: int, content: contents.Content) -> contents.Content | None:
        """The part of a content before a quotation that another cue already took."""
        p = self.p
        stop = min((i for i in range(begin, min(content.last, p.n)) if p.opens.get(i) in self.used), default=begin)
        return contents.indirect(p, begin, stop) if stop - begin >= 3 else None

    def _drafted(self, cue: Cue) -> bool:
        return cue.first in self.done
