"""Time expressions and their values."""

from __future__ import annotations

import msgspec

from risalah.model.span import Span


class Time(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time expression in the text.

    `value` is EDTF or TIMEX3 (CODEBOOK, "Time"), as precise as the words and no more, or None when it
    cannot be fixed. `type` is TIMEX3's DATE, TIME, DURATION or SET. `mod` is TIMEX3's START, MID, END,
    APPROX … where the words say so. `conflict` says in one sentence what does not fit (a weekday that is
    not that date's). `relation` is how the words relate to it: `on`, `since`, `until`, `before`, `after`.
    """

    span: Span
    value: str | None
    type: str
    rule: str
    mod: str | None = None
    relation: str = "on"
    conflict: str | None = None
