"""Annotated articles that the tests train on: made up here, from a few patterns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WHO = ["Minister Anna Berg", "President Omar Rashid", "Mr. Keller", "the ministry", "Ms. Okafor", "the union"]
CUES = ["said", "told reporters", "insisted", "argued", "hinted", "believes"]
WHAT = [
    "the talks would resume in Geneva",
    "the border was closed for good",
    "prices would fall before the winter",
    "no deal had been reached on grain",
    "the envoy had left the capital",
]


def article(number: int) -> dict[str, Any]:
    """One article of four sentences with their attributions."""
    text, found = "", []
    for k in range(4):
        n = number * 7 + k * 3
        who, cue, what = WHO[n % len(WHO)], CUES[n // 2 % len(CUES)], WHAT[n % len(WHAT)]
        start = len(text)
        if k % 2:
            text += f"“{what[0].upper()}{what[1:]},” {who} {cue}.\n\n"
            begin = start + 1
        else:
            text += f"On Monday {who} {cue} that {what}.\n\n"
            begin = text.index("that ", start)
        content = [begin, text.index(what[1:], start) + len(what) - 1]
        a, b = text.index(who, start), text.index(f" {cue}", start) + 1
        found.append({"source": [[a, a + len(who)]], "cue": [[b, b + len(cue)]], "content": [content]})
    return {"doc_id": f"d{number}", "text": text, "attributions": found}


def write(path: Path, count: int = 40) -> Path:
    """A file of articles in JSON Lines."""
    path.write_text("".join(json.dumps(article(n)) + "\n" for n in range(count)), encoding="utf-8")
    return path
