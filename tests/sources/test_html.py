"""Pages as documents: the contract of sources, hostile pages, and real ones beside the repository."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import risalah
from risalah.model import Raw, Record, Reject, Span
from risalah.model.document import on_page
from risalah.sources import documents, html
from risalah.sources.html import NO_ARTICLE, article, document
from risalah.sources.items import How, Item
from risalah.sources.limits import DEFAULT_LIMIT
from risalah.text.page.charset import decoded

TITLE = "Petani Subang Tolak Harga Baru"
STORY = (
    "Subang - Ketua Kelompok Tani Tono Sutono menolak harga baru gabah yang diumumkan pemerintah daerah pekan lalu.",
    "“Kami menolak harga itu karena pupuk naik dua kali,” kata Tono kepada wartawan di Subang, Senin (10/1/2022).",
    "Baca juga: Lima Cara Menyimpan Beras agar Awet",
    "SCROLL TO CONTINUE WITH CONTENT",
    "Menurut dia, harga yang adil adalah tujuh ribu rupiah untuk setiap kilogram gabah kering panen di tingkat petani.",
)
PAGE = (
    f"<!doctype html><html lang=id><head><meta charset=utf-8><title>{TITLE} | Warta Tani</title>"
    "<link rel=canonical href='https://warta.test/a'><meta property=og:site_name content='Warta Tani'></head><body>"
    f"<nav><a href=/>Beranda</a></nav><h1>{TITLE}</h1>"
    "<p>Senin, 10 Januari 2022 14:05 WIB</p><div>Penulis: Tini Hartini</div>"
    f"<article>{''.join(f'<p>{x}</p>' for x in STORY)}</article><footer>Copyright</footer></body></html>"
)


def read(data: bytes, limit: int = DEFAULT_LIMIT, charset: str | None = None) -> Raw | Reject:
    return document(data, name="a", file="a.html", limit=limit, charset=charset)


def test_a_page_is_one_document(tmp_path: Path) -> None:
    path = tmp_path / "berita.satu.html"
    path.write_text(PAGE, encoding="utf-8")
    (found,) = documents([path])
    assert isinstance(found, Raw)
    assert found.text == "\n".join(STORY)
    assert (found.doc_id, found.file, found.title) == ("berita.satu", str(path), TITLE)
    assert (found.published, found.outlet, found.author) == ("2022-01-10T14:05+07:00", "Warta Tani", "Tini Hartini")
    assert (found.url, found.language, found.notes) == ("https://warta.test/a", "id", ())


def test_a_page_is_known_by_its_first_bytes_and_inside_gzip(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(PAGE.encode())
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    texts = {x.text for x in documents([tmp_path / "a", tmp_path / "b.html.gz"]) if isinstance(x, Raw)}
    assert texts == {"\n".join(STORY)}


def test_what_the_carrier_says_of_a_page() -> None:
    page = PAGE.replace("<meta charset=utf-8>", "").replace("<link rel=canonical href='https://warta.test/a'>", "")
    item = Item("a", "a", io.BytesIO(page.encode("cp1252")), url="https://warta.test/b", charset="windows-1252")
    (found,) = html.documents(item, How())
    assert isinstance(found, Raw)
    assert (found.url, found.text, found.notes) == ("https://warta.test/b", "\n".join(STORY), ())


def test_furniture_in_the_text_is_marked_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    (record,) = risalah.read_all(documents([path]))
    assert isinstance(record, Record)
    text = "\n".join(STORY)
    marked = "".join(text[s.start : s.end] for s in record.furniture)
    assert "SCROLL TO CONTINUE" in marked
    assert "Baca juga" in marked
    assert "menolak" not in marked
    assert record.header.published == "2022-01-10T14:05+07:00"
    assert "Tono Sutono" in {s.speaker for s in record.statements}


def test_statements_are_found_again_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.replace("“", "&ldquo;").replace("”", "&rdquo;"), encoding="utf-8")
    (raw,) = documents([tmp_path / "a.html"])
    assert isinstance(raw, Raw)
    page = PAGE.replace("“", "&ldquo;").replace("”", "&rdquo;")
    span = Span(raw.text.index("“Kami"), raw.text.index("kali,”") + len("kali,”"))
    found = on_page(raw.runs, span)
    assert found is not None
    assert page[found.start : found.end] == "&ldquo;Kami menolak harga itu karena pupuk naik dua kali,&rdquo;"


# What is no article


@pytest.mark.parametrize(
    ("data", "stage", "reason"),
    [
        (b"", "source", "empty"),
        (b" \n ", "source", "empty"),
        (b"<html><body><ul><li><a href=/a>Berita</a></ul></body></html>", "source", NO_ARTICLE),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "decode", "binary"),
        (b"\x00" * 5000, "decode", ""),
        (PAGE.encode("utf-16-le"), "decode", ""),
        (b"<p>x" * 200_000, "source", "no article's page"),
    ],
)
def test_what_is_no_article_is_one_reject(data: bytes, stage: str, reason: str) -> None:
    found = read(data)
    assert isinstance(found, Reject)
    assert (found.stage, found.doc_id, found.file) == (stage, "a", "a.html")
    assert reason in found.reason


def test_a_page_over_the_limit_is_a_reject_and_its_rest_is_not_read(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            self.given += len(buffer)
            buffer[:] = (b"<p>kata " * (len(buffer) // 8 + 1))[: len(buffer)]
            return len(buffer)

    stream = Endless()
    (found,) = html.documents(Item("a", "a", io.BufferedReader(stream)), How(limit=100_000))
    assert isinstance(found, Reject)
    assert "larger than the limit" in found.reason
    assert stream.given < 1_000_000
    (tmp_path / "a.html").write_bytes(b"<p>kata " * 6_000_000)
    (found,) = documents([tmp_path / "a.html"])
    assert isinstance(found, Reject)


# Hostile pages

BODY = "".join(f"<p>{x}</p>" for x in STORY)
HOSTILE = {
    "deep": "<div>" * 100_000 + BODY + "</div>" * 100_000,
    "deep and never closed": "<div><span><b>" * 100_000 + BODY,
    "tables": "<table><tr><td>" * 50_000 + BODY,
    "no tag is closed": PAGE.replace("</", "<!--").replace("<!--", "<x "),
    "null bytes": BODY.replace(" menolak", " \x00menolak"),
    "entities": "<p>" + "&amp;&#8220;&nbsp;" * 100_000 + BODY,
    "entities without end": "<p>" + "&amp" * 200_000 + BODY,
    "ampersands": "<p>" + "&" * 1_000_000 + BODY,
    "signs": "<" * 500_000 + BODY,
    "comments": "<!-- x -->" * 100_000 + BODY,
    "attributes": "<div " + "a=b " * 300_000 + ">" + BODY,
    "names": "<div class='" + "x share " * 300_000 + "'>" + BODY,
    "metas": "<meta name=date content=2022-01-01>" * 50_000 + BODY,
    "linked data": '<script type="application/ld+json">' + "[" * 300_000 + "</script>" + BODY,
    "titles": "<title>x</title>" * 50_000 + BODY,
    "headings": f"<h1>{TITLE}</h1>" * 30_000 + BODY,
    "times": "<time datetime=2022-01-01></time>" * 50_000 + BODY,
    "white space": "<p>" + " \n" * 1_000_000 + BODY,
    "right to left": BODY.replace("menolak", "\u202emenolak\u202c"),
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages(page: str) -> None:
    found = read(page.encode())
    if isinstance(found, Raw):
        assert "kilogram gabah kering panen" in found.text
        for run in found.runs:
            if run.length == run.page_length:
                assert found.text[run.start : run.start + run.length] == page[run.page : run.page + run.page_length]
    else:
        assert found.reason == NO_ARTICLE


def test_fifty_megabytes_of_story() -> None:
    found = read(f"<h1>{TITLE}</h1>".encode() + BODY.encode() * 110_000, limit=100 << 20)
    assert isinstance(found, Reject)
    assert "no article's page" in found.reason
    one = read(f"<h1>{TITLE}</h1><p>".encode() + (STORY[0] + " ").encode() * 460_000, limit=100 << 20)
    assert isinstance(one, Raw)
    assert len(one.text) > 50_000_000


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "latin-1", "x"]))
def test_no_bytes_raise(data: bytes, charset: str) -> None:
    for found in (read(data, charset=charset), read(PAGE[:500].encode() + data + PAGE[500:].encode(), charset=charset)):
        assert isinstance(found, Raw | Reject)
    assert read(data, charset=charset) == read(data, charset=charset)


@given(st.lists(st.tuples(st.integers(0, len(PAGE)), st.integers(0, len(PAGE))), max_size=3))
def test_no_cut_page_raises(cuts: list[tuple[int, int]]) -> None:
    page = PAGE
    for start, end in cuts:
        page = page[: min(start, end)] + page[max(start, end) :]
    found = article(page, name="a", file=None)
    if isinstance(found, Raw):
        assert found.text
        assert all(line in "\n".join(STORY) + page for line in found.text.split("\n") if line.isascii())


# Real pages


@pytest.fixture(scope="module")
def pages(shared: Path) -> list[tuple[dict[str, str | None], str, Raw | Reject]]:
    """For each real page what is known of it, its text as decoded, and what was made of it."""
    folder = shared / "corpora" / "html"
    found = []
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        data = (folder / row["file"]).read_bytes()
        known = document(data, name=row["file"], file=row["file"], limit=DEFAULT_LIMIT)
        found.append((row, decoded(data)[0], known))
    return found


def articles(
    pages: list[tuple[dict[str, str | None], str, Raw | Reject]],
) -> Iterator[tuple[dict[str, str | None], str, Raw]]:
    for row, page, found in pages:
        if "negative" not in (row["outlet"] or ""):
            assert isinstance(found, Raw), row["file"]
            yield row, page, found


def folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@pytest.mark.shared
def test_real_pages_give_an_article_and_front_pages_none(
    pages: list[tuple[dict[str, str | None], str, Raw | Reject]],
) -> None:
    found = list(articles(pages))
    assert len(found) >= 23
    others = [x for row, _, x in pages if "negative" in (row["outlet"] or "")]
    assert others
    assert all(isinstance(x, Reject) and x.reason == NO_ARTICLE for x in others)


@pytest.mark.shared
def test_real_titles_and_times(pages: list[tuple[dict[str, str | None], str, Raw | Reject]]) -> None:
    for row, _, raw in articles(pages):
        assert raw.title
        said = set(folded(row["title"] or "").split())
        assert len(said & set(folded(raw.title).split())) >= 0.7 * len(set(folded(raw.title).split())), row["file"]
        assert raw.published, row["file"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?:[+-]\d\d:\d\d)?", raw.published)
        assert raw.language == row["lang"]
        if row["published"]:
            assert raw.published[:10] == row["published"][:10]


@pytest.mark.shared
def test_real_stories_have_no_furniture_but_what_the_reader_marks(
    pages: list[tuple[dict[str, str | None], str, Raw | Reject]],
) -> None:
    junk = re.compile(r"copyright|all rights reserved|komentar pembaca|terpopuler|share on|cookies|newsletter|©", re.I)
    for row, _, raw in articles(pages):
        assert len(raw.text) > 800, row["file"]
        lines = raw.text.split("\n")
        assert not [x for x in lines if len(x) < 200 and junk.search(x)], row["file"]
        assert len(set(lines)) == len(lines), row["file"]
        stops = sum(x[-1] in ".?!:”\"')" for x in lines)
        assert stops >= 0.5 * len(lines), row["file"]


@pytest.mark.shared
def test_real_stories_stand_on_their_pages(pages: list[tuple[dict[str, str | None], str, Raw | Reject]]) -> None:
    for _, page, raw in articles(pages):
        placed = 0
        for run in raw.runs:
            placed += run.length
            if run.length == run.page_length:
                assert raw.text[run.start : run.start + run.length] == page[run.page : run.page + run.page_length]
        assert placed > 0.95 * len(raw.text)
        at = 0
        for line in raw.text.split("\n"):
            span = on_page(raw.runs, Span(at, at + len(line)))
            assert span is not None
            at += len(line) + 1


@pytest.mark.parametrize("quotation", ["<blockquote>%s</blockquote>", "<blockquote><p>%s</p></blockquote>"])
def test_a_short_quotation_at_the_end_is_of_the_story(quotation: str) -> None:
    words = "“Ini keputusan final,” ujar Tono."
    page = "<h1>Panen</h1>" + "".join(f"<p>{line}</p>" for line in STORY if len(line) > 90) + quotation % words
    raw = article(page, name="a", file=None)
    assert isinstance(raw, Raw)
    assert raw.text.endswith("ujar Tono.")
