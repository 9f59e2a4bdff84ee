"""Acts: hard cases written for this test, and properties on any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risalah.errors import PackError
from risalah.model import Span
from risalah.packs.loader import load
from risalah.reading.acts import Acts, ActTable
from risalah.reading.wordpatterns import Grammar, Matcher, folded, words_of

ACTS = Acts(load("id"))


def labels(content: str, cue: str = "", mode: str = "indirect") -> list[str]:
    text = f"Menteri {cue} {content}"
    return [f.label for f in ACTS(text, (Span(len(text) - len(content), len(text)),), cue, mode)]


def test_rule_ids_are_unique_and_name_their_label() -> None:
    ids = [r.id for r in ACTS.rules]
    assert len(set(ids)) == len(ids)
    assert all(r.id.startswith(f"id.act.{r.label}.") for r in ACTS.rules)


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("mengatakan", "curah hujan di pulau itu turun tahun ini", ["assert"]),
        ("menuntut", "permintaan maaf dari kedua menteri", ["demand"]),
        ("mengatakan", "kapal asing harus segera pergi", ["demand"]),
        ("mengatakan", "kapal asing tidak harus segera pergi", ["assert"]),
        ("kata", "Kami akan membalas serangan itu", ["warn"]),
        ("kata", "Kami tidak akan menerima syarat itu", ["reject"]),
        ("kata", "Kami tidak pernah mengirim pasukan ke sana", ["deny"]),
        ("menolak", "mengungkapkan isi surat itu", ["decline"]),
        ("menyampaikan", "dukungannya kepada Fiji", ["support"]),
        ("menegaskan", "tidak dapat dibenarkan apa pun alasannya", ["accuse"]),
        ("kata", "Apakah itu adil?", ["question"]),
        ("mengatakan", "warga tak perlu panik menghadapi badai itu", ["request"]),
        ("menyebut", "patroli itu sebagai aksi pencitraan", ["accuse"]),
        ("melaporkan", "serangan Zamunda menewaskan tujuh orang", ["assert"]),
        ("mengumumkan", "pembukaan kedutaan di Dili", ["commit"]),
        ("menyampaikan", "duka mendalam atas gempa itu", ["support"]),
        ("", "", ["assert"]),
    ],
)
def test_cases(cue: str, content: str, expected: list[str]) -> None:
    assert labels(content, cue) == expected


def test_a_second_act_of_another_sentence_is_kept() -> None:
    assert labels("Kami siap untuk berunding. Tetapi mereka melanggar gencatan senjata.", "kata", "direct") == [
        "offer",
        "accuse",
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Menteri Wakanda mengatakan pasukan Zamunda menculik tujuh nelayan.", "accuse"),
        ("Menteri Zamunda mengatakan pasukan Zamunda menculik tujuh nelayan.", "assert"),
        ("Menteri Wakanda mengatakan pasukan kami menculik tujuh nelayan.", "assert"),
        ("Menteri Wakanda mengatakan serangan itu menewaskan tujuh nelayan.", "accuse"),
        ("Menteri Wakanda mengatakan banjir itu menewaskan tujuh nelayan.", "assert"),
    ],
)
def test_violence_is_an_accusation_of_another_than_the_source(sentence: str, expected: str) -> None:
    at = sentence.index("mengatakan ") + len("mengatakan ")
    text = f"Kemarin laut tenang. {sentence} Hari ini kapal Zamunda pulang."
    at += text.index(sentence)
    found = ACTS(text, (Span(at, text.index("nelayan.") + 7),), "mengatakan", "indirect", sentence)
    assert [f.label for f in found] == [expected]


def test_no_rule_is_left_open() -> None:
    assert {r.certainty for r in ACTS.rules} <= {"certain", "likely"}


def test_spans_stand_in_the_document() -> None:
    text = "Menteri berkata, “Kami bersedia untuk berunding lagi,” pekan ini."
    start = text.index("Kami")
    (found,) = ACTS(text, (Span(start, text.index(",”")),), "berkata", "direct")
    assert found.label == "offer"
    assert [s.slice(text) for s in found.spans] == ["bersedia untuk"]


def test_labels_are_those_of_the_world_pack() -> None:
    from risalah.packs.loader import load_world, read_toml

    table = read_toml(load_world().folder / "acts.toml", ActTable)
    known = [a.label for a in table.act]
    assert len(set(known)) == len(known) == 13
    assert {r.label for r in ACTS.rules} | {"assert"} == set(known)


def test_patterns_match_words_gaps_and_choices() -> None:
    grammar = Grammar({"negation": ("not",), "see": ("see", "look at")}, ("ly",))

    def hit(pattern: str, text: str) -> bool:
        low = folded(text)
        return bool(Matcher(grammar, [(0, pattern)]).find(low, words_of(low)))

    assert hit("will <2> go", "They will now surely GO")
    assert not hit("will <2> go", "They will not go")
    assert not hit("will <2> go", "They will. We go")
    assert not hit("will go", "They will, go")
    assert hit("(a|the big) cat", "the big-cat")
    assert not hit("cat", "concat cats")
    assert hit("quick~", "quickly")
    assert hit("{see} #", "look at 12")
    assert hit("go (to the)? town", "go town")
    assert hit("go (to the)? town", "go to the town")


@pytest.mark.parametrize("pattern", ["", "<2> a", "(a", "(a|)", "{none}", "a?", "a)", "<9>", "a ? b"])
def test_bad_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(PackError):
        Grammar({}, ()).compile(pattern)


@settings(max_examples=150)
@given(st.text(max_size=300), st.text(max_size=20), st.sampled_from(["direct", "indirect", "mixed"]), st.data())
def test_any_text(text: str, cue: str, mode: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4).filter(lambda c: len(c) % 2 == 0)))
    content = tuple(Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True))
    found = ACTS(text, content, cue, mode, text)
    assert found == ACTS(text, content, cue, mode, text)
    assert 1 <= len(found) <= 2
    assert all(any(c.contains(s) for c in content) for f in found for s in f.spans)


WORDS = st.lists(
    st.sampled_from(
        ["kami", "akan", "tidak", "harus", "siap", "\ud800", "?", ".", "“", "Iran", "membalas", "jika", "İ"]
    ),
    max_size=60,
)


@given(WORDS)
def test_any_words(words: list[str]) -> None:
    text = " ".join(words)
    found = ACTS(text, (Span(0, len(text)),), "kata", "direct")
    assert len({f.label for f in found}) == len(found)


def test_long_texts_take_linear_time() -> None:
    text = "kami akan harus tidak siap Iran akan " * 20_000 + '"' * 100_000 + "." * 200_000
    assert ACTS(text, (Span(0, len(text)),), "kata", "direct")
    text = " ".join(f"Zamunda{n} menyerang pulau. Wakanda{n} akan segera pulang." for n in range(20_000))
    assert ACTS(text, (Span(0, len(text)),), "kata", "direct", text)
