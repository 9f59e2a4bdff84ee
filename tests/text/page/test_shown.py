"""The characters that a page shows, and where they stand in it."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Span
from risalah.model.document import on_page
from risalah.text.page.scan import scan
from risalah.text.page.shown import Text

PARTS = [
    "Tono", " ", "\n\t", "&amp;", "&lt;", "&nbsp;", "&#8220;", "&#x201D;", "&copy", "&foo;", "&", "&#0;",
    "&#xD800;", "&NotEqualTilde;", "é", "\U0001f600", "<b>", "</b>", "<p>", "<br>", "<!-- x -->", "\xa0", "\x00",
    "padi", "&Tab;", "&#10;", "&zwnj;", "<a href=x>", "</a>",
]  # fmt: skip


def read(page: str) -> Text:
    text = Text(page)
    for block in scan(page).blocks:
        text.add(block.pieces)
    return text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("a  b\n\tc", "a b c"),
        ("<p> a <b> b</b></p>", "a b"),
        ("a<b>b</b>c", "abc"),
        ("AT&T &amp; R&D", "AT&T & R&D"),
        ("&ldquo;kami&rdquo; &#8211; &#x2013; &#150;", "“kami” – – –"),
        ("harga&nbsp;beras", "harga\xa0beras"),
        ("&copy 2020 &copy2020 &notit; &foo;", "© 2020 ©2020 ¬it; &foo;"),
        ("a&#10;b&Tab;c", "a b c"),
        ("&nbsp;a&nbsp;", "a"),
        ("a&#0;b&#xD800;", "a\ufffdb\ufffd"),
    ],
)
def test_text_as_a_browser_shows_it(page: str, text: str) -> None:
    assert read(page).finished()[0] == text


def test_lines_and_their_places() -> None:
    page = "<p>Panen &amp;\n  padi</p><p>di <b>Subang</b></p>"
    text, runs = read(page).finished()
    assert text == "Panen & padi\ndi Subang"
    spans = {
        word: Span(text.index(word), text.index(word) + len(word))
        for word in ("Panen & padi", "&", "padi", "di Subang")
    }
    found = {word: on_page(runs, span) for word, span in spans.items()}
    assert {word: page[s.start : s.end] for word, s in found.items() if s} == {
        "Panen & padi": "Panen &amp;\n  padi",
        "&": "&amp;",
        "padi": "padi",
        "di Subang": "di <b>Subang",
    }
    # A break of the text stands nowhere in the page, nor does a space that the page writes otherwise.
    assert on_page(runs, Span(12, 13)) is None
    assert on_page(runs, Span(7, 8)) is None


@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join))
def test_every_character_has_its_place(page: str) -> None:
    text, runs = read(page).finished()
    assert "\n\n" not in text
    assert text == text.strip()
    at = 0
    for run in runs:
        assert run.start >= at
        at = run.start + run.length
        said, written = text[run.start : at], page[run.page : run.page + run.page_length]
        assert said == (written if run.length == run.page_length else html.unescape(written))
    assert at <= len(text)
    placed = {k for run in runs for k in range(run.start, run.start + run.length)}
    assert all(text[k] in " \n" for k in set(range(len(text))) - placed)


@given(st.lists(st.sampled_from(PARTS), min_size=3, max_size=40).map("".join), st.data())
def test_a_span_starts_and_ends_on_the_page_with_the_same_characters(page: str, data: st.DataObject) -> None:
    text, runs = read(page).finished()
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = on_page(runs, Span(start, end))
    if text[start] in " \n" or text[end - 1] in " \n":
        return  # white space may stand nowhere
    assert found is not None
    written = html.unescape(page[found.start : found.end])
    if "NotEqualTilde" not in page:  # one entity, two characters: a span may part them
        assert (written[0], written[-1]) == (text[start], text[end - 1])
