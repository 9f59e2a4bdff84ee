"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

if TYPE_CHECKING:
    from risalah.api import Options
    from risalah.model import Raw, Reject
    from risalah.sources.opened import Meter

F = TypeVar("F", bound=Callable[..., Any])


class Given(NamedTuple):
    """What the options of `reading_options` said."""

    columns: str | None = None
    kind: str = "auto"
    max_size: str = "16M"
    allow_private: bool = False
    user_agent: str | None = None
    language: str | None = None
    issues: str | None = None
    tagger: str | None = None

    def documents(
        self, paths: Sequence[str], meter: Meter | None = None, but: Iterable[str | None] = ()
    ) -> Iterator[Raw | Reject]:
        """The documents of the paths, `but` some in folders.

        What is guessed of them (which columns are taken) is told on standard error.
        """
        from risalah.exports import visible
        from risalah.sources import documents, parse_columns, parse_size

        return documents(
            paths,
            columns=parse_columns(self.columns),
            limit=parse_size(self.max_size),
            kind=self.kind,
            meter=meter,
            tell=lambda told: click.echo(visible(told), err=True),
            but=[path for path in but if path and path != "-"],
            allow_private=self.allow_private,
            user_agent=self.user_agent,
        )

    def meter(self, paths: Sequence[str]) -> Meter:
        """What counts the bytes read of the paths."""
        from risalah.sources import check_paths
        from risalah.sources.files import sizes
        from risalah.sources.opened import Meter

        check_paths(paths)
        meter = Meter()
        if sys.stderr.isatty():
            meter.total = sizes(paths)
        return meter

    def told(self, paths: Sequence[str], *more: str) -> str | None:
        """What tells a run over these paths with these options from others; None where it cannot be repeated."""
        from risalah import __version__
        from risalah.sources.files import state_of

        state = state_of(paths)
        return None if state is None else "\n".join([__version__, state, repr(tuple(self)), *more])

    @property
    def options(self) -> Options:
        """What makes the reader."""
        from risalah.api import Options

        return Options((self.language,) if self.language else None, self.issues, tagger=self.tagger)


FETCHING = (
    click.option("--allow-private", is_flag=True, help="Fetch addresses of this machine and of private networks too."),
    click.option(
        "--user-agent", metavar="TEXT", help="What servers are told of who asks, as in 'newsroom/1.0 (+mail)'."
    ),
)
_FINDING = (
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
    click.option("--max-size", default="16M", show_default=True, help="The largest document that is read."),
    *FETCHING,
)
READING = (
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
)


def _given(command: Callable[..., int], options: Sequence[Callable[..., Any]]) -> Callable[..., int]:
    @wraps(command)
    def wrapped(**rest: Any) -> int:
        given = Given(**{name: rest.pop(name) for name in Given._fields if name in rest})
        return command(given=given, **rest)

    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


def given_by(*options: Callable[..., Any]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Some of the options, which the command gets as one `given`."""
    return lambda command: _given(command, options)


def finding_options(command: Callable[..., int]) -> Callable[..., int]:
    """How documents are found: options that the command gets as one `given`."""
    return _given(command, _FINDING)


def reading_options(command: Callable[..., int]) -> Callable[..., int]:
    """How documents are found and read: options that the command gets as one `given`."""
    return _given(command, (*_FINDING, *READING))


def colour_option(command: F) -> F:
    """Whether the output is coloured."""
    return click.option(
        "--color",
        "colour",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colours; by default on a terminal, unless NO_COLOR is set.",
    )(command)
