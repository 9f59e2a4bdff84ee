"""A reader that is simple enough to predict, for tests of everything around the reading."""

from __future__ import annotations

import re
from hashlib import sha256

from risalah.model import Event, Header, Raw, Record, Reject, Span, Statement, Time, Why

ARTICLE = (
    "Jakarta, 7/12/2022 - \"Kami siap berunding jika mereka datang,\" kata Menlu Budi Hartono.\n\n"
    "Pertemuan itu berlangsung di Bandung. \"Kami menolak usulan itu,\" ujarnya.\n"
)  # fmt: skip

_QUOTE = re.compile('"([^"]{3,500}),"')
_IF = re.compile(r"jika [^,\"]*")


def statement(text: str, number: int, start: int, end: int) -> Statement:
    """A statement over `[start, end)`."""
    content = Span(start, end)
    conditions = tuple(Span(start + m.start(), start + m.end()) for m in _IF.finditer(content.slice(text)))
    cue = re.compile(r'," (\w+?)(nya)?\b').match(text, end)
    cues = (Span(cue.start(1), cue.end(1)),) if cue else ()
    return Statement(
        id=f"s{number}",
        content=(content,),
        cue=cues,
        source=(),
        conditions=conditions,
        speaker="Budi Hartono",
        party="Indonesia",
        mode="direct",
        said_on="2022-12-07",
        acts=("offer",) if conditions else ("reject",),
        issues=("trade",),
        audience=None,
        via=None,
        place=None,
        text=content.slice(text),
        why=(
            Why(slot="content", rule="stub.quote", certainty="certain", spans=(content,)),
            Why(slot="speaker", rule="stub.only", certainty="open"),
        ),
    )


def record(raw: Raw) -> Record:
    """What the stub reads: quotations that end in a comma, the word Pertemuan, a date."""
    text = raw.text
    found = [statement(text, n, m.start(1), m.end(1)) for n, m in enumerate(_QUOTE.finditer(text), 1)]
    events = tuple(
        Event(f"e{n}", Span(*m.span()), "talks", ("Indonesia",), "2022-12", "Bandung")
        for n, m in enumerate(re.finditer("Pertemuan itu", text), 1)
    )
    dates = re.finditer(r"\d{1,2}/\d{1,2}/\d{4}", text)
    times = tuple(Time(span=Span(*m.span()), value="2022-12-07", type="DATE", rule="stub.date") for m in dates)
    return Record(
        doc_id=raw.doc_id,
        file=raw.file,
        language="id",
        header=Header(title=raw.title, published=raw.published, outlet=raw.outlet),
        furniture=(),
        repeats=(),
        statements=tuple(found),
        events=events,
        times=times,
        digest=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        pack="stub 1",
        notes=raw.notes,
    )


class StubReader:
    """Stands where `risalah.reading.pipeline.Reader` stands. A text with the word REJECT is refused."""

    def read(self, raw: Raw) -> Record | Reject:
        """The record of `raw`."""
        if "REJECT" in raw.text:
            return Reject(doc_id=raw.doc_id, stage="stub", reason="asked to", file=raw.file)
        return record(raw)
