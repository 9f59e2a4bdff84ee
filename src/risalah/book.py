"""A ledger from Python: `risalah.open(FILE)`. The shells parse their arguments and call this."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict, TypeVar, Unpack

import msgspec

from risalah import api
from risalah.errors import UsageError
from risalah.exports import cite as citing
from risalah.exports.flat import flat
from risalah.ledger import (
    carriers,
    correcting,
    keeping,
    names,
    positions,
    questions,
    rulings,
    search,
    unassigned,
    verify,
)
from risalah.ledger.damage import all_told
from risalah.ledger.filters import Filter
from risalah.ledger.store import Ledger, open_ledger
from risalah.ledger.versions import Tally
from risalah.model import Raw, Record, Reject
from risalah.model.answers import (
    Actor,
    Change,
    Checked,
    Count,
    Happened,
    Hit,
    Keeping,
    Mended,
    Ruling,
    Said,
    Stance,
    Theme,
    Utterance,
)

T = TypeVar("T", bound=msgspec.Struct)


class Rows(list[T]):
    """Answers as a list, which can also be had as a data frame where a library for that is installed."""

    more = False
    """Whether there are more than were asked for."""

    def to_polars(self) -> Any:
        """The answers as a Polars data frame, nested values side by side. Raises `UsageError` without Polars."""
        return _library("polars").DataFrame([flat(v) for v in self], infer_schema_length=None)

    def to_pandas(self) -> Any:
        """The answers as a pandas data frame, nested values side by side. Raises `UsageError` without pandas."""
        return _library("pandas").DataFrame([flat(v) for v in self])


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as e:
        raise UsageError(f"to_{name}() needs {name}, which is not installed (pip install {name})") from e


class Asked(TypedDict, total=False):
    """The filters of statements, as `Filter` says; dates are text or `datetime.date`."""

    who: str | None
    party: str | None
    about: str | None
    act: str | None
    since: str | date | None
    until: str | date | None
    to: str | None
    mode: str | None
    outlet: str | None
    conditional: bool
    group: str | None


@all_told
class Book:
    """An open ledger and the questions it answers. Use `risalah.open`; it is a context manager.

    Questions open the file for reading only. Lists hold everything, or at most `limit` values; then `more` tells
    whether there were others.
    """

    def __init__(self, path: str | Path, *, create: bool = False, migrate: bool = False) -> None:
        self.path = Path(path)
        self._writer: Ledger | None = open_ledger(path, create=create) if create or migrate else None
        self._reader: Ledger | None = None if self._writer is not None else open_ledger(path, readonly=True)

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        for ledger in (self._reader, self._writer):
            if ledger is not None:
                ledger.close()
        self._reader = self._writer = None

    @property
    def _read(self) -> Ledger:
        if self._reader is None:
            self._reader = open_ledger(self.path, readonly=True)
        return self._reader

    @property
    def _write(self) -> Ledger:
        if self._writer is None:
            self._writer = open_ledger(self.path)
        return self._writer

    # -- keep

    def keep(
        self, *sources: str | Path | Raw, jobs: int | None = 1, issues: str | Path | None = None, again: bool = False
    ) -> Keeping:
        """Read articles and keep them; what became of them. What is there already is not read again, unless `again`.

        `sources` are paths and `Raw` documents, `issues` is an issue registry of your own. What cannot be read is
        counted; `take` yields it.
        """
        counts = dict.fromkeys(Keeping.__struct_fields__, 0)
        tally = Tally()
        options = api.Options(issues=str(issues) if issues else None)
        for done in self.take(api.found(sources), options, jobs=jobs, again=again, tally=tally):
            counts["rejected" if isinstance(done, Reject) else done.state] += 1
        self.consolidate()
        counts["already"] += tally.already
        counts["restored"] += tally.restored
        return Keeping(**counts)

    def take(
        self,
        documents: Iterable[Raw | Reject],
        options: api.Options = api.DEFAULT,
        *,
        jobs: int | None = 1,
        again: bool = False,
        tally: Tally | None = None,
    ) -> Iterator[keeping.Done | Reject]:
        """Read and keep documents as they come: each is yielded when it is on the disk. `consolidate` afterwards.

        `tally` counts documents that were there already and are not yielded, and articles that were changed back.
        """
        ledger, tally = self._write, tally or Tally()
        with keeping.registry(ledger, options.issues) as registry:
            keeping.note_issues(ledger, registry)
            options = options._replace(issues=registry)
            unread = documents if again else keeping.unread(ledger, documents, tally)
            both = api.process(unread, _both, options=options, jobs=jobs)
            yield from keeping.keep(ledger, both, again=again, tally=tally)
        with ledger.transaction():
            tally.settle(ledger)

    def registry(self) -> str | None:
        """The name of the issue registry that the ledger was kept with, and is read with again; None: only ours."""
        return keeping.registry_name(self._read)

    def consolidate(self, *, always: bool = False) -> dict[str, int]:
        """Find who is who and what is one utterance in what was kept since the last time; how much was done."""
        return dict(keeping.finish(self._write, always=always))

    # -- ask

    def search(self, words: str, *, limit: int | None = None, **asked: Unpack[Asked]) -> Rows[Hit]:
        """Statements with all of these words in any form of their families, the best first; filters as `statements`."""
        return _some(lambda n: questions.searched(self._read, words, _filter(asked), limit=n), limit)

    def statements(self, *, limit: int | None = None, distinct: bool = False, **asked: Unpack[Asked]) -> Rows[Said]:
        """Statements in the order of the day of saying; `distinct`: of each utterance one.

        Filters: `who`, `party`, `about`, `act`, `since`, `until`, `to`, `mode`, `outlet`, `conditional`, `group`.
        """
        asking = _filter(asked)
        return _some(lambda n: questions.statements(self._read, asking, limit=n, distinct=distinct), limit)

    def each(self, *, distinct: bool = False, **asked: Unpack[Asked]) -> Iterator[Said]:
        """The same one by one, for ledgers whose statements fill the memory."""
        yield from questions.each(self._read, _filter(asked), distinct=distinct)

    def statement(self, id: str) -> Said:
        """One statement."""
        return questions.one(self._read, id)

    def carriers(self, id: str) -> Utterance:
        """The articles that carry an utterance, by its id or a statement's: relay, earliest, how the words differ."""
        return carriers.carriers(self._read, id)

    def timeline(self, by: str = "month", **asked: Unpack[Asked]) -> Rows[Count]:
        """How much was said and happened by `day`, `week`, `month`, `quarter` or `year`; filters as `statements`."""
        return Rows(questions.timeline(self._read, by, _filter(asked)))

    def positions(
        self, party: str | None = None, about: str | None = None, *, since: str | None = None,
        until: str | None = None, limit: int | None = None,
    ) -> Rows[Stance]:  # fmt: skip
        """What parties said on issues in order, each with its stance and the rule that derived it."""
        asking = _filter({"party": party, "about": about, "since": since, "until": until})
        return _some(lambda n: positions.positions(self._read, asking, limit=n), limit)

    def changes(
        self, party: str | None = None, about: str | None = None, *, since: str | None = None,
        until: str | None = None, limit: int | None = None,
    ) -> Rows[Change]:  # fmt: skip
        """Pairs of statements between which a stance or a condition turned."""
        asking = _filter({"party": party, "about": about, "since": since, "until": until})
        return _some(lambda n: positions.changes(self._read, asking, limit=n), limit)

    def events(
        self, type: str | None = None, who: str | None = None, *, since: str | None = None, until: str | None = None,
        limit: int | None = None, distinct: bool = False,
    ) -> Rows[Happened]:  # fmt: skip
        """Events in order of their dates."""
        asked = {"kind": type, "who": who, "since": since, "until": until}
        return _some(lambda n: questions.events(self._read, **asked, limit=n, distinct=distinct), limit)

    def actors(self, name: str | None = None, *, limit: int | None = None) -> Rows[Actor]:
        """Actors across articles, those who said most first."""
        return _some(lambda n: questions.actors(self._read, name, limit=n), limit)

    def knows(self, party: str) -> bool:
        """Whether a party is a known state or body, or several statements are said for it."""
        return names.known_party(self._read, party)

    def parties_of(self, *things: str) -> list[str]:
        """The parties that actors, by id or name, speak for, each once; nothing for statements and events."""
        return names.parties_of(self._read, things)

    def unassigned(self, *, limit: int | None = None) -> Rows[Theme]:
        """Statements without an issue by what they have in common."""
        return _some(lambda n: unassigned.unassigned(self._read, limit=n), limit)

    def cite(self, id: str, form: str = "markdown") -> str:
        """A statement as a quotation with its source line: `text`, `markdown`, `bibtex` or `csl`."""
        if form not in citing.FORMS:
            raise UsageError(f"a quotation is given as {', '.join(citing.FORMS)}, not as {form!r}")
        return citing.cite(self.statement(id), form, questions.pieces(self._read, id))

    def judgements(self, *about: str, limit: int | None = None) -> Rows[Ruling]:
        """Judgements of rules and people, the last first; `about`: those on these keys."""
        return _some(lambda n: questions.judgements(self._read, about, limit=n), limit)

    # -- judge

    def correct(self, id: str, reason: str = "", /, **slots: str | Sequence[str] | date | None) -> list[int]:
        """Put slots of a statement right: `correct(id, speaker="…", acts=["offer", "warn"])`; the judgements' numbers.

        None and the empty text empty a slot.
        """
        return correcting.correct(self._write, id, {slot: _written(value) for slot, value in slots.items()}, reason)

    def corrected(self, *, limit: int | None = None) -> Rows[Said]:
        """The statements that were corrected."""
        return _some(lambda n: questions.corrected(self._read, limit=n), limit)

    def corrections(self) -> Iterator[correcting.Corrected]:
        """The documents of which statements were corrected, with their records put right."""
        yield from correcting.documents(self._read)

    def merge(self, one: str, other: str, reason: str = "") -> int:
        """Judge two actors, statements or events to be the same; the judgement's number."""
        return rulings.merge(self._write, one, other, reason)

    def split(self, thing: str, name: str | None = None, reason: str = "") -> list[int]:
        """Hold a name apart from an actor's others, or a statement or event from its group; the numbers."""
        return rulings.split(self._write, thing, name, reason)

    def undo(self, number: int) -> str:
        """Undo a judgement; its kind."""
        return rulings.undo(self._write, number)

    # -- look after

    def verify(self) -> Checked:
        """Slice every span again and compute every digest again."""
        return verify.verify(self._read)

    def reindex(self) -> Mended:
        """Make the search indexes, actors and groups again from the tables, and rows that are wrong from the stored
        records; how many articles these were of, and what is wrong still."""
        ledger = self._write
        mended = keeping.mend(ledger)
        search.rebuild(ledger)
        keeping.forget(ledger)
        self.consolidate(always=True)
        return Mended(mended, verify.verify(ledger).faults)


def open(path: str | Path, *, create: bool = False, migrate: bool = False) -> Book:
    """Open the ledger at `path`; `create` makes one where there is none, `migrate` brings an older one up to date.

    Raises `UsageError` for a file that is none.
    """
    return Book(path, create=create, migrate=migrate)


def _both(raw: Raw, record: Record) -> tuple[Raw, Record]:
    return raw, record


def _some(ask: Callable[[int | None], list[T]], limit: int | None) -> Rows[T]:
    """What is asked for, up to `limit`; one more is asked for, to tell whether there are others."""
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        raise UsageError(f"limit is 1 or more, or None for all, not {limit!r}")
    found = Rows(ask(limit and limit + 1))
    if limit is not None and len(found) > limit:
        del found[limit:]
        found.more = True
    return found


def _written(value: str | Sequence[str] | date | None) -> str:
    """A slot's value as people write it."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else ",".join(value or ())


def _filter(given: Asked) -> Filter:
    asked: dict[str, Any] = dict(given)
    unknown = set(asked) - set(Filter._fields)
    if unknown:
        raise UsageError(f"no filter {min(unknown)!r} (there are {', '.join(Filter._fields)})")
    asked = {name: value.isoformat() if isinstance(value, date) else value for name, value in asked.items()}
    for name, value in asked.items():
        if name != "conditional" and value is not None and not isinstance(value, str):
            raise UsageError(f"{name} is text, not {value!r}")
    return Filter(**asked)
