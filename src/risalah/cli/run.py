"""What `risalah read` does once its options are understood: write results, count and report rejects."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence

import click

from risalah.cli.output import Progress, writing
from risalah.errors import UsageError
from risalah.exports import encode, visible
from risalah.model import Reject

_SHOWN_REJECTS = 10
_FORMS = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".md": "markdown", ".txt": "text", ".text": "text",
}  # fmt: skip
_ONE = ".json"
"""The ending of a file that holds one JSON object: a record, as JSON Lines has it, and no second one."""


def is_file(output: str | None) -> bool:
    """Whether the output goes to a file."""
    return output not in (None, "-")


def form_of(output: str | None) -> str:
    """The format that the ending of an output's name tells. Raises `UsageError` for an ending that tells none."""
    if output is None or output == "-" or (os.path.exists(output) and not os.path.isfile(output)):
        return "text"  # a device or a pipe has no ending
    ending = os.path.splitext(output)[1].lower()
    if ending not in _FORMS:
        known = ", ".join(_FORMS)
        told = f"the ending {ending!r} tells no format" if ending else "no ending tells the format"
        raise UsageError(f"{output}: {told} (known are {known}); rename it or give --format")
    return _FORMS[ending]


def holds_one(output: str | None) -> bool:
    """Whether the ending of an output's name promises one JSON object."""
    return output is not None and os.path.splitext(output)[1].lower() == _ONE


def single(results: Iterator[bytes | Reject], output: str) -> Iterator[bytes | Reject]:
    """The results; raises `UsageError` at a second record, so that nothing is written."""
    records = 0
    for result in results:
        records += isinstance(result, bytes)
        if records > 1:
            raise UsageError(f"{output}: a {_ONE} file holds one record and there are more; name it .jsonl")
        yield result


def check_outputs(paths: Sequence[str], *outputs: str | None) -> None:
    """Refuse to write over what is read."""
    named = [o for o in outputs if o and o != "-"]
    if len(named) == 2 and os.path.abspath(named[0]) == os.path.abspath(named[1]):
        raise UsageError(f"{named[0]}: -o and --rejects name the same file")
    for output in named:
        for path in paths:
            if path != "-" and os.path.exists(output) and os.path.exists(path) and os.path.samefile(output, path):
                raise UsageError(f"{output}: is read and cannot be written too")


def write(results: Iterator[bytes | Reject], output: str | None, rejects: str | None, head: bytes) -> tuple[int, int]:
    """Write the results; returns how many documents there were and how many of them were rejects."""
    done = refused = 0
    first: list[Reject] = []
    live = output in (None, "-") and sys.stdout.isatty()
    progress = Progress(shown=bool(output) or not sys.stdout.isatty())
    with contextlib.ExitStack() as stack:
        stack.callback(progress.close)
        stream = stack.enter_context(writing(output))
        bad = stack.enter_context(writing(rejects)) if rejects else None
        stream.write(head)
        for result in results:
            done += 1
            if isinstance(result, bytes):
                stream.write(result)
                if live:
                    stream.flush()
            else:
                refused += 1
                if bad:
                    bad.write(encode(result))
                if len(first) < _SHOWN_REJECTS:
                    first.append(result)
            progress.update(done, refused)
    _report(first, refused, done, rejects)
    return done, refused


def _report(first: Sequence[Reject], refused: int, done: int, file: str | None) -> None:
    """The rejects, in short, on standard error."""
    if not refused:
        return
    click.echo(f"{refused} of {done} {'document' if done == 1 else 'documents'} could not be read:", err=True)
    for reject in first:
        place = f" ({reject.file})" if reject.file else ""
        click.echo("  " + visible(f"{reject.doc_id}{place}: {reject.reason}"), err=True)
    if refused > len(first):
        where = f"; all are in {file}" if file else "; --rejects FILE writes all"
        click.echo(f"  and {refused - len(first)} more{where}", err=True)
