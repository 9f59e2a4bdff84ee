"""One record as bytes, in the format that was asked for."""

from __future__ import annotations

import msgspec

from risalah.exports import markdown, table, text
from risalah.exports.jsonl import encode
from risalah.model import Raw, Record

FORMATS = ("text", "jsonl", "table", "markdown")


def page(form: str) -> int:
    """How many columns a format takes where there is no terminal to fit it to."""
    return table.WIDTH if form == "table" else 100


class Renderer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Renders records; can be sent to another process."""

    form: str
    width: int = 100
    colour: bool = False

    @property
    def head(self) -> bytes:
        """What stands before the first record."""
        return table.head(self.width, self.colour).encode() if self.form == "table" else b""

    def __call__(self, raw: Raw, record: Record) -> bytes:
        """One record, ready to be written."""
        if self.form == "jsonl":
            return encode(record)
        if self.form == "table":
            shown = table.render(raw, record, self.width, self.colour)
        elif self.form == "markdown":
            shown = markdown.render(raw, record)
        else:
            shown = text.render(raw, record, self.width, self.colour)
        return shown.encode("utf-8", "backslashreplace")
