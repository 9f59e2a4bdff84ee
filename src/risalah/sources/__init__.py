"""Sources: each module reads one format and yields `Raw` documents, or a `Reject` that says why not."""

from risalah.sources.columns import Columns, parse_columns
from risalah.sources.files import check_paths, documents
from risalah.sources.formats import FORMATS, SUFFIXES
from risalah.sources.limits import DEFAULT_LIMIT, parse_size

__all__ = [
    "DEFAULT_LIMIT",
    "FORMATS",
    "SUFFIXES",
    "Columns",
    "check_paths",
    "documents",
    "parse_columns",
    "parse_size",
]
