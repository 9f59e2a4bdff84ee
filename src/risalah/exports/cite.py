"""A statement as a quotation with its full source line: Markdown, BibTeX, CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import msgspec

from risalah.exports.markdown import escaped
from risalah.exports.safe import HIDDEN, closed, visible
from risalah.model.answers import Said

FORMS = ("text", "markdown", "bibtex", "csl")
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


OMITTED = " […] "


def cite(said: Said, form: str, pieces: Sequence[str] = ()) -> str:
    """The statement in one of `FORMS`, with a line break at the end.

    `pieces`: its words piece by piece, where the article has other words between them: what is left out is marked.
    """
    if len(pieces) > 1:
        said = msgspec.structs.replace(said, text=OMITTED.join(pieces))
    return {"text": text, "markdown": markdown, "bibtex": bibtex, "csl": csl}[form](said)


def quoted(said: Said) -> str:
    """The words as they may be cited: in quotation marks only where the article has them verbatim."""
    if said.mode == "direct":
        return f"“{visible(said.text)}”"
    return f"[{said.mode}] {visible(closed(said.text))}"


def source_line(said: Said) -> str:
    """Speaker, day, relay, article, address and id: all by which the words can be found again."""
    party = f" ({said.party})" if said.party and said.party != said.speaker else ""
    facts = [
        f"{said.speaker or 'a source that is not named'}{party}",
        f"said on {said.said_on}" if said.said_on else "day of saying not told",
        f"to {said.audience}" if said.audience else "",
        f"in {said.place}" if said.place else "",
        f"carried by {said.via}" if said.via else "",
    ]
    article = [
        said.author or "", f"“{said.title}”" if said.title else said.document, said.outlet or "",
        said.published or "undated", said.url or "",
    ]  # fmt: skip
    where = ", ".join(f"{a}–{b}" for a, b in said.content)
    told = ", ".join(f for f in facts if f) + ". " + ", ".join(a for a in article if a)
    fixed = f"; corrected by hand: {', '.join(said.corrected)}" if said.corrected else ""
    old = "; an earlier version of the article, which no longer says it" if said.superseded else ""
    return visible(f"{told} [{said.id}, characters {where} of {said.document}{fixed}{old}]")


def text(said: Said) -> str:
    """For people at a terminal."""
    return f"{quoted(said)}\n  — {source_line(said)}\n"


def markdown(said: Said) -> str:
    """A quotation in Markdown."""
    return f"> {escaped(quoted(said))}\n>\n> — {escaped(source_line(said))}\n"


def bibtex(said: Said) -> str:
    """An entry `@misc` of the article, the quotation in `note`."""
    date = _DATE.match(said.published or "")
    fields = {
        "title": said.title or said.document,
        "author": f"{{{_tex(said.author)}}}" if said.author else "",
        "howpublished": said.outlet or "",
        "year": date[1] if date else "",
        "date": date[0] if date else "",
        "url": said.url or "",
        "note": f"{quoted(said)} — {source_line(said)}",
    }
    lines = []
    for name, value in fields.items():
        if value:
            held = value if name == "author" else _address(value) if name == "url" else _tex(value)
            lines.append(f"  {name} = {{{held}}},\n")
    return f"@misc{{risalah:{said.id},\n{''.join(lines)}}}\n"


def _tex(words: str) -> str:
    return "".join(_TEX.get(c, c) for c in visible(words))


def _address(url: str) -> str:
    """An address as BibTeX takes it: braces and what TeX would act on in percent signs."""
    return re.sub(r"[\\{}\s\"^~`<>|]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), visible(url))


def csl(said: Said) -> str:
    """A CSL-JSON item, as reference managers take it: a list of one."""
    date = _DATE.match(said.published or "")
    item: dict[str, object] = {
        "id": f"risalah:{said.id}",
        "type": "article-newspaper",
        "title": said.title or said.document,
        "author": [{"literal": said.author}] if said.author else None,
        "container-title": said.outlet,
        "issued": {"date-parts": [[int(p) for p in date.groups() if p]]} if date else None,
        "URL": said.url,
        "note": f"{quoted(said)} — {source_line(said)}",
    }
    made = json.dumps([{k: v for k, v in item.items() if v}], ensure_ascii=False, indent=2)
    return HIDDEN.sub(lambda m: m[0] if m[0] == "\n" else f"\\u{ord(m[0]):04x}", made) + "\n"
