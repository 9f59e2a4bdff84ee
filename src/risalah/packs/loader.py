"""Load language packs and the world pack from folders of TOML and TSV.

A pack is a folder: `pack.toml` (name, language, version, licences), `lexicon/*.tsv` (one form a line) and
`rules/*.toml`. A TSV has a header row that names its columns; `#` starts a comment line; cells are not quoted.
Every fault in a pack is a `PackError` that names the file and line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from risalah.errors import PackError

HOME = Path(__file__).parent
T = TypeVar("T")


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The head of a pack, from `pack.toml`."""

    name: str
    language: str
    version: str
    licence: str
    description: str = ""
    home: str = ""
    """The actor whose offices and bodies are meant when a text names no state."""


def read_tsv(path: Path) -> list[dict[str, str]]:
    """The rows of a TSV file as dicts by its header row; missing trailing cells are empty strings."""
    return [row for _, row in numbered_tsv(path)]


def numbered_tsv(path: Path) -> list[tuple[int, dict[str, str]]]:
    """`read_tsv`, each row with the number of its line."""
    rows: list[tuple[int, dict[str, str]]] = []
    head: list[str] = []
    for n, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not head:
            head = cells
            continue
        if len(cells) > len(head):
            raise PackError(f"{path}:{n}: {len(cells)} cells under {len(head)} column names")
        rows.append((n, dict(zip(head, cells + [""] * (len(head) - len(cells)), strict=True))))
    return rows


def _text(path: Path) -> str:
    """The words of a file. Raises `PackError` where there are none, in words that a user of the file knows."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as e:
        line = e.object.count(b"\n", 0, e.start) + 1
        raise PackError(f"{path}:{line}: is not text in UTF-8") from e
    except OSError as e:
        raise PackError(f"{path}: cannot be read ({e.strerror})") from e


def read_toml(path: Path, kind: type[T]) -> T:
    """A TOML file decoded into `kind`; a wrong or unknown field is a `PackError` naming it."""
    try:
        return msgspec.convert(tomllib.loads(_text(path)), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as e:
        raise PackError(f"{path}: {e}") from e


class Pack:
    """One language's data. `lexicon(name)` and `rules(name, kind)` read a file of it, once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about = read_toml(folder / "pack.toml", About)
        self._cache: dict[tuple[str, Any], Any] = {}

    @property
    def language(self) -> str:
        return self.about.language

    @property
    def label(self) -> str:
        """Name and version, as written into records."""
        return f"{self.about.name} {self.about.version}"

    def lexicon(self, name: str) -> list[dict[str, str]]:
        """The rows of `lexicon/NAME.tsv`."""
        key = ("tsv", name)
        if key not in self._cache:
            self._cache[key] = read_tsv(self.folder / "lexicon" / f"{name}.tsv")
        rows: list[dict[str, str]] = self._cache[key]
        return rows

    def has(self, name: str) -> bool:
        """Whether the pack has `lexicon/NAME.tsv`."""
        return (self.folder / "lexicon" / f"{name}.tsv").is_file()

    def lower_words(self) -> frozenset[str]:
        """Every word in lower case of the forms that the pack's tables list, names of relatives' words left out."""
        found: set[str] = set()
        for path in sorted((self.folder / "lexicon").glob("*.tsv")):
            rows = read_tsv(path) if path.stem != "relatives" else []
            for row in rows:
                found.update(w for w in row.get("form", "").split() if w.isalpha() and w.islower())
        return frozenset(found)

    def words(self, name: str) -> Mapping[str, frozenset[str]]:
        """`lexicon/NAME.tsv` with columns `class` and `form` as class → forms."""
        key = ("words", name)
        if key not in self._cache:
            found: dict[str, set[str]] = {}
            for row in self.lexicon(name):
                found.setdefault(row["class"], set()).add(row["form"])
            self._cache[key] = {k: frozenset(v) for k, v in found.items()}
        words: dict[str, frozenset[str]] = self._cache[key]
        return words

    def rules(self, name: str, kind: type[T]) -> T:
        """`rules/NAME.toml` decoded into `kind`."""
        key = (name, kind)
        if key not in self._cache:
            self._cache[key] = read_toml(self.folder / "rules" / f"{name}.toml", kind)
        rules: T = self._cache[key]
        return rules


class World:
    """The world pack: actors, places, offices, persons, outlets and issues, in all languages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cache  # noqa: B019 - one World lives as long as the process
    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of `NAME.tsv`."""
        return read_tsv(self.folder / f"{name}.tsv")

    @cache  # noqa: B019 - as above
    def rules(self, name: str, kind: type[T]) -> T:
        """`NAME.toml` decoded into `kind`."""
        return read_toml(self.folder / f"{name}.toml", kind)


def available() -> list[str]:
    """The languages that have a pack, sorted."""
    return sorted(p.parent.name for p in HOME.glob("*/pack.toml"))


@cache
def load(language: str) -> Pack:
    """The pack of a language code ("id"). Raises `PackError` when there is none."""
    folder = HOME / language
    if not (folder / "pack.toml").is_file():
        raise PackError(f"no language pack for {language!r} (there are: {', '.join(available())})")
    return Pack(folder)


@cache
def load_world() -> World:
    """The world pack."""
    return World(HOME / "world")
