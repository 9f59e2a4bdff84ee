"""What a page says of itself to machines: `<meta>`, `<link>`, `<html>`, linked data (JSON-LD).

Everything here may be missing, broken or wrong; nothing raises.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from risalah.text.page.scan import Scanned

_ATTRIBUTE = re.compile(r"""([a-zA-Z_:][\w:.-]{0,60})\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++)""")
_SPACES = re.compile(r"\s+")
_WRAP = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_COMMA = re.compile(r",(?=\s*[}\]])")
_LOOSE = re.compile(r'"(headline|datePublished|dateCreated)"\s*:\s*"((?:[^"\\\n]|\\.){1,400})"')
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review)$")
MOST = 300
"""`<meta>` and `<link>` tags, and objects of linked data, that are looked at."""
LONGEST = 400_000
"""Characters of linked data that are read."""
DEEPEST = 12

DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "og:published_time",
    "parsely-pub-date", "dtk:publishdate", "publishdate", "publish-date", "publish_date", "published_date", "pubdate",
    "publication_date", "article_date_original", "sailthru.date", "cxenseparse:recs:publishtime", "date.available",
    "dcterms.issued", "dc.date.issued", "dc.date", "dcterms.date", "dcterms.created", "datecreated",
    "date.created", "date",
)  # fmt: skip
"""Names of `<meta>` tags with the time of publication, the surest first."""


class Facts(NamedTuple):
    """What a page says of itself; lists hold the surest first."""

    titles: list[str]
    dates: list[str]
    sites: list[str]
    authors: list[str]
    """Authors named in linked data."""
    named: list[str]
    """Authors named in `<meta>` tags, which are often the publisher's."""
    addresses: list[str]
    language: str | None


def facts(scanned: Scanned) -> Facts:
    """What a page says of itself."""
    metas: dict[str, str] = {}
    canonical: list[str] = []
    language: str | None = None
    for tag, text in scanned.heads[:MOST]:
        found = attributes(text)
        if tag == "link":
            if "canonical" in found.get("rel", "").lower().split() and found.get("href"):
                canonical.append(found["href"].strip())
        elif tag == "meta":
            content = found.get("content", "")
            for key in ("property", "name", "itemprop"):
                if found.get(key) and content.strip():
                    metas.setdefault(found[key].strip().lower(), " ".join(content.split()))
        elif language is None and (said := found.get("lang") or found.get("xml:lang")):
            language = said
    article = _article(scanned, canonical)
    titles = [_string(article.get("headline")), metas.get("og:title"), metas.get("twitter:title"), metas.get("title")]
    titles += [clean(scanned.page[a:b]) for a, b in scanned.titles[:3]]
    dates = [_string(article.get(key)) for key in ("datePublished", "dateCreated", "uploadDate")]
    return Facts(
        titles=_said(titles),
        dates=_said(dates[:1] + [metas.get(k) for k in DATES] + dates[1:]),
        sites=_said([metas.get("og:site_name"), *names(article.get("publisher")), metas.get("application-name")]),
        authors=_said(names(article.get("author") or article.get("creator"))),
        named=_said(
            [
                metas.get(k)
                for k in ("article:author", "author", "byl", "parsely-author", "dc.creator", "dcterms.creator")
            ]
        ),
        addresses=_said([*canonical, metas.get("og:url"), _string(article.get("url")), *_page_of(article)]),
        language=language or metas.get("inlanguage") or _string(article.get("inLanguage")) or None,
    )


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag, names in small letters, the first of each name."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text[:4000]):
        if value[0] in "\"'":
            value = value[1:-1]
        found.setdefault(name.lower(), html.unescape(value) if "&" in value else value)
    return found


def clean(text: str) -> str:
    """Text of the page's source as one line, entities decoded."""
    return _SPACES.sub(" ", html.unescape(text)).strip()


def _said(values: list[str | None]) -> list[str]:
    out: list[str] = []
    for value in values:
        value = clean(value)[:1000] if value else ""
        if value and value not in out:
            out.append(value)
    return out


# Linked data


def _article(scanned: Scanned, canonical: list[str]) -> Mapping[str, Any]:
    """The object that describes the article: the one of this address, else the first article, else a page's."""
    found: list[Mapping[str, Any]] = []
    pages: list[Mapping[str, Any]] = []
    room = LONGEST
    loose: dict[str, str] = {}
    for start, end in scanned.data[:20]:
        if end - start > room:
            continue
        room -= end - start
        text = scanned.page[start:end]
        value = _parsed(text)
        if value is None:
            for name, said in _LOOSE.findall(text):
                loose.setdefault(name, said.replace('\\"', '"').replace("\\/", "/"))
        for thing in _objects(value):
            kinds = thing.get("@type")
            for kind in kinds if isinstance(kinds, list) else [kinds]:
                if isinstance(kind, str) and _ARTICLE.search(kind):
                    found.append(thing)
                    break
                if isinstance(kind, str) and kind.endswith("WebPage"):
                    pages.append(thing)
    for thing in found:
        if canonical and canonical[0] in (_string(thing.get("url")), *_page_of(thing)):
            return thing
    dated = [t for t in found if t.get("datePublished")]
    for thing in (*dated, *found):
        return thing
    return loose or next((p for p in pages if p.get("datePublished")), {})


def _parsed(text: str) -> Any:
    """The value of a script of linked data, mended where it is broken in usual ways; None where it stays broken."""
    text = _WRAP.sub("", _WRAP.sub("", text.strip()).strip()).strip().rstrip(";")
    for tried in (text, _COMMA.sub("", text)):
        try:
            return json.loads(tried, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a value of linked data, outer ones first; those of lists of other articles are left out."""
    queue = [(value, 0)]
    for _ in range(MOST):
        if not queue:
            return
        thing, depth = queue.pop(0)
        if isinstance(thing, list):
            if depth < DEEPEST:
                queue.extend((x, depth + 1) for x in thing[:MOST])
        elif isinstance(thing, dict):
            yield thing
            if depth < DEEPEST:
                queue.extend((thing[k], depth + 1) for k in ("@graph", "mainEntity", "mainEntityOfPage") if k in thing)


def _string(value: Any) -> str | None:
    """A string, or the first in a list."""
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else None


def names(value: Any) -> list[str | None]:
    """The names of persons or organisations in a value of linked data."""
    out: list[str | None] = []
    for thing in (value if isinstance(value, list) else [value])[:20]:
        if isinstance(thing, dict):
            thing = _string(thing.get("name"))
        if isinstance(thing, str):
            out.append(thing)
    return out


def _page_of(thing: Mapping[str, Any]) -> list[str | None]:
    page = thing.get("mainEntityOfPage")
    if isinstance(page, dict):
        return [_string(page.get("@id")), _string(page.get("url"))]
    return [_string(page)]
