"""The commands over a ledger, each a thin shell over `risalah.book`."""

from __future__ import annotations

import click

from risalah.cli.ledger.ask import carriers, cite, search, statements, timeline
from risalah.cli.ledger.judge import correct, corrections, judgements, merge, split, undo
from risalah.cli.ledger.keep import keep
from risalah.cli.ledger.look import reindex, verify
from risalah.cli.ledger.people import actors, changes, events, positions, unassigned

COMMANDS: tuple[click.Command, ...] = (
    keep, search, statements, carriers, timeline, positions, changes, events, actors, unassigned, cite, correct,
    corrections, merge, split, undo, judgements, verify, reindex,
)  # fmt: skip
"""In the order in which they are listed."""
