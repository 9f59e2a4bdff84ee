"""Quotations without a cue: joined to the direct statement beside them, or given the speaker before."""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from risalah.model import Draft
from risalah.reading.statements.page import Page

BACK_AT_MOST = 12
"""Sentences between a quotation and an earlier one of the same speaker."""


class Links:
    """Joins the drafts of one page."""

    def __init__(self, page: Page) -> None:
        self.p = page

    def linked(self, drafts: list[tuple[int, Draft]]) -> list[Draft]:
        """Bare quotations joined to the direct statement beside them, or given its speaker."""
        out: list[Draft] = []
        waiting: list[Draft] = []
        for _, draft in drafts:
            if draft.rule == "statement.quote.bare":
                previous = out[-1] if out else None
                direct = previous is not None and previous.mode == "direct" and previous.rule != "frame.back"
                if direct and not waiting and previous is not None and self._touches(previous, draft):
                    out[-1] = msgspec.structs.replace(previous, content=previous.content + draft.content)
                elif waiting and not self._gapless(waiting[-1], draft):
                    self._leave(out, waiting)
                    waiting = [draft]
                else:
                    waiting.append(draft)
                continue
            if waiting:
                if draft.mode == "direct" and draft.cue is not None and self._gapless(waiting[-1], draft):
                    extra = tuple(s for w in waiting for s in w.content)
                    draft = msgspec.structs.replace(draft, content=extra + draft.content)
                else:
                    self._leave(out, waiting)
                waiting = []
            out.append(draft)
        self._leave(out, waiting)
        return out

    def _leave(self, out: list[Draft], waiting: list[Draft]) -> None:
        """Bare quotations that no cue follows: one statement of the speaker before."""
        if waiting:
            content = tuple(s for w in waiting for s in w.content)
            out.append(msgspec.structs.replace(waiting[0], content=content, follows=self._leader(out, waiting[0])))

    def _leader(self, out: list[Draft], draft: Draft) -> int | None:
        """The statement whose speaker goes on: the last, or a quotation shortly before when that is a paraphrase."""
        last = len(out) - 1
        if out and out[last].mode != "direct" and self.p.x.clauses:
            for k in range(last - 1, max(-1, last - 5), -1):
                if out[k].mode == "direct" and draft.sentence - out[k].sentence <= BACK_AT_MOST:
                    return k
        return last if out else None

    def _touches(self, previous: Draft, draft: Draft) -> bool:
        """True when a bare quotation stands in the sentence right after a statement's."""
        p = self.p
        last = max([previous.sentence, *(self._sentence_of(s.end) for s in previous.content)])
        return self._sentence_of(draft.content[0].start) - last <= 1 and p.n > 0

    def _gapless(self, waiting: Draft, draft: Draft) -> bool:
        return self._sentence_of(draft.content[0].start) - self._sentence_of(waiting.content[-1].end) <= 1

    def _sentence_of(self, offset: int) -> int:
        return self.p.sentence[max(0, bisect_right(self.p.start, max(0, offset - 1)) - 1)]
