"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

if TYPE_CHECKING:
    from risalah.api import Options
    from risalah.model import Raw, Reject

F = TypeVar("F", bound=Callable[..., Any])


class Given(NamedTuple):
    """What the options of `reading_options` said."""

    columns: str | None
    kind: str
    language: str | None
    issues: str | None
    tagger: str | None
    max_size: str

    def documents(self, paths: Sequence[str]) -> Iterator[Raw | Reject]:
        """The documents of the paths; what is guessed of them (which columns are taken) is told on standard error."""
        from risalah.exports import visible
        from risalah.sources import documents, parse_columns, parse_size

        return documents(
            paths,
            columns=parse_columns(self.columns),
            limit=parse_size(self.max_size),
            kind=self.kind,
            tell=lambda told: click.echo(visible(told), err=True),
        )

    @property
    def options(self) -> Options:
        """What makes the reader."""
        from risalah.api import Options

        return Options((self.language,) if self.language else None, self.issues, tagger=self.tagger)


def reading_options(command: Callable[..., int]) -> Callable[..., int]:
    """How documents are found and read: options that the command gets as one `given`."""

    @wraps(command)
    def wrapped(**rest: Any) -> int:
        given = Given(**{name: rest.pop(name) for name in Given._fields})
        return command(given=given, **rest)

    for option in reversed(
        (
            click.option(
                "--columns",
                metavar="F=N,…",
                help="Which columns hold what, as in title=judul,text=isi; usual names are known.",
            ),
            click.option(
                "--input",
                "kind",
                metavar="FORMAT",
                default="auto",
                help="What the input is (text, html, jsonl, csv …); by default its name or first bytes tell.",
            ),
            click.option("--language", metavar="CODE", help="Read everything with this language pack."),
            click.option(
                "--issues",
                metavar="FILE",
                type=click.Path(exists=True, dir_okay=False),
                help="Your own issue registry, a table with the shipped one's columns.",
            ),
            click.option(
                "--tagger",
                metavar="FOLDER",
                type=click.Path(exists=True, file_okay=False),
                help="Read with this tagger too, made by `risalah pack train`.",
            ),
            click.option("--max-size", default="16M", show_default=True, help="The largest document that is read."),
        )
    ):
        wrapped = option(wrapped)
    return wrapped


def colour_option(command: F) -> F:
    """Whether the output is coloured."""
    return click.option(
        "--color",
        "colour",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colours; by default on a terminal, unless NO_COLOR is set.",
    )(command)
