"""`risalah keep`: articles into a ledger."""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from risalah.cli.options import Given, reading_options
from risalah.cli.output import Progress, writing
from risalah.errors import UsageError

if TYPE_CHECKING:
    from risalah.book import Book
    from risalah.model import Raw, Reject
    from risalah.sources.opened import Meter

_EPILOG = """\b
Examples:
  risalah keep news/ more.jsonl.gz --ledger talks.db
  risalah keep crawl.warc.gz --ledger talks.db --rejects bad.jsonl --jobs 4
  risalah keep news/ --ledger talks.db --issues issues.tsv --again

Keeping the same input twice changes nothing: what is there is passed over without being read, so a run that was
stopped goes on when the same command is given again. An article that changed becomes a new version of it. With
--again articles are read anew, after the reader or the registry of issues changed; what people judged stays.
"""


@click.command(epilog=_EPILOG)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option("--ledger", "file", metavar="FILE", required=True, help="The ledger; made where there is none.")
@click.option("--rejects", metavar="FILE", help="Write what could not be read to FILE, which can be given as PATH.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; by default as many as cores.")
@click.option("--again", is_flag=True, help="Read also what is there, and put the new record in place of the old.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N documents of the input.")
@reading_options
def keep(
    paths: Sequence[str],
    file: str,
    rejects: str | None,
    jobs: int | None,
    again: bool,
    limit: int | None,
    given: Given,
) -> int:
    """Read articles and keep them in a ledger.

    PATH is an article or a file of articles in any usual form, a folder of them, an address, or - for standard
    input.
    """
    from risalah import api, book
    from risalah.cli import run

    run.check_outputs(paths, file, rejects)
    api.reader(given.options)
    meter = given.meter(paths)
    with book.open(file, create=True) as ledger:
        if given.issues is None and (name := ledger.registry()) is not None:
            click.echo(f"Issues: those of {name}, with which this ledger was kept before.", err=True)
        documents = itertools.islice(given.documents(paths, meter), limit)
        counts, bad = _kept(ledger, documents, given, jobs, again, rejects, meter)
        done = sum(counts.values()) + len(bad) + bad.more
        if not done:
            raise UsageError("no document in the input")
        ledger.consolidate()
    run.report(bad, len(bad) + bad.more, done, rejects)
    click.echo(_summary(counts), err=True)
    return 1 if len(bad) + bad.more == done else 0


class _Bad(list["Reject"]):
    """The first rejects; `more` counts the others."""

    more = 0


def _kept(
    ledger: Book,
    documents: itertools.islice[Raw | Reject],
    given: Given,
    jobs: int | None,
    again: bool,
    rejects: str | None,
    meter: Meter,
) -> tuple[Counter[str], _Bad]:
    """What became of the documents, and the first rejects."""
    from risalah.exports import encode
    from risalah.ledger.versions import Tally
    from risalah.model import Reject

    counts: Counter[str] = Counter()
    bad, tally = _Bad(), Tally()
    progress = Progress(shown=True, meter=meter)
    with contextlib.ExitStack() as stack:
        stack.callback(progress.close)
        out = stack.enter_context(writing(rejects)) if rejects else None
        try:
            for done in ledger.take(documents, given.options, jobs=jobs, again=again, tally=tally):
                if isinstance(done, Reject):
                    if out:
                        out.write(encode(done))
                    if len(bad) < 10:
                        bad.append(done)
                    else:
                        bad.more += 1
                else:
                    counts[done.state] += 1
                progress.update(sum(counts.values()) + tally.already, len(bad) + bad.more)
        except KeyboardInterrupt as e:
            e.add_note("what was read is kept; the same command goes on from there")
            raise
    counts["already"] += tally.already
    counts["restored"] += tally.restored
    return +counts, bad


def _summary(counts: Counter[str]) -> str:
    words = {
        "new": "new", "changed": "new versions", "restored": "changed back", "again": "read again",
        "already": "there already",
    }  # fmt: skip
    told = ", ".join(f"{counts[state]:,} {name}" for state, name in words.items() if counts[state])
    return f"Kept: {told or 'nothing'}."
