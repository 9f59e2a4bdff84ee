"""Letters that were encoded twice: UTF-8 read as Latin-1 or Windows-1252 and encoded again ("TÃ¼rkiye")."""

from __future__ import annotations

import re

HIGH = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""The second byte of a letter as either encoding shows it. Some are marks or control characters, which would end a
word anywhere else."""
LEADS = "ÃÄÅ"
TAIL = rf"(?:(?<=[{LEADS}])[{HIGH}][^\W\d_]*)"
"""What goes on with a word whose letters so far end in a damaged one's first half."""
DAMAGED = re.compile(rf"[{LEADS}][{HIGH}]")


def mend(text: str) -> str:
    """The text with its twice-encoded letters as they were meant. For looking up and naming, never for offsets."""
    return DAMAGED.sub(_letter, text) if any(lead in text for lead in LEADS) else text


def _letter(found: re.Match[str]) -> str:
    both = found.group()
    last = ord(both[1])
    raw = bytes((ord(both[0]), last)) if last < 0x100 else both.encode("cp1252")
    return raw.decode("utf-8")
