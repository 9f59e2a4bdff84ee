"""`risalah read`: articles to records."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import click

from risalah.cli.options import Given, colour_option, reading_options
from risalah.cli.output import coloured, terminal_width
from risalah.errors import UsageError

_FORMATS = ("text", "jsonl", "table", "markdown")

_EPILOG = """\b
Examples:
  risalah read article.txt                       the record of one article, to be read
  risalah read news/ more.jsonl.gz --format jsonl -o records.jsonl --rejects bad.jsonl
  risalah read rows.jsonl --columns id=no,title=judul,text=isi --format table
  curl -s https://example.org/a.txt | risalah read - --format markdown

A folder is searched for .txt, .text, .md, .jsonl and .ndjson files, also with .gz behind. What cannot be
read is reported with its reason and the run goes on; the exit code is 1 only when nothing could be read.
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
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N documents.")
@reading_options
@colour_option
def read(
    paths: Sequence[str],
    form: str | None,
    output: str | None,
    rejects: str | None,
    jobs: int | None,
    limit: int | None,
    given: Given,
    colour: str,
) -> int:
    """Read articles and show or write their records.

    PATH is a text file (one article), a JSON Lines file (rows with id, url, outlet, title, published, text),
    a folder of them, or - for standard input.
    """
    from risalah import api
    from risalah.cli import run
    from risalah.exports import Renderer, page

    run.check_outputs(paths, output, rejects)
    # Only where the ending alone chose: who says --format may put any number of records into a .json.
    one = output if form is None and run.holds_one(output) else None
    form = form or run.form_of(output)
    found = given.documents(paths)
    api.reader(given.options)
    width = terminal_width(page(form), to_file=run.is_file(output))
    show = Renderer(form, width=width, colour=coloured(colour, bool(output)))
    results = api.process(itertools.islice(found, limit), show, options=given.options, jobs=jobs)
    done, refused = run.write(results if one is None else run.single(results, one), output, rejects, show.head)
    if not done:
        raise UsageError("no document in the input")
    return 1 if refused == done else 0
