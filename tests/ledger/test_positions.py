"""Stances and changes: what acts say for or against an issue, and which two statements show that it turned."""

from __future__ import annotations

import msgspec
import pytest

from risalah.ledger import Ledger
from risalah.ledger.filters import Filter
from risalah.ledger.positions import changes
from risalah.ledger.stances import stance
from risalah.model import Span, Why
from tests.ledger.made import Say, article, kept

WORDS = "perluasan aliansi militer ke perbatasan kami tidak dapat diterima dalam keadaan apa pun"


@pytest.mark.parametrize(
    ("words", "acts", "issue", "found"),
    [
        ("kami membuka pelabuhan bagi barang mereka", ("commit",), "trade", "for"),
        ("kami membuka pelabuhan bagi barang mereka", ("commit",), "gaza-war", "unknown"),
        ("kami membuka pelabuhan bagi barang mereka", ("commit", "question"), "trade", "unknown"),
        ("kami menerima anggota baru", ("accept",), "nato-enlargement", "for"),
        ("kami menerima anggota baru", ("accept",), "ukraine-war", "unknown"),
        ("kami menerima anggota baru", ("offer",), "ukraine-war", "open"),
        ("kami mencabut sanksi itu", ("commit",), "sanctions", "unknown"),
        ("kami menambah sanksi itu", ("commit",), "sanctions", "for"),
        ("we lift the measures", ("support",), "sanctions", "unknown"),
        ("kami menaikkan tarif itu", ("commit",), "trade", "unknown"),
        ("kami menolak tarif itu", ("reject",), "trade", "unknown"),
        ("kami tidak membuka pelabuhan itu", ("commit",), "trade", "unknown"),
        ("kedua pihak segera meletakkan senjata", ("demand",), "gaza-ceasefire", "for"),
        ("aliansi itu tumbuh ke timur", ("warn",), "nato-enlargement", "against"),
    ],
)
def test_a_stance_is_for_what_one_can_be_for(words: str, acts: tuple[str, ...], issue: str, found: str) -> None:
    _, record = article("a", Say(words, acts=acts, issues=(issue,)))
    assert stance(record.statements[0], issue)[0] == found


@pytest.mark.parametrize(
    ("words", "act", "found"),
    [
        ("kami menolak perluasan aliansi itu", (5, 12), "against"),
        ("kami menolak usulan mereka dan melihat dengan cemas pada perluasan aliansi itu", (5, 12), "unknown"),
        ("perluasan aliansi itu untuk selamanya", None, "against"),
        ("kota itu mengundang para menteri dan menyambut hangat perluasan aliansi itu", None, "unknown"),
    ],
)
def test_an_act_far_from_the_issue_says_nothing_about_it(words: str, act: tuple[int, int] | None, found: str) -> None:
    _, record = article("a", Say(words, acts=("reject",), issues=("nato-enlargement",)))
    said = record.statements[0]
    first, at = said.content[0].start, words.index("perluasan")
    why = (
        Why("acts", "act", "likely", (Span(first + act[0], first + act[1]),) if act else ()),
        Why("issues", "issue", "likely", (Span(first + at, first + at + 9),)),
    )
    assert stance(msgspec.structs.replace(said, why=why), "nato-enlargement")[0] == found


def test_of_several_acts_the_one_near_the_issue_counts() -> None:
    words = "jaminan itu dapat dibahas lagi jika mereka datang, dan kami tidak menunggu: awas perluasan"
    _, record = article("a", Say(words, acts=("offer", "warn"), issues=("security-guarantees", "nato-enlargement"),
                                 condition="jika mereka datang"))  # fmt: skip
    said = record.statements[0]
    first = said.content[0].start

    def at(word: str) -> tuple[Span, ...]:
        return (Span(first + words.index(word), first + words.index(word) + len(word)),)

    why = (
        Why("acts", "a", "likely", at("dapat")), Why("acts", "b", "likely", at("awas")),
        Why("issues", "c", "likely", at("jaminan")), Why("issues", "d", "likely", at("perluasan")),
    )  # fmt: skip
    said = msgspec.structs.replace(said, why=why)
    assert stance(said, "security-guarantees") == ("conditional", "stance.conditional")
    assert stance(said, "nato-enlargement") == ("against", "stance.warn")


@pytest.mark.parametrize(("rule", "found"), [("id.issue.trade", "for"), ("id.issue.trade.any", "unknown")])
def test_words_of_a_wide_meaning_show_no_stance(rule: str, found: str) -> None:
    _, record = article("a", Say("kami mendukung mereka", acts=("support",), issues=("trade",)))
    why = (Why("issues", rule, "likely", ()),)
    assert stance(msgspec.structs.replace(record.statements[0], why=why), "trade")[0] == found


@pytest.mark.parametrize(
    ("later", "speaker", "turned"),
    [
        ("perluasan aliansi militer dapat kami setujui", "Ivan Petrov", 1),
        ("perluasan aliansi militer dapat kami setujui", "Olga Ivanova", 0),
        ("perluasan aliansi militer ke perbatasan dapat kami setujui", "Olga Ivanova", 1),
        ("kunjungan itu kami setujui", "Ivan Petrov", 0),
    ],
)
def test_only_what_speaks_of_the_same_matter_can_turn(ledger: Ledger, later: str, speaker: str, turned: int) -> None:
    before = Say(WORDS, acts=("reject",), issues=("nato-enlargement",))
    after = before._replace(words=later, acts=("accept",), day="2023-03-03", speaker=speaker)
    kept(ledger, article("a", before), article("b", after, published="2023-03-04"))
    assert len(changes(ledger, Filter())) == turned


@pytest.mark.parametrize(("later", "turned"), [("we accept Sweden in Nato", 1), ("we accept the visit", 0)])
def test_two_languages_share_names(ledger: Ledger, later: str, turned: int) -> None:
    before = Say("kami menolak Swedia di NATO", acts=("reject",), issues=("nato-enlargement",))
    after = before._replace(words=later, acts=("accept",), day="2023-03-03")
    kept(ledger, article("a", before), article("b", after, published="2023-03-04", language="en"))
    assert len(changes(ledger, Filter())) == turned


@pytest.mark.parametrize(
    ("condition", "turned"), [("jika kapal ditarik", 0), ("jika semua kapal ditarik", 0), ("jika senjata dihapus", 1)]
)
def test_a_condition_in_other_words_is_none_that_turned(ledger: Ledger, condition: str, turned: int) -> None:
    def say(condition: str, day: str) -> Say:
        words = f"perluasan aliansi kami terima {condition}"
        return Say(words, acts=("accept",), issues=("nato-enlargement",), condition=condition, day=day)

    kept(
        ledger, article("a", say("jika kapal ditarik", "2022-12-07")),
        article("b", say(condition, "2023-03-03"), published="2023-03-04"),
    )  # fmt: skip
    assert [c.turned for c in changes(ledger, Filter())] == ["condition"] * turned


@pytest.mark.parametrize(
    ("words", "acts", "issue", "found"),
    [
        ("negara itu tidak pernah bergabung dengan NATO", ("demand",), "nato-enlargement", "against"),
        ("the alliance must never move eastwards", ("demand",), "nato-enlargement", "against"),
        ("negara itu segera bergabung dengan NATO", ("demand",), "nato-enlargement", "unknown"),
        ("jaminan bahwa kapal tidak berlayar", ("demand",), "security-guarantees", "for"),
        ("negara itu tidak bergabung dengan NATO", ("assert",), "nato-enlargement", "unknown"),
    ],
)
def test_what_is_demanded_not_to_be(words: str, acts: tuple[str, ...], issue: str, found: str) -> None:
    _, record = article("a", Say(words, acts=acts, issues=(issue,)))
    assert stance(record.statements[0], issue)[0] == found
