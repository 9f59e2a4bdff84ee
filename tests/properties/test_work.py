"""Twice the text takes twice the work, counted in function calls: a clock would make this a test of the machine."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from risalah.model import Raw, Record
from tests.reading.reading import reader

LENGTH = 1_500
ENDLESS = ("Kata dia, ", "Boadu mengatakan ", "dia mengatakan ia ", "mengecam serangan dan mendesak ")
"""One sentence without end: work is bounded only beyond the length at which a sentence is cut."""
AT_MOST = 2.4
"""Quadratic work comes near 4."""

PATTERNS = [
    '"satu dua tiga # empat," kata Boadu. ',
    '"satu dua tiga empat #."\n\n',
    "Kapal # berangkat. Hal itu diungkapkan Kwame Boadu. ",
    "Boadu mengatakan # kapal berangkat. ",
    "Presiden Ghana Kwame Boadu bertemu ",
    "Senin (11/3/2024) ",
    "Boadu dan Lunde dan ",
    "X, yang ",
    "di Oslo ",
    "jika ",
    "RusiaUkraina",
    '"',
    '"a ',
    "“",
    "(",
    "a.",
    "<p>",
    "\n",
    "Baca juga: a\n",
    "Kata dia, ",
    "Boadu mengatakan ",
    "dia mengatakan ia ",
    "mengecam serangan dan mendesak ",
]


def work(text: str) -> int:
    """Calls of functions that reading a text takes."""
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = reader().read(Raw("d", text, published="2024-03-14"))
    finally:
        sys.setprofile(before)
    assert isinstance(found, Record), found
    return calls


@pytest.mark.parametrize("pattern", PATTERNS)
def test_work_grows_with_the_length(pattern: str) -> None:
    number = (8 * LENGTH if pattern in ENDLESS else LENGTH) // len(pattern)
    once, twice = ("".join(pattern.replace("#", str(100 + k)) for k in range(n)) for n in (number, 2 * number))
    work(twice)  # what is remembered from one text to the next is remembered now
    assert work(twice) <= AT_MOST * work(once)
