"""risalah: news articles in, the negotiating record out.

    import risalah

    record = risalah.read(text="...")
    for statement in record.statements:
        print(statement.speaker, statement.acts, statement.text)

Every name below is loaded when it is first used, so that `import risalah` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from risalah.api import documents, encode, read, read_all
    from risalah.book import Book, Rows, open
    from risalah.errors import DecodeError, DocumentError, LimitError, PackError, RisalahError, UsageError
    from risalah.model import Event, Header, Raw, Record, Reject, Span, Statement, Time, Why
    from risalah.reading.pipeline import Reader

__version__ = "0.1.0"

__all__ = [
    "Book",
    "DecodeError",
    "DocumentError",
    "Event",
    "Header",
    "LimitError",
    "PackError",
    "Raw",
    "Reader",
    "Record",
    "Reject",
    "RisalahError",
    "Rows",
    "Span",
    "Statement",
    "Time",
    "UsageError",
    "Why",
    "documents",
    "encode",
    "open",
    "read",
    "read_all",
]

_HOMES = {
    "risalah.api": ("documents", "encode", "read", "read_all"),
    "risalah.book": ("Book", "Rows", "open"),
    "risalah.errors": ("DecodeError", "DocumentError", "LimitError", "PackError", "RisalahError", "UsageError"),
    "risalah.model": ("Event", "Header", "Raw", "Record", "Reject", "Span", "Statement", "Time", "Why"),
    "risalah.reading.pipeline": ("Reader",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOME:
        raise AttributeError(f"module 'risalah' has no attribute {name!r}")
    value: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
