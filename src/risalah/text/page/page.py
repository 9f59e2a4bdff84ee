"""A page as a document: its story with its place in the page, and what the page says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from risalah.model.document import Run
from risalah.packs.loader import Pack
from risalah.text.header import SHORT, HeaderReader
from risalah.text.language import Languages
from risalah.text.page.dates import best, line, local, machine
from risalah.text.page.facts import Facts, attributes, facts
from risalah.text.page.scan import Scanned, scan
from risalah.text.page.shown import Text, shown
from risalah.text.page.story import Sieve, linked
from risalah.text.page.titles import folded, title_block, title_of

ABOVE, BELOW = 8, 12
"""Blocks above the title and below the story that may say when and by whom."""
HEAD = 40
"""Blocks between the title and the story that are looked at."""
FEEDS = frozenset(("rss", "feed", "rdf:rdf"))
TRUSTED = 40
"""Words of a story from which its language is told rather than believed."""


_SITE = re.compile(r"\s[-–—|•]\s")


class Page(NamedTuple):
    """What was found on a page; `text` has a line for each paragraph, `runs` say where it stands in the page."""

    text: str
    runs: tuple[Run, ...]
    title: str | None
    outlet: str | None
    author: str | None
    published: str | None
    url: str | None
    language: str | None
    notes: tuple[str, ...]


class PageReader:
    """Reads pages. Made once for some packs; calling it is pure."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.readers = {p.language: HeaderReader(p, {}) for p in packs}
        self.sieve = Sieve(packs)
        self.languages = Languages(packs)

    def __call__(self, page: str, url: str | None = None) -> Page | None:
        """The article of a page that was found at `url`; None where there is none.

        Raises `LimitError` for a page with too many elements.
        """
        scanned = scan(page)
        if any(node.tag in FEEDS for node in scanned.nodes[1:3]):
            return None
        said = facts(scanned)
        title = title_block(scanned, said.titles)
        story = self.sieve(scanned, title)
        if not story.blocks:
            return None
        text = Text(page)
        for k in story.blocks:
            text.add(scanned.blocks[k].pieces)
        found, runs = text.finished()
        return _Reading(self, scanned, said, title, story.blocks, url).page(found, runs)


class _Reading:
    """The work on one page whose story is known."""

    def __init__(
        self, reader: PageReader, scanned: Scanned, said: Facts, title: int | None, story: list[int], url: str | None
    ) -> None:
        self.reader = reader
        self.scanned = scanned
        self.said = said
        self.title = title
        self.story = story
        self.found_at = url
        self.lines: dict[int, str] = {}
        self.notes: list[str] = []

    def page(self, text: str, runs: tuple[Run, ...]) -> Page:
        language = self.language(text)
        first = self.reader.readers.get(language or "")
        self.readers = [first] if first else []
        self.readers += [r for r in self.reader.readers.values() if r is not first]
        url = self.address()
        outlet = self.outlet(url)
        title = title_of(self.said.titles, self.line(self.title) if self.title is not None else None, outlet, url)
        return Page(
            text=text,
            runs=runs,
            title=title,
            outlet=outlet,
            author=self.author(outlet),
            published=self.published(),
            url=url,
            language=language,
            notes=tuple(self.notes),
        )

    def line(self, k: int) -> str:
        """What a block shows."""
        if k not in self.lines:
            self.lines[k] = shown(self.scanned.page, self.scanned.blocks[k].pieces)
        return self.lines[k]

    def around(self) -> Iterator[int]:
        """The blocks that may say when and by whom: below the title, above it, then below the story."""
        first, last = self.story[0], self.story[-1]
        top = first if self.title is None or self.title > first else self.title
        yield from range(top, min(first, top + HEAD))
        yield from range(top - 1, max(-1, top - 1 - ABOVE), -1)
        yield from range(last, min(len(self.scanned.blocks), last + 1 + BELOW))

    def near(self) -> list[int]:
        """Those of them that are short and no links to elsewhere."""
        page, blocks = self.scanned.page, self.scanned.blocks
        return [k for k in self.around() if blocks[k].chars <= SHORT * 2 and not linked(page, blocks[k])]

    # Fields

    def language(self, text: str) -> str | None:
        """The language that the page names, or that of its words where they are clearly another's."""
        said = (self.said.language or "").replace("_", "-").split("-")[0].strip().lower()
        said = said if said.isalpha() and 2 <= len(said) <= 3 else ""
        guess = self.reader.languages(text)
        if guess.language and guess.words >= TRUSTED and guess.language != said:
            if said:
                self.notes.append(f"the page says its language is {said!r}, its words are {guess.language!r}")
            return guess.language
        return said or None

    def address(self) -> str | None:
        """The canonical address, else the one where the page was found."""
        for said in self.said.addresses:
            try:
                url = urljoin(self.found_at or "", said)
                parts = urlsplit(url)
                own = urlsplit(self.found_at or "")
            except ValueError:
                continue
            if parts.scheme not in ("http", "https") or "." not in parts.netloc or " " in url:
                continue
            if parts.path in ("", "/") and not parts.query and (own.path not in ("", "/") or not self.found_at):
                continue  # the front page's address on every page
            return url
        return self.found_at

    def outlet(self, url: str | None) -> str | None:
        """The name of the site or of its publisher, else its host."""
        for said in self.said.sites:
            if not said.startswith(("http:", "https:")):
                return said
        for address in (url, *self.said.addresses):
            try:
                host = urlsplit(address or "").hostname
            except ValueError:
                continue
            if host:
                return host.removeprefix("www.")
        return None

    def published(self) -> str | None:
        """When the page was published."""
        said = [d for value in self.said.dates if (d := machine(value, self.readers))]
        said += [d for d in (self.marked(),) if d]
        return best(local(said), self.seen())

    def marked(self) -> str | None:
        """The time that an element gives to machines: one named so, else the first beside the title."""
        top = self.title if self.title is not None else self.story[0]
        near: list[str] = []
        alone = sum("datePublished" in n.attributes for n in self.scanned.nodes) <= 3
        for node in self.scanned.nodes:
            if node.tag != "time" and "datePublished" not in node.attributes:
                continue
            found = attributes(node.attributes)
            value = found.get("datetime") or found.get("content")
            if not value or not (moment := machine(value, self.readers)):
                continue
            beside = top - ABOVE <= node.first <= self.story[-1]
            if "datepublished" in found.get("itemprop", "").lower() or "pubdate" in found:
                if beside or alone:
                    return moment
            elif beside and not (
                node.first < len(self.scanned.blocks) and linked(self.scanned.page, self.scanned.blocks[node.first])
            ):
                near.append(moment)
        return near[0] if near else None

    def seen(self) -> str | None:
        """The time of the date line that the page shows beside its title, or below its story."""
        changed: str | None = None
        days: str | None = None
        for k in self.near():
            text = self.line(k)
            if not any(map(str.isdigit, text)):
                continue
            if value := line(text, self.readers, changed=False):
                if len(value) > 10:
                    return value
                days = days or value
            elif changed is None:
                changed = line(text, self.readers)
        return days or changed

    def author(self, outlet: str | None) -> str | None:
        """Who wrote it: the byline above the story, else linked data, a `<meta>` tag borne out, the foot."""
        site = folded(outlet or "")
        near = self.near()
        above = [k for k in near if k < self.story[0]]
        below = [k for k in near if k >= self.story[0]]
        if name := self.byline(above, site) or self.signed(above, site):
            return name
        good = [a for a in self.said.authors if self.person(a, site)]
        if good:
            return ", ".join(good[:5])
        shown_near = [folded(self.line(k)) for k in self.around() if self.scanned.blocks[k].chars <= SHORT]
        for name in self.said.named:
            if self.person(name, site) and any(folded(name) in text for text in shown_near):
                return name
        return self.byline(below, site)

    def byline(self, near: Sequence[int], site: str) -> str | None:
        """The name in the first byline in some blocks."""
        for k in near:
            text = self.line(k)
            for reader in self.readers:
                part = reader.byline(text, 0, len(text))
                name = part.values.get("byline") if part else None
                if not name and reader.introduces(text) and k + 1 in near:
                    name = self.line(k + 1).strip(" :")
                if name and self.person(name, site):
                    return name
        return None

    def signed(self, near: Sequence[int], site: str) -> str | None:
        """The name in an element that is called so."""
        for k in near:
            if self.reader.sieve.authored(self.scanned.blocks[k].node):
                name = _SITE.split(self.line(k))[0].strip(" :,|")
                words = name.split()
                capital = all(w[0].isupper() and not any(map(str.isdigit, w)) for w in words)
                if 2 <= len(words) <= 6 and capital and self.person(name, site):
                    return name
        return None

    @staticmethod
    def person(name: str, site: str) -> bool:
        """Whether a name can be a writer's: no address, not the site itself."""
        bare = folded(name)
        if not bare or len(name) > 120 or "://" in name or "@" in name or name.startswith("/"):
            return False
        return not site or (bare not in site and site not in bare)
