"""What of a document is story: header, furniture, repeats, paragraphs.

Nothing is taken out of the text; the layout only says which ranges (half-open, in code points) are what.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from risalah.model.document import Header, Layout, Mark, Raw
from risalah.model.span import Span
from risalah.packs.loader import Pack
from risalah.text.furniture import HEADLINE, Furniture
from risalah.text.header import HEAD, SHORT, HeaderReader, Part, Values, agree
from risalah.text.lines import STOPS, TERMINAL, Line, cut, merged, split, trim
from risalah.text.paragraphs import paragraphs
from risalah.text.repeats import repeats

LEFTOVERS = 16
"""Short lines below a date line that still belong to the head."""
MARKS = frozenset((*".,;:…!)", ""))
"""A heading inside the story does not end in one of these."""
SUMMARY = 300
"""A summary in the head is not longer."""


class Layouter:
    """Finds the layout of documents in one language. Made once; calling it is pure and never raises.

    `outlets` maps folded forms of outlets' names to canonical ones.
    """

    def __init__(self, pack: Pack, outlets: Mapping[str, str] | None = None) -> None:
        self.reader = HeaderReader(pack, outlets or {})
        self.furniture = Furniture(pack)

    def __call__(self, raw: Raw) -> Layout:
        """The layout of a document; every span slices to what it is claimed to be."""
        return _Reading(self, raw).layout()


class _Reading:
    """The work on one document; thrown away when its layout is made."""

    def __init__(self, layouter: Layouter, raw: Raw) -> None:
        self.reader = layouter.reader
        self.finder = layouter.furniture
        self.raw = raw
        # Of the same length, so that offsets agree, with spaces that patterns can name.
        self.text = raw.text.replace("\xa0", " ")
        self.lines = split(raw.text)
        self.marks: list[tuple[int, int, str, str]] = []
        self.values: Values = {}
        self.holes: list[Line] = []

    def layout(self) -> Layout:
        first = self.head()
        self.body(first)
        copies = self.repeats()
        self.foot()
        return self.made(copies)

    # Head

    def head(self) -> int:
        """Reads the head and returns the number of the first line of the body."""
        lines = self.lines
        if not lines:
            return 0
        first = self.fields_head() or self.table_head()
        if first == 0:
            first = self.dated_head()
        if first == 0 and self.is_title(0):
            self.mark(lines[0], "furniture", "header.title")
            self.note(lines[0], "title", "header.title")
            first = 1
        while first < min(len(lines), HEAD) and (part := self.reader.byline(self.text, *lines[first])):
            self.take(part)
            first += 1
        if first < len(lines):
            self.place(first)
        return first

    def fields_head(self) -> int:
        """A head of `name: value` lines between two rules (`---`)."""
        if self.text[slice(*self.lines[0])] != "---":
            return 0
        rules = self.reader.rules
        for k, (start, end) in enumerate(self.lines[1 : 2 * HEAD], 1):
            line = self.text[start:end]
            if line == "---":
                self.mark((self.lines[0][0], end), "furniture", "markup.fields")
                return k + 1
            name, colon, value = line.partition(":")
            if not colon:
                return 0
            value = value.strip(" \"'")
            for field, names in (("title", rules.title), ("byline", rules.author), ("published", rules.date)):
                found = self.reader.moment(value) if field == "published" else value
                if name.casefold() in names and found:
                    self.values.setdefault(field, found)
        return 0

    def table_head(self) -> int:
        """A Markdown head: heading, lead, table of fields."""
        start, _ = self.lines[0]
        heading = self.text.startswith("# ", start) and self.lines[0][1] - start > 1
        if not heading and "|" not in self.text[: 4 * SHORT * HEAD]:
            return 0
        rows, values = self.reader.table(self.text, self.lines)
        if heading:
            self.mark(self.lines[0], "furniture", "markup.heading")
            title = self.text[start + 2 : self.lines[0][1]].strip()
            values.setdefault("title", title)
        if not rows or rows[0] > 6:
            self.values.update({k: v for k, v in values.items() if k != "description"})
            return int(heading)
        for k in range(int(heading), rows[0]):
            self.mark(self.lines[k], "furniture", "header.lead")
        self.mark((self.lines[rows[0]][0], self.lines[rows[-1]][1]), "furniture", "markup.table")
        self.appended(rows[-1] + 1)
        self.values.update({k: v for k, v in values.items() if k != "description"})
        return rows[-1] + 1

    def appended(self, first: int) -> None:
        """A further field after a rule (`---`) at the end of a document with a table: a digest, not the story."""
        for k in range(len(self.lines) - 1, first, -1):
            start, end = self.lines[k]
            if end - start == 3 and self.text.startswith("---", start):
                if 2 * (len(self.text) - start) < len(self.text) - self.lines[first][0]:
                    self.mark((start, self.lines[-1][1]), "furniture", "markup.appended")
                return

    def dated_head(self) -> int:
        """A head that a date line closes: title, outlet, byline above it, more of the same below."""
        lines = self.lines
        dated: list[tuple[int, Part]] = []
        for k in range(min(len(lines), HEAD)):
            if (lines[k][1] - lines[k][0] > SHORT or self.runs_on(k)) and not self.leads(k):
                break
            part = self.reader.date(self.text, *lines[k])
            if part is not None:
                dated.append((k, part))
        if not dated:
            return 0
        last = dated[-1][0]
        for k in range(last + 1):
            self.mark(lines[k], "furniture", "header.line")
        for _, part in sorted(dated, key=lambda d: "published" not in d[1].values):
            self.take(part)
        updated = self.values.pop("updated", None)
        if updated and not self.raw.published and not self.values.get("published"):
            self.values["published"] = updated
        part = self.reader.above(self.text, lines[0][0], lines[dated[0][0] - 1][1]) if dated[0][0] else None
        if part is not None:
            self.take(part)
        for k in range(last):
            if any(k == d for d, _ in dated):
                continue
            if part := self.reader.byline(self.text, *lines[k]):
                self.take(part)
            elif k and self.reader.introduces(self.text[slice(*lines[k - 1])]):
                self.note(lines[k], "byline", "header.name")
        self.title_above(dated[0][0])
        return self.skipped(last + 1)

    def skipped(self, first: int) -> int:
        """The first line after `first` that is not a short leftover of the head (a desk's name, a font button)."""
        for k in range(first, min(len(self.lines), first + LEFTOVERS)):
            start, end = self.lines[k]
            named = k > first and self.reader.introduces(self.text[slice(*self.lines[k - 1])])
            ended = end - start > (SHORT if named else 60) or (self.text[end - 1] in TERMINAL and not self.labels(k))
            if ended or self.reader.dateline(self.text, start, len(self.text)) is not None:
                above = self.text[slice(*self.lines[k - 1])]
                if k > first and len(above) == 1 and above.isupper() and self.text[start].islower():
                    k -= 1  # a drop cap opens the story
                for n in range(first, k):
                    if (part := self.reader.byline(self.text, *self.lines[n])) is not None:
                        self.take(part)
                    elif n > first and self.reader.introduces(self.text[slice(*self.lines[n - 1])]):
                        self.note(self.lines[n], "byline", "header.name")
                if k > first:
                    self.mark((self.lines[first][0], self.lines[k - 1][1]), "furniture", "header.line")
                return k
        return first

    def labels(self, k: int) -> bool:
        """Whether line `k` is a label in capitals for the next one."""
        line = self.text[slice(*self.lines[k])]
        return line[-1] == ":" and line.isupper()

    def leads(self, k: int) -> bool:
        """Whether line `k` is a summary: a sentence with only short lines between it and a line that is a date."""
        if self.lines[k][1] - self.lines[k][0] > SUMMARY:
            return False
        for start, end in self.lines[k + 1 : min(k + 6, HEAD)]:
            if end - start > 60 or self.text[end - 1] in STOPS:
                return False
            if end - start <= 40 and self.reader.date(self.text, start, end) is not None:
                return True
        return False

    def runs_on(self, k: int) -> bool:
        """Whether line `k` is a piece of running text, which no line of a head is."""
        start, end = self.lines[k]
        first, last = self.text[start], self.text[end - 1]
        return first in ",.;:)" or first.islower() or (last in ".," and end - start > 40)

    def title_above(self, last: int) -> None:
        """The title among the lines before number `last`: the raw title's, else the longest."""
        above = [line for line in self.lines[:last] if line[1] - line[0] > 12]
        if above and "title" not in self.values:
            said = _folded(self.raw.title or "")
            same = [line for line in above if _folded(self.text[slice(*line)]) == said]
            best = same[0] if same else max(above, key=lambda line: line[1] - line[0])
            self.note(best, "title", "header.title")

    def is_title(self, k: int) -> bool:
        """Whether line `k`, with no date line near, is the document's title."""
        start, end = self.lines[k]
        if end - start > HEADLINE or k + 1 >= len(self.lines):
            return False
        line = self.text[start:end]
        if self.raw.title and _folded(line) == _folded(self.raw.title):
            return True
        if self.raw.title or line[-1] in '.,:;"”' or line[0] in '"“-•*':
            return False
        if self.reader.dateline(self.text, start, len(self.text)) is not None or line.endswith("-"):
            return False
        below, stop = self.lines[k + 1]
        if self.reader.dateline(self.text, below, len(self.text)) is not None:
            return True
        titled = self.finder.capitalised(self.text, start, end) >= 0.7 and line.count(" ") >= 2
        return titled and stop - below > end - start

    def place(self, k: int) -> None:
        """The dateline at the start of the body, looked for in the first lines that are not captions."""
        for n in range(k, min(len(self.lines), k + 6)):
            start, end = self.lines[n]
            if self.text.startswith("![", start):
                continue
            # A dateline may run over lines ("Jakarta", "-", then the story).
            part = self.reader.dateline(self.text, start, len(self.text), self.raw.outlet or "")
            if part is not None:
                if n > k:
                    self.mark((self.lines[k][0], self.lines[n - 1][1]), "furniture", "header.above-dateline")
                self.take(part, whole=True)
                if part.values.get("byline"):  # a reporter's line runs into the dateline
                    more = self.reader.dateline(self.text, part.end, len(self.text), self.raw.outlet or "")
                    if more is not None:
                        self.take(more, whole=True)
                self.again(n + 1, self.text[part.start : part.end].strip())
                return
            told = end - start > 100 and self.text[end - 1] in STOPS
            if told and not self.finder.captioned(self.text, start, end):
                return

    def again(self, k: int, dateline: str) -> None:
        """The same dateline before a second copy of the story."""
        if len(dateline) < 5:
            return
        for start, _ in self.lines[k:]:
            if self.text.startswith(dateline, start):
                self.mark((start, start + len(dateline)), "furniture", "header.dateline-again")

    # Body

    def body(self, first: int) -> None:
        lines = self.lines[first:]
        if not lines:
            return
        for start, end, rule in self.finder(self.text, self.text.lower(), lines):
            self.mark((start, end), "furniture", rule)
        self.twice(lines)
        self.holes = merged([(a, b) for a, b, label, _ in self.marks if label == "furniture"])
        if self.finder.subhead:
            self.holes = merged(self.holes + self.subheads())
        self.holes = merged(self.holes + self.leftovers())

    def leftovers(self) -> list[Line]:
        """Full stops on a line of their own behind furniture: what is left of a sentence that ended in a link."""
        ends = {b for _, b in self.holes}
        return [
            self.mark(line, "furniture", "layout.leftover")
            for above, line in pairwise(self.lines)
            if line[1] - line[0] == 1 and self.text[line[0]] == "." and above[1] in ends
        ]

    def subheads(self) -> list[Line]:
        """Headings inside the story: short lines without a full stop between two paragraphs."""
        rest, whole, found = self.rest(), set(self.lines), list[Line]()
        for k in range(1, len(rest) - 1):
            (start, end), (below, stop) = rest[k], rest[k + 1]
            if not 3 <= end - start <= self.finder.subhead or rest[k] not in whole:
                continue
            if self.text[start:end].rstrip("\"”’'")[-1:] in MARKS or self.text[end - 2 : end] in ("?”", '?"'):
                continue
            following = self.text[below:stop].lstrip("\"“'‘")[:1]
            if self.text[start].islower() or following.islower() or self.text[below] in ",.;:)":
                continue
            ended = self.text[rest[k - 1][1] - 1]
            if (ended in TERMINAL and ended not in ":;") and stop - below > self.finder.subhead:
                found.append(self.mark(rest[k], "furniture", "layout.subhead"))
        return found

    def twice(self, lines: list[Line]) -> None:
        """A line with no full stop that stands twice in a row: the title of something embedded."""
        for (a, b), (c, d) in pairwise(lines):
            if 12 < b - a == d - c <= HEADLINE and self.text[b - 1] not in STOPS and self.text[a:b] == self.text[c:d]:
                self.mark((a, d), "furniture", "layout.twice")

    def rest(self) -> list[Line]:
        """The lines without furniture, trimmed, in order."""
        out: list[Line] = []
        h = 0
        for start, end in self.lines:
            while h < len(self.holes) and self.holes[h][1] <= start:
                h += 1
            if h < len(self.holes) and self.holes[h][0] < end:
                n = h
                while n < len(self.holes) and self.holes[n][0] < end:
                    n += 1
                pieces = cut((start, end), self.holes[h:n])
            else:
                pieces = [(start, end)]
            for a, b in pieces:
                a, b = trim(self.text, a, b)
                if a < b:
                    out.append((a, b))
        return out

    def repeats(self) -> list[Line]:
        found = repeats(self.text, self.rest())
        for a, b in found:
            self.marks.append((a, b, "repeat", "layout.repeat"))
        self.holes = merged(self.holes + found)
        return found

    # Foot

    def foot(self) -> None:
        """The writer's mark, the tags below it, and headlines that trail the story."""
        rest = self.rest()
        added: list[Line] = []
        signed = self.signed(rest)
        if signed is not None:
            k, part = signed
            self.take(part)
            added.append((part.start, part.end))
            added += [self.mark(line, "furniture", "layout.below-sign") for line in rest[k + 1 :]]
            rest = [*rest[:k], (rest[k][0], part.start)]
            if rest[-1][0] == rest[-1][1]:
                rest.pop()
            while rest and (again := self.reader.sign(self.text, *rest[-1])):
                self.mark((again.start, again.end), "furniture", again.rule)
                added.append((again.start, again.end))
                a, b = trim(self.text, rest[-1][0], again.start)
                rest[-1:] = [(a, b)] if a < b else []
        added += self.trailing(rest)
        self.holes = merged(self.holes + added)

    def signed(self, rest: list[Line]) -> tuple[int, Part] | None:
        """The last writer's mark with nothing but short lines below it, and its line's number."""
        for k in range(len(rest) - 1, max(-1, len(rest) - 40), -1):
            start, end = rest[k]
            part = self.reader.sign(self.text, start, end)
            if part is not None:
                return k, part
            if end - start > HEADLINE or self.text[end - 1] in '."”':
                return None
        return None

    def trailing(self, rest: list[Line]) -> list[Line]:
        """Headlines of other articles at the end of the story."""
        n = len(rest)
        while n > 1:
            start, end = rest[n - 1]
            if end - start > 140 or self.text[end - 1] in TERMINAL or self.text[start] in "-•*0123456789":
                break
            if self.finder.capitalised(self.text, start, end) < 0.6 or " " not in self.text[start:end]:
                break
            n -= 1
        before = self.text[rest[n - 1][1] - 1] if n else ""
        if n == len(rest) or not n or before not in STOPS:
            return []
        return [self.mark(line, "furniture", "layout.trailing") for line in rest[n:]]

    # Bookkeeping

    def mark(self, line: Line, label: str, rule: str) -> Line:
        self.marks.append((*line, label, rule))
        return line

    def note(self, line: Line, field: str, rule: str) -> None:
        """A header field whose value is the line itself."""
        self.values.setdefault(field, " ".join(self.text[slice(*line)].strip("#* ").split()))
        self.marks.append((*line, f"header.{field}", rule))

    def take(self, part: Part, *, whole: bool = False) -> None:
        """A part of the header: furniture, and its values where none stands yet."""
        a, b = part.start, part.end
        if not whole:
            a, b = trim(self.text, a, b)
        self.marks.append((a, b, "furniture", part.rule))
        for field, value in part.values.items():
            if value and not self.values.get(field):
                self.values[field] = value
                self.marks.append((a, b, f"header.{field}", part.rule))

    def header(self) -> Header:
        raw, values = self.raw, self.values
        return Header(
            title=raw.title or values.get("title"),
            published=agree(self.reader.moment(raw.published), values.get("published")),
            outlet=raw.outlet or values.get("outlet"),
            place=values.get("place"),
            byline=values.get("byline"),
        )

    def made(self, copies: list[Line]) -> Layout:
        spans = merged([(a, b) for a, b, label, _ in self.marks if label == "furniture" and a < b])
        holes = merged(spans + copies)
        self.holes = holes
        taken = merged(copies)
        return Layout(
            header=self.header(),
            furniture=tuple(Span(a, b) for s in spans for a, b in cut(s, taken)),
            repeats=tuple(Span(a, b) for a, b in taken),
            story=tuple(Span(a, b) for a, b in paragraphs(self.text, self.rest())),
            marks=tuple(Mark(Span(a, b), label, rule) for a, b, label, rule in sorted(self.marks)),
        )


def _folded(text: str) -> str:
    return " ".join(text.strip(" #*").casefold().split())
