"""Questions about statements: `search`, `statements`, `carriers`, `timeline`, `cite`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from risalah.cli.ledger.common import Show, answer_options, file_argument, filter_options, limit_option, opened
from risalah.cli.output import writing

_SEARCH = """\b
Examples:
  risalah search talks.db serangan               menyerang, diserang, penyerangan too
  risalah search talks.db "talks resume"         both words, in any form
  risalah search talks.db '"duduk lagi di meja"' -- -Ukraina nuklir*
  risalah search talks.db sanksi --party Russia --since 2022 --format jsonl

Words in quotation marks stand exactly so, -word must not be there, word* is a beginning.
"""


@click.command(epilog=_SEARCH)
@file_argument
@click.argument("words", nargs=-1, required=True)
@filter_options
@limit_option
@answer_options
def search(file: str, words: Sequence[str], asked: dict[str, Any], limit: int | None, show: Show) -> int:
    """Find statements with all of WORDS, in any form of their families, the best first."""
    from risalah.model.answers import Hit

    with opened(file) as book:
        found = book.search(" ".join(words), limit=show.limit(limit), **asked)
    return show(found, Hit, "no statement has these words")


_STATEMENTS = """\b
Examples:
  risalah statements talks.db --who Ryabkov --since 2022-12
  risalah statements talks.db --party Russia --about nato-enlargement --conditional
  risalah statements talks.db --act reject --distinct --format csv -o rejections.csv
  risalah statements talks.db --group 4kq2m0ab    the carriers of one utterance
"""


@click.command(epilog=_STATEMENTS)
@file_argument
@filter_options
@click.option("--group", metavar="ID", help="Of this utterance: its id or that of one of its statements.")
@click.option("--distinct", is_flag=True, help="Of an utterance that several articles carry only the first.")
@limit_option
@answer_options
def statements(
    file: str, asked: dict[str, Any], group: str | None, distinct: bool, limit: int | None, show: Show
) -> int:
    """List statements in the order of the day of saying."""
    from risalah.model.answers import Said

    with opened(file) as book:
        many = show.limit(limit)
        if many is None and show.streams:
            return show(book.each(distinct=distinct, group=group, **asked), Said)
        return show(book.statements(limit=many, distinct=distinct, group=group, **asked), Said, "no such statement")


_CARRIERS = """\b
Examples:
  risalah carriers talks.db 4kq2m0ab
  risalah carriers talks.db 4kq2m0ab --format json
"""


@click.command(epilog=_CARRIERS)
@file_argument
@click.argument("id")
@answer_options
def carriers(file: str, id: str, show: Show) -> int:
    """Show which articles carry the utterance ID, by which way, and how their words differ.

    ID is that of the utterance or of one of its statements. The earliest article comes first.
    """
    from risalah.model.answers import Carrier, Utterance

    with opened(file) as book:
        found = book.carriers(id)
    if show.form in ("csv", "markdown"):
        return show(found.carriers, Carrier)
    return show([found], Utterance)


_TIMELINE = """\b
Examples:
  risalah timeline talks.db
  risalah timeline talks.db --by day --party Russia --about nato-enlargement
"""


@click.command(epilog=_TIMELINE)
@file_argument
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "quarter", "year"]),
    default="month",
    show_default=True,
    help="One line for each.",
)
@filter_options
@answer_options
def timeline(file: str, by: str, asked: dict[str, Any], show: Show) -> int:
    """Count statements and events by day, week, month, quarter or year.

    Events are counted where no filter is given: filters are about statements. What is dated less precisely has a line
    of its own.
    """
    from risalah.model.answers import Count

    with opened(file) as book:
        found = book.timeline(by, **asked)
    return show(found, Count, "no dated statement")


_CITE = """\b
Examples:
  risalah cite talks.db 4kq2m0ab
  risalah cite talks.db 4kq2m0ab --format bibtex -o talks.bib
  risalah cite talks.db 4kq2m0ab --format csl
"""


@click.command(epilog=_CITE)
@file_argument
@click.argument("id")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "bibtex", "csl"]),
    default="text",
    show_default=True,
    help="csl is CSL-JSON, which reference managers take.",
)
@click.option("-o", "--output", metavar="OUT", help="Write to OUT.")
def cite(file: str, id: str, form: str, output: str | None) -> int:
    """Give the statement ID as a quotation with its full source line."""
    with opened(file) as book:
        quotation = book.cite(id, form)
    with writing(output) as out:
        out.write(quotation.encode("utf-8", "backslashreplace"))
    return 0
