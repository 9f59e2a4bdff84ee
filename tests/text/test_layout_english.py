"""Layouts of pages as English outlets make them; the texts are written for this test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Layout, Raw, Span
from risalah.packs.loader import load
from risalah.reading.times.stage import TimesStage
from risalah.text.layout import Layouter

LAYOUTER = Layouter(load("en"), {"oslo post": "Oslo Post", "afp": "AFP", "reuters": "Reuters"})
TIMES = TimesStage(load("en"))
STORY = "The farmers of the valley brought in the last of the harvest on Monday, a week after the rain had ended."
MORE = (
    "“It was a long week,” the mayor said, and he thanked everyone who had come to help with the carts and the horses."
)


def layout(*lines: str, outlet: str | None = None) -> tuple[str, Layout]:
    text = "\n".join(lines)
    return text, LAYOUTER(Raw("d", text, outlet=outlet))


def story(*lines: str) -> list[str]:
    text, found = layout(*lines)
    return [s.slice(text) for s in found.story]


@pytest.mark.parametrize(
    "lines",
    [
        ("Tags:", "#Farming", "Keywords:", "Harvest", "SHARE"),
        ("READ NEXT", "Rice Prices Fall in Five Cities", "MOST READ", "Minister Returns Early"),
        ("OSLO POST POLL", "Which fruit do you like?", "Apples", "Privacy Policy", ".", "COMMENT", "(2)"),
        ("Popular", "Rice Prices Fall in Five Cities", "Related Article", "Will it rain again?"),
    ],
)
def test_what_follows_the_story(lines: tuple[str, ...]) -> None:
    assert story(STORY, MORE, *lines) == [STORY, MORE]


@pytest.mark.parametrize(
    "lines",
    [
        ("ADVERTISEMENT", "Ads powered by"),
        ("RELATED", "opinion", "Rain Is Not Enough", "world", "Rice Prices Fall in Five Cities"),
        ("Read also:", "Rice Prices Fall in Five Cities"),
        ("READ:", "Rice prices fall in ‘five cities’"),
        ("Every Thursday", "Stay informed with our letter, the perfect source for anyone.", "View More Newsletter"),
        ("By providing an email address. I agree to the", "Terms of Use", "and", "Privacy Policy", "."),
        ("After the rain",),
        ("Farmers bring in the harvest near Oslo. (AFP/Ton Berg)",),
    ],
)
def test_what_stands_inside_the_story(lines: tuple[str, ...]) -> None:
    assert story(STORY, *lines, MORE) == [STORY, MORE]


def test_a_short_quotation_is_no_heading() -> None:
    line = "“No country would expect any less. No country would.”"
    assert story(STORY, line, MORE) == [STORY, line, MORE]


def test_a_head_with_a_summary_above_the_date() -> None:
    text, found = layout(
        "World", "Harvest comes home", "The farmers of the valley are done, the mayor says.", "Tine Dahl",
        "(Oslo Post)", "Bergen", "Thu, September 7, 2023", "Share this article", "Facebook", "Copy Link",
        "Gift Full Article", "A", "A", "Subscribe", "T", STORY[1:], MORE,
    )  # fmt: skip
    assert (found.header.byline, found.header.place, found.header.published) == ("Tine Dahl", "Bergen", "2023-09-07")
    assert [s.slice(text) for s in found.story] == [f"T\n{STORY[1:]}", MORE]


def test_a_head_with_labels_below_the_date() -> None:
    text, found = layout(
        "World", "Harvest comes home", "PUBLISHED : 9 Nov 2023 at 20:45", "WRITER:", "AFP", "&nbsp; Small", "8",
        "Farmers bring in the harvest near Oslo on Monday. (Photo: AFP)", f"OSLO, Norway - {STORY}", MORE,
    )  # fmt: skip
    assert (found.header.byline, found.header.place) == ("AFP", "Oslo")
    assert found.header.published == "2023-11-09T20:45"
    assert [s.slice(text) for s in found.story] == [STORY, MORE]


def test_a_head_of_fields() -> None:
    text, found = layout("---", 'title: "Harvest comes home"', "date: 2026-02-18", "words: 90", "---", STORY, MORE)
    assert (found.header.title, found.header.published) == ("Harvest comes home", "2026-02-18")
    assert [s.slice(text) for s in found.story] == [STORY, MORE]


def test_the_agency_after_the_last_sentence() -> None:
    text, found = layout(f"OSLO – {STORY}", f"{MORE} REUTERS", "Join", "Oslo", "Harvest")
    assert (found.header.place, found.header.byline) == ("Oslo", "REUTERS")
    assert [s.slice(text) for s in found.story] == [STORY, MORE]


@pytest.mark.parametrize(
    ("line", "outlet", "place"),
    [
        ("Oslo.", None, "Oslo"),
        ("Oslo, Norway.", None, "Oslo"),
        ("Bergen.", "bergenpost.no", "Bergen"),
        ("OSLO/ROME\n-", None, "Oslo"),
    ],
)
def test_a_dateline_on_a_line_of_its_own(line: str, outlet: str | None, place: str) -> None:
    _, found = layout(line, STORY, MORE, outlet=outlet)
    assert found.header.place == place


def test_links_that_part_a_sentence() -> None:
    assert story("P", "resident", "Ton Berg", "is home again, and the whole valley came out to greet him.", MORE) == [
        "P\nresident\nTon Berg\nis home again, and the whole valley came out to greet him.", MORE,
    ]  # fmt: skip


@given(
    st.lists(
        st.sampled_from(
            [
                STORY,
                MORE,
                "RELATED",
                "Tags:",
                "A",
                "REUTERS",
                "---",
                "date: 2026",
                ".",
                "Every Thursday",
                "View More Newsletter",
                "Thu, September 7, 2023",
                "OSLO –",
                "WRITER:",
                "\ud800",
                "",
            ]
        )
    )
)
def test_any_page(lines: list[str]) -> None:  # fmt: skip
    text = "\n".join(lines)
    found = LAYOUTER(Raw("d", text))
    assert all(0 <= s.start < s.end <= len(text) for s in (*found.furniture, *found.story))


@given(
    st.lists(
        st.sampled_from(
            [
                "Monday",
                "late",
                "last",
                "the",
                "following",
                "two",
                "years",
                "ago",
                "May",
                "5",
                "2024",
                "p.m.",
                "in",
                "first",
                "half",
                "of",
                "this",
                "year",
                "weekend",
                "1990s",
                ",",
                "7-11",
                "GMT",
                "spring",
            ]
        )
    )
)
def test_any_heap_of_time_words(words: list[str]) -> None:  # fmt: skip
    text = " ".join(words)
    for published in ("2024-02-29", "9999-12-31", None):
        for time in TIMES.times(text, [Span(0, len(text))], published):
            assert time.span.slice(text).strip() == time.span.slice(text) != ""
