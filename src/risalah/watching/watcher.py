"""The watch itself: which feed or article is next, and what becomes of it."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from risalah.errors import DocumentError, UsageError
from risalah.exports import encode
from risalah.model import Raw, Reject
from risalah.sources import feed as feeds
from risalah.sources.dispatch import documents_of
from risalah.sources.fetch import Answer, Failed, Fetcher, checked, item_of
from risalah.sources.items import How
from risalah.sources.response import Clock
from risalah.text.decode import damage
from risalah.watching import schedule
from risalah.watching.output import Appended
from risalah.watching.state import Article, Job, Kept, State, key

MOST = 1000
"""New entries of a feed that are taken at a time; the rest come with the next look."""
TICK = 1.0
"""Seconds of waiting after which it is told that there is waiting."""
ARTICLES = ("html", "text", "markdown")
"""The formats that an entry's article may have."""
_TRACKING = re.compile(r"[?&](?:utm_\w+|fbclid|gclid|dclid|igshid|mc_[ce]id)=[^&#]*")


class Polled(NamedTuple):
    """A feed was looked at: so many entries were new, or why it could not be."""

    url: str
    new: int
    reason: str | None = None


class Written(NamedTuple):
    """An article was written."""

    doc_id: str


class Repeated(NamedTuple):
    """An entry led to an article that is there already."""

    link: str


class Refused(NamedTuple):
    """An article could not be had or read, for good."""

    reject: Reject


class Later(NamedTuple):
    """An article could not be had now, and will be asked for again in so many seconds."""

    link: str
    reason: str
    seconds: float


class Waiting(NamedTuple):
    """Nothing is to be done until a time (seconds since 1970)."""

    until: float


Event: TypeAlias = Polled | Written | Repeated | Refused | Later | Waiting


class Watcher:
    """Looks at feeds and writes their articles. `finish` makes a line of an article, or a reject."""

    def __init__(
        self,
        urls: Sequence[str],
        state: State,
        output: Appended,
        fetcher: Fetcher,
        finish: Callable[[Raw], bytes | Reject],
        *,
        rejects: Appended | None = None,
        every: float = schedule.EVERY,
        clock: Clock | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._urls = addresses(urls)
        self._state = state
        self._output = output
        self._fetcher = fetcher
        self._finish = finish
        self._rejects = rejects
        self._every = every
        self._clock = clock or Clock()
        self._chance = chance or random.Random()
        self._jitter = dict.fromkeys(self._urls, 1.0)
        self._how = How(limit=fetcher.limit)

    def run(self, once: bool = False) -> Iterator[Event]:
        """What happens, as it happens; without end, or until all that can be done now is done `once`."""
        unfinished = self._state.line()
        if unfinished is not None:
            place, line = unfinished
            self._output.settle(line, place)
            self._state.end_line()
        looked: set[str] = set()
        while True:
            now = self._clock.now()
            url, due = self._next_feed(now, once, looked)
            job, at = self._next_job(now)
            if url is not None and due <= now:
                looked.add(url)
                yield self._poll(self._state.feed(url))
            elif job is not None and at <= now:
                yield self._take(job)
                self._rest(job)
            else:
                if once and (job is None or job.next > now or at > now + schedule.ONCE):
                    return
                until = at if once else min(due, at)
                yield Waiting(until)
                self._clock.sleep(min(max(until - now, 0.01), TICK))

    def _next_feed(self, now: float, once: bool, looked: set[str]) -> tuple[str | None, float]:
        """The feed whose turn comes first, and when. In a run that looks once, that is now, unless it is on hold."""
        best: str | None = None
        first = float("inf")
        for url in self._urls:
            kept = self._state.feed(url)
            if once:
                at = float("inf") if url in looked else kept.hold
            else:
                pause = schedule.pause(self._every, kept.hint) * self._jitter[url]
                at = max(kept.hold, kept.last + pause if kept.last else 0.0)
                at = min(at, now + schedule.DAY + pause)  # the clock may have been set back
            if at < first:
                best, first = url, at
        return best, first

    def _next_job(self, now: float) -> tuple[Job | None, float]:
        """The article whose turn comes first, and when: not before its host may be asked again."""
        best: Job | None = None
        first = float("inf")
        for job in self._state.first():
            wait = self._fetcher.wait(job.article.link) if job.article.link else 0.0
            at = max(job.next, now + wait if wait > 0 else 0.0)
            if at < first:
                best, first = job, at
        return best, first

    # Feeds

    def _poll(self, kept: Kept) -> Polled:
        self._jitter[kept.url] = 1 + schedule.JITTER * self._chance.random()
        found = self._fetcher.get(kept.url, etag=kept.etag, modified=kept.modified, paused=False)
        if isinstance(found, Failed):
            return self._failed(kept, found.reason, found.after)
        now = self._clock.now()
        if found.status == 304:
            with self._state.together():
                self._state.keep(kept._replace(last=now, hold=0.0, failures=0))
            return Polled(kept.url, 0)
        try:
            feed = feeds.read(found.body, url=found.url, charset=found.charset)
            articles = [a for e in feed.entries if (a := _article(e, feed, kept.url)) is not None]
        except DocumentError as e:
            return self._failed(kept, str(e), None)
        new = [a for a in articles if not self._state.seen(a.keys)]
        # Oldest first, as feeds have the newest on top; what is too much is found again, as the feed counts as unread.
        whole = len(new) <= MOST
        with self._state.together():
            added = sum(self._state.add(a, _host(a.link)) for a in reversed(new[:MOST]))
            etag, modified = (found.etag, found.modified) if whole else (None, None)
            hint = max(feed.ttl, found.fresh)
            self._state.keep(Kept(kept.url, etag, modified, now, hint))
        return Polled(kept.url, added)

    def _failed(self, kept: Kept, reason: str, after: float | None) -> Polled:
        now = self._clock.now()
        failures = kept.failures + 1
        hold = now + schedule.hold(self._every, failures, after)
        with self._state.together():
            self._state.keep(kept._replace(last=now, hold=hold, failures=failures))
        return Polled(kept.url, 0, reason)

    # Articles

    def _take(self, job: Job) -> Event:
        """Fetch an article, and write it or say why not."""
        article = job.article
        link = article.link or article.feed
        found = self._fetched(article)
        if isinstance(found, Failed) and found.passing:
            wait = schedule.again(job.tries + 1, found.after)
            if wait is not None:
                return self._later(job, link, found, wait)
        if isinstance(found, Failed) and article.text:
            note = f"The article could not be had ({found.reason}); the text is the feed's."
            found = _own(article, note), link
        if isinstance(found, Failed):
            return self._refuse(job, Reject(link, "source", found.reason, link))
        raw, final = found
        if key(_bare(final)) not in article.keys and self._state.seen([key(_bare(final))]):
            with self._state.together():
                self._state.done(job)
            return Repeated(link)
        line = self._finish(raw)
        if isinstance(line, Reject):
            return self._refuse(job, line)
        with self._state.together():
            self._state.see([key(_bare(final))])
            self._state.done(job)
            self._state.begin_line(self._output.size, line)
        self._output.append(line)
        self._state.end_line()
        return Written(raw.doc_id)

    def _rest(self, job: Job) -> None:
        """Keep a long pause of a host over a restart too."""
        wait = self._fetcher.wait(job.article.link) if job.article.link else 0.0
        if wait > schedule.ONCE:
            with self._state.together():
                self._state.leave(job.host, self._clock.now() + wait)

    def _later(self, job: Job, link: str, failed: Failed, wait: float) -> Later:
        now = self._clock.now()
        with self._state.together():
            self._state.put_off(job, now + wait)
            if failed.after is not None:
                self._state.leave(job.host, now + min(failed.after, schedule.DAY))
        return Later(link, failed.reason, wait)

    def _refuse(self, job: Job, reject: Reject) -> Refused:
        if self._rejects is not None:
            self._rejects.append(encode(reject))
        with self._state.together():
            self._state.done(job)
        return Refused(reject)

    def _fetched(self, article: Article) -> tuple[Raw, str] | Failed:
        """An entry's article, with what the page does not say taken from the feed, and the address where it lay."""
        if article.link is None:
            return _own(article), article.feed
        found = self._fetcher.get(article.link)
        if isinstance(found, Failed):
            return found
        if found.kind not in ARTICLES:
            return Failed(f"what lies there is no article but {found.kind}")
        raw = self._first(found, article.link)
        if isinstance(raw, Reject):
            return Failed(raw.reason)
        told = {
            name: getattr(article, name)
            for name in ("title", "author", "published", "outlet", "language")
            if getattr(raw, name) is None
        }
        return msgspec.structs.replace(raw, url=raw.url or found.url, **told), found.url

    def _first(self, found: Answer, link: str) -> Raw | Reject:
        documents = documents_of(item_of(found, link), self._how)
        for document in itertools.islice(documents, 1):
            return document
        return Reject(link, "source", "no article in it", link)


def addresses(urls: Sequence[str]) -> list[str]:
    """Addresses of feeds as they are asked for, each once. Raises `UsageError` for what is none."""
    found = []
    for url in urls:
        try:
            found.append(str(checked(url)))
        except DocumentError as e:
            raise UsageError(f"{url:.200}: {e}") from None
    return list(dict.fromkeys(found))


def _article(entry: feeds.Entry, feed: feeds.Feed, url: str) -> Article | None:
    """An entry as what is to be fetched; None where it has neither an address nor a text."""
    text = entry.text if entry.whole else ""
    if entry.link is None and not text:
        return None
    keys = [key(_bare(entry.link))] if entry.link else []
    if entry.id or not keys:
        # Ids of entries are the feed's own: two feeds may both begin at 1.
        keys.append(key(url, entry.id or text))
    return Article(
        feed=url,
        link=entry.link,
        keys=tuple(keys),
        title=entry.title,
        author=entry.author,
        published=entry.published,
        outlet=feed.title,
        language=entry.language or feed.language,
        text=text,
    )


def _own(article: Article, *notes: str) -> Raw:
    """An entry's own text as a document."""
    return Raw(
        doc_id=article.link or f"{article.feed}#{article.keys[0].hex()}",
        text=article.text,
        file=article.feed,
        url=article.link,
        outlet=article.outlet,
        title=article.title,
        published=article.published,
        language=article.language,
        author=article.author,
        notes=(*notes, *damage(article.text)),
    )


def _bare(link: str) -> str:
    """An address without what does not change the article: its part, the marks of campaigns, http or https."""
    link = re.sub(r"^https?://", "", link.partition("#")[0], flags=re.I)
    if "?" in link:
        link = _TRACKING.sub("", link.replace("?", "?&", 1)).replace("?&", "?", 1).removesuffix("?")
    host, slash, path = link.partition("/")
    return f"{host.lower()}{slash}{path}"


def _host(link: str | None) -> str:
    match = re.match(r"https?://([^/?#]*)", link or "", re.I)
    return match[1].lower() if match else ""
