"""Questions across articles: `positions`, `changes`, `events`, `actors`, `unassigned`."""

from __future__ import annotations

import click

from risalah.cli.ledger.common import Command, Show, answer_options, file_argument, limit_option, opened

_POSITIONS = """\b
Examples:
  risalah positions talks.db --party Russia --about nato-enlargement
  risalah positions talks.db --about trade --since 2022 --format markdown
"""


def _about(command: Command) -> Command:
    for option in (
        click.option("--until", metavar="DATE", help="Up to the end of this one."),
        click.option("--since", metavar="DATE", help="From this day, week, month, quarter or year on."),
        click.option("--about", metavar="ISSUE", help="On this issue, by its id."),
        click.option("--party", metavar="NAME", help="Of this state or organisation."),
    ):
        command = option(command)
    return command


@click.command(epilog=_POSITIONS)
@file_argument
@_about
@limit_option
@answer_options
def positions(
    file: str, party: str | None, about: str | None, since: str | None, until: str | None, limit: int | None, show: Show
) -> int:
    """Show what parties stand for on issues, in the order of saying.

    Each statement stands with its stance (for, against, conditional, open, unknown) and the rule that derived it.
    """
    from risalah.model.answers import Stance

    with opened(file) as book:
        found = book.positions(party, about, since=since, until=until, limit=show.limit(limit))
    return show(found, Stance, "no statement of a party on an issue")


_CHANGES = """\b
Examples:
  risalah changes talks.db
  risalah changes talks.db --party Russia --about nato-enlargement --format json
"""


@click.command(epilog=_CHANGES)
@file_argument
@_about
@limit_option
@answer_options
def changes(
    file: str, party: str | None, about: str | None, since: str | None, until: str | None, limit: int | None, show: Show
) -> int:
    """Show where a party's stance on an issue turned, or the condition it sets, both quotations side by side."""
    from risalah.model.answers import Change

    with opened(file) as book:
        found = book.changes(party, about, since=since, until=until, limit=show.limit(limit))
    return show(found, Change, "no change")


_EVENTS = """\b
Examples:
  risalah events talks.db --type talks
  risalah events talks.db --who Russia --since 2022-12 --distinct --format csv
"""


@click.command(epilog=_EVENTS)
@file_argument
@click.option("--type", "kind", metavar="TYPE", help="Of this type: talks, visit, sign, sanction …")
@click.option("--who", metavar="NAME", help="With this participant.")
@click.option("--since", metavar="DATE", help="From this day, week, month, quarter or year on.")
@click.option("--until", metavar="DATE", help="Up to the end of this one.")
@click.option("--distinct", is_flag=True, help="Of an event that several articles tell only the first.")
@limit_option
@answer_options
def events(
    file: str, kind: str | None, who: str | None, since: str | None, until: str | None, distinct: bool,
    limit: int | None, show: Show,
) -> int:  # fmt: skip
    """List events in the order of their dates."""
    from risalah.model.answers import Happened

    with opened(file) as book:
        found = book.events(kind, who, since=since, until=until, distinct=distinct, limit=show.limit(limit))
    return show(found, Happened, "no such event")


_ACTORS = """\b
Examples:
  risalah actors talks.db
  risalah actors talks.db Ryabkov                 with all names that were read, and offices over time
"""


@click.command(epilog=_ACTORS)
@file_argument
@click.argument("name", required=False)
@limit_option
@answer_options
def actors(file: str, name: str | None, limit: int | None, show: Show) -> int:
    """List actors across articles, those who said most first; with NAME those of that name or id and their offices."""
    from risalah.model.answers import Actor

    with opened(file) as book:
        found = book.actors(name, limit=show.limit(limit))
    return show(found, Actor, "no actor")


THEMES = 20
"""Themes shown as text where no number is asked for."""
_UNASSIGNED = """\b
Examples:
  risalah unassigned talks.db
  risalah unassigned talks.db --limit 50 --format csv
  risalah search talks.db gandum --about none     the statements of a theme
  risalah statements talks.db --about none        all without an issue

To take up an issue, write it into your registry and read again:
  risalah keep news/ --ledger talks.db --issues issues.tsv --again
"""


@click.command(epilog=_UNASSIGNED)
@file_argument
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"At most N, 0 for all; by default {THEMES} as text, else all.",
)
@answer_options
def unassigned(file: str, limit: int | None, show: Show) -> int:
    """Group statements without an issue by the words they share, to find issues that the registry lacks."""
    from risalah.model.answers import Theme

    with opened(file) as book:
        found = book.unassigned(limit=show.limit(limit, THEMES))
    return show(found, Theme, "no word stands in three statements without an issue")
