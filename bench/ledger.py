"""How fast a ledger takes documents in, how large it gets, and how long each question takes.

    bench/ledger.py [--documents 10000,100000] [--last 1000] [--read] [--folder FOLDER] [--asked 40]

The documents are made here: articles from templates with many speakers, parties, issues and dates, some of them
near-copies that carry the same words, some sent twice. Their records are made beside them without reading; with
`--read` they are read. Each size runs in a process of its own. Prints a Markdown table for `bench/README.md`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from risalah.model import Event, Header, Raw, Record, Span, Statement, Time

BATCH = 1000
SHOWN = 100
"""Answers asked for, as the commands do where people read them."""
FIRST_DAY, DAYS = date(2022, 1, 1), 1095
NEAR_COPY, AGAIN = 0.10, 0.02
_WORDS = {
    "starts": "ba be bi bo bu da de di do du ga gi ha hi ka ki ko ku la le li lo ma me mi mo na ni pa pe ra ri sa se"
    " ta ti",
    "verbs": "menolak mendukung mengecam menawarkan meminta menyambut membahas menunda mengusulkan menyepakati",
    "places": "Jakarta Moskow Beijing Brussel Wina Jenewa London Ankara Kairo Delhi",
    "outlets": "Arus Bahtera Cakra Damar Embun Fajar Gema Hikayat Intan Jaya",
    "parties": "Russia Ukraine China Iran Israel Indonesia Japan India Turkey France Germany Italy Egypt Qatar Brazil"
    " Poland Malaysia Singapore Vietnam Thailand Philippines Hungary Romania Canada Australia",
    "acts": "demand reject accept accuse commit assert deny support offer request warn question",
    "events": "meeting attack visit agreement protest election",
}
STARTS, VERBS, PLACES, _NAMES, PARTIES, ACTS, EVENTS = (words.split() for words in _WORDS.values())
OUTLETS = [f"Harian {name}" for name in _NAMES]
ISSUES = [f"issue-{n:02d}" for n in range(30)]


class Maker:
    """Makes documents with their records, always the same ones for a seed."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.words = sorted({self._word() for _ in range(6000)})
        self.speakers = [(f"{self._name()} {self._name()}", self.random.choice(PARTIES)) for _ in range(3000)]
        self._past: list[list[tuple[int, str, str]]] = []

    def _word(self) -> str:
        return "".join(self.random.choice(STARTS) for _ in range(self.random.randint(2, 4))) + self.random.choice(
            "nkrst"
        )

    def _name(self) -> str:
        return self._word().capitalize()

    def _some(self, n: int) -> int:
        """A number below n, small ones far more often (as with who is quoted)."""
        return min(n - 1, int(n * self.random.random() ** 4))

    def _sentence(self, least: int, most: int) -> str:
        chosen = (self.words[self._some(len(self.words))] for _ in range(self.random.randint(least, most)))
        return f"{self.random.choice(VERBS)} {' '.join(chosen)}"

    def documents(self, start: int, count: int) -> Iterator[tuple[Raw, Record]]:
        """Documents `start` to `start + count`."""
        for n in range(start, start + count):
            day = FIRST_DAY + timedelta(days=n * 997 % DAYS)
            copied = bool(self._past) and self.random.random() < NEAR_COPY
            told = self.random.choice(self._past[-200:]) if copied else self._told(day)
            if not copied:
                self._past.append(told)
                del self._past[:-400]
            yield self._document(n, told)

    def _told(self, day: date) -> list[tuple[int, str, str]]:
        r = self.random
        who = [self._some(len(self.speakers)) for _ in range(r.randint(1, 2))]
        return [(r.choice(who), self._sentence(8, 18), day.isoformat()) for _ in range(r.randint(1, 5))]

    def _document(self, n: int, told: list[tuple[int, str, str]]) -> tuple[Raw, Record]:
        r = self.random
        outlet, published = r.choice(OUTLETS), told[0][2]
        title = self._sentence(3, 6).capitalize()
        text = f"{title}\n\n{r.choice(PLACES)} - "
        statements: list[Statement] = []
        for speaker, words, day in told:
            name, party = self.speakers[speaker]
            text += f'{self._sentence(8, 14).capitalize()}. {name} mengatakan, "'
            begin = len(text)
            text += words
            content = Span(begin, len(text))
            text += f'," {day}. {" ".join(self._sentence(10, 20).capitalize() + "." for _ in range(3))}\n\n'
            issue = ISSUES[self._some(len(ISSUES))]
            conditions = (Span(begin, begin + len(words.split()[0])),) if r.random() < 0.1 else ()
            statements.append(
                Statement(
                    id=f"s{len(statements) + 1}", content=(content,), cue=(), source=(), conditions=conditions,
                    speaker=name, party=party, mode=r.choice(("direct", "indirect")),
                    said_on=day if r.random() < 0.8 else None, acts=(ACTS[hash_of(words) % len(ACTS)],),
                    issues=(issue,), audience="para wartawan" if r.random() < 0.1 else None, via=None,
                    place=r.choice(PLACES), text=words,
                )
            )  # fmt: skip
        who = (r.choice(PARTIES), r.choice(PARTIES))
        events = (Event("e1", Span(0, len(title)), r.choice(EVENTS), who, published, r.choice(PLACES)),)
        times = (Time(Span(0, len(title.split()[0])), published, "DATE", "made"),)
        url = f"https://berita.example/{n}"
        raw = Raw(doc_id=f"d{n:07d}", text=text, url=url, outlet=outlet, title=title, published=published)
        record = Record(
            doc_id=raw.doc_id, file=None, language="id", header=Header(title=title, published=published, outlet=outlet),
            furniture=(), repeats=(), statements=tuple(statements), events=events, times=times,
            digest=hashlib.sha256(text.encode()).hexdigest(), pack="id 0",
        )  # fmt: skip
        return raw, record


def hash_of(words: str) -> int:
    """A number for words, the same in every process."""
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=4).digest(), "big")


# -- measuring


def measure(folder: str, documents: int, last: int, asked: int, read: bool) -> None:
    """Make a ledger of documents, ask it, and print the figures as JSON. Runs in a process of its own."""
    from risalah.ledger import open_ledger
    from risalah.ledger.keeping import finish, keep
    from risalah.reading.pipeline import Reader

    reader = Reader() if read else None
    path = Path(folder, f"{documents}.db")
    figures: dict[str, float] = {"documents": documents}
    maker = Maker()

    def batch(start: int, count: int) -> list[tuple[Raw, Record]]:
        made = list(maker.documents(start, count))
        if reader is not None:
            found = ((raw, reader.read(raw)) for raw, _ in made)
            made = [(raw, record) for raw, record in found if isinstance(record, Record)]
        return made + maker.random.sample(made, int(AGAIN * len(made)))

    with open_ledger(path, create=True) as ledger:
        kept = 0.0
        for start in range(0, documents - last, BATCH):
            made = batch(start, min(BATCH, documents - last - start))
            began = time.perf_counter()
            for _ in keep(ledger, made):
                pass
            kept += time.perf_counter() - began
        figures["kept a second"] = (documents - last) / kept
        began = time.perf_counter()
        finish(ledger)
        figures["first consolidation, s"] = time.perf_counter() - began
        made = batch(documents - last, last)
        began = time.perf_counter()
        for _ in keep(ledger, made):
            pass
        figures["keeping the last, s"] = time.perf_counter() - began
        began = time.perf_counter()
        finish(ledger)
        figures["consolidating the last, s"] = time.perf_counter() - began
        began = time.perf_counter()
        finish(ledger, always=True)
        figures["consolidating nothing new, s"] = time.perf_counter() - began
        count = ledger.one("SELECT count(*), count(DISTINCT grp) FROM statements")
        assert count is not None
        figures["statements"], figures["groups"] = count[0], count[1]
    figures["file, MB"] = path.stat().st_size / 1e6
    figures["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, times in questions(path, maker, asked).items():
        times.sort()
        figures[f"{name} p50, ms"] = 1000 * times[len(times) // 2]
        figures[f"{name} p95, ms"] = 1000 * times[min(len(times) - 1, int(0.95 * len(times)))]
    print(json.dumps(figures))


def questions(path: Path, maker: Maker, asked: int) -> dict[str, list[float]]:
    """The seconds that each question takes, asked over and over about different things."""
    from risalah.ledger import open_ledger
    from risalah.ledger import positions as p
    from risalah.ledger import questions as q
    from risalah.ledger.questions import Filter

    r = random.Random(3)

    def party() -> str:
        return r.choice(PARTIES)

    def issue() -> str:
        return r.choice(ISSUES)

    def word() -> str:
        return maker.words[maker._some(len(maker.words))]

    def day() -> str:
        return (FIRST_DAY + timedelta(days=r.randrange(DAYS))).isoformat()

    with open_ledger(path, readonly=True) as ledger:
        people = [str(row["name"]) for row in ledger.rows("SELECT name FROM actors WHERE name LIKE '% %' ORDER BY id")]

        def who() -> str:
            return r.choice(people)

        def said(asked: Filter) -> object:
            return q.statements(ledger, asked, limit=SHOWN)

        asks: dict[str, Callable[[], object]] = {
            "search, a word": lambda: q.searched(ledger, word(), limit=SHOWN),
            "search, a usual word": lambda: q.searched(ledger, r.choice(VERBS), limit=SHOWN),
            "search, two words and a party": lambda: q.searched(
                ledger, f"{word()} {word()}", Filter(party=party()), limit=SHOWN
            ),
            "statements, all": lambda: said(Filter()),
            "statements, --who": lambda: said(Filter(who=who())),
            "statements, --party": lambda: said(Filter(party=party())),
            "statements, --about": lambda: said(Filter(about=issue())),
            "statements, --act": lambda: said(Filter(act=r.choice(ACTS))),
            "statements, --since": lambda: said(Filter(since=day())),
            "statements, --until": lambda: said(Filter(until=day())),
            "statements, --to": lambda: said(Filter(to="wartawan")),
            "statements, --outlet": lambda: said(Filter(outlet=r.choice(OUTLETS))),
            "statements, --conditional": lambda: said(Filter(conditional=True)),
            "statements, five filters": lambda: said(
                Filter(party=party(), about=issue(), act=r.choice(ACTS), since=day(), mode="direct")
            ),
            "statements, nothing found": lambda: said(Filter(party=party(), since="2199")),
            "timeline, months": lambda: q.timeline(ledger),
            "timeline, days of a party": lambda: q.timeline(ledger, "day", Filter(party=party())),
            "positions, a party and issue": lambda: p.positions(ledger, Filter(party=party(), about=issue())),
            "changes, a party": lambda: p.changes(ledger, Filter(party=party())),
            "changes, a party and issue": lambda: p.changes(ledger, Filter(party=party(), about=issue())),
            "events": lambda: q.events(ledger, limit=SHOWN),
            "events, of a type since": lambda: q.events(ledger, kind=r.choice(EVENTS), since=day(), limit=SHOWN),
            "events, --who": lambda: q.events(ledger, who=party(), limit=SHOWN),
            "actors": lambda: q.actors(ledger, limit=SHOWN),
            "actors, a name": lambda: q.actors(ledger, who()),
            "judgements": lambda: q.judgements(ledger, limit=SHOWN),
        }
        found: dict[str, list[float]] = {}
        for name, ask in asks.items():
            found[name] = []
            for _ in range(asked):
                began = time.perf_counter()
                ask()
                found[name].append(time.perf_counter() - began)
                if sum(found[name]) > 20:
                    break  # it is slow beyond doubt
            print(f"{name}: {1000 * max(found[name]):.0f} ms at most", file=sys.stderr)
    return found


def main() -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", default="10000,100000", help="sizes, separated by commas")
    parser.add_argument("--last", type=int, default=1000, help="documents that are kept after the first consolidation")
    parser.add_argument("--asked", type=int, default=40, help="how often each question is asked")
    parser.add_argument("--read", action="store_true", help="really read the articles")
    parser.add_argument("--folder", type=Path, help="keep the ledgers here")
    args = parser.parse_args()
    sizes = [int(n) for n in args.documents.split(",")]
    columns: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as temporary:
        for size in sizes:
            folder = str((args.folder or Path(temporary)).resolve())
            code = (
                f"import ledger; ledger.measure({folder!r}, {size}, {min(args.last, size)}, {args.asked}, {args.read})"
            )
            done = subprocess.run(
                [sys.executable, "-c", code], cwd=Path(__file__).parent, check=True, stdout=subprocess.PIPE, text=True
            )
            columns.append(json.loads(done.stdout))
    print(f"Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores, {platform.machine()}\n")
    print(f"| what | {' | '.join(f'{n:,}' for n in sizes)} |\n| --- |{' --- |' * len(sizes)}")
    for name in list(columns[0])[1:]:
        print(f"| {name} | {' | '.join(f'{c[name]:,.1f}' for c in columns)} |")


if __name__ == "__main__":
    main()
