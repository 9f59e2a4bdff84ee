"""The types of risalah. Nothing here does input or output."""

from risalah.model.document import Header, Layout, Mark, Raw
from risalah.model.reading import Mention, Quote, Reading, Tokens
from risalah.model.record import Event, Record, Reject, Statement, Why
from risalah.model.span import Span, covering
from risalah.model.time import Time

__all__ = [
    "Event",
    "Header",
    "Layout",
    "Mark",
    "Mention",
    "Quote",
    "Raw",
    "Reading",
    "Record",
    "Reject",
    "Span",
    "Statement",
    "Time",
    "Tokens",
    "Why",
    "covering",
]
