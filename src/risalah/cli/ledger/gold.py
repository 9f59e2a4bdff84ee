"""Corrected articles as gold files: `FOLDER/gold/ID.json`, and their texts in `FOLDER/texts.jsonl`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from risalah.cli.output import writable, writing

if TYPE_CHECKING:
    from risalah.ledger.correcting import Corrected

_PLAIN = re.compile(r"[^\w.-]+")
TEXTS = "texts.jsonl"


def write(found: Sequence[Corrected], folder: str) -> int:
    """Write the articles; how many there are. A gold file also names the slots that were corrected."""
    import msgspec

    from risalah.exports.rows import row
    from risalah.model import Raw

    place = Path(folder)
    with writable(folder):
        (place / "gold").mkdir(parents=True, exist_ok=True)
    with writing(str(place / TEXTS)) as texts:
        for one in found:
            name = _name(one.record.doc_id, one.record.digest)
            gold = msgspec.to_builtins(one.record)
            gold |= {"doc_id": name, "file": TEXTS, "corrected": {k: list(v) for k, v in one.slots.items()}}
            h = one.record.header
            texts.write(row(Raw(name, one.text, title=h.title, published=h.published, outlet=h.outlet)))
            with writing(str(place / "gold" / f"{name}.json")) as out:
                out.write(msgspec.json.format(msgspec.json.encode(gold), indent=1) + b"\n")
    return len(found)


def _name(doc_id: str, digest: str) -> str:
    """A name for a file: of the id as far as that can be one, and of the text, since ids are given twice."""
    plain = _PLAIN.sub("-", doc_id).strip(".-")[:60] or hashlib.sha256(doc_id.encode()).hexdigest()[:8]
    return f"{plain}-{digest[:8]}"
