"""What the commands that ask a ledger share: its file, filters, and how answers are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from risalah.cli.options import colour_option
from risalah.cli.output import coloured, terminal_width, writing
from risalah.errors import UsageError

if TYPE_CHECKING:
    import msgspec

    from risalah.book import Book

FORMS = ("text", "json", "jsonl", "csv", "markdown")
_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".md": "markdown", ".csv": "csv", ".txt": "text"}

file_argument = click.argument("file", metavar="FILE")
USUAL = 100
"""Answers shown as text where no number is asked for."""
limit_option = click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"At most N, 0 for all; by default {USUAL} as text, else all.",
)
Command = Callable[..., int]


def opened(file: str) -> Book:
    """The ledger. Raises `UsageError` for a file that is none."""
    from risalah import book

    return book.open(file)


def answer_options(command: Command) -> Command:
    """How answers are shown: the command gets a `show(values, kind)` to hand them to."""

    @wraps(command)
    def wrapped(form: str | None, output: str | None, colour: str, **rest: Any) -> int:
        if (
            output
            and os.path.exists(output)
            and os.path.exists(rest["file"])
            and os.path.samefile(output, rest["file"])
        ):
            raise UsageError(f"{output}: is the ledger and cannot be written to")
        return command(show=_Show(form, output, colour), **rest)

    wrapped = colour_option(wrapped)
    wrapped = click.option("-o", "--output", metavar="OUT", help="Write to OUT, which appears when it is complete.")(
        wrapped
    )
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMS),
        help="text for people, the others for programs; by default what the name after -o says, else text.",
    )(wrapped)


class _Show:
    """Writes answers in the form that was asked for."""

    def __init__(self, form: str | None, output: str | None, colour: str) -> None:
        ending = os.path.splitext(output or "")[1].lower()
        self.form = form or _ENDINGS.get(ending, "text")
        self.output = output
        self.colour = colour

    @property
    def streams(self) -> bool:
        """Whether answers can be written one by one."""
        return self.form != "text"

    def limit(self, asked: int | None, usual: int = USUAL) -> int | None:
        """How many answers to ask for: people are shown the first ones, programs are given all."""
        return (asked or None) if asked is not None or self.form != "text" else usual

    def __call__(self, values: Iterable[msgspec.Struct], kind: type[msgspec.Struct], none: str = "nothing") -> int:
        from risalah.exports.answers import View, render

        to_file = self.output not in (None, "-")
        view = View(self.form, terminal_width(to_file=to_file), coloured(self.colour, to_file))
        with writing(self.output) as out:
            for piece in render(values, kind, view):
                out.write(piece)
        if not values and self.form == "text":
            click.echo(f"({none})", err=True)
        if isinstance(values, list) and getattr(values, "more", False):
            click.echo(f"(the first {len(values):,}; --limit 0 for all)", err=True)
        return 0


Show = _Show

_FILTERS = (
    click.option("--who", metavar="NAME", help="Said by this actor: an id, a name, or words of one."),
    click.option("--party", metavar="NAME", help="Said for this state or organisation."),
    click.option("--about", metavar="ISSUE", help="On this issue, by its id; none: on no issue."),
    click.option("--act", metavar="ACT", help="With this act: demand, offer, reject, warn …"),
    click.option(
        "--since", metavar="DATE", help="Said (else published) from this day, week, month, quarter or year on."
    ),
    click.option("--until", metavar="DATE", help="Said (else published) up to the end of this one."),
    click.option("--to", metavar="WORDS", help="Said to an audience with these words."),
    click.option("--mode", metavar="MODE", help="direct, indirect or mixed."),
    click.option("--outlet", metavar="WORDS", help="In an outlet with these words in its name."),
    click.option("--conditional", is_flag=True, help="Under a condition."),
)
_NAMES = ("who", "party", "about", "act", "since", "until", "to", "mode", "outlet", "conditional")


def filter_options(command: Command) -> Command:
    """Which statements: the command gets the filters as `asked`."""

    @wraps(command)
    def wrapped(**rest: Any) -> int:
        asked = {name: rest.pop(name) for name in _NAMES}
        return command(asked=asked, **rest)

    for option in reversed(_FILTERS):
        wrapped = option(wrapped)
    return wrapped


def many(n: int, what: str) -> str:
    """So many of these: `1 article`, `1,200 articles`."""
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def told(words: str) -> None:
    """A line for people, on standard error where standard output is for answers."""
    from risalah.exports.safe import visible

    click.echo(visible(words))
    sys.stdout.flush()
