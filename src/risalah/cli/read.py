"""`risalah read`: articles to records."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from risalah.cli.options import Given, colour_option, reading_options
from risalah.cli.output import coloured, terminal_width
from risalah.errors import UsageError

if TYPE_CHECKING:
    from risalah.model import Reject

_FORMATS = ("text", "jsonl", "table", "markdown")

_EPILOG = """\b
Examples:
  risalah read article.txt                       the record of one article, to be read
  risalah read news/ more.jsonl.gz --format jsonl -o records.jsonl --rejects bad.jsonl
  risalah read rows.jsonl --columns id=no,title=judul,text=isi --format table
  curl -s https://example.org/a.txt | risalah read - --format markdown

PATH may be text, Markdown, HTML, JSON, CSV, Parquet, Excel, WARC, RSS or Atom, compressed or in an archive, a folder
of any mixture, or an address. What cannot be read is reported with its reason and the run goes on; the exit code is 1
only when nothing could be read. With -o a run that was stopped goes on where it was: give the same command again.
The file of --rejects can be given as PATH, to read what was mended.
"""


@click.command(epilog=_EPILOG)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="text to read at a glance, jsonl for programs; by default what the name after -o says, else text.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE, which appears only when it is complete.")
@click.option("--rejects", metavar="FILE", help="Write what could not be read to FILE, as JSON Lines.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; by default as many as cores.")
@click.option("--fresh", is_flag=True, help="Begin anew where an unfinished run could be gone on with.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N documents.")
@reading_options
@colour_option
def read(
    paths: Sequence[str],
    form: str | None,
    output: str | None,
    rejects: str | None,
    jobs: int | None,
    fresh: bool,
    limit: int | None,
    given: Given,
    colour: str,
) -> int:
    """Read articles and show or write their records.

    PATH is an article or a file of articles in any usual form, a folder of them, an address, or - for standard
    input.
    """
    from risalah import api
    from risalah.cli import run
    from risalah.exports import Renderer, page

    run.check_outputs(paths, output, rejects)
    # Only where the ending alone chose: who says --format may put any number of records into a .json.
    one = output if form is None and run.holds_one(output) else None
    form = form or run.form_of(output)
    api.reader(given.options)
    width = terminal_width(page(form), to_file=run.is_file(output))
    show = Renderer(form, width=width, colour=coloured(colour, bool(output)))
    meter = given.meter(paths)

    def results(start: int) -> Iterator[bytes | Reject]:
        found = itertools.islice(given.documents(paths, meter, (output, rejects)), start, limit)
        shown = api.process(found, show, options=given.options, jobs=jobs)
        return shown if one is None else run.single(shown, one)

    told = given.told(paths, form, str(width), str(limit)) if one is None else None
    done, refused = run.write(results, run.Sink(output, rejects, show.head, told, fresh, meter))
    if not done:
        raise UsageError("no document in the input")
    return 1 if refused == done else 0
