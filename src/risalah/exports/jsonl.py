"""JSON Lines: one record a line, in the shape of the gold files (CODEBOOK)."""

from __future__ import annotations

import json

import msgspec

from risalah.model import Record, Reject

_ENCODER = msgspec.json.Encoder()


def encode(record: Record | Reject) -> bytes:
    """A record or reject as one line of JSON with its line break.

    UTF-8; a text that holds halves of surrogate pairs, which UTF-8 cannot, is written in `\\u` escapes.
    """
    try:
        return _ENCODER.encode(record) + b"\n"
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(record), separators=(",", ":")).encode("ascii") + b"\n"
