"""The command `risalah`: its subcommands, and what every one of them does with errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from risalah import __version__
from risalah.cli.evaluate import evaluate
from risalah.cli.explain import explain
from risalah.cli.pack import pack
from risalah.cli.read import read
from risalah.errors import RisalahError

_EPILOG = """\b
Examples:
  risalah read article.txt
  risalah read news/ --format jsonl -o records.jsonl
  risalah explain article.txt

Exit codes: 0 done (rejects are reported), 1 nothing could be read, 2 wrong use, 130 stopped by Ctrl-C.
"""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="risalah")
def cli() -> None:
    """News articles in, the negotiating record out: who said what, to whom, when, under which condition."""


cli.add_command(read)
cli.add_command(explain)
cli.add_command(evaluate)
cli.add_command(pack)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code. Errors of use are one sentence on standard error, no traceback."""
    if "_RISALAH_COMPLETE" in os.environ:
        cli.main(prog_name="risalah")
    try:
        return _invoked(list(sys.argv[1:] if args is None else args))
    except click.ClickException as e:
        e.show()
        return e.exit_code
    except RisalahError as e:
        click.echo(f"Error: {e}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # Whoever reads the output has seen enough. Point stdout elsewhere, or Python complains when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _invoked(args: list[str]) -> int:
    """Click's own `main` would turn a closed pipe into the exit code 1, which means something else here."""
    try:
        with cli.make_context("risalah", args) as context:
            code = cli.invoke(context)
    except click.exceptions.Exit as e:
        code = e.exit_code
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
