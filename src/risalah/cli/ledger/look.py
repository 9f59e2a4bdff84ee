"""Looking after a ledger: `verify`, `reindex`."""

from __future__ import annotations

import click

from risalah.cli.ledger.common import Show, answer_options, file_argument, opened, told

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
    counts = (
        f"{checked.documents:,} articles, {checked.statements:,} statements, {checked.events:,} events,"
        f" {checked.spans:,} spans"
    )
    click.echo(f"Looked at {counts}: {f'{len(checked.faults):,} faults' if checked.faults else 'all sound'}.", err=True)
    return 1 if checked.faults else 0


_REINDEX = """\b
Examples:
  risalah reindex talks.db
"""


@click.command(epilog=_REINDEX)
@file_argument
def reindex(file: str) -> int:
    """Make the search indexes, actors and groups again from the articles and the judgements.

    A ledger of an older risalah is brought up to date.
    """
    from risalah import book

    with book.open(file, migrate=True) as ledger:
        ledger.reindex()
    told(f"{file}: indexed.")
    return 0
