"""Documents as rows: JSON Lines with the fields that `risalah read` takes, so that gathered articles are read later."""

from __future__ import annotations

import json

import msgspec

from risalah.model import Raw

_ENCODER = msgspec.json.Encoder()


def row(raw: Raw) -> bytes:
    """A document as one line of JSON: `id`, `text` and every other field that is known."""
    fields: dict[str, object] = {"id": raw.doc_id}
    for name in ("url", "outlet", "title", "published", "author", "language", "file", "copy_of"):
        value = getattr(raw, name)
        if value is not None:
            fields[name] = value
    fields["text"] = raw.text
    if raw.runs:
        fields["runs"] = raw.runs
    if raw.notes:
        fields["notes"] = raw.notes
    try:
        return _ENCODER.encode(fields) + b"\n"
    except UnicodeEncodeError:  # halves of surrogate pairs, which UTF-8 has not
        return json.dumps(fields, separators=(",", ":")).encode("ascii") + b"\n"
