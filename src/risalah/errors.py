"""Every error of risalah, in one tree.

    RisalahError
    ├── UsageError          a bad option, path or file given by the user (exit code 2)
    │   └── PackError       a language pack that cannot be loaded or is not consistent
    └── DocumentError       one document cannot be read; the run goes on with a `Reject`
        ├── DecodeError     its bytes are not text
        └── LimitError      it is larger than a limit that keeps reading linear

Lower errors (`OSError`, `tomllib.TOMLDecodeError`, `msgspec.ValidationError` …) are mapped to these
where they arise; nothing else leaves the public functions.
"""


class RisalahError(Exception):
    """Base of all errors that risalah raises on purpose."""


class UsageError(RisalahError):
    """The user gave something that cannot be used; the message is one clear sentence."""


class PackError(UsageError):
    """A language pack is missing, unreadable or inconsistent."""


class DocumentError(RisalahError):
    """One document cannot be read; it becomes a `Reject`."""


class DecodeError(DocumentError):
    """The bytes of a document are not text in any encoding that is tried."""


class LimitError(DocumentError):
    """A document exceeds a size limit."""
