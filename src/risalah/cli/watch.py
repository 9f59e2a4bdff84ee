"""`risalah watch`: the articles of feeds, as they appear."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from risalah.cli.options import FETCHING, READING, Given, given_by
from risalah.errors import UsageError

if TYPE_CHECKING:
    from risalah.model import Raw, Reject
    from risalah.watching import Event

_EPILOG = """\b
Examples:
  risalah watch https://news.example/rss -o articles.jsonl
  risalah watch https://a.example/feed https://b.example/atom.xml -o articles.jsonl --every 30m
  risalah watch https://news.example/rss -o articles.jsonl --once       from cron
  risalah watch https://news.example/rss -o records.jsonl --read        records instead of articles

Each new entry's article is fetched and added to FILE as a row that `risalah read` takes. robots.txt is obeyed, hosts
are not hurried, and what is unchanged is not sent again. What was seen is kept beside FILE (FILE.state): stop it, or
kill it, and start it again; no article is lost and none comes twice.
"""
PATIENCE = 15.0
"""Seconds that a server's wish is sat out; with a longer one the article is asked for later."""


@click.command(epilog=_EPILOG)
@click.argument("feeds", metavar="FEED…", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", required=True, help="Add the articles to FILE, one line each.")
@click.option("--every", metavar="TIME", default="15m", show_default=True, help="How often a feed is looked at.")
@click.option("--once", is_flag=True, help="Look once, fetch what is new, and end.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="End after N articles.")
@click.option("--read", "reading", is_flag=True, help="Read the articles and write their records.")
@click.option("--state", metavar="FILE", help="Where to remember what was seen; by default beside the output.")
@click.option("--rejects", metavar="FILE", help="Add what could not be had or read to FILE, which can be read again.")
@click.option("--max-size", default="16M", show_default=True, help="The largest feed or page that is fetched.")
@given_by(*FETCHING, *READING)
def watch(
    feeds: Sequence[str],
    output: str,
    every: str,
    once: bool,
    limit: int | None,
    reading: bool,
    state: str | None,
    rejects: str | None,
    given: Given,
) -> int:
    """Watch feeds and fetch the article of each new entry.

    FEED is the address of an RSS, RDF, Atom or JSON feed. Only the feeds and what their entries link to are fetched.
    """
    from risalah.sources import parse_size

    try:
        from risalah.sources.fetch import Fetcher
        from risalah.watching import Appended, State, Watcher, addresses, parse_pause
    except ModuleNotFoundError as e:
        if (e.name or "").startswith("risalah"):
            raise
        raise UsageError("watching feeds needs more: pip install 'risalah[feeds]'") from e
    state = state or f"{output}.state"
    _check_names(output, state, rejects)
    feeds, pause, size = addresses(feeds), parse_pause(every), parse_size(given.max_size)
    finish = _records(given) if reading else _rows()
    told = _Told()
    with contextlib.ExitStack() as stack:
        stack.callback(told.close)
        fetcher = stack.enter_context(
            Fetcher(limit=size, allow_private=given.allow_private, user_agent=given.user_agent, patience=PATIENCE)
        )
        memory = stack.enter_context(State(state))
        out = stack.enter_context(Appended(output))
        bad = stack.enter_context(Appended(rejects)) if rejects else None
        watcher = Watcher(feeds, memory, out, fetcher, finish, rejects=bad, every=pause)
        try:
            for event in watcher.run(once):
                told.event(event, memory.waiting())
                if limit is not None and told.written >= limit:
                    break
        except KeyboardInterrupt as e:
            told.close()
            e.add_note(told.summary(memory.waiting()))
            raise
        told.close()
        click.echo(told.summary(memory.waiting()) + ".", err=True)
    return 1 if once and told.failed == len(feeds) and not told.written else 0


def _check_names(output: str, state: str, rejects: str | None) -> None:
    """Refuse to write two things into one file."""
    if output == "-":
        raise UsageError("-o: a watch adds to a file, from which it can go on; standard output is none")
    named = [os.path.realpath(name) for name in (output, state, rejects) if name]
    if len(set(named)) < len(named):
        raise UsageError("-o, --state and --rejects name the same file")


def _rows() -> Callable[[Raw], bytes | Reject]:
    from risalah.exports.rows import row

    return row


def _records(given: Given) -> Callable[[Raw], bytes | Reject]:
    from risalah import api

    options = given.options
    api.reader(options)

    def finish(raw: Raw) -> bytes | Reject:
        return next(api.process([raw], lambda _, record: api.encode(record), options=options))

    return finish


class _Told:
    """What the user is told: a line that changes on a terminal, else a line for what matters; a summary in the end."""

    def __init__(self) -> None:
        self.written = self.rejected = self.failed = 0
        self._live = sys.stderr.isatty()
        self._drawn = False

    def event(self, event: Event, queued: int) -> None:
        """Count what happened, and tell it."""
        from risalah.watching import Later, Polled, Refused, Waiting, Written

        match event:
            case Polled(url, new, reason):
                self.failed += reason is not None
                if reason is not None:
                    self._say(f"{url}: {reason}")
                elif new and not self._live:
                    self._say(f"{url}: {new} new")
            case Written():
                self.written += 1
            case Refused(reject):
                self.rejected += 1
                self._say(f"{reject.doc_id}: {reject.reason}")
            case Later(link, reason, seconds):
                self._say(f"{link}: {reason}; again in {_span(seconds)}")
        if self._live:
            rest = f"; next in {_span(event.until - time.time())}" if isinstance(event, Waiting) else ""
            sys.stderr.write(f"\r\x1b[K{self.summary(queued)}{rest}")
            sys.stderr.flush()
            self._drawn = True

    def summary(self, queued: int) -> str:
        """What came of it, on one line."""
        articles = "article" if self.written == 1 else "articles"
        return f"{self.written} {articles} written, {self.rejected} rejected, {queued} waiting to be fetched"

    def close(self) -> None:
        """Remove the line that changes."""
        if self._drawn:
            self._drawn = False
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _say(self, line: str) -> None:
        from risalah.exports import visible

        self.close()
        click.echo(visible(line), err=True)


def _span(seconds: float) -> str:
    """A stretch of time for people: `45 s`, `12 min`, `3 h`."""
    seconds = max(0, round(seconds))
    if seconds < 120:
        return f"{seconds} s"
    return f"{round(seconds / 60)} min" if seconds < 7200 else f"{round(seconds / 3600)} h"
