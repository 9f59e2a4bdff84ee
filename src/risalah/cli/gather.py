"""`risalah gather`: articles in any form to rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from risalah.cli.options import Given, finding_options
from risalah.errors import UsageError

if TYPE_CHECKING:
    from risalah.model import Reject

_EPILOG = """\b
Examples:
  risalah gather pages/ -o articles.jsonl              a folder of HTML pages
  risalah gather crawl.warc.gz --rejects bad.jsonl -o articles.jsonl
  risalah gather table.xlsx --columns title=judul,text=isi
  risalah gather dump.zip --no-copies | risalah read -

Each row has id, text and what else is known: url, outlet, title, published, author, language. `risalah read` takes
the rows as they are. `copy_of` names the earlier document that one repeats; `runs` tells where the text of an HTML
page stands in the page: [start, length, start in the page, length in the page].
"""


@click.command(epilog=_EPILOG)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE, which appears only when it is complete.")
@click.option("--rejects", metavar="FILE", help="Write what could not be read to FILE, which can be given as PATH.")
@click.option("--no-copies", is_flag=True, help="Leave out documents that repeat an earlier one.")
@click.option("--fresh", is_flag=True, help="Begin anew where an unfinished run could be gone on with.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N documents.")
@finding_options
def gather(
    paths: Sequence[str],
    output: str | None,
    rejects: str | None,
    no_copies: bool,
    fresh: bool,
    limit: int | None,
    given: Given,
) -> int:
    """Gather articles in any form as JSON Lines, one article a row, without reading them yet.

    PATH is a file, a folder of any mixture, an address, or - for standard input: text, Markdown, HTML, JSON, CSV,
    Parquet, Excel, WARC, RSS and Atom, compressed or in archives.
    """
    from risalah.cli import run
    from risalah.exports.rows import row
    from risalah.model import Raw

    run.check_outputs(paths, output, rejects)
    meter = given.meter(paths)

    left = 0

    def results(start: int) -> Iterator[bytes | Reject]:
        nonlocal left
        for document in itertools.islice(given.documents(paths, meter, (output, rejects)), start, limit):
            if not isinstance(document, Raw):
                yield document
            elif no_copies and document.copy_of:
                left += 1
                yield b""
            else:
                yield row(document)

    told = given.told(paths, "gather", str(no_copies), str(limit))
    done, refused = run.write(results, run.Sink(output, rejects, b"", told, fresh, meter))
    if not done:
        raise UsageError("no document in the input")
    if left:
        click.echo(f"{left} {'copy' if left == 1 else 'copies'} left out", err=True)
    return 1 if refused == done else 0
