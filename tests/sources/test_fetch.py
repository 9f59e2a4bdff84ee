"""Fetching, from real servers on loopback: what is asked for, what is refused, and for which reason."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import time
import zlib
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from risalah.errors import UsageError
from risalah.model import Raw, Reject
from risalah.sources import documents
from risalah.sources.fetch import AGENT, Answer, Failed, Fetcher, Waits, checked, named
from risalah.sources.items import Item
from tests.web import START, FakeClock, Page, Site, serving

TEXT = b"Menlu menolak usulan itu.\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


def fetched(site: Site, path: str = "/a", **options: object) -> Answer | Failed:
    options = {"allow_private": True, "clock": FakeClock(), **options}
    with Fetcher(**options) as fetcher:  # type: ignore[arg-type]
        return fetcher.get(site.url(path))


def reason(site: Site, path: str = "/a", **options: object) -> str:
    found = fetched(site, path, **options)
    assert isinstance(found, Failed), found
    return found.reason


def body(site: Site, path: str = "/a", **options: object) -> bytes:
    found = fetched(site, path, **options)
    assert isinstance(found, Answer), found
    return found.body


# What is asked


def test_a_text_is_fetched_and_the_server_told_who_asks(site: Site) -> None:
    site.pages["/a"] = Page(TEXT, headers=(("Set-Cookie", "track=1"),))
    with Fetcher(allow_private=True, clock=FakeClock()) as fetcher:
        item = fetcher.item(site.url("/a#part"))
        assert isinstance(item, Item)
        assert (item.name, item.file, item.url) == (site.url("/a"),) * 3
        assert (item.stream.read(), item.charset, item.kind) == (TEXT, "utf-8", "text")
        assert isinstance(fetcher.item(site.url("/a")), Item)
    assert [a.path for a in site.asked] == ["/robots.txt", "/a", "/a"]
    assert all(a.headers["user-agent"] == AGENT for a in site.asked)
    assert all(a.headers["host"] == f"127.0.0.1:{site.port}" for a in site.asked)
    assert not any({"cookie", "authorization", "referer"} & a.headers.keys() for a in site.asked)


@pytest.mark.parametrize("agent", ["", "two\nlines: x", "é/1", "1/x", "x" * 201])
def test_a_user_agent_is_one_line_of_ascii(agent: str) -> None:
    with pytest.raises(UsageError, match="user agent"):
        Fetcher(user_agent=agent)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "file: is not fetched"),
        ("ftp://example.org/a", "ftp: is not fetched"),
        ("gopher://127.0.0.1/", "gopher: is not fetched"),
        ("example.org/a", "no http:// or https://"),
        ("", "no http:// or https://"),
        ("http:///a", "no host"),
        ("http://user:secret@example.org/", "name or password"),
        ("http://user@example.org/", "name or password"),
        ("http://example.org:0/", "no such port"),
        ("http://example.org:99999/", "no such port"),
        ("http://example.org:x/", "not an address"),
        ("http://[::1", "not an address"),
        ("http://a\x00b/", "not an address"),
        ("http://example.org/" + "a" * 9000, "more than 8000 characters"),
    ],
)
def test_other_addresses_are_not_asked_for(url: str, why: str) -> None:
    with Fetcher(resolve=no_names) as fetcher:
        found = fetcher.item(url)
    assert isinstance(found, Reject)
    assert why in found.reason
    assert "secret" not in f"{found}"


def no_names(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was looked up")


# Private networks


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0", "[::1]",
     "[::ffff:127.0.0.1]"],
)  # fmt: skip
def test_this_machine_is_not_asked_unless_allowed(site: Site, host: str) -> None:
    with Fetcher(clock=FakeClock()) as fetcher:
        found = fetcher.item(site.url("/a", host=host))
    assert isinstance(found, Reject)
    assert "private address" in found.reason or "not an address" in found.reason
    assert site.asked == []


def test_a_public_name_with_a_private_address_is_refused(site: Site) -> None:
    with Fetcher(clock=FakeClock(), resolve=lambda _h, _p: ["127.0.0.1"]) as fetcher:
        found = fetcher.get(site.url("/a", host="127.0.0.1.nip.example"))
    assert isinstance(found, Failed)
    assert "has the private address 127.0.0.1 (--allow-private allows it)" in found.reason
    assert not found.passing
    assert site.asked == []


def test_a_name_keeps_its_host_header_when_its_address_is_asked(site: Site) -> None:
    site.pages["/a"] = Page(TEXT)
    with Fetcher(clock=FakeClock(), allow_private=True, resolve=lambda _h, _p: ["127.0.0.1"]) as fetcher:
        found = fetcher.get(site.url("/a", host="Berita.Example"))
    assert isinstance(found, Answer)
    assert site.asked[-1].headers["host"] == f"berita.example:{site.port}"


def test_an_unknown_host_is_named(site: Site) -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError("nothing")

    assert "the host 127.0.0.1 is not found" in reason(site, resolve=unknown)
    with Fetcher(clock=FakeClock()) as fetcher:
        found = fetcher.get(f"http://{'a' * 80}..example/")
    assert isinstance(found, Failed)
    assert "is not found" in found.reason


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate and is absent")
def test_certificates_are_checked_against_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address that was looked at, and still the name counts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=berita.example", "-addext", "subjectAltName=DNS:berita.example"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(Site(), context) as site:
        site.pages["/a"] = Page(TEXT)

        def get(host: str) -> Answer | Failed:
            with Fetcher(clock=FakeClock(), allow_private=True, resolve=lambda _h, _p: ["127.0.0.1"]) as fetcher:
                return fetcher.get(f"https://{host}:{site.port}/a")

        unknown = get("berita.example")
        assert isinstance(unknown, Failed)
        assert "the certificate of berita.example is not good" in unknown.reason
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        known = get("berita.example")
        assert isinstance(known, Answer)
        assert known.body == TEXT
        other = get("lain.example")
        assert isinstance(other, Failed)
        assert "the certificate of lain.example is not good" in other.reason


# robots.txt


def test_robots_txt_is_obeyed_and_asked_for_once(site: Site) -> None:
    site.pages |= {
        "/robots.txt": Page(b"User-agent: *\nDisallow: /no\n"),
        "/a": Page(TEXT),
        "/no/a": Page(TEXT),
    }
    with Fetcher(allow_private=True, clock=FakeClock()) as fetcher:
        assert isinstance(fetcher.get(site.url("/a")), Answer)
        found = fetcher.get(site.url("/no/a?x=1"))
        assert found == Failed("the robots.txt of 127.0.0.1 refuses it")
    assert [a.path for a in site.asked] == ["/robots.txt", "/a"]


def test_a_user_agent_of_one_s_own_has_its_own_rules(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(b"User-agent: newsroom\nDisallow: /\n"), "/a": Page(TEXT)}
    assert "refuses" in reason(site, user_agent="Newsroom/1.0 (+mail)")
    assert body(site) == TEXT


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_a_robots_txt_that_cannot_be_had(site: Site, status: int, allowed: bool) -> None:
    """What is not there forbids nothing; a server in trouble is left alone (RFC 9309)."""
    site.pages |= {"/robots.txt": Page(status=status), "/a": Page(TEXT)}
    found = fetched(site)
    assert isinstance(found, Answer) is allowed
    if isinstance(found, Failed):
        assert found.reason.startswith(f"the robots.txt of 127.0.0.1 cannot be had: the server answers {status}")
        assert found.passing
        assert "/a" not in site.paths


def test_robots_txt_of_each_host_on_the_way_counts(site: Site) -> None:
    with serving(Site()) as other:
        site.pages["/a"] = Page(status=302, headers=(("Location", other.url("/b")),))
        other.pages |= {"/robots.txt": Page(b"User-agent: *\nDisallow: /b"), "/b": Page(TEXT)}
        assert "refuses" in reason(site)
        assert other.paths == []


def test_a_huge_robots_txt_is_read_in_part(site: Site) -> None:
    site.pages |= {
        "/robots.txt": Page(b"User-agent: *\nDisallow: /a\n" + b"# x\n" * 1_000_000),
        "/a": Page(TEXT),
        "/b": Page(TEXT),
    }
    assert "refuses" in reason(site, "/a")
    assert body(site, "/b") == TEXT


def test_pauses_between_requests_are_kept(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(b"User-agent: *\nCrawl-delay: 9\n"), "/a": Page(TEXT)}
    clock = FakeClock()
    with Fetcher(allow_private=True, clock=clock) as fetcher:
        fetcher.get(site.url("/a"))
        assert clock.slept == []
        assert fetcher.wait(site.url("/b")) == 9
        fetcher.get(site.url("/a"))
    assert clock.slept == [9]


def test_a_pause_that_is_too_long_is_a_failure(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(b"User-agent: *\nCrawl-delay: 3600\n"), "/a": Page(TEXT)}
    clock = FakeClock()
    with Fetcher(allow_private=True, clock=clock) as fetcher:
        assert isinstance(fetcher.get(site.url("/a")), Answer)
        found = fetcher.get(site.url("/a"))
    assert found == Failed("127.0.0.1 wants 3600 seconds between two requests", True, 3600)
    assert clock.slept == []


# Redirects


def test_redirects_are_followed_and_the_last_address_told(site: Site) -> None:
    site.pages |= {
        "/a": Page(status=301, headers=(("Location", "b?x=1#part"),)),
        "/b?x=1": Page(status=307, headers=(("Location", site.url("/c")),)),
        "/c": Page(TEXT),
    }
    found = fetched(site)
    assert isinstance(found, Answer)
    assert (found.url, found.body) == (site.url("/c"), TEXT)


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("/a", "in a circle"),
        ("file:///etc/passwd", "file: is not fetched"),
        ("http://u:p@127.0.0.1/", "name or password"),
        ("http://[", "its host is no name"),
        ("", "to nowhere"),
    ],
)
def test_redirects_that_lead_astray(site: Site, to: str, why: str) -> None:
    site.pages["/a"] = Page(status=302, headers=(("Location", to),))
    assert why in reason(site)
    assert site.paths == ["/a"]


def test_redirects_without_end(site: Site) -> None:
    for n in range(9):
        site.pages[f"/{n}"] = Page(status=302, headers=(("Location", f"/{n + 1}"),))
    assert reason(site, "/0") == "the server redirects more than 5 times"
    assert site.paths == [f"/{n}" for n in range(6)]


def test_a_redirect_to_a_private_address_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback counts as public here, so that the first step is taken; the second leads into a private network."""
    monkeypatch.setattr("risalah.sources.network.is_private", lambda address: address != "127.0.0.1")
    site.pages["/a"] = Page(status=302, headers=(("Location", "http://intern.example/secret"),))
    names = {"127.0.0.1": ["127.0.0.1"], "intern.example": ["10.0.0.5"]}
    found = fetched(site, allow_private=False, resolve=lambda host, _port: names[host])
    assert isinstance(found, Failed)
    assert "the host intern.example has the private address 10.0.0.5" in found.reason
    assert site.paths == ["/a"]


# Answers that are none


@pytest.mark.parametrize(
    ("status", "why", "passing"),
    [
        (404, "404 (Not Found)", False),
        (410, "410 (Gone)", False),
        (403, "403 (Forbidden)", False),
        (500, "500 (Internal Server Error)", True),
        (204, "204 (No Content)", False),
        (299, "299 (not known)", False),
    ],
)
def test_a_status_that_is_no_success(site: Site, status: int, why: str, passing: bool) -> None:
    site.pages["/a"] = Page(b"" if status == 204 else TEXT, status=status)
    assert fetched(site) == Failed(f"the server answers {why}", passing, None, status)


def test_unchanged_since_the_last_time(site: Site) -> None:
    when = "Tue, 01 Mar 2022 10:00:00 GMT"
    headers = (("ETag", '"v1"'), ("Last-Modified", when), ("Cache-Control", "public, max-age=600"))
    site.pages["/a"] = [Page(TEXT, headers=headers), Page(status=304, headers=headers)]
    with Fetcher(allow_private=True, clock=FakeClock()) as fetcher:
        first = fetcher.get(site.url("/a"))
        assert isinstance(first, Answer)
        assert (first.status, first.etag, first.modified, first.fresh) == (200, '"v1"', when, 600)
        again = fetcher.get(site.url("/a"), etag=first.etag, modified=first.modified)
    assert isinstance(again, Answer)
    assert (again.status, again.body) == (304, b"")
    assert site.asked[-1].headers["if-none-match"] == '"v1"'
    assert site.asked[-1].headers["if-modified-since"] == when


def test_what_a_server_called_an_etag_cannot_add_headers(site: Site) -> None:
    site.pages["/a"] = Page(TEXT)
    with Fetcher(allow_private=True, clock=FakeClock()) as fetcher:
        fetcher.get(site.url("/a"), etag='"v"\r\nX-Evil: 1', modified="é")
    assert not {"x-evil", "if-none-match", "if-modified-since"} & site.asked[-1].headers.keys()


@pytest.mark.parametrize("date", [False, True])
def test_a_server_that_asks_to_come_back_is_asked_again_then(site: Site, date: bool) -> None:
    after = formatdate(START + 30, usegmt=True) if date else "30"
    site.pages["/a"] = [Page(status=429, headers=(("Retry-After", after),)), Page(TEXT)]
    clock = FakeClock()
    assert body(site, clock=clock) == TEXT
    assert clock.slept[0] == 30


def test_a_server_that_stays_busy_is_given_up_with_growing_pauses(site: Site) -> None:
    site.pages["/a"] = Page(status=503)
    clock = FakeClock()
    assert "503" in reason(site, clock=clock)
    assert site.paths == ["/a"] * 3
    assert clock.slept == [2, 4]


@pytest.mark.parametrize("after", ["3600", "999999999"])
def test_a_wait_that_is_too_long_is_not_sat_out(site: Site, after: str) -> None:
    site.pages["/a"] = Page(status=429, headers=(("Retry-After", after),))
    clock = FakeClock()
    found = fetched(site, clock=clock)
    assert isinstance(found, Failed)
    assert (found.after, found.passing, clock.slept, site.paths) == (float(after), True, [], ["/a"])


@pytest.mark.parametrize("after", ["soon", "-5", "1e9", "", "Tue, 99 Foo 2022"])
def test_a_wait_that_makes_no_sense_is_one_of_ours(site: Site, after: str) -> None:
    site.pages["/a"] = [Page(status=429, headers=(("Retry-After", after),)), Page(TEXT)]
    clock = FakeClock()
    assert body(site, clock=clock) == TEXT
    assert clock.slept[0] == 2


# Bodies out of measure


def test_a_body_over_the_limit_is_not_read(site: Site) -> None:
    site.pages["/a"] = Page(b"x" * 5000)
    assert "larger than the limit of 4 KiB" in reason(site, limit=4096)
    site.pages["/a"] = Page(send=endless)
    assert "larger than the limit of 1 MiB" in reason(site, limit=1 << 20)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body that goes on for as long as somebody reads it, with no length told."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        handler.wfile.write(b"<p>lagi</p>" * 10_000)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_not_inflated(site: Site, coding: str) -> None:
    plain = b"\0" * 200_000_000
    packed = gzip.compress(plain) if coding == "gzip" else zlib.compress(plain)
    assert len(packed) < 1 << 20
    site.pages["/a"] = Page(packed, headers=(("Content-Encoding", coding),))
    assert "larger than the limit of 16 MiB" in reason(site)


def test_compressed_bodies(site: Site) -> None:
    raw = zlib.compressobj(wbits=-15)
    for coding, packed in {
        "gzip": gzip.compress(TEXT),
        "x-gzip": gzip.compress(TEXT[:5]) + gzip.compress(TEXT[5:]),
        "deflate": zlib.compress(TEXT),
        "DEFLATE": raw.compress(TEXT) + raw.flush(),
        "identity": TEXT,
    }.items():
        site.pages["/a"] = Page(packed, headers=(("Content-Encoding", coding),))
        assert body(site) == TEXT


@pytest.mark.parametrize(
    ("coding", "packed", "why"),
    [
        ("br", TEXT, "the coding 'br', which was not asked for"),
        ("gzip, gzip", TEXT, "not asked for"),
        ("gzip", TEXT, "is damaged"),
        ("gzip", gzip.compress(TEXT)[:-9], "ends too early"),
        ("deflate", zlib.compress(TEXT)[:-5], "ends too early"),
    ],
)
def test_compression_that_is_none_is_a_reason(site: Site, coding: str, packed: bytes, why: str) -> None:
    site.pages["/a"] = Page(packed, headers=(("Content-Encoding", coding),))
    assert why in reason(site)


def test_a_body_shorter_than_its_length_is_not_taken_for_whole(site: Site) -> None:
    site.pages["/a"] = Page(TEXT, headers=(("Content-Length", "9999"),))
    found = fetched(site)
    assert isinstance(found, Failed)
    assert "breaks the connection off" in found.reason
    assert found.passing


@pytest.mark.parametrize(
    "sent", [b"", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 999999 X\r\n\r\n", b"\0" * 200_000]
)
def test_what_is_no_http_is_a_reason(site: Site, sent: bytes) -> None:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(sent)

    site.pages["/a"] = Page(send=send)
    assert "does not speak HTTP" in reason(site)


def test_a_slow_drip_ends_with_the_time_allowed(site: Site) -> None:
    """Each byte comes soon enough; all of them together would take a quarter of an hour."""
    for drip in (slow_body, slow_head):
        site.pages["/a"] = Page(send=drip)
        assert "does not answer in full within 0.5 seconds" in reason(site, waits=Waits(total=0.5))


def slow_body(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9999\r\n\r\n")
    slow_head(handler)


def slow_head(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(9000):
        handler.wfile.write(b"H")
        time.sleep(0.1)


def test_a_server_that_says_nothing(site: Site) -> None:
    site.pages["/a"] = Page(send=lambda _: time.sleep(2))
    assert "sends nothing for 0.2 seconds" in reason(site, waits=Waits(read=0.2))


def test_nobody_listens() -> None:
    with serving(Site()) as site:
        pass
    assert "does not take the connection" in reason(site)


# What kind of thing it is


RSS = b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>"
PAGE = b"<!DOCTYPE html><html><body><p>Isi.</p></body></html>"


@pytest.mark.parametrize(
    ("path", "told", "sent", "kind"),
    [
        ("/a", "text/html; charset=ISO-8859-1", PAGE, "html"),
        ("/a", "TEXT/HTML", b"<div>Isi.</div>", "html"),
        ("/a.rss", "text/html", PAGE, "html"),
        ("/a", "application/xhtml+xml", b"<?xml version='1.0'?>" + PAGE, "html"),
        ("/a", "text/html", RSS, "feed"),
        ("/a", "text/plain", RSS, "feed"),
        ("/a", "application/rss+xml", b"<!-- c --><x/>", "feed"),
        ("/a", "application/json", b'{"version": "https://jsonfeed.org/version/1.1"}', "feed"),
        ("/a", "application/json", b'[{"text": "a"}]', "json"),
        ("/rows.jsonl", "text/plain", b'{"text": "a"}', "jsonl"),
        ("/rows.jsonl", "application/octet-stream", b'{"text": "a"}', "jsonl"),
        ("/catatan.md", "text/plain", b"# Judul", "markdown"),
        ("/a.html", "text/plain", b"Isi.", "text"),
        ("/a", "", b"Isi.", "text"),
    ],
)
def test_what_it_is_is_told_by_its_bytes_and_its_content_type(
    site: Site, path: str, told: str, sent: bytes, kind: str
) -> None:
    site.pages[path] = Page(sent, kind=told)
    found = fetched(site, path)
    assert isinstance(found, Answer)
    assert found.kind == kind


@pytest.mark.parametrize(
    ("told", "sent", "why"),
    [
        ("image/png", b"\x89PNG", "'image/png', not a page"),
        ("application/pdf", b"%PDF-1.7", "'application/pdf'"),
        ("text/html", b"PK\x03\x04zip", "an archive or a table"),
        ("text/html", gzip.compress(TEXT), "an archive or a table"),
        ("application/octet-stream", b"\x00\x01", "does not say what it sends"),
        ("text/html", b" \n", "is empty"),
    ],
)
def test_what_is_no_article_is_refused(site: Site, told: str, sent: bytes, why: str) -> None:
    site.pages["/a"] = Page(sent, kind=told)
    assert why in reason(site)


# Reading addresses


def test_addresses_are_read_like_files(site: Site) -> None:
    site.pages |= {
        "/a": Page(TEXT),
        "/feed": Page(
            b"<rss version='2.0'><channel><title>Harian</title><item><guid>1</guid>"
            b"<description>Menlu menolak.</description></item></channel></rss>",
            kind="application/rss+xml",
        ),
    }
    paths = [site.url("/a"), site.url("/feed"), site.url("/gone")]
    a, entry, gone = documents(paths, allow_private=True, user_agent="tests/1")
    assert isinstance(a, Raw)
    assert (a.doc_id, a.file, a.text) == (site.url("/a"), site.url("/a"), TEXT.decode())
    assert isinstance(entry, Raw)
    assert (entry.doc_id, entry.outlet, entry.text) == ("1", "Harian", "Menlu menolak.")
    assert gone == Reject(site.url("/gone"), "source", "the server answers 404 (Not Found)", site.url("/gone"))
    assert {x.headers["user-agent"] for x in site.asked} == {"tests/1"}
    assert [x.path for x in site.asked].count("/robots.txt") == 1


def test_a_page_is_read_with_the_server_s_encoding(site: Site) -> None:
    words = "<p>Menteri Luar Negeri Budi Hartono menolak usulan itu “dengan tegas” di Jakarta, Selasa.</p>" * 3
    page = f"<html><head><title>Menlu menolak</title></head><body><h1>Menlu menolak</h1>{words}</body></html>"
    site.pages["/a?id=1"] = Page(page.encode("cp1252"), kind="text/html; charset=windows-1252")
    (found,) = documents([site.url("/a?id=1#top")], allow_private=True)
    assert isinstance(found, Raw)
    assert (found.doc_id, found.url, found.title) == (site.url("/a?id=1"), site.url("/a?id=1"), "Menlu menolak")
    assert "“dengan tegas”" in found.text


def test_addresses_of_this_machine_are_not_read_without_leave(site: Site) -> None:
    site.pages["/a"] = Page(TEXT)
    (found,) = documents([site.url("/a")])
    assert isinstance(found, Reject)
    assert "private address" in found.reason


def test_a_feed_that_could_not_be_had_is_read_from_its_reject(site: Site, tmp_path: Path) -> None:
    from risalah.exports import encode

    (gone,) = documents([site.url("/feed")], allow_private=True)
    assert isinstance(gone, Reject)
    (tmp_path / "bad.jsonl").write_bytes(encode(gone))
    site.pages["/feed"] = Page(
        b"<rss version='2.0'><channel><item><guid>1</guid><description>Satu.</description></item>"
        b"<item><guid>2</guid><description>Dua.</description></item></channel></rss>",
        kind="text/xml",
    )
    found = list(documents([tmp_path / "bad.jsonl"], allow_private=True))
    assert [x.doc_id for x in found if isinstance(x, Raw)] == ["1", "2"]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (" https://u:p@h/a#b", "https://h/a"),
        ("https://h/@a", "https://h/@a"),
        ("https://h?x=u@v", "https://h?x=u@v"),
        ("https://u:p@x@h/", "https://h/"),
    ],
)
def test_names_and_passwords_are_not_written_down(url: str, kept: str) -> None:
    assert named(url) == kept


def test_an_address_may_hold_other_letters() -> None:
    assert str(checked("https://täst.example/é?q=ü#x")) == "https://xn--tst-qla.example/%C3%A9?q=%C3%BC"
