"""Copies: the same article at two addresses, the same text twice, a wire story that several outlets carry.

A document is compared with those before it by a bottom-k sketch of its word shingles (Broder 1997, "On the
resemblance and containment of documents"): the `SKETCH` smallest hashes of all runs of `SHINGLE` words estimate how
much of the two texts is the same. Only documents that share one of their `KEYS` smallest hashes are compared at all,
so that the time for each document does not grow with the corpus.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit
from zlib import crc32

import msgspec

from risalah.model import Raw, Reject

K = TypeVar("K")
V = TypeVar("V")

SHINGLE = 4
"""Words of one shingle."""
SKETCH = 64
"""Hashes kept of a document; the estimate's standard error is about 0.05 at a similarity of 0.8."""
KEYS = 5
"""Hashes by which a document is found again: two texts alike by 0.8 share one of them 99.9 times in 100."""
ALIKE = 0.8
"""Least estimated similarity of a copy: an article with another headline and one paragraph less has it."""
UPDATED = 0.3
"""The same for two texts at one address."""
SHORTEST = 20
"""Words below which only the very same text is a copy."""
REMEMBERED = 50_000
"""Documents that are remembered, in some 120 MB: memory must not grow with the corpus."""

_WORD = re.compile(r"\w+")
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|ref|source|from|page|single)$", re.I)


class Copy(NamedTuple):
    """Which earlier document one repeats, by which sign (`address`, `text`, `alike`), and how alike they are."""

    of: str
    rule: str
    similarity: float


class Known(NamedTuple):
    """What is remembered of a document."""

    doc_id: str
    sketch: array[int]


class Copies:
    """Recognises copies among documents that are shown to it one after the other."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._by_id: OrderedDict[bytes, None] = OrderedDict()
        self._by_address: OrderedDict[bytes, Known] = OrderedDict()
        self._by_text: OrderedDict[bytes, str] = OrderedDict()
        self._by_key: OrderedDict[int, tuple[Known, ...]] = OrderedDict()

    def seen(self, doc_id: str) -> bool:
        """Whether an earlier document had this id; remembers it."""
        key = _digest(doc_id)
        was = key in self._by_id
        self._keep(self._by_id, key, None)
        return was

    def __call__(self, raw: Raw) -> Copy | None:
        """The earlier document that `raw` repeats, or None; remembers it when it is none."""
        address = _digest(plain_address(raw.url)) if raw.url else None
        words = words_of(raw.text)
        text = _digest(" ".join(words))
        same = self._by_text.get(text)
        if same is not None:
            return Copy(same, "text", 1.0)
        sketch = sketched(words) if len(words) >= SHORTEST else array("I")
        found = self._by_address.get(address) if address else None
        if found is not None:  # an outlet's front page stands as the address of many
            likeness = resemblance(sketch, found.sketch)
            if likeness >= UPDATED:
                return Copy(found.doc_id, "address", likeness)
        near = self._near(sketch)
        if near is not None:
            return near
        known = Known(raw.doc_id, sketch)
        if address:
            self._keep(self._by_address, address, known)
        self._keep(self._by_text, text, raw.doc_id)
        for key in sketch[:KEYS]:
            self._keep(self._by_key, key, (*self._by_key.get(key, ())[-3:], known), KEYS)
        return None

    def _near(self, sketch: array[int]) -> Copy | None:
        best: Copy | None = None
        for key in sketch[:KEYS]:
            for known in self._by_key.get(key, ()):
                likeness = resemblance(sketch, known.sketch)
                if likeness >= ALIKE and (best is None or likeness > best.similarity):
                    best = Copy(known.doc_id, "alike", likeness)
        return best

    def _keep(self, table: OrderedDict[K, V], key: K, value: V, times: int = 1) -> None:
        table.pop(key, None)
        table[key] = value
        if len(table) > self._remembered * times:
            table.popitem(last=False)


def words_of(text: str) -> list[str]:
    """The words by which texts are compared."""
    return _WORD.findall(text.casefold())


def sketched(words: list[str]) -> array[int]:
    """The `SKETCH` smallest hashes of a text's shingles, in order; the same everywhere, so that they can be kept."""
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
    hashes = {crc32(s.encode("utf-8", "surrogatepass")) for s in shingles}
    return array("I", nsmallest(SKETCH, hashes))


def resemblance(a: array[int], b: array[int]) -> float:
    """How much two sketched texts are the same (Jaccard similarity of their shingles), estimated."""
    both = sorted(set(a) | set(b))[: min(SKETCH, max(len(a), len(b)))]
    shared = set(a) & set(b)
    return sum(h in shared for h in both) / len(both) if both else 0.0


def plain_address(url: str) -> str:
    """An address without what changes between visits: scheme, `www.`, `m.`, `amp`, tracking fields, fragment."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = (parts.netloc or "").lower().removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    path = parts.path.rstrip("/").removesuffix("/amp")
    kept = sorted(f for f in parts.query.split("&") if f and not _TRACKING.match(f.partition("=")[0]))
    return f"{host}{path}?{'&'.join(kept)}"


def linked(found: Iterable[Raw | Reject], copies: Copies | None = None) -> Iterator[Raw | Reject]:
    """The documents, each copy with the id of the document that it repeats and a note that says so.

    An id that came before is noted too: by its id that document cannot be told from the other.
    """
    copies = copies or Copies()
    for document in found:
        if isinstance(document, Raw):
            notes = list(document.notes)
            if copies.seen(document.doc_id):
                notes.append("An earlier document has the same id.")
            copy = copies(document)
            if copy is not None:
                notes.append(f"A copy of {copy.of} ({_told(copy)}).")
                document = msgspec.structs.replace(document, copy_of=copy.of)
            if len(notes) > len(document.notes):
                document = msgspec.structs.replace(document, notes=tuple(notes))
        yield document


def _told(copy: Copy) -> str:
    if copy.rule == "alike":
        return f"{copy.similarity:.0%} of the words are the same"
    return f"the same address, {copy.similarity:.0%} of the words" if copy.rule == "address" else "the same words"


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
