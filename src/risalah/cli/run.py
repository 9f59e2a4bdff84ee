"""What `risalah read` does once its options are understood: write results, count and report rejects."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from risalah.cli.output import Progress, writing
from risalah.cli.resume import Journal, journalled
from risalah.errors import UsageError
from risalah.exports import encode, visible
from risalah.model import Reject

if TYPE_CHECKING:
    from risalah.sources.opened import Meter

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


class Sink(NamedTuple):
    """Where results go, and what is needed to go on with an unfinished run."""

    output: str | None
    rejects: str | None
    head: bytes = b""
    """What stands before the first record."""
    run: str | None = None
    """What tells this run from others; None where a run cannot be gone on with."""
    fresh: bool = False
    """Whether an unfinished run is thrown away."""
    meter: Meter | None = None


def write(results: Callable[[int], Iterator[bytes | Reject]], sink: Sink) -> tuple[int, int]:
    """Write the results; returns how many documents there were and how many of them were rejects.

    `results(n)` gives the results of the documents from number n on.
    """
    progress = Progress(shown=is_file(sink.output) or not sys.stdout.isatty(), meter=sink.meter)
    first: list[Reject] = []
    with contextlib.ExitStack() as stack:
        stack.callback(progress.close)
        if sink.run is None or not _lies_in_a_folder(sink.output):
            stream = stack.enter_context(writing(sink.output))
            bad = stack.enter_context(writing(sink.rejects)) if sink.rejects else None
            journal, counts = None, [0, 0]
        else:
            opened = journalled(sink.output or "", sink.rejects, sink.run, fresh=sink.fresh)
            journal, counts = stack.enter_context(opened)
            stream, bad = journal.outputs[0], journal.outputs[1] if sink.rejects else None
            _tell(journal)
        if not counts[0]:
            stream.write(sink.head)
        live = not is_file(sink.output) and sys.stdout.isatty()
        found = results(counts[0])
        progress.begin(counts[0])
        for result in found:
            if isinstance(result, bytes):
                stream.write(result)
                if live:
                    stream.flush()
            else:
                counts[1] += 1
                if bad:
                    bad.write(encode(result))
                if len(first) < _SHOWN_REJECTS:
                    first.append(result)
            counts[0] += 1
            if journal:
                journal.save(*counts)
            progress.update(*counts)
    report(first, counts[1], counts[0], sink.rejects)
    return counts[0], counts[1]


def _lies_in_a_folder(output: str | None) -> bool:
    """False for standard output, a device and a pipe: there is nothing to go on with."""
    return is_file(output) and (not os.path.exists(output or "") or os.path.isfile(output or ""))


def _tell(journal: Journal) -> None:
    if journal.dropped:
        click.echo("An unfinished run with other inputs or options is thrown away.", err=True)
    elif journal.point.documents:
        click.echo(f"Going on after {journal.point.documents:,} documents (--fresh begins anew).", err=True)


def report(first: Sequence[Reject], refused: int, done: int, file: str | None) -> None:
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
