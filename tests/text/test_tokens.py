from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Span
from risalah.text.tokens import Tokenizer, fold

GLUED = Tokenizer(
    names=["norland", "sudland", "solvang"],
    common=["yang", "dari", "akan"],
    acronyms=["QX"],
    whole=["youtube", "norlandyang"],
    prefixes=["Mc"],
    tails=["announced"],
    places=["solvik", "kurir", "y"],
    parts=["hartono", "rakai"],
    followers=["pada", "di", "hari", "dan", "seperti", "akan"],
    before_names=["di", "pada"],
    unlike=r"[gkpt]di$",
)


def cut(tokenize: Tokenizer, text: str) -> list[str]:
    tokens = tokenize(text, [Span(0, len(text))])
    return [text[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Kata dia.", ["Kata", "dia", "."]),
        ("anak-anak Jum'at", ["anak-anak", "Jum'at"]),
        ("di U.S. dan R.I. lama", ["di", "U.S.", "dan", "R.I.", "lama"]),
        ("pukul 10.30, 4.500 dan 2,5", ["pukul", "10.30", ",", "4.500", "dan", "2,5"]),
        ("Rabu (7/12/2022)", ["Rabu", "(", "7/12/2022", ")"]),
        ("ke-21 dan 21-an", ["ke-21", "dan", "21-an"]),
        ("…lagi...", ["…", "lagi", "..."]),
        ("''satu'' ``dua``", ["''", "satu", "''", "``", "dua", "``"]),
        ("&quot;satu&rdquo;", ["&quot;", "satu", "&rdquo;"]),
        ('\\"satu\\"', ['\\"', "satu", '\\"']),
        ("satu,&nbsp;dua&#160;", ["satu", ",", "dua"]),
        ("a_b", ["a", "_", "b"]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_words_and_marks(text: str, tokens: list[str]) -> None:
    assert cut(Tokenizer(), text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("NorlandSolvang", ["Norland", "Solvang"]),  # a capital inside
        ("Norlanddari", ["Norland", "dari"]),  # a name and an ordinary word
        ("Xyzzannounced", ["Xyzz", "announced"]),  # any name and a long ordinary word
        ("QXSolvang", ["QX", "Solvang"]),  # an acronym
        ("keNorland", ["ke", "Norland"]),
        ("Norland-Sudland", ["Norland", "-", "Sudland"]),  # two names
    ],
)
def test_glued_words_are_taken_apart(text: str, tokens: list[str]) -> None:
    assert cut(GLUED, text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Kurirpada", ["Kurir", "pada"]),  # an outlet
        ("Solvikdi", ["Solvik", "di"]),  # a place
        ("Hartonohari", ["Hartono", "hari"]),  # a surname
        ("WKLpada", ["WKL", "pada"]),  # capitals
        ("LaporanWKLseperti", ["Laporan", "WKL", "seperti"]),
        ("QXpada", ["QX", "pada"]),  # two capitals that are a known name
        ("Yseperti", ["Y", "seperti"]),  # an outlet of one letter
        ("pelatihan itu, pelatihandi Solvik", ["pelatihan", "itu", ",", "pelatihan", "di", "Solvik"]),
        ("rapatdi Solvik", ["rapat", "di", "Solvik"]),  # no word ends in these letters
        ("Wirayuda tiba. Wirayudahari ini", ["Wirayuda", "tiba", ".", "Wirayuda", "hari", "ini"]),
    ],
)
def test_a_closed_word_is_cut_off_a_known_name(text: str, tokens: list[str]) -> None:
    assert cut(GLUED, text) == tokens


@pytest.mark.parametrize(
    "text",
    [
        "Kurirnews",  # no word that follows
        "Hartonodi",  # a surname may end so
        "Makan",  # capitals are too few
        "ZZpada",
        "Xyzzydi",
        "kepada",
        "rapatdi".upper(),
        "terjadi",
        "pelatihandi",  # the document does not have the word
    ],
)
def test_what_only_looks_glued_stays_whole(text: str) -> None:
    assert cut(GLUED, f"{text} Solvik")[0] == text


def test_a_preposition_is_cut_off_before_a_name_only() -> None:
    assert cut(GLUED, "rapatdi sana") == ["rapatdi", "sana"]
    assert cut(GLUED, "pelatihan, pelatihandi sana") == ["pelatihan", ",", "pelatihandi", "sana"]


@pytest.mark.parametrize("text", ["YouTube", "McArthur", "NorlandYang", "Norland", "norlanddari", "Anak-anak", "Xyzzy"])
def test_whole_words_stay_whole(text: str) -> None:
    assert cut(GLUED, text) == [text]


def test_tokens_know_their_paragraph_and_place() -> None:
    text = "xx Satu dua.\n\nTiga yy"
    tokens = Tokenizer()(text, [Span(3, 12), Span(14, 18)])
    assert tokens.lower == ("satu", "dua", ".", "tiga")
    assert tokens.paragraph == (0, 0, 0, 1)
    assert tokens.start == (3, 8, 11, 14)


@pytest.mark.parametrize("mark", [*'"“”„«»‟＂', "''", "``", "&quot;", "&#8220;", '\\"', "\\”"])
def test_every_double_mark_is_folded_to_one(mark: str) -> None:
    assert fold(mark) == '"'


@pytest.mark.parametrize("mark", [*"'‘’‚‛`´"])
def test_every_single_mark_is_folded_to_one(mark: str) -> None:
    assert fold(mark) == "'"


def test_words_are_folded() -> None:
    assert fold("Jum’at") == "jum'at"
    assert fold("ANAK‑ANAK") == "anak-anak"
    assert fold("&") == "&"


@given(st.text(st.characters(codec=None, categories=None), max_size=200))
def test_every_character_but_spaces_is_in_one_token(text: str) -> None:
    tokens = GLUED(text, [Span(0, len(text))])
    end = 0
    for a, b, low in zip(tokens.start, tokens.end, tokens.lower, strict=True):
        assert end <= a < b
        assert not unescape(text[end:a]).strip(), "left out"  # "&#xa0;" is a space
        assert low
        end = b
    assert not unescape(text[end:]).strip()
