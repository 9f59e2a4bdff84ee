"""`risalah explain`: why a record holds what it holds."""

from __future__ import annotations

import click

from risalah.cli.options import Given, colour_option, reading_options
from risalah.cli.output import coloured, terminal_width
from risalah.errors import UsageError

_EPILOG = """\b
Examples:
  risalah explain article.txt                     every statement of the article
  risalah explain article.txt --only s3           one statement
  risalah explain articles.jsonl id-0014          one article among many

Each passage is shown with its parts in brackets, then each slot with the rule that filled it, how sure the
rule is (certain, likely, open), and the words it stands on with their place in the text.
"""


@click.command(epilog=_EPILOG)
@click.argument("path", metavar="PATH")
@click.argument("doc_id", metavar="[ID]", required=False)
@click.option("--only", metavar="ID", help="Only this statement or event, as in s3.")
@reading_options
@colour_option
def explain(
    path: str,
    doc_id: str | None,
    only: str | None,
    given: Given,
    colour: str,
) -> int:
    """Show which rule found each part of a record, and on which words.

    PATH is a file, a folder, or - for standard input; ID picks one document of it.
    """
    from risalah import api
    from risalah.exports import explain as export
    from risalah.exports import visible
    from risalah.model import Raw, Reject

    reader = api.reader(given.options)
    width, paint = terminal_width(), coloured(colour, to_file=False)
    read = shown = 0
    for found in given.documents([path]):
        if doc_id is not None and found.doc_id != doc_id:
            continue
        read += 1
        record = reader.read(found) if isinstance(found, Raw) else found
        if isinstance(record, Reject) or isinstance(found, Reject):
            click.echo(visible(f"{found.doc_id} could not be read: {getattr(record, 'reason', '')}"), err=True)
            continue
        if only is not None and only not in {*(s.id for s in record.statements), *(e.id for e in record.events)}:
            continue
        click.echo(export.render(found, record, width, paint, only).encode("utf-8", "backslashreplace"), nl=False)
        shown += 1
    if not read:
        raise UsageError(f"{path}: no document" + (f" with the id {doc_id!r}" if doc_id else " in it"))
    if only is not None and not shown:
        raise UsageError(f"{path}: no statement or event {only!r}")
    return 0 if shown else 1
