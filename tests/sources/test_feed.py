"""Feeds: each form's entries, dates with their zones, and what is made to do harm."""

from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Raw, Reject
from risalah.sources import documents, feed
from risalah.sources.dates import moment
from risalah.sources.fragment import text_of
from risalah.sources.items import How, Item

RSS = """\
<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet href="x.xsl"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harian Contoh</title><language>id-id</language><ttl>45</ttl>
<item>
  <title>Menlu: &quot;Kami tolak&quot; &amp;amp; lain</title>
  <link>/berita/1?a=1&amp;b=2</link><guid isPermaLink="false">no-1</guid>
  <dc:creator>Sari W.</dc:creator>
  <pubDate>1 Maret 2022 10:00 WIB</pubDate>
  <description>Ringkasan saja.</description>
  <content:encoded><![CDATA[<p>Menlu menolak usulan itu,<br>katanya.</p>
    <script>var x = "<p>bukan</p>";</script><p>"Tidak bisa," kata dia di Jakarta &amp; Bandung.</p>]]></content:encoded>
</item>
<item><title>Dua</title><link>https://contoh.example/2</link><pubDate>Wed, 02 Mar 2022 08:05:09 +0700</pubDate>
  <description>&lt;b&gt;Moskow&lt;/b&gt; menjawab.</description></item>
<item><title>Tiga</title><link>https://contoh.example/3</link></item>
<item><title>Empat</title></item>
</channel></rss>
"""
ATOM = """\
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">The &lt;i&gt;Example&lt;/i&gt;</title>
<entry><id>tag:example,2022:1</id><title>One</title><link rel="alternate" href="https://example.org/1"/>
  <link rel="enclosure" href="https://example.org/1.mp3"/><author><name>A. Writer</name></author>
  <updated>2022-03-02T10:00:00Z</updated><published>2022-03-01T10:00:00+01:00</published>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>He said <b>no</b>.</p><p>Twice.</p></div></content>
</entry>
<entry><id>tag:example,2022:2</id><title>Two</title><updated>2022-03-02T10:00:00Z</updated>
  <summary>She said a &lt; b.</summary></entry>
</feed>
"""
RDF = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://c.example/"><title>Kantor</title></channel>
<item rdf:about="https://c.example/1"><title>Satu</title><link>https://c.example/1</link><dc:date>2022-03-01T10:00+07:00</dc:date>
<description>Isi satu.</description></item></rdf:RDF>
"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Jason",
    "language": "id",
    "items": [
        {"id": 7, "url": "/7", "title": "Tujuh", "content_html": "<p>Isi <i>tujuh</i>.</p>", "authors": [{"name": "B"}],
         "date_published": "2022-03-01T10:00:00+07:00"},
        {"id": "8", "url": "https://j.example/8", "summary": "Ringkas."},
        {"id": "9", "external_url": "https://j.example/9"},
        "no item",
    ],
}  # fmt: skip


def read(data: bytes | str, url: str | None = "https://contoh.example/rss", **options: str) -> list[Raw | Reject]:
    data = data.encode() if isinstance(data, str) else data
    item = Item("umpan", "umpan.xml", io.BytesIO(data), url, **options)  # type: ignore[arg-type]
    return list(feed.documents(item, How()))


def only(data: bytes | str) -> Raw | Reject:
    (found,) = read(data)
    return found


def entry(inner: str) -> str:
    item = f'<item><guid isPermaLink="false">1</guid>{inner}</item>'
    return f'<rss version="2.0"><channel><title>H</title>{item}</channel></rss>'


def test_rss() -> None:
    one, two, three, four = read(RSS)
    assert isinstance(one, Raw)
    assert one.text == 'Menlu menolak usulan itu,\nkatanya.\n\n"Tidak bisa," kata dia di Jakarta & Bandung.'
    assert (one.doc_id, one.url, one.file) == ("no-1", "https://contoh.example/berita/1?a=1&b=2", "umpan.xml")
    assert (one.title, one.outlet, one.author) == ('Menlu: "Kami tolak" & lain', "Harian Contoh", "Sari W.")
    assert (one.published, one.language, one.notes) == ("2022-03-01T10:00+07:00", "id-id", ())
    assert isinstance(two, Raw)
    assert (two.doc_id, two.text, two.published) == (
        "https://contoh.example/2", "Moskow menjawab.", "2022-03-02T08:05+07:00",
    )  # fmt: skip
    assert two.notes == (feed.SUMMARY,)
    assert three == Reject("https://contoh.example/3", "source", feed.UNTEXTED, "umpan.xml")
    assert four == Reject("umpan:4", "source", "neither text nor an address", "umpan.xml")
    assert feed.read(RSS.encode()).ttl == 45 * 60


def test_atom() -> None:
    one, two = read(ATOM)
    assert isinstance(one, Raw)
    assert (one.doc_id, one.url, one.author) == ("tag:example,2022:1", "https://example.org/1", "A. Writer")
    assert (one.text, one.outlet, one.published) == ("He said no.\n\nTwice.", "The Example", "2022-03-01T10:00+01:00")
    assert isinstance(two, Raw)
    assert (two.text, two.published, two.url) == ("She said a < b.", "2022-03-02T10:00+00:00", None)


def test_rdf() -> None:
    found = only(RDF)
    assert isinstance(found, Raw)
    assert (found.doc_id, found.outlet, found.text) == ("https://c.example/1", "Kantor", "Isi satu.")
    assert found.published == "2022-03-01T10:00+07:00"


def test_json_feed() -> None:
    seven, eight, nine = read(json.dumps(JSON))
    assert isinstance(seven, Raw)
    assert (seven.doc_id, seven.url, seven.text) == ("7", "https://contoh.example/7", "Isi tujuh.")
    assert (seven.author, seven.outlet, seven.language) == ("B", "Jason", "id")
    assert seven.published == "2022-03-01T10:00+07:00"
    assert isinstance(eight, Raw)
    assert eight.notes == (feed.SUMMARY,)
    assert nine == Reject("9", "source", feed.UNTEXTED, "umpan.xml")


def test_files_of_feeds_are_told_by_name_and_by_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(RSS)
    (tmp_path / "b.xml").write_text(RDF)
    (tmp_path / "c").write_text(ATOM)
    found = list(documents([tmp_path / "a.rss", tmp_path / "b.xml", tmp_path / "c"]))
    assert sum(isinstance(x, Raw) for x in found) == 5


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("1 Maret 2022 10:00 WIB", "2022-03-01T10:00+07:00"),
        ("Selasa, 01 Maret 2022 - 10:00 WITA", "2022-03-01T10:00+08:00"),
        ("Tue, 01 Mar 2022 10:00:00 WIB", "2022-03-01T10:00+07:00"),
        ("Tue, 01 Mar 2022 10:00:00 +0700", "2022-03-01T10:00+07:00"),
        ("Tue, 1 Mar 2022 10:00 GMT", "2022-03-01T10:00+00:00"),
        ("Tue, 01 Mar 2022 10:00:00 -0000", "2022-03-01T10:00+00:00"),
        ("Tue, 01 Mar 2022 10:00:00 XYZ", "2022-03-01T10:00"),
        ("2022-03-01T10:00:59.123+07:00", "2022-03-01T10:00+07:00"),
        ("2022-03-01T10:00:00Z", "2022-03-01T10:00+00:00"),
        ("2022-03-01", "2022-03-01"),
        ("2022", "2022"),
        ("March 1, 2022", "2022-03-01"),
        ("kemarin  sore", "kemarin sore"),
        ("99999999", "99999999"),
        ("x" * 500, "x" * 100),
        (" ", None),
        (None, None),
    ],
)
def test_dates_keep_their_zone_and_are_not_lost(told: str | None, value: str | None) -> None:
    assert moment(told, "id-ID") == value


def test_an_unread_date_stays_in_its_own_words() -> None:
    found = only(entry("<description>Isi.</description><pubDate>hari ini</pubDate>"))
    assert isinstance(found, Raw)
    assert found.published == "hari ini"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("//lain.example/a", "https://lain.example/a"),
        ("http://[", None),
        ("  https://lain.example/b\n", "https://lain.example/b"),
    ],
)
def test_only_addresses_on_the_web_are_links(link: str, url: str | None) -> None:
    found = only(entry(f"<link>{link}</link><description>Isi.</description>"))
    assert isinstance(found, Raw)
    assert found.url == url


# Encodings


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("cp1252", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings_right_and_lying(encoding: str, declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + entry("<description>“Café,” kata dia.</description>")
    found = only(text.encode(encoding))
    assert isinstance(found, Raw)
    assert found.text == "“Café,” kata dia."


def test_what_the_server_says_of_the_encoding_counts_where_the_feed_says_nothing() -> None:
    (found,) = read(entry("<description>Москва</description>").encode("koi8-r"), charset="koi8-r")
    assert isinstance(found, Raw)
    assert found.text == "Москва"
    (found,) = read(entry("<description>Kata.</description>"), charset="zlib")
    assert isinstance(found, Raw)


# Broken and hostile


def test_a_feed_that_is_not_well_formed_is_read_with_a_note() -> None:
    found = read(RSS.replace("</item>\n<item><title>Dua", "</item>\n<item><title>Dua & <b>Tiga").encode())
    raws = [x for x in found if isinstance(x, Raw)]
    assert raws[0].text.startswith("Menlu menolak usulan itu")
    assert all(feed.BROKEN in x.notes for x in raws)


@pytest.mark.parametrize(
    "data",
    [b"", b"  ", b"hello", b"<html><body>Halaman</body></html>", b"{}", b'{"version": 1}', b"{" * 99_999,
     b"\0\1\2" * 99, b"<?xml version='1.0'?><opml/>", b"\xff\xfe<\0"],
)  # fmt: skip
def test_what_is_no_feed_is_one_reject(data: bytes) -> None:
    found = only(data)
    assert isinstance(found, Reject)
    assert (found.doc_id, found.file) == ("umpan", "umpan.xml")


LAUGHS = (
    "<!DOCTYPE rss [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {y} '{f'&{x};' * 10}'>" for x, y in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "doctype",
    [
        LAUGHS,
        "<!DOCTYPE rss [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p;]>",
        "<!DOCTYPE rss [\n<!entity i 'x'>]>",
        "<!DOCTYPE rss [<!-- <x> --><!ENTITY i 'x'>]>",
    ],
)
def test_entities_of_a_feed_s_own_are_refused(encoding: str, doctype: str) -> None:
    data = (doctype + entry("<description>&i;</description>")).encode(encoding)
    found = only(data)
    assert isinstance(found, Reject)
    assert "entities of its own" in found.reason or "not text" in found.reason


def test_a_doctype_without_entities_is_fine_and_nothing_is_fetched_for_it() -> None:
    doctype = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'
    found = only(doctype + entry("<description>Isi &eacute; &unknown;.</description>"))
    assert isinstance(found, Raw)
    assert "Isi é" in found.text


@pytest.mark.parametrize(
    "data",
    [
        "<rss><channel><item><a " + " ".join(f"a{n}='1'" for n in range(40_000)) + "/></item></channel></rss>",
        entry("<description>" + "<a>" * 50_000 + "</a>" * 50_000 + "</description>"),
    ],
    ids=["attributes", "depth"],
)
def test_structures_that_cost_time_are_refused(data: str) -> None:
    found = only(data)
    assert isinstance(found, Reject)
    assert "not read" in found.reason


@pytest.mark.parametrize("piece", ["<", "&", "<a ", "<a>", "<![CDATA[", "<!--", "<?", "<!a", "</a", "<a x='", "<item>"])
def test_floods_end(piece: str) -> None:
    """Quadratic work on these would take hours."""
    read('<rss version="2.0"><channel><item><description>' + piece * 100_000)
    text_of(piece * 300_000)


def test_a_feed_over_the_limit_is_one_reject() -> None:
    item = Item("umpan", "umpan.xml", io.BytesIO(RSS.encode()))
    (found,) = feed.documents(item, How(limit=100))
    assert isinstance(found, Reject)
    assert "larger than the limit" in found.reason


def test_a_feed_is_never_taken_for_a_file_s_name(tmp_path: Path) -> None:
    """The parser would open a file that is called like the bytes, or fetch an address."""
    (tmp_path / "rss").write_text(RSS)
    assert isinstance(only(str(tmp_path / "rss")), Reject)
    assert isinstance(only("http://127.0.0.1:9/"), Reject)


def test_memory_is_bounded_by_the_feed() -> None:
    data = entry("<description>" + "Isi. " * 400_000 + "</description>")
    tracemalloc.start()
    read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * len(data)


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    assert all(isinstance(x, Raw | Reject) for x in read(data))
    assert all(isinstance(x, Raw | Reject) for x in read(b"<rss><channel><item>" + data))


# Pieces of HTML


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Isi  biasa\n lagi", "Isi biasa lagi"),
        ("<p>Satu</p><p>Dua</p>", "Satu\n\nDua"),
        ("Satu<br/>Dua<BR >Tiga", "Satu\nDua\nTiga"),
        ("<ul><li>a<li>b</ul>c", "a\n\nb\n\nc"),
        ("ke<b>Rusia</b>", "keRusia"),
        ("3 < 4 &lt;b&gt; &amp;amp;", "3 < 4 <b> &amp;"),
        ("<img alt='a > b' src=x>Isi", "Isi"),
        ('<a title="x\'>y">Isi</a>', "Isi"),
        ("don't <a b='c>Isi", "don't"),
        ("<style>p{}</style><SCRIPT>1<2</ScRiPt >Isi<script>", "Isi"),
        ("<script src=x />Isi", "Isi"),
        ("a<!-- <p> -->b<!-->c-->d", "abd"),
        ("a<![CDATA[<b>]]>c", "a<b>c"),
        ("a<?php x ?>b<!DOCTYPE x>c", "abc"),
        ("", ""),
    ],
)
def test_text_of_html(html: str, text: str) -> None:
    assert text_of(html) == text


@given(st.text(alphabet="<>/ab\"'= &;!-p\n", max_size=60))
def test_text_of_html_never_raises(html: str) -> None:
    text_of(html)


@given(st.lists(st.text(alphabet="abc d.,é", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_no_word_of_the_text_is_lost(paragraphs: list[str]) -> None:
    html = "".join(f"<p class='x'>{p}</p>" for p in paragraphs)
    assert text_of(html).split() == " ".join(paragraphs).split()
