from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Span
from risalah.text.damage import mend
from risalah.text.tokens import Tokenizer, fold


def twice(text: str, encoding: str) -> str:
    return text.encode("utf-8").decode(encoding)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("word", ["Solvåk", "Çelvin", "Nörd", "Grünvik", "Éland", "Norşan", "Ålvik-Óstr"])
def test_a_damaged_word_is_one_word(word: str, encoding: str) -> None:
    damaged = twice(word, encoding)
    text = f"kata {damaged}, lalu"
    tokens = Tokenizer()(text, [Span(0, len(text))])
    assert [text[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)] == ["kata", damaged, ",", "lalu"]
    assert tokens.lower[1] == fold(word)
    assert mend(damaged) == word


@pytest.mark.parametrize("text", ["Ångström", "SÃO", "Ä", "kata “Nörd”", "Ã,"])
def test_sound_letters_stay(text: str) -> None:
    assert mend(text) == text


@given(st.text())
def test_any_text_is_mended(text: str) -> None:
    assert len(mend(text)) <= len(text)
