"""Drafts: what the statements stage hands on. What is found in whole texts is tested by the packs' corpora."""

from __future__ import annotations

import pytest

from risalah.packs import load
from risalah.reading.statements.page import Lexis, Page
from tests.reading.reading import drafts, read, tokens, words

LEXIS = Lexis(load("id"))


def page(text: str) -> Page:
    return Page(read(text, until="actors"), LEXIS)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('"Kami siap berangkat," kata Henrik Solvang.', "statement.quote.after"),
        ('"Kami siap berangkat," katanya.', "statement.quote.clitic"),
        ('Henrik Solvang: "Kami siap berangkat besok."', "statement.quote.colon"),
        ("Henrik Solvang mengatakan kapal itu berangkat.", "statement.say"),
        ("Henrik Solvang mengecam penahanan kapal.", "statement.object"),
        ("Menurut Henrik Solvang, kapal itu berangkat.", "statement.according"),
        ("Kapal itu berangkat besok pagi, kata Henrik Solvang.", "statement.unquoted.after"),
        ("Kapal itu berangkat. Hal itu diungkapkan Henrik Solvang.", "statement.back"),
        ("Ditegaskan Henrik Solvang, kapal itu berangkat.", "statement.fronted"),
    ],
)
def test_each_way_of_reporting_names_its_rule(text: str, rule: str) -> None:
    (draft,) = drafts(text)
    assert draft.rule == rule


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ('"Kami siap berangkat," kata Henrik Solvang.', "direct"),
        ("Henrik Solvang mengatakan kapal itu berangkat.", "indirect"),
        ('Henrik Solvang mengatakan kapal itu "penuh sesak" dan berangkat.', "mixed"),
        ('Henrik Solvang mengatakan, "Kapal itu sudah berangkat."', "direct"),
        ("Henrik Solvang mengatakan kapal 'itu' berangkat.", "indirect"),
    ],
)
def test_modes(text: str, mode: str) -> None:
    assert [d.mode for d in drafts(text)] == [mode]


def test_a_clitic_is_no_part_of_its_cue() -> None:
    text = 'Henrik Solvang tiba. "Kami siap berangkat," ujarnya.'
    (draft,) = drafts(text)
    assert (words(text, draft.cue), words(text, draft.source)) == (["ujar"], ["nya"])
    assert (draft.cue_form, draft.source_tokens) == ("ujar", None)


def test_the_frame_is_the_clause_without_the_content() -> None:
    text = "Pada Senin, Henrik Solvang mengatakan kepada wartawan di Oslo bahwa kapal itu berangkat."
    reading = read(text, until="statements")
    (draft,) = reading.drafts
    frame = " | ".join(tokens(reading, a, b) for a, b in draft.frame)
    assert "Pada Senin" in frame
    assert "kepada wartawan di Oslo" in frame
    assert "kapal" not in frame


def test_drafts_stand_in_the_order_of_the_text() -> None:
    text = (
        "Menurut Henrik Solvang, kapal itu rusak. "
        '"Kami siap berangkat," kata Ines Quispe. '
        "Kwame Boadu menegaskan pelabuhan ditutup."
    )
    assert [d.content[0].slice(text) for d in drafts(text)] == [
        "kapal itu rusak",
        "Kami siap berangkat",
        "pelabuhan ditutup",
    ]


def test_a_quotation_is_the_content_of_one_draft_only() -> None:
    text = '"Kami siap berangkat," kata Henrik Solvang, menegaskan kapal itu sudah diperbaiki.'
    pieces = [s for d in drafts(text) for s in d.content]
    assert len(pieces) == len(set(pieces))
    assert words(text, pieces[0]) == ["Kami siap berangkat"]


def test_a_quotation_without_a_cue_follows_the_draft_before() -> None:
    text = 'Henrik Solvang mengatakan kapal itu rusak.\n\n"Mesinnya mati sejak semalam. Kami menunggu suku cadang."'
    first, second = drafts(text)
    assert (first.follows, second.follows) == (None, 0)
    assert (second.cue, second.source, second.mode) == (None, None, "direct")


@pytest.mark.parametrize(
    "text",
    [
        "Henrik Solvang tidak mengatakan apa-apa.",
        "Henrik Solvang akan mengatakan sesuatu besok.",
        "Kapal itu dilaporkan tenggelam.",
        "Kapal yang disebut Si Tua itu tenggelam.",
        'Ia menonton film "Laut Kita" di rumah.',
        "mengatakan",
        "kata",
        '"," kata',
        "",
    ],
)
def test_no_draft_is_made_of(text: str) -> None:
    assert drafts(text) == ()


@pytest.mark.parametrize(
    ("word", "form", "kind", "clitic"),
    [
        ("mengatakan", "mengatakan", "say", False),
        ("ujarnya", "ujar", "after", True),
        ("menurutnya", "menurut", "according", True),
        ("kata", "kata", "after", False),
    ],
)
def test_cues_are_known_with_their_clitics(word: str, form: str, kind: str, clitic: bool) -> None:
    cue = LEXIS.cue_at((word,), 0)
    assert cue is not None
    assert (cue.form, cue.kind, cue.clitic) == (form, kind, clitic)


def test_cues_of_several_words_are_taken_whole() -> None:
    cue = LEXIS.cue_at(("menyambut", "baik", "rencana"), 0)
    assert cue is not None
    assert (cue.form, cue.last) == ("menyambut baik", 2)
    assert LEXIS.cue_at(("kapal",), 0) is None


def test_a_page_knows_what_stands_at_a_token() -> None:
    p = page('Menlu Norwegia Henrik Solvang tiba. "Kami siap," kata Solvang pada 13 Maret 2024.')
    low = list(p.low)
    opened, closed = [i for i, w in enumerate(low) if w == '"']
    assert (p.opens[opened], p.closes[closed]) == (0, 0)
    assert [p.inside[i] for i in (opened, opened + 1, closed)] == [-1, 0, -1]
    assert p.time[low.index("maret")] == 0
    assert p.time[low.index("tiba")] == -1
    person = p.m(low.index("henrik"))
    assert person is not None
    assert person.name == "Henrik Solvang"
    assert p.m(low.index("tiba")) is None
    assert p.m(-1) is None
    assert p.m(p.n) is None
