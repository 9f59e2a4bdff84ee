"""Looking after a ledger: `verify`, `reindex`."""

from __future__ import annotations

import click

from risalah.cli.ledger.common import Show, answer_options, file_argument, many, opened, told

_VERIFY = """\b
Examples:
  risalah verify talks.db

Exit code 1 where something is wrong.
"""


@click.command(epilog=_VERIFY)
@file_argument
@answer_options
def verify(file: str, show: Show) -> int:
    """Slice every span again from the stored texts and compute every digest again."""
    from risalah.model.answers import Checked, Fault

    with opened(file) as book:
        checked = book.verify()
    if show.form in ("json", "jsonl"):
        show([checked], Checked)
    else:
        show(checked.faults, Fault, "no fault")
    counts = ", ".join(
        many(n, what)
        for n, what in (
            (checked.documents, "article"), (checked.statements, "statement"), (checked.events, "event"),
            (checked.spans, "span"),
        )
    )  # fmt: skip
    click.echo(
        f"Looked at {counts}: {many(len(checked.faults), 'fault') if checked.faults else 'all sound'}.", err=True
    )
    return 1 if checked.faults else 0


_REINDEX = """\b
Examples:
  risalah reindex talks.db
"""


@click.command(epilog=_REINDEX)
@file_argument
def reindex(file: str) -> int:
    """Make the search indexes, actors and groups again from the articles and the judgements.

    Rows that are not as the records of their articles say are made again from these. A ledger of an older risalah is
    brought up to date. Exit code 1 where something is wrong still.
    """
    from risalah import book

    with book.open(file, migrate=True) as ledger:
        mended = ledger.reindex()
    if mended.documents:
        told(f"{file}: {many(mended.documents, 'article')} mended.")
    if mended.faults:
        told(f"{file}: indexed, but {many(len(mended.faults), 'fault')} left; `risalah verify {file}` lists them.")
        return 1
    told(f"{file}: indexed.")
    return 0
