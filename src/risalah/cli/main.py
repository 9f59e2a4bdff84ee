"""The command `risalah`: its subcommands, and what every one of them does with errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from risalah import __version__
from risalah.cli.evaluate import evaluate
from risalah.cli.explain import explain
from risalah.cli.gather import gather
from risalah.cli.ledger import COMMANDS
from risalah.cli.output import STDOUT, discard_stdout, writable
from risalah.cli.pack import pack
from risalah.cli.read import read
from risalah.cli.watch import watch
from risalah.errors import RisalahError

_EPILOG = """\b
Examples:
  risalah read article.txt
  risalah read news/ --format jsonl -o records.jsonl
  risalah explain article.txt
  risalah gather pages/ -o articles.jsonl
  risalah watch https://news.example/rss -o articles.jsonl
  risalah keep news/ --ledger talks.db
  risalah positions talks.db --party Russia

Exit codes: 0 done (rejects are reported), 1 nothing could be read (verify: faults), 2 wrong use, 130 stopped by Ctrl-C.
"""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="risalah")
def cli() -> None:
    """News articles in, the negotiating record out: who said what, to whom, when, under which condition."""


cli.add_command(read)
cli.add_command(gather)
cli.add_command(watch)
cli.add_command(explain)
cli.add_command(evaluate)
cli.add_command(pack)
for command in COMMANDS:
    cli.add_command(command)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code. Errors of use are one sentence on standard error, no traceback."""
    if "_RISALAH_COMPLETE" in os.environ:
        cli.main(prog_name="risalah")
    if sys.stdout is None:  # the caller closed it
        click.echo(f"Error: {STDOUT} is closed", err=True)
        return 2
    try:
        return _invoked(list(sys.argv[1:] if args is None else args))
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except RisalahError as e:
        if isinstance(e.__cause__, OSError):
            _settle()
        click.echo(f"Error: {e}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt) as e:
        from risalah.exports.safe import visible

        notes = [visible(note) for note in getattr(e, "__notes__", ())]
        click.echo("; ".join(["Stopped", *notes]) + ".", err=True)
        return 130
    except BrokenPipeError:
        discard_stdout()
        return 0


def _invoked(args: list[str]) -> int:
    """Click's own `main` would turn a closed pipe into the exit code 1, which means something else here."""
    try:
        with cli.make_context("risalah", args) as context:
            code = cli.invoke(context)
    except click.exceptions.Exit as e:
        code = e.exit_code
    except OSError as e:
        # Files are opened where their errors are mapped; what is left is a print to a stream that takes no more.
        if e.filename is not None or isinstance(e, BrokenPipeError):
            raise
        with writable(STDOUT):
            raise
    with writable(STDOUT):
        sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _settle() -> None:
    """Let go of what standard output cannot take, as Python would complain about it when it exits."""
    try:
        sys.stdout.flush()
    except OSError:
        discard_stdout()


if __name__ == "__main__":
    sys.exit(main())
