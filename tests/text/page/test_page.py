"""Pages as newsrooms lay them out: the story whole, the rest out, and what the page says of itself."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Span
from risalah.model.document import on_page
from risalah.packs import available, load
from risalah.text.page import Page, PageReader

TITLE = "Petani Subang Tolak Harga Baru Gabah"
STORY = [
    "Subang - Petani di Kabupaten Subang menolak harga baru gabah yang diumumkan pemerintah daerah pekan lalu.",
    "“Kami menolak harga itu karena pupuk sudah naik dua kali sejak awal tahun,” kata Ketua Kelompok Tani Tono Sutono.",
    "Menurut dia, harga yang adil adalah tujuh ribu rupiah untuk setiap kilogram gabah kering panen di tingkat petani.",
    "“Benar.”",
    "Kepala Dinas Pertanian Tini Hartini mengatakan pemerintah akan membahas usulan itu pada hari Rabu mendatang.",
]
OTHERS = [
    "Banjir Surut di Demak, Warga Pulang",
    "Lima Cara Menyimpan Beras agar Awet",
    "Jadwal Pasar Murah di Tujuh Kota Besar",
]
MENU = (
    "<ul class='menu'>"
    + "".join(f"<li><a href='/{x}'>{x}</a></li>" for x in ("Beranda", "Ekonomi", "Olahraga", "Indeks"))
    + "</ul>"
)
LINKS = "<ul>" + "".join(f"<li><a href='/b'>{x}</a></li>" for x in OTHERS) + "</ul>"
SIDEBAR = "<div class='kanan'><h3>Terpopuler</h3>" + "".join(
    f"<div><a href='/b'>{x}</a></div><div class=date>Senin, 03/02/2020 09:1{n} WIB</div>" for n, x in enumerate(OTHERS)
) + "</div>"  # fmt: skip
COMMENTS = "<div id='komentar'>" + "".join(
    f"<p>Saya tidak setuju dengan berita ini karena harga gabah di desa kami lama turun, ke-{n}.</p>" for n in range(9)
) + "</div>"  # fmt: skip
FOOT = (
    "<footer><p>Copyright 2022 Warta Tani. Semua hak dilindungi undang-undang dan tidak boleh disalin tanpa "
    "izin tertulis.</p></footer>"
)
SHARE = "<div class='share-box'><a href='#'>Facebook</a> <a href='#'>Twitter</a> <span>19 Shares</span></div>"


@cache
def reader() -> PageReader:
    return PageReader([load(x) for x in available()])


def read(page: str, url: str | None = None) -> Page:
    found = reader()(page, url)
    assert found is not None
    return found


def page(body: str, head: str = "", lang: str = "id") -> str:
    top = f"<head><title>{TITLE} - Warta Tani</title>{head}</head>"
    return f"<!doctype html><html lang={lang}>{top}<body>{body}</body></html>"


def paragraphs(between: str = "") -> str:
    first, *rest = (f"<p>{x}</p>" for x in STORY)
    return first + "".join(rest[:2]) + between + "".join(rest[2:])


LAYOUTS = {
    "paragraphs": f"{MENU}<article><h1>{TITLE}</h1>{SHARE}<div class=isi>{paragraphs()}</div></article>"
    f"{SIDEBAR}{COMMENTS}{FOOT}",
    "line breaks": f"{MENU}<h1>{TITLE}</h1><div id=text>{'<br /><br />'.join(STORY)}<br></div>{SIDEBAR}{FOOT}",
    "divs in divs": f"{MENU}<div><div><h2>{TITLE}</h2></div><div><div>"
    + "".join(f"<div class='x'><div><span>{x}</span></div></div>" for x in STORY)
    + f"</div></div></div>{SIDEBAR}{COMMENTS}{FOOT}",
    "a table": f"<table><tr><td>{MENU}</td><td><b>{TITLE}</b><br>{paragraphs()}</td>"
    f"<td>{SIDEBAR}</td></tr></table>{FOOT}",
    "tags never closed": f"<div>{MENU}<h1>{TITLE}</h1><div>"
    + "".join(f"<p>{x}" for x in STORY)
    + f"</div><div>{SIDEBAR}</div>{FOOT}",
    "a form around it all": f"<form>{MENU}<h1>{TITLE}</h1>{paragraphs()}{SIDEBAR}{FOOT}</form>",
    "links in its midst": f"<h1>{TITLE}</h1>{paragraphs('<p><strong>Baca Juga</strong></p>' + LINKS)}{SIDEBAR}{FOOT}",
    "a list of related articles": f"<h1>{TITLE}</h1>"
    f"{paragraphs(f'<div class=related><h4>Terkait</h4>{LINKS}</div>')}{FOOT}",
    "a caption": f"<h1>{TITLE}</h1><figure><img src=a><figcaption>Petani memanen padi di sawah desa, Senin (10/1). "
    f"(Warta/Tono Sutono)</figcaption></figure>{paragraphs()}{FOOT}",
    "comments longer than it": f"<h1>{TITLE}</h1><div class='post'>{paragraphs()}</div>{COMMENTS * 3}{FOOT}",
    "names that mislead": f"<body class='has-sidebar'><div class='share-content widget'>"
    f"<h1>{TITLE}</h1><div class='article-body paywall'>"
    f"{paragraphs()}</div></div>{SIDEBAR}{FOOT}",
    "a consent dialog": f"<h1>{TITLE}</h1><main>{paragraphs()}</main><div id=x>"
    + "<p>We and our partners store cookies on your device to show what you may like and to count visits of pages.</p>"
    * 8
    + "</div>",
    "hidden lines": f"<h1>{TITLE}</h1>"
    + paragraphs("<p style=display:none>Kalimat ini tidak tampak bagi siapa pun yang membuka halaman.</p>"),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_story_is_whole_and_nothing_else(layout: str) -> None:
    found = read(page(layout))
    assert found.text.split("\n") == STORY
    assert (found.title, found.language) == (TITLE, "id")


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_paragraph_is_found_again_on_the_page(layout: str) -> None:
    source = page(layout)
    found = read(source)
    at = 0
    for paragraph in STORY:
        span = on_page(found.runs, Span(at, at + len(paragraph)))
        assert span is not None
        assert source[span.start : span.end] == paragraph
        at += len(paragraph) + 1


def test_a_dateline_in_an_element_of_its_own_and_the_writer_s_mark_stay() -> None:
    body = f"<h1>{TITLE}</h1><div><strong>Subang</strong> - <p>{'</p><p>'.join(STORY[1:])}</p>(ton/tin)</div>{SIDEBAR}"
    assert read(page(body)).text.split("\n") == ["Subang -", *STORY[1:], "(ton/tin)"]


def test_subheads_and_lists_of_the_story_stay() -> None:
    goods = "<ul><li>gabah kering</li><li>beras medium</li></ul>"
    body = f"<h1>{TITLE}</h1><div>{paragraphs('<h3>Harga pupuk</h3>')}{goods}</div>{LINKS}{FOOT}"
    assert read(page(body)).text.split("\n") == [*STORY[:3], "Harga pupuk", *STORY[3:], "gabah kering", "beras medium"]


def test_a_paragraph_that_is_mostly_a_link_stays() -> None:
    long = "<p><a href=x>Peraturan baru itu diumumkan oleh pemerintah daerah</a> pada hari Senin.</p>"
    assert "diumumkan oleh pemerintah daerah pada hari Senin." in read(page(f"<h1>{TITLE}</h1>{paragraphs(long)}")).text


CARD = (
    "<div class=card><h2><a href='/{n}'>{title}</a></h2><p>{text}</p><span>Senin, 10/01/2022 0{n}:00 WIB</span></div>"
)
FRONT = "".join(CARD.format(n=n, title=x, text=STORY[n]) for n, x in enumerate(OTHERS * 3) if n < 3)


@pytest.mark.parametrize(
    "body",
    [
        "",
        MENU,
        MENU + LINKS * 9 + FOOT,
        MENU + FRONT * 4 + FOOT,
        f"<h1>Indeks Berita Terbaru Hari Ini</h1>{SIDEBAR * 5}{FOOT}",
        f"<h1>{TITLE}</h1><p>Halaman ini tidak ada.</p>{LINKS}",
        COMMENTS,
    ],
)
def test_a_page_without_an_article(body: str) -> None:
    assert reader()(page(body)) is None


def test_a_feed_is_no_page() -> None:
    items = "".join(f"<item><title>{x}</title><description>{x * 3}</description></item>" for x in STORY)
    assert reader()(f"<?xml version='1.0'?><rss><channel>{items}</channel></rss>") is None


def test_a_page_of_pictures_is_its_captions() -> None:
    figures = "".join(f"<figure><img><figcaption>{x}</figcaption></figure>" for x in STORY if len(x) > 50)
    assert read(page(f"{MENU}<h1>{TITLE}</h1>{figures}{SIDEBAR}{FOOT}")).text.split("\n") == [
        x for x in STORY if len(x) > 50
    ]


# When, by whom, where


ABOVE = f"{MENU}<h1>{TITLE}</h1>"
SHOWN = "<div>Senin, 10/01/2022 14:05 WIB</div>"


def data(fields: str) -> str:
    """Linked data of an article."""
    return f'<script type="application/ld+json">{{"@type":"NewsArticle",{fields}}}</script>'


@pytest.mark.parametrize(
    ("head", "line", "published"),
    [
        (data('"datePublished":"2022-01-10T14:05:00+07:00"'), "", "2022-01-10T14:05+07:00"),
        ('<meta property="article:published_time" content="2022-01-10T14:05:00+07:00">', "", "2022-01-10T14:05+07:00"),
        ("", "<time datetime='2022-01-10T14:05+07:00'>tadi</time>", "2022-01-10T14:05+07:00"),
        ("", "<span itemprop=datePublished content='2022-01-10T14:05+07:00'></span>", "2022-01-10T14:05+07:00"),
        ("", "<div class=date>Senin, 10 Januari 2022 14:05 WIB</div>", "2022-01-10T14:05+07:00"),
        ("", "<div class=date>Senin, 10/01/2022 14:05 WIB</div>", "2022-01-10T14:05+07:00"),
        ("", "<p>Warta Tani - 10 Jan 2022, 14.05 WITA</p>", "2022-01-10T14:05+08:00"),
        ("", "<p>January 10, 2022</p>", "2022-01-10"),
        ("<meta name=pubdate content='2022-01-10T14:05:58Z'>", SHOWN, "2022-01-10T14:05+07:00"),
        ("<meta name=pubdate content='2022-01-10'>", SHOWN, "2022-01-10T14:05+07:00"),
        ("<meta name=pubdate content='rusak'>", SHOWN, "2022-01-10T14:05+07:00"),
        ("", SHOWN + "<div>Diperbarui: 12 Januari 2022 08:00 WIB</div>", "2022-01-10T14:05+07:00"),
        ("", "", None),
    ],
)  # fmt: skip
def test_when_it_was_published(head: str, line: str, published: str | None) -> None:
    # The day that the site shows in its head, and those of other articles, never count.
    above = f"<div>Kamis, 1 Oktober 2026</div>{MENU * 3}<h1>{TITLE}</h1>"
    body = f"{above}{line}<div class=isi>{paragraphs()}</div>{LINKS * 5}{SIDEBAR}{FOOT}"
    assert read(page(body, head)).published == published


def test_a_date_line_above_the_title_or_below_the_story() -> None:
    line = "<div>Senin, 10 Januari 2022 14:05 WIB</div>"
    assert read(page(f"{MENU}{line}<h1>{TITLE}</h1>{paragraphs()}{SIDEBAR}")).published == "2022-01-10T14:05+07:00"
    assert (
        read(page(f"{MENU}<h1>{TITLE}</h1><article>{paragraphs()}</article>{line}{LINKS * 5}")).published
        == "2022-01-10T14:05+07:00"
    )


@pytest.mark.parametrize(
    ("head", "line", "author"),
    [
        (data('"author":[{"name":"Tono"},{"name":"Tini"}]'), "", "Tono, Tini"),
        ("", "<div>Penulis: Tono Sutono</div>", "Tono Sutono"),
        ("", "<div class=author>Tono Sutono - wartatani</div>", "Tono Sutono"),
        ("<meta name=author content='Tono Sutono'>", "<div>Tono Sutono / Foto: Tini</div>", "Tono Sutono"),
        ("<meta name=author content='PT Media Tani'>", "", None),
        ("<meta property=article:author content='https://facebook.test/warta'>", "", None),
        (data('"author":{"name":"Warta Tani"}'), "", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_who_wrote_it(head: str, line: str, author: str | None) -> None:
    site = "<meta property=og:site_name content='Warta Tani'>"
    assert read(page(ABOVE + line + paragraphs(), site + head)).author == author


def test_who_wrote_it_at_the_foot() -> None:
    table = "<table><tr><td>Penulis</td><td>: Tono Sutono</td></tr></table>"
    assert read(page(f"{ABOVE}<article>{paragraphs()}</article>{table}")).author == "Tono Sutono"


def test_where_it_stands() -> None:
    body = ABOVE + paragraphs()
    canonical = "<link rel=canonical href='{}'>"
    at = "https://www.warta.test/2022/a?x=1"
    assert read(page(body), at).url == at
    assert read(page(body)).url is None
    assert read(page(body, canonical.format("https://warta.test/2022/a")), at).url == "https://warta.test/2022/a"
    assert read(page(body, canonical.format("/2022/a")), at).url == "https://www.warta.test/2022/a"
    assert read(page(body, canonical.format("https://www.warta.test/")), at).url == at
    assert read(page(body, canonical.format("javascript:x")), at).url == at
    assert read(page(body, canonical.format("http://[")), at).url == at
    assert read(page(body, "<meta property=og:url content='https://warta.test/b'>")).url == "https://warta.test/b"


def test_whose_it_is() -> None:
    body = ABOVE + paragraphs()
    publisher = data('"publisher":{"name":"Media Tani"}')
    assert read(page(body, "<meta property=og:site_name content='Warta Tani'>" + publisher)).outlet == "Warta Tani"
    assert read(page(body, publisher)).outlet == "Media Tani"
    assert read(page(body), "https://www.warta.test/a").outlet == "warta.test"
    assert read(page(body)).outlet is None


def test_a_page_that_names_the_wrong_language() -> None:
    found = read(page(ABOVE + paragraphs(), lang="en-US"))
    assert found.language == "id"
    assert found.notes == ("the page says its language is 'en', its words are 'id'",)
    assert read(page(ABOVE + paragraphs(), lang="'id_ID'")).notes == ()


MESS = [
    "<p>", "</p>", "<div class=share>", "<div class='article-body'>", "</div>", "<h1>", "</h1>", "<a href=x>",
    "</a>", "<br>", "<li>", "<ul>", "</ul>", "<nav>", "</nav>", "<td>", "<table>", "</table>", "<aside>",
    "</aside>", "<figure>", "&nbsp;", "\x00", "<!--", "-->", "<time datetime=2022-01-01>", TITLE, *STORY, *OTHERS,
    "Senin, 10 Januari 2022 14:05 WIB", "Penulis: Tono Sutono", MENU, SIDEBAR, FOOT,
]  # fmt: skip


@given(st.lists(st.sampled_from(MESS), max_size=40).map("".join))
def test_whatever_is_found_stands_on_the_page(body: str) -> None:
    source = page(body)
    found = reader()(source, "https://warta.test/a")
    assert found == reader()(source, "https://warta.test/a")
    if found is None:
        return
    for line in found.text.split("\n"):
        assert line == line.strip()
        assert line
    for run in found.runs:
        if run.length == run.page_length:
            assert found.text[run.start : run.start + run.length] == source[run.page : run.page + run.page_length]
