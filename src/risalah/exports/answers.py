"""Answers of a ledger in the format that was asked for: text for a terminal, JSON, CSV, Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from risalah.exports import answertext
from risalah.exports.flat import cell, csv_rows, flat, json_line
from risalah.exports.markdown import escaped
from risalah.exports.safe import closed
from risalah.exports.style import painter
from risalah.model.answers import Change, Hit, Said, Stance


class View(msgspec.Struct, frozen=True):
    """How answers are to be shown."""

    form: str = "text"
    width: int = 100
    colour: bool = False


def render(values: Iterable[msgspec.Struct], kind: type[msgspec.Struct], view: View) -> Iterator[bytes]:
    """Answers of one kind, piece by piece; also where there are none the format is kept."""
    if view.form == "json":
        yield b"["
        for n, value in enumerate(values):
            yield (b",\n " if n else b"") + json_line(value).rstrip(b"\n")
        yield b"]\n"
    elif view.form == "jsonl":
        yield from map(json_line, values)
    elif view.form == "csv":
        yield from csv_rows(values, columns_of(kind))
    elif view.form == "markdown":
        yield from (line.encode("utf-8", "backslashreplace") for line in markdown(values, kind))
    else:
        paint = painter(view.colour)
        lines = answertext.lines(list(values), view.width, paint)
        yield from (line.rstrip().encode("utf-8", "backslashreplace") + b"\n" for line in lines)


def columns_of(kind: type[msgspec.Struct]) -> list[str]:
    """The names of the columns that values of a kind have in a table."""
    names: dict[str, None] = {}
    for name in kind.__struct_fields__:
        inner = _NESTED.get((kind, name))
        if inner is None:
            names[name] = None
        else:
            prefix = "" if name == "statement" else f"{name}_"
            names.update(dict.fromkeys(prefix + column for column in columns_of(inner)))
    return list(names)


_NESTED: dict[tuple[type[msgspec.Struct], str], type[msgspec.Struct]] = {
    (Hit, "statement"): Said, (Stance, "statement"): Said, (Change, "before"): Stance, (Change, "after"): Stance,
}  # fmt: skip


# -- Markdown


def markdown(values: Iterable[msgspec.Struct], kind: type[msgspec.Struct]) -> Iterator[str]:
    """Quotations as lists, everything else as a table."""
    entry = _ENTRIES.get(kind)
    if entry is not None:
        for value in values:
            yield entry(value) + "\n"
        return
    names = columns_of(kind)
    yield "| " + " | ".join(n.replace("_", " ") for n in names) + " |\n"
    yield "|" + " --- |" * len(names) + "\n"
    for value in values:
        row = flat(value)
        yield "| " + " | ".join(escaped(cell(row.get(n))) for n in names) + " |\n"


def _bold(hit: Hit) -> str:
    """The words of a hit, those that were searched for in bold."""
    text, out, last = hit.statement.text, "", 0
    for start, end in hit.marks:
        out += f"{escaped(text[last:start])}**{escaped(text[start:end])}**"
        last = end
    return out + escaped(text[last:])


def _said(s: Said, words: str | None = None) -> str:
    party = f" ({escaped(s.party)})" if s.party and s.party != s.speaker else ""
    facts = [
        escaped(s.said_on or "undated"),
        f"**{escaped(s.speaker or '(not named)')}**{party}",
        ", ".join(map(escaped, s.acts)),
        ", ".join(f"*{escaped(i)}*" for i in s.issues),
        f"{s.carriers} articles, {s.sources} sources" if s.carriers > 1 else "",
    ]
    words = words or escaped(s.text if s.mode == "direct" else closed(s.text))
    source = [escaped(x) for x in (s.outlet, s.title or s.document, s.published, s.url) if x]
    lines = [
        "- " + " · ".join(f for f in facts if f) + "  ",
        f"  “{words}”" if s.mode == "direct" else f"  {words}",
        *(f"  - condition: {escaped(c)}" for c in s.conditions),
        *(f"  - {n}: {escaped(v)}" for n, v in (("to", s.audience), ("via", s.via), ("at", s.place)) if v),
        f"  - {' · '.join(source)} · `{s.id}`",
    ]
    if s.corrected:
        lines.append(f"  - corrected by hand: {', '.join(s.corrected)}")
    if s.superseded:
        lines.append("  - superseded: in an earlier version of the article only")
    return "\n".join(lines)


def _stance(value: Stance) -> str:
    rule = f" (`{value.rule}`)" if value.rule else ""
    return f"- **{escaped(value.party)}** on *{escaped(value.issue)}*: {value.stance}{rule}\n" + _indented(
        _said(value.statement)
    )


def _change(value: Change) -> str:
    head = f"- **{escaped(value.party)}** on *{escaped(value.issue)}*: the {value.turned} turned\n"
    both = [(value.before, "before"), (value.after, "after")]
    told = (f"  - {when}: {s.stance} (`{s.rule}`)\n" + _indented(_said(s.statement), 4) for s, when in both)
    return head + "\n".join(told)


def _indented(words: str, by: int = 2) -> str:
    return "\n".join(" " * by + line for line in words.split("\n"))


_ENTRIES: dict[type[msgspec.Struct], Callable[..., str]] = {
    Said: _said, Hit: lambda hit: _said(hit.statement, _bold(hit)), Stance: _stance, Change: _change,
}  # fmt: skip
