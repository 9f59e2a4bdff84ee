"""A page taken apart: blocks, links, elements that were never closed, and pages made to be slow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.errors import LimitError
from risalah.text.page.scan import MOST, Scanned, scan
from risalah.text.page.shown import shown

TAGS = [
    "<p>", "</p>", "<div class='a b'>", "</div>", "<a href=x>", "</a>", "<br>", "<td>", "</td>", "<table>",
    "</table>", "<li>", "<ul>", "</ul>", "<span>", "</span>", "<b>", "<!-- c -->", "<!--", "<script>", "</script>",
    "<title>", "<", ">", "\"", "'", "x", " y ", "&amp;", "&nbsp;", "\x00", "</", "<a href='>'>", "<x-y>",
    "<![CDATA[z]]>", "<p", "=",
]  # fmt: skip


def lines(page: str) -> list[str]:
    scanned = scan(page)
    return [shown(page, b.pieces) for b in scanned.blocks]


def links(scanned: Scanned) -> list[tuple[int, int]]:
    return [(b.chars, b.linked) for b in scanned.blocks]


def test_blocks_end_where_a_browser_breaks_the_line() -> None:
    assert lines("<p>satu <b>dua</b> <i>tiga</i></p>empat<br>lima<br/><br>enam<div>tujuh</div>") == [
        "satu dua tiga",
        "empat",
        "lima",
        "enam",
        "tujuh",
    ]


def test_what_is_not_shown_is_no_text() -> None:
    page = (
        "<head><title>judul</title><style>p {}</style><script>var a = '<p>x</p>';</script></head>"
        "<!-- <p>catatan</p> --><p>isi</p><noscript><p>tanpa</p></noscript><svg><text>s</text></svg>"
        "<textarea>kotak</textarea><select><option>pilih</select><!doctype x><?php x ?>"
    )
    scanned = scan(page)
    assert lines(page) == ["isi"]
    assert [page[a:b] for a, b in scanned.titles] == ["judul"]


def test_elements_that_are_not_closed_end_with_what_holds_them() -> None:
    scanned = scan("<div id=a><p>satu<p>dua<ul><li>tiga<li>empat</ul></div><table><tr><td>lima<td>enam</table>tujuh")
    assert [shown(scanned.page, b.pieces) for b in scanned.blocks] == [
        "satu",
        "dua",
        "tiga",
        "empat",
        "lima",
        "enam",
        "tujuh",
    ]
    tags = [(n.tag, n.last - n.first) for n in scanned.nodes[1:]]
    assert tags == [
        ("div", 4),
        ("p", 1),
        ("p", 1),
        ("ul", 2),
        ("li", 1),
        ("li", 1),
        ("table", 2),
        ("tr", 2),
        ("td", 1),
        ("td", 1),
    ]


def test_ends_without_a_start_are_passed_over() -> None:
    scanned = scan("<div>satu</span></p></td></ul></a>dua</div>tiga")
    assert [b.node.tag for b in scanned.blocks] == ["div", "div", ""]


def test_a_cell_keeps_what_is_wrong_in_it_to_itself() -> None:
    scanned = scan("<div><table><tr><td>satu</div></p>dua</td></tr></table>tiga</div>")
    assert [b.node.tag for b in scanned.blocks] == ["td", "td", "div"]


def test_links_are_counted_and_a_name_is_no_link() -> None:
    assert links(scan("<p>satu <a href='/x'>dua</a></p><p><a name=top>tiga</a></p>")) == [(7, 3), (4, 0)]
    # One that is not closed ends with its paragraph, or where the next one starts.
    assert links(scan("<p><a href=x>satu</p><p>dua</p>")) == [(4, 4), (3, 0)]
    assert links(scan("<a href=x>satu<a href=y>dua</a> tiga")) == [(11, 7)]
    assert links(scan("<a href=x><div>satu</div><a href=y>dua</a></a><p>tiga</p>")) == [(4, 4), (3, 3), (4, 0)]


def test_quotation_marks_hide_the_end_of_a_tag() -> None:
    assert lines("""<p title="a > b" data-x='<p>'>isi</p>""") == ["isi"]
    assert lines('<p title="a>isi</p>') == ["isi"]
    assert lines("<p title=a\"b>isi</p><p class=''>dua</p>") == ["isi", "dua"]


def test_a_mathematical_sign_is_text() -> None:
    assert lines("<p>3 < 4 dan 5 > 2 <3</p>") == ["3 < 4 dan 5 > 2 <3"]


def test_entities_of_white_space_alone_are_no_line() -> None:
    assert lines("<p>&nbsp;</p><p>&nbsp; isi&nbsp;</p><p>\u200b</p>") == ["isi"]


def test_a_comment_that_never_ends_hides_nothing() -> None:
    assert lines("<!-- satu <p>dua</p><!-- tiga <p>empat</p>") == ["dua", "empat"]


@given(st.lists(st.sampled_from(TAGS), max_size=60).map("".join))
def test_any_page_is_taken_apart(page: str) -> None:
    scanned = scan(page)
    ends = 0
    for block in scanned.blocks:
        assert block.pieces
        assert 0 <= block.linked <= block.chars
        for start, end, _ in block.pieces:
            assert ends <= start < end <= len(page)
            ends = end
    for node in scanned.nodes:
        assert 0 <= node.first <= node.last <= len(scanned.blocks)
        assert node.parent is None or node.parent.first <= node.first <= node.last <= node.parent.last


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "isi" + "</div>" * 100_000,
        "<b>" * 100_000 + "isi",
        "<span>" * 100_000 + "isi",
        "<table><tr><td>" * 50_000 + "isi",
        "<i><div>" + "<span>" * 280 + "</a></label></i>" * 50_000 + "isi",
        "<table>" * 200 + "</div></td>" * 100_000 + "isi",
        "<!--" * 100_000 + "><p>isi",
        "<" * 1_000_000 + " isi",
        '<a b=">" ' * 100_000 + ">isi",
        "\x00" * 100_000 + "isi",
        "<title>" * 50_000 + "</title>isi",
    ],
)
def test_pages_made_to_be_slow(page: str) -> None:
    scanned = scan(page)
    assert shown(page, scanned.blocks[-1].pieces).endswith("isi")


def test_text_behind_a_tag_that_never_ends_is_none() -> None:
    assert lines("<p>satu</p>" + "<a " * 100_000) == ["satu"]
    assert lines("<p>satu</p>" + "<script>" * 100_000) == ["satu"]


def test_too_many_elements_are_an_error() -> None:
    with pytest.raises(LimitError, match="no article's page"):
        scan("<p>x" * (MOST // 2 + 10))
