"""Finds time expressions: rules over word classes, tried only where a trigger word or a number stands.

A rule's pattern is a regular expression in which `{class}` stands for any form of a lexicon class (captured as a
slot of that name), `{class:slot}` names the slot, `{class~}` ignores case, and `{NAME}` is a macro of the
file. A blank stands for one to four blanks. `{number}` takes digits and number words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from risalah.errors import PackError
from risalah.packs.loader import Pack

BLANK = r"[\s\u200b]{1,4}"
DIGITS = r"\d{1,4}(?:[.,]\d{1,3})?(?!\d)"
PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
HOLE = re.compile(r"\{([a-z][a-z.|]*)(~?)(?::([a-z][a-z0-9]*))?\}|\{([A-Z_]+)\}")
END = r"(?:(?<=\W)|(?![a-z\d])(?!-[a-z]))"
LOOKBACK = 48
APOSTROPHES = str.maketrans("’‘`", "'''")


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text, the expression in it, the value it must get and the publication date it is read with."""

    text: str
    span: str
    value: str | None = None
    published: str | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of `rules/times.toml`.

    `starts` names what a match can begin with: lexicon classes, plain words, `#` (a number of one to three digits)
    or `####`. `emit` names the arithmetic (`anchor.py`). `only_before`, `unless_before` must or must not match
    what stands right before the match, `only_after`, `unless_after` right behind it. `near` drops a
    result farther than so many days from publication. `set` gives slots that the words imply.
    """

    id: str
    emit: str
    starts: tuple[str, ...]
    pattern: str
    only_before: str = ""
    unless_before: str = ""
    only_after: str = ""
    unless_after: str = ""
    near: int = 0
    set: dict[str, str] = {}
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[str, ...] = ()


class RuleBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of `rules/times.toml`; `header`: whether the date line of a page counts among its times."""

    macros: dict[str, str]
    rule: tuple[Rule, ...]
    header: bool = True


class Compiled(msgspec.Struct, frozen=True):
    """A rule ready to match, with the lexicon class of each of its slots."""

    rule: Rule
    pattern: re.Pattern[str]
    kinds: dict[str, dict[str, str]]
    only_before: re.Pattern[str] | None
    unless_before: re.Pattern[str] | None
    only_after: re.Pattern[str] | None
    unless_after: re.Pattern[str] | None


class Found(msgspec.Struct, frozen=True):
    """A match `[start, end)`: its rule and its slots, lexicon words already replaced by their values."""

    start: int
    end: int
    rule: Rule
    slots: dict[str, str]


def folded(form: str) -> str:
    """A form as the lexicon is keyed: lower case, one blank, one kind of apostrophe."""
    return " ".join(form.translate(APOSTROPHES).replace("\u200b", " ").lower().split())


def variants(form: str, any_case: bool) -> set[str]:
    """The spellings a form stands for: a capitalised form is a name and not taken in lower case."""
    out = {form, form.upper(), form[:1].upper() + form[1:], *((form.title(),) if " " in form else ())}
    if any_case:
        out |= {form.lower(), form.capitalize()}
    return out | {v.replace("'", "’") for v in out}


class Lexicon:
    """The word classes of a pack's `calendar` and `times` lists: class → folded form → value."""

    def __init__(self, pack: Pack) -> None:
        self.values: dict[str, dict[str, str]] = {}
        self.forms: dict[str, list[str]] = {}
        for row in (*pack.lexicon("calendar"), *pack.lexicon("times")):
            self.values.setdefault(row["class"], {})[folded(row["form"])] = row["value"]
            self.forms.setdefault(row["class"], []).append(row["form"])
        self.decimal = next(iter(self.values.get("decimal", {".": ""})))
        self.numbers = {**self.values.get("number", {}), **self.values.get("number.scale", {})}

    def alternatives(self, name: str, any_case: bool = False) -> str:
        """A pattern for any form of a class, longest first."""
        spellings: set[str] = set()
        for part in name.split("|"):
            if part not in self.forms:
                raise PackError(f"times: no word class {part!r}")
            spellings.update(v for f in self.forms[part] for v in variants(f, any_case))
        ordered = sorted(spellings, key=lambda v: (-len(v), v))
        return "(?:" + "|".join(re.escape(v).replace(r"\ ", BLANK) for v in ordered) + ")"

    def values_of(self, name: str) -> dict[str, str]:
        """Folded form → value over the classes joined by `|`."""
        return {f: v for part in name.split("|") for f, v in self.values[part].items()}

    def number(self) -> str:
        """A pattern for a number in digits or words."""
        word = f"(?:{self.alternatives('number')}|{self.alternatives('number.scale')})(?![a-z])"
        return f"(?:{DIGITS}|{word}(?:[\\s-]{{1,2}}{word}){{0,5}})"

    def read_number(self, text: str) -> float | None:
        """What a number in digits or words amounts to."""
        text = text.strip()
        if text[:1].isdigit():
            return float("".join("." if c == self.decimal else c for c in text if c.isdigit() or c == self.decimal))
        total, pending = 0.0, 0.0
        for word in folded(text).replace("-", " ").split():
            value = self.numbers.get(word)
            if value is None:
                return None
            if value[0] == "x":
                total, pending = total + (pending or 1) * float(value[1:]), 0.0
            elif value[0] == "+":
                total, pending = total + pending + float(value[1:]), 0.0
            else:
                total, pending = total + pending, float(value)
        return total + pending


class Grammar:
    """The compiled rules of a pack."""

    def __init__(self, pack: Pack) -> None:
        self.lexicon = Lexicon(pack)
        self.book = pack.rules("times", RuleBook)
        self.starts: dict[str, tuple[Compiled, ...]] = {}
        found: dict[str, list[Compiled]] = {}
        for rule in self.book.rule:
            compiled = self._compile(rule)
            for word in self._first_words(rule):
                if compiled not in found.setdefault(word, []):
                    found[word].append(compiled)
        self.starts = {k: tuple(v) for k, v in found.items()}

    def find(self, text: str, start: int, end: int) -> Iterable[Found]:
        """The matches in `text[start:end]`, left to right, none overlapping; at one place the longest wins."""
        done = start
        starts = self.starts
        for piece in PIECE.finditer(text, start, end):
            word = piece[0]
            if word[0].isdigit():
                rules = starts.get("####" if len(word) == 4 else "#" if len(word) < 4 else "")
            else:
                rules = starts.get(word.lower())
            if rules is None or piece.start() < done:
                continue
            at = piece.start()
            if at > start + 1 and word[0].isdigit() and text[at - 1] in ".,/:-" and text[at - 2].isdigit():
                continue
            best = self._longest(rules, text, at, start, end)
            if best is not None:
                done = best.end
                yield best

    def _longest(self, rules: tuple[Compiled, ...], text: str, at: int, start: int, end: int) -> Found | None:
        best: tuple[Compiled, re.Match[str]] | None = None
        before: str | None = None
        for compiled in rules:
            match = compiled.pattern.match(text, at, end)
            if match is None or (best is not None and match.end() <= best[1].end()):
                continue
            if before is None:
                before = text[max(start, at - LOOKBACK) : at]
            if compiled.only_before is not None and not compiled.only_before.search(before):
                continue
            if compiled.unless_before is not None and compiled.unless_before.search(before):
                continue
            if compiled.only_after is not None and not compiled.only_after.match(text, match.end(), end):
                continue
            if compiled.unless_after is not None and compiled.unless_after.match(text, match.end(), end):
                continue
            best = (compiled, match)
        if best is None:
            return None
        compiled, match = best
        slots = {
            name: compiled.kinds[name][folded(form)] if name in compiled.kinds else form
            for name, form in match.groupdict().items()
            if form is not None
        }
        return Found(match.start(), match.end(), compiled.rule, {**compiled.rule.set, **slots})

    def _first_words(self, rule: Rule) -> set[str]:
        words: set[str] = set()
        for start in rule.starts:
            if start == "number":
                words |= {"#", "####", *self.lexicon.numbers}
            elif start in self.lexicon.values:
                words |= {PIECE.findall(form)[0].lower() for form in self.lexicon.values[start]}
            else:
                words.add(start)
        return words

    def _compile(self, rule: Rule) -> Compiled:
        kinds: dict[str, dict[str, str]] = {}

        def expand(pattern: str, capture: bool, depth: int = 0) -> str:
            def fill(hole: re.Match[str]) -> str:
                name, case, slot, macro = hole.groups()
                if macro:
                    if macro not in self.book.macros or depth > 5:
                        raise PackError(f"times: rule {rule.id}: no macro {macro!r}")
                    return expand(self.book.macros[macro], capture, depth + 1)
                slot = slot or name.partition("|")[0].replace(".", "_")
                if name == "number":
                    body = self.lexicon.number()
                else:
                    body = self.lexicon.alternatives(name, bool(case))
                    kinds[slot] = self.lexicon.values_of(name)
                return f"(?P<{slot}>{body})" if capture else body

            return HOLE.sub(fill, pattern.replace(" ", BLANK))

        def side(pattern: str, tail: str) -> re.Pattern[str] | None:
            return re.compile(f"(?:{expand(pattern, False)}){tail}") if pattern else None

        try:
            sides = (side(rule.only_before, "$"), side(rule.unless_before, "$"))
            rest = (side(rule.only_after, ""), side(rule.unless_after, ""))
            kinds.clear()
            pattern = re.compile(expand(rule.pattern, True) + END)
        except re.error as e:
            raise PackError(f"times: rule {rule.id}: {e}") from e
        return Compiled(rule, pattern, kinds, *sides, *rest)
