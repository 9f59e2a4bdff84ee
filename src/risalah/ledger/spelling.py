"""One form for the spellings of a name: what transliteration, hyphens and diacritics change is put aside."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Letters that no decomposition takes apart.
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
# Forms of one given name that differ in more than the rules below; the first stands for all.
_FORMS = (
    "muhammad mohammad mohammed mohamed mohamad muhamad muhammed mohammod", "ahmad ahmed achmad akhmad",
    "hussein husein hussain hossein husain hosein husayn hoessein", "yusuf yousef youssef yousuf yusef yousif",
    "abdullah abdallah abdollah", "mahmud mahmoud mahmood", "hasan hassan", "alexander aleksandr alexandr aleksander",
    "dmitry dmitri dmitriy dimitri dimitry dmitrij", "netanyahu natanyahu", "gaddafi qaddafi gadhafi kadhafi khadafi",
    "usamah osama usama", "umar omar", "uthman othman usman osman", "suleiman sulaiman soleimani sulayman",
    "ismail esmail esmaeil ismael", "masoud masud massoud masood", "saud sauud", "khaled khalid", "walid waleed",
    "nasrallah nasrullah", "ibrahim ebrahim", "fadhil fadil", "yevgeny evgeny yevgeni evgeni yevgeniy evgeniy",
    "yeltsin jeltsin", "yuri yury yuriy iouri jurij", "yulia julia yuliya", "soeharto suharto", "soekarno sukarno",
)  # fmt: skip
_FORM = {word: forms.split()[0] for forms in _FORMS for word in forms.split() if word != "soleimani"}
# Ways in which one sound is written in Latin letters: Russian, Ukrainian, Arabic, Persian, Korean, old Indonesian.
_EQUAL = (
    (r"[’'`ʻʼ‘]", ""),
    (r"\b(?:al|el|as|az|ar|an|ash|at|ad)[- ](?=\w{3})", ""), (r"-", " "), (r"\b(bin|ibn|ben)\b", "bin"),
    (r"oe", "u"), (r"tj", "c"), (r"\bdj|(?<=\w)dj", "j"), (r"kh", "h"), (r"zh", "j"), (r"shch|sch", "sh"), (r"ck", "k"),
    (r"gh|q", "g"), (r"ph", "f"), (r"ou|oo", "u"), (r"ee", "i"), (r"(?:iy|yy|ii|ij|yi)\b", "i"),
    (r"aei|ae", "ai"), (r"ei|ey", "e"), (r"y\b", "i"), (r"(?<=[aeiou])y(?=[aeiou])", ""),
    (r"y", "i"), (r"ks", "x"), (r"w", "v"),
    (r"tz|ts", "c"), (r"([^\W\d])\1", r"\1"), (r"(?<=\w{2})[ae]h\b", "a"), (r"(?<=\w)e\b", "i"),
)  # fmt: skip
# "II" is no doubled letter; "Xi" is a name.
_NUMERALS = "- i ii iii iv v vi vii viii ix x - xii xiii xiv xv xvi".split()  # noqa: SIM905
_RULES = tuple((re.compile(pattern), put) for pattern, put in _EQUAL)


def _number(found: re.Match[str]) -> str:
    return str(_NUMERALS.index(found[0])) if found[0] in _NUMERALS else found[0]


@cache
def plain_name(name: str) -> str:
    """A name without what differs between its spellings; two spellings of one name have the same."""
    bare = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    bare = re.sub(r"[^\W\d_]+", lambda m: _FORM.get(m[0], m[0]), bare)
    bare = re.sub(r"\b(?:[ivx]{2,4})$", _number, bare)
    for pattern, put in _RULES:
        bare = pattern.sub(put, bare)
    return " ".join(re.findall(r"\w+", bare))
