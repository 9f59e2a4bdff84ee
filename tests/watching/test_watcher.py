"""The watch over a real server: what is fetched when, what is written, and that nothing comes twice."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise, takewhile
from pathlib import Path

import pytest

from risalah.exports.rows import row
from risalah.model import Raw, Reject
from risalah.sources import documents
from risalah.sources.fetch import Fetcher
from risalah.watching import Appended, Event, Later, Polled, Refused, Repeated, State, Waiting, Watcher, Written
from tests.web import START, FakeClock, Page, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


def rss(*links: str, ttl: int = 0, text: str = "") -> bytes:
    """A feed, the newest entry first, with a text of its own where one is given."""
    items = "".join(
        f"<item><title>Judul {link[-6:]}</title><link>{link}</link><pubDate>1 Maret 2022 10:00 WIB</pubDate>"
        f"<description>Ringkasan.</description>"
        + (f"<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>{text}</c:encoded>" if text else "")
        + "</item>"
        for link in links
    )
    wish = f"<ttl>{ttl}</ttl>" if ttl else ""
    return f"<rss version='2.0'><channel><title>Harian</title>{wish}{items}</channel></rss>".encode()


def feed(site: Site, *paths: str, headers: tuple[tuple[str, str], ...] = (), ttl: int = 0, text: str = "") -> Page:
    return Page(rss(*(site.url(p) for p in paths), ttl=ttl, text=text), kind="application/rss+xml", headers=headers)


def article(text: str) -> Page:
    return Page(f"{text}\n".encode())


class Watch:
    """A watch with its files, which can be stopped and started again."""

    def __init__(self, site: Site, folder: Path, *paths: str) -> None:
        self.site = site
        self.folder = folder
        self.urls = [site.url(p) for p in paths or ("/rss",)]
        self.clock = FakeClock()
        self.finish: Callable[[Raw], bytes | Reject] = row

    def run(self, once: bool = True, until: Callable[[Event], bool] | None = None) -> list[Event]:
        """What happens until the end, or until (and without) the first event of some kind."""
        with ExitStack() as stack:
            enter = stack.enter_context
            fetcher = enter(Fetcher(allow_private=True, clock=self.clock, patience=15))
            watcher = Watcher(
                self.urls,
                enter(State(self.folder / "state")),
                enter(Appended(self.folder / "out.jsonl")),
                fetcher,
                lambda raw: self.finish(raw),
                rejects=enter(Appended(self.folder / "bad.jsonl")),
                clock=self.clock,
                chance=random.Random(1),
            )
            events = watcher.run(once)
            return list(takewhile(lambda e: not until(e), events) if until else events)

    def rows(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.folder / "out.jsonl").read_text().splitlines()]

    def written(self) -> list[str]:
        """The paths of the articles that stand in the output, in order."""
        return [str(r["id"]).removeprefix(self.site.url("")) for r in self.rows()]


def of(kind: type[Event], events: list[Event]) -> list[Event]:
    return [e for e in events if isinstance(e, kind)]


def test_new_entries_are_fetched_and_written_as_rows(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/rss": feed(site, "/b", "/a"), "/a": article("Menlu menolak."), "/b": article("Menlu setuju.")}
    watch = Watch(site, tmp_path)
    events = [e for e in watch.run() if not isinstance(e, Waiting)]
    assert events == [Polled(site.url("/rss"), 2), Written(site.url("/a")), Written(site.url("/b"))]
    assert watch.rows()[0] == {
        "id": site.url("/a"),
        "url": site.url("/a"),
        "outlet": "Harian",
        "title": f"Judul {site.url('/a')[-6:]}",
        "published": "2022-03-01T10:00+07:00",
        "file": site.url("/a"),
        "text": "Menlu menolak.\n",
    }
    assert [d.doc_id for d in documents([tmp_path / "out.jsonl"])] == [site.url("/a"), site.url("/b")]


def test_what_a_page_does_not_say_is_taken_from_the_feed(site: Site, tmp_path: Path) -> None:
    words = "<p>Menteri Luar Negeri Budi Hartono menolak usulan itu di Jakarta, Selasa, kata juru bicaranya.</p>" * 3
    page = f"<html><head><title>Menlu menolak</title></head><body><h1>Menlu menolak</h1>{words}</body></html>"
    site.pages |= {"/rss": feed(site, "/a"), "/a": Page(page.encode(), kind="text/html")}
    watch = Watch(site, tmp_path)
    watch.run()
    (found,) = watch.rows()
    assert (found["title"], found["published"]) == ("Menlu menolak", "2022-03-01T10:00+07:00")
    assert "kata juru bicaranya" in str(found["text"])
    assert found["runs"]


def test_nothing_is_written_twice(site: Site, tmp_path: Path) -> None:
    """By address, by the feed's id, with the marks of campaigns, over http and https, in two feeds."""
    site.pages |= {"/rss": feed(site, "/a?id=1"), "/a?id=1": article("Satu."), "/b": article("Dua.")}
    watch = Watch(site, tmp_path, "/rss", "/lain")
    site.pages["/lain"] = feed(site, "/b")
    watch.run()
    https = site.url("/a").replace("http:", "HTTPS:")
    site.pages["/rss"] = Page(
        rss(site.url("/a?utm_source=x&id=1&fbclid=9#top"), f"{https}?id=1", site.url("/b?utm_medium=rss")),
        kind="text/xml",
    )
    before = len(site.paths)
    assert of(Polled, watch.run()) == [Polled(site.url("/rss"), 0), Polled(site.url("/lain"), 0)]
    assert sorted(watch.written()) == ["/a?id=1", "/b"]
    assert site.paths[before:] == ["/rss", "/lain"]


def test_an_entry_that_leads_to_an_article_that_is_there_is_a_repeat(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/rss": feed(site, "/go/1", "/a"),
        "/a": article("Satu."),
        "/go/1": Page(status=302, headers=(("Location", "/a"),)),
    }
    watch = Watch(site, tmp_path)
    assert of(Repeated, watch.run()) == [Repeated(site.url("/go/1"))]
    assert watch.written() == ["/a"]


def test_an_unchanged_feed_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    headers = (("ETag", '"v1"'), ("Last-Modified", "Tue, 01 Mar 2022 10:00:00 GMT"))
    site.pages |= {"/rss": [feed(site, "/a", headers=headers), Page(status=304)], "/a": article("Satu.")}
    watch = Watch(site, tmp_path)
    watch.run()
    assert of(Polled, watch.run()) == [Polled(site.url("/rss"), 0)]
    assert site.asked[-1].headers["if-none-match"] == '"v1"'
    assert site.asked[-1].headers["if-modified-since"] == "Tue, 01 Mar 2022 10:00:00 GMT"
    assert watch.written() == ["/a"]


def times(watch: Watch, looks: int) -> list[float]:
    """The minutes after the start at which the feed is looked at, in a run without end."""
    found: list[float] = []

    def enough(event: Event) -> bool:
        if isinstance(event, Polled):
            found.append(round((watch.clock.time - START) / 60, 1))
        return len(found) >= looks

    watch.run(once=False, until=enough)
    return found


def test_a_feed_is_looked_at_every_quarter_of_an_hour_and_a_little_more(site: Site, tmp_path: Path) -> None:
    site.pages["/rss"] = feed(site)
    first, second, third = times(Watch(site, tmp_path), 3)
    assert first == 0
    assert 15 <= second <= 16.6
    assert 15 <= third - second <= 16.6


@pytest.mark.parametrize(
    ("ttl", "age", "least", "most"), [(60, "", 60, 67), (0, "max-age=7200", 120, 133), (99_999, "", 360, 397)]
)
def test_a_feed_s_wish_for_a_longer_pause_is_heeded(
    site: Site, tmp_path: Path, ttl: int, age: str, least: float, most: float
) -> None:
    site.pages["/rss"] = feed(site, ttl=ttl, headers=(("Cache-Control", age),))
    assert least <= times(Watch(site, tmp_path), 2)[1] <= most


def test_a_feed_that_fails_is_asked_less_and_less_often(site: Site, tmp_path: Path) -> None:
    site.pages["/rss"] = Page(status=500)
    looks = times(Watch(site, tmp_path), 8)
    pauses = [b - a for a, b in pairwise(looks)]
    for pause, least in zip(pauses, [15, 30, 60, 120, 240, 360, 360], strict=True):
        assert least - 0.1 <= pause <= max(least, 17) + 0.1


def test_a_server_s_retry_after_is_kept_over_a_restart(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/rss": [Page(status=503, headers=(("Retry-After", "7200"),)), feed(site, "/a")],
        "/a": article("Satu."),
    }
    watch = Watch(site, tmp_path)
    (polled,) = of(Polled, watch.run())
    assert isinstance(polled, Polled)
    assert "503" in (polled.reason or "")
    assert watch.run() == []
    watch.clock.time += 7201
    assert of(Polled, watch.run()) == [Polled(site.url("/rss"), 1)]
    assert watch.written() == ["/a"]


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (Page(b"<html><p>Halaman", kind="text/html"), "not a feed"),
        (Page(b"<!DOCTYPE rss [<!ENTITY a 'x'>]><rss/>", kind="text/xml"), "entities of its own"),
        (Page(status=404), "404"),
    ],
)
def test_a_feed_that_is_none_is_told(site: Site, tmp_path: Path, page: Page, why: str) -> None:
    site.pages["/rss"] = page
    (polled,) = of(Polled, Watch(site, tmp_path).run())
    assert isinstance(polled, Polled)
    assert why in (polled.reason or "")


def test_only_what_entries_link_to_on_the_web_is_fetched(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("rahasia")
    site.pages |= {
        "/rss": Page(
            rss((tmp_path / "secret.txt").as_uri(), "javascript:alert(1)", "ftp://127.0.0.1/a", site.url("/a")),
            kind="text/xml",
        ),
        "/a": Page(b"<html><img src='/x.png'><a href='/y'>y</a>", kind="image/png"),
    }
    watch = Watch(site, tmp_path)
    assert len(of(Refused, watch.run())) == 1
    assert site.paths == ["/rss", "/a"]
    assert watch.written() == []


def test_articles_of_private_networks_are_not_fetched(site: Site, tmp_path: Path) -> None:
    site.pages["/rss"] = feed(site, "/a")
    with ExitStack() as stack:
        enter = stack.enter_context
        clock = FakeClock()
        fetcher = enter(Fetcher(clock=clock))
        state, out = enter(State(tmp_path / "state")), enter(Appended(tmp_path / "out"))
        (polled,) = Watcher([site.url("/rss")], state, out, fetcher, row, clock=clock).run(once=True)
    assert isinstance(polled, Polled)
    assert "private address" in (polled.reason or "")
    assert site.asked == []


# What cannot be had


def test_what_is_gone_for_good_is_a_reject_that_can_be_read_again(site: Site, tmp_path: Path) -> None:
    site.pages["/rss"] = feed(site, "/a")
    watch = Watch(site, tmp_path)
    reject = Reject(site.url("/a"), "source", "the server answers 404 (Not Found)", site.url("/a"))
    assert of(Refused, watch.run()) == [Refused(reject)]
    assert of(Refused, watch.run()) == []
    site.pages["/a"] = article("Satu.")
    (again,) = documents([tmp_path / "bad.jsonl"], allow_private=True)
    assert isinstance(again, Raw)


def test_what_passes_is_tried_again_later_also_after_a_restart(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/rss": feed(site, "/a"), "/a": Page(status=500)}
    watch = Watch(site, tmp_path)
    assert of(Later, watch.run()) == [Later(site.url("/a"), "the server answers 500 (Internal Server Error)", 60)]
    assert of(Later, watch.run()) == []
    watch.clock.time += 61
    (later,) = of(Later, watch.run())
    assert isinstance(later, Later)
    assert later.seconds == 300
    site.pages |= {"/rss": feed(site), "/a": article("Satu.")}
    watch.clock.time += 301
    assert of(Written, watch.run()) == [Written(site.url("/a"))]


def test_what_never_passes_is_given_up_in_the_end(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/rss": feed(site, "/a"), "/a": Page(status=500)}
    watch = Watch(site, tmp_path)
    events: list[Event] = []
    while not of(Refused, events):
        events += watch.run()
        watch.clock.time += 25 * 3600
    assert len(of(Later, events)) == 7


def test_a_host_that_asks_for_a_pause_gets_it_and_others_go_on(site: Site, tmp_path: Path) -> None:
    busy = Page(status=429, headers=(("Retry-After", "1800"),))
    with serving(Site()) as other:
        other.pages["/c"] = article("Tiga.")
        links = (other.url("/c"), site.url("/b"), site.url("/a"))
        site.pages |= {
            "/rss": Page(rss(*links), kind="text/xml"),
            "/a": [busy, article("Satu.")],
            "/b": article("Dua."),
        }
        watch = Watch(site, tmp_path)
        watch.run()
        assert [r["id"] for r in watch.rows()] == [other.url("/c")]
        assert "/b" not in site.paths
        watch.clock.time += 1801
        watch.run()
        assert {r["id"] for r in watch.rows()} == set(links)
        assert len(watch.rows()) == 3


def test_an_article_that_may_not_be_fetched_keeps_the_feed_s_own_text(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/robots.txt": Page(b"User-agent: *\nDisallow: /a"),
        "/rss": feed(site, "/a", text="&lt;p&gt;Seluruh berita.&lt;/p&gt;"),
    }
    watch = Watch(site, tmp_path)
    watch.run()
    (found,) = watch.rows()
    assert (found["text"], found["url"]) == ("Seluruh berita.", site.url("/a"))
    assert "refuses it" in str(found["notes"])


def test_an_entry_with_a_text_and_no_address_is_written_from_the_feed(site: Site, tmp_path: Path) -> None:
    item = "<item><title>T</title><c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>Isi.</c:encoded></item>"
    site.pages["/rss"] = Page(f"<rss version='2.0'><channel>{item}</channel></rss>".encode(), kind="text/xml")
    watch = Watch(site, tmp_path)
    watch.run()
    watch.run()
    assert [r["text"] for r in watch.rows()] == ["Isi."]


def test_what_cannot_be_read_is_a_reject_and_the_rest_goes_on(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/rss": feed(site, "/b", "/a"), "/a": article("Satu."), "/b": article("Dua.")}
    watch = Watch(site, tmp_path)
    watch.finish = lambda raw: Reject(raw.doc_id, "language", "no") if "Satu" in raw.text else row(raw)
    assert len(of(Refused, watch.run())) == 1
    assert watch.written() == ["/b"]


# Pauses and measure


def test_hosts_are_not_hurried_and_do_not_wait_for_each_other(site: Site, tmp_path: Path) -> None:
    with serving(Site()) as other:
        site.pages |= {
            "/robots.txt": Page(b"User-agent: *\nCrawl-delay: 100"),
            "/a": article("Satu."),
            "/b": article("Dua."),
        }
        links = (other.url("/d"), other.url("/c"), site.url("/b"), site.url("/a"))
        other.pages |= {"/rss": Page(rss(*links), kind="text/xml"), "/c": article("Tiga."), "/d": article("Empat.")}
        watch = Watch(other, tmp_path)
        watch.run()
        assert len(watch.rows()) == 4
        assert watch.clock.time - START >= 100


def test_a_run_that_looks_once_does_not_wait_for_a_host_that_wants_an_hour(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/robots.txt": Page(b"User-agent: *\nCrawl-delay: 3600"),
        "/rss": feed(site, "/b", "/a"),
        "/a": article("Satu."),
        "/b": article("Dua."),
    }
    watch = Watch(site, tmp_path)
    watch.run()
    assert watch.clock.time - START < 60
    watch.clock.time += 3000
    watch.run()
    assert watch.written() == ["/a"]
    watch.clock.time += 600
    watch.run()
    assert watch.written() == ["/a", "/b"]


def test_a_feed_with_too_many_entries_is_taken_in_turns(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("risalah.watching.watcher.MOST", 2)
    paths = [f"/{n}" for n in range(5)]
    site.pages |= {p: article(p) for p in paths}
    site.pages["/rss"] = feed(site, *paths, headers=(("ETag", '"v"'),))
    watch = Watch(site, tmp_path)
    watch.run()
    assert len(watch.rows()) == 2
    watch.run()
    assert "if-none-match" not in next(a for a in reversed(site.asked) if a.path == "/rss").headers
    watch.run()
    assert sorted(watch.written()) == paths
