"""Opposite wordings are not one utterance, and take no id along."""

from __future__ import annotations

import pytest

from risalah.ledger import Ledger
from risalah.ledger.contrary import contrary_acts, contrary_words
from risalah.ledger.correcting import correct
from risalah.ledger.questions import one
from tests.ledger.made import Say, article, kept


@pytest.mark.parametrize(
    ("language", "one", "other", "opposite"),
    [
        ("id", "bea masuk akan dinaikkan bulan depan", "bea masuk akan diturunkan bulan depan", True),
        ("id", "kota itu menolak usulan pelabuhan", "kota itu menyetujui usulan pelabuhan", True),
        ("id", "kami tidak akan menyerahkan pulau itu", "kami akan menyerahkan pulau itu", True),
        ("id", "kami akan menyerahkan pulau itu", "kami segera menyerahkan pulau itu", False),
        (
            "id",
            "kami menolak usulan itu dan menerima yang lain",
            "kami menerima usulan itu dan menolak yang lain",
            False,
        ),
        ("id", "jembatan itu kekurangan dana", "kami meminta tambahan uang bagi jembatan di pasar lama", False),
        ("en", "the port will be opened to their ships", "the port will be closed to their ships", True),
        ("en", "we will not hand over the island", "we will hand over the island", True),
        ("en", "we can't accept the new line", "we can accept the new line", True),
        ("en", "we will not leave and will not sign", "we will not leave and will sign", True),
        ("en", "Russia must withdraw from the port", "Ukraine must withdraw from the port", True),
        ("id", "Moskow harus mundur dari pelabuhan", "Rusia harus mundur dari pelabuhan", False),
        ("xx", "not this", "this", False),
    ],
)
def test_opposite_words(language: str, one: str, other: str, opposite: bool) -> None:
    assert contrary_words(language, one, other) == contrary_words(language, other, one) == opposite


@pytest.mark.parametrize(
    ("one", "other", "opposite"),
    [
        ({"reject"}, {"accept"}, True),
        ({"deny"}, {"support", "assert"}, True),
        ({"reject", "accept"}, {"accept"}, False),
        ({"reject"}, {"demand"}, False),
    ],
)
def test_opposite_acts(one: set[str], other: set[str], opposite: bool) -> None:
    assert contrary_acts(one, other) == contrary_acts(other, one) == opposite


def test_opposites_are_two_utterances(ledger: Ledger) -> None:
    words = "tarif bagi kapal asing di pelabuhan akan {} mulai bulan depan"
    kept(ledger, article("a", Say(words.format("dinaikkan"))), article("b", Say(words.format("diturunkan"))))
    assert ledger.rows("SELECT id FROM groups") == []


@pytest.mark.parametrize("later", ["kami akan menyerahkan pulau itu kepada siapa pun", "kami menyerahkan 2 pulau"])
def test_an_id_does_not_go_along_with_words_that_say_the_reverse(ledger: Ledger, later: str) -> None:
    kept(ledger, article("a", Say("kami tidak akan menyerahkan pulau itu kepada siapa pun")))
    (key,) = (r["key"] for r in ledger.rows("SELECT key FROM statements"))
    correct(ledger, key, {"acts": "reject"})
    kept(ledger, article("a", Say(later)))
    assert one(ledger, key).superseded
    (now,) = (r["key"] for r in ledger.rows("SELECT key FROM statements WHERE current = 1"))
    assert one(ledger, now).corrected == ()
