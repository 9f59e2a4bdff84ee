"""Speakers: which person or body a source stands for, and by which rule."""

from __future__ import annotations

import pytest

from risalah.model import Draft
from tests.reading.reading import read, reader

TWO = "Presiden Ghana Kwame Boadu bertemu Menteri Luar Negeri Peru Ines Quispe di Lima. "


def voices(text: str, published: str | None = None) -> list[Draft]:
    return list(read(text, published, until="speakers").drafts)


@pytest.mark.parametrize(
    ("sentence", "speaker", "party", "rule"),
    [
        ("Boadu mengatakan kapal itu berangkat.", "Kwame Boadu", "Ghana", "speaker.name"),
        ("Ines Quispe mengatakan kapal itu berangkat.", "Ines Quispe", "Peru", "speaker.name"),
        ("Ia mengatakan kapal itu berangkat.", "Kwame Boadu", "Ghana", "speaker.pronoun"),
        ("Presiden Ghana itu mengatakan kapal itu berangkat.", "Kwame Boadu", "Ghana", "speaker.role"),
        ("Menlu Peru mengatakan kapal itu berangkat.", "Ines Quispe", "Peru", "speaker.role"),
        ("Accra mengatakan kapal itu berangkat.", "Ghana", "Ghana", "speaker.body"),
        ("Peru mengatakan kapal itu berangkat.", "Peru", "Peru", "speaker.body"),
        ('"Kapal itu berangkat," katanya.', "Kwame Boadu", "Ghana", "speaker.clitic"),
        ("Ghana dan Peru mengatakan kapal itu berangkat.", "Ghana; Peru", "Ghana; Peru", "speaker.joint"),
    ],
)
def test_the_speaker_of(sentence: str, speaker: str, party: str, rule: str) -> None:
    (draft,) = voices(TWO + sentence)
    assert (draft.speaker, draft.party, draft.speaker_rule) == (speaker, party, rule)


def test_a_pronoun_goes_to_the_last_speaker() -> None:
    text = TWO + "Boadu mengatakan kapal itu berangkat. Quispe mengatakan kapal itu rusak. Ia menegaskan mesinnya mati."
    assert [d.speaker for d in voices(text)] == ["Kwame Boadu", "Ines Quispe", "Ines Quispe"]


def test_a_pronoun_does_not_reach_over_a_whole_article() -> None:
    text = "Presiden Ghana Kwame Boadu tiba di Lima. " + "".join(f"Hujan turun di desa nomor {n}. " for n in range(12))
    (draft,) = voices(text + '"Kapal itu berangkat," kata dia.')
    assert draft.speaker is None


def test_nobody_is_invented_for_an_unnamed_source() -> None:
    (draft,) = voices(TWO + "Seorang diplomat mengatakan kapal itu berangkat.")
    assert draft.speaker is None


def test_a_pronoun_without_anybody_before_it() -> None:
    (draft,) = voices('"Kapal itu berangkat besok pagi," katanya.')
    assert (draft.speaker, draft.party) == (None, None)


def test_a_quotation_without_a_cue_has_the_speaker_it_follows() -> None:
    text = TWO + 'Quispe mengatakan kapal itu rusak.\n\n"Mesinnya mati sejak semalam. Kami menunggu suku cadang."'
    draft = voices(text)[-1]
    assert (draft.speaker, draft.speaker_rule) == ("Ines Quispe", "speaker.context")


def test_an_office_without_a_name_is_looked_up_in_the_year_of_publication() -> None:
    text = "Presiden Rusia mengatakan kapal itu berangkat."
    assert [d.speaker for d in voices(text, "2015-03-01")] == ["Vladimir Putin"]
    assert [d.speaker for d in voices(text)] == [None]
    assert [d.party for d in voices(text)] == ["Russia"]


def test_holders_of_an_office_are_known_by_year() -> None:
    stage = dict(reader().stages)["speakers"]
    holder = stage.holder  # type: ignore[attr-defined]
    assert holder("president", "Russia", 2015) == "Vladimir Putin"
    assert holder("president", "Russia", None) is None
    assert holder("president", "Nowhere", 2015) is None
    assert holder("president", "Russia", 1900) is None


def test_people_named_in_a_text_go_before_the_table() -> None:
    text = "Presiden Rusia Ivan Baranov tiba di Lima. Presiden Rusia mengatakan kapal itu berangkat."
    assert [d.speaker for d in voices(text, "2015-03-01")] == ["Ivan Baranov"]
