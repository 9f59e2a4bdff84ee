"""Articles with records that say what a test needs, and a writer that is killed."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from risalah.ledger import Ledger, open_ledger
from risalah.ledger.documents import write
from risalah.ledger.keeping import finish
from risalah.model import Event, Header, Raw, Record, Span, Statement, Time


class Say(NamedTuple):
    """A statement of an article that is made."""

    words: str
    speaker: str | None = "Ivan Petrov"
    party: str | None = "Russia"
    day: str | None = "2022-12-07"
    acts: tuple[str, ...] = ("assert",)
    issues: tuple[str, ...] = ()
    condition: str = ""
    via: str | None = None
    audience: str | None = None


class Happen(NamedTuple):
    """An event of an article that is made."""

    words: str
    type: str = "talks"
    who: tuple[str, ...] = ("Russia", "United States")
    date: str | None = "2022-12-07"


def article(
    name: str,
    *says: Say,
    happens: tuple[Happen, ...] = (),
    filler: str | None = None,
    outlet: str | None = None,
    published: str | None = "2022-12-08",
    url: str | None = None,
    language: str = "id",
    title: str | None = None,
) -> tuple[Raw, Record]:
    """An article whose text holds the words, with filler of its own, and its record."""
    text = (filler if filler is not None else " ".join(f"{name}{n}" for n in range(40))) + "\n"
    statements, events, times = [], [], []
    for n, say in enumerate(says, 1):
        start = len(text) + 1
        text += f"“{say.words}”\n"
        at = text.index(say.condition, start) if say.condition else 0
        conditions = (Span(at, at + len(say.condition)),) if say.condition else ()
        statements.append(
            Statement(
                id=f"s{n}", content=(Span(start, start + len(say.words)),), cue=(), source=(), conditions=conditions,
                speaker=say.speaker, party=say.party, mode="direct", said_on=say.day, acts=say.acts,
                issues=say.issues, audience=say.audience, via=say.via, place=None, text=say.words,
            )
        )  # fmt: skip
    for n, happen in enumerate(happens, 1):
        span = Span(len(text), len(text) + len(happen.words))
        text += happen.words + "\n"
        events.append(Event(f"e{n}", span, happen.type, happen.who, happen.date, None))
    times.append(Time(span=Span(0, 3), value="2022", type="DATE", rule="made"))
    raw = Raw(doc_id=name, text=text, file=f"{name}.txt", url=url, outlet=outlet, title=title, published=published)
    record = Record(
        doc_id=name, file=raw.file, language=language,
        header=Header(title=title, published=published, outlet=outlet), furniture=(), repeats=(),
        statements=tuple(statements), events=tuple(events), times=tuple(times),
        digest=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), pack="made 1", url=url,
    )  # fmt: skip
    return raw, record


def kept(ledger: Ledger, *articles: tuple[Raw, Record], again: bool = False) -> list[str]:
    """What became of articles that are kept and consolidated."""
    states = [k.state for k in write(ledger, articles, again=again)]
    finish(ledger)
    return states


def numbered(n: int) -> tuple[Raw, Record]:
    """The n-th of endlessly many articles."""
    words = f"kami menolak usulan nomor {n} tentang perbatasan laut dan perikanan"
    return article(f"a{n}", Say(words, acts=("reject",), issues=("trade",)), happens=(Happen(f"pertemuan {n}"),))


def main(path: str, start: int) -> None:
    """Keep articles without end, three in a transaction, and tell of each that is on the disk."""
    with open_ledger(Path(path), create=True) as ledger:
        sys.stdout.write("ready\n")
        n = start
        while True:
            write(ledger, [numbered(k) for k in range(n, n + 3)])
            sys.stdout.write(f"{n} {n + 1} {n + 2}\n")
            sys.stdout.flush()
            n += 3
            if n % 12 == 0:
                finish(ledger)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
