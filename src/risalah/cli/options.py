"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def reading_options(command: F) -> F:
    """How documents are found and read."""
    for option in reversed(
        (
            click.option("--columns", metavar="F=N,…", help="Other field names of rows, as in title=judul,text=isi."),
            click.option(
                "--input",
                "kind",
                type=click.Choice(["auto", "jsonl", "text"]),
                default="auto",
                help="What the input is; by default its name or first line tells.",
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
        command = option(command)
    return command


def colour_option(command: F) -> F:
    """Whether the output is coloured."""
    return click.option(
        "--color",
        "colour",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colours; by default on a terminal, unless NO_COLOR is set.",
    )(command)
