"""One form for the spellings of a name: what transliteration, hyphens and diacritics change is put aside."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from risalah.packs import load_world

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
# Ways in which one sound is written in Latin letters: Russian, Ukrainian, Arabic, Persian, Korean, old Indonesian.
_EQUAL = (
    (r"[’'`ʻʼ‘]", ""),
    (r"\b(?:al|el|as|az|ar|an|ash|at|ad)[- ](?=\w{3})", ""), (r"-", " "), (r"\b(bin|ibn|ben)\b", "bin"),
    (r"oe", "u"), (r"tj", "c"), (r"\bdj|(?<=\w)dj", "j"), (r"kh", "h"), (r"zh", "j"), (r"shch|sch", "sh"), (r"ck", "k"),
    (r"gh|q", "g"), (r"ph", "f"), (r"ou|oo", "u"), (r"ee", "i"), (r"(?:iy|yy|ii|ij|yi)\b", "i"),
    (r"aei|ae", "ai"), (r"ei|ey", "e"), (r"y\b", "i"), (r"([aeiou])y(?!\1)(?=[aeiou])", r"\1"),
    (r"y", "i"), (r"ks", "x"), (r"w", "v"),
    (r"tz|ts", "c"), (r"([^\W\d])\1", r"\1"), (r"(?<=\w{2})[ae]h\b", "a"), (r"(?<=\w)e\b", "i"),
)  # fmt: skip
# "II" is no doubled letter; "Xi" is a name.
_NUMERAL = re.compile(r"x{0,1}(?:ix|iv|v?i{0,3})")
_LETTERWORD = re.compile(r"[A-Z]{2,5}")
_WORTH = {"i": 1, "v": 5, "x": 10}
_RULES = tuple((re.compile(pattern), put) for pattern, put in _EQUAL)


@cache
def _forms() -> dict[str, str]:
    """Forms of one given name that differ in more than the rules put aside: the first stands for all."""
    return {also: row["form"] for row in load_world().table("spellings") for also in row["also"].split("|")}


def _number(found: re.Match[str]) -> str:
    """The number of a ruler of that name; what is none stays."""
    letters = [_WORTH[c] for c in found[0]] if _NUMERAL.fullmatch(found[0]) and found[0] != "xi" else []
    signed = (-one if one < next_ else one for one, next_ in zip(letters, [*letters[1:], 0], strict=True))
    return str(sum(signed)) if letters else found[0]


@cache
def plain_name(name: str) -> str:
    """A name without what differs between its spellings; two spellings of one name have the same."""
    if _LETTERWORD.fullmatch(name):
        return name.casefold()  # initials are spelled in one way
    bare = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    bare = re.sub(r"[^\W\d_]+", lambda m: _forms().get(m[0], m[0]), bare)
    bare = re.sub(r"\b(?:[ivx]{2,4})$", _number, bare)
    for pattern, put in _RULES:
        bare = pattern.sub(put, bare)
    return " ".join(re.findall(r"\w+", bare))
