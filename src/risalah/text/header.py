"""The header: what a document says of itself (title, publication date, outlet, place, byline).

Datelines, date lines and bylines are the pack's (`rules/header.toml`); the months, weekdays and zones come from
its calendar. Offsets are code points of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from risalah.errors import PackError
from risalah.packs.loader import Pack
from risalah.text.lines import Line, trim

Found = tuple[int, int, str]
Values = dict[str, str | None]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of `rules/header.toml`."""

    id: str
    part: Literal["dateline", "date", "above", "byline", "sign", "credit"]
    pattern: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rules/header.toml`."""

    published: tuple[str, ...]
    updated: tuple[str, ...]
    author: tuple[str, ...]
    title: tuple[str, ...]
    description: tuple[str, ...]
    date: tuple[str, ...]
    by: tuple[str, ...]
    not_a_sign: tuple[str, ...]
    not_a_place: tuple[str, ...]
    outlet_words: tuple[str, ...]
    rule: tuple[Rule, ...]
    after_place: tuple[str, ...] = ()


class Part(NamedTuple):
    """A piece of the header: its range, its rule and the values that it gives."""

    start: int
    end: int
    rule: str
    values: Values


HEAD = 14
"""A page's head ends after so many lines."""
MORNING = "TMO"
"""The part of the day that comes before noon, as the calendar has it."""
SHORT = 180
"""A title or other line of the head is not longer."""

_ENDINGS = r"com|co\.id|or\.id|go\.id|my\.id|co|id|net|org|tv|news|info|asia"
_DOMAIN = rf"(?i:[a-z0-9][\w-]{{1,30}}(?:\.[a-z0-9-]{{1,20}}){{0,2}}?\.(?:{_ENDINGS}))\b"
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁĻŃŅŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽ"
_LOWER = "a-zß-öø-ÿāăąćčďđēęěğģīıķłļńņňōőœřśşšťūůűźżž"
_CAPS = rf"(?:[{_UPPER}]{{2}} )?[{_UPPER}][{_UPPER}.’']{{2,20}}(?:[ -][{_UPPER}][{_UPPER}.’']{{1,20}}){{0,3}}"
_NAME = rf"(?:[{_UPPER}][{_LOWER}.’']{{2,20}}|[{_UPPER}]{{2,20}}(?![{_LOWER}]))"
_PLACE = rf"{_NAME}(?:[ -](?:{_NAME}|[{_UPPER}]\.?[{_UPPER}]?\.?[{_UPPER}]?\b)){{0,3}}"
_DASH = r"(?:[-–—]{1,3}|[:|.](?=\s))"
_EM = r"(?:[*_]{1,4}|\\)?"
_TIME = (
    r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?:[:.][0-5]\d(?:\.\d{1,9})?)?"
    r"(?:\s{0,2}(?P<zone>{zone}|Z|[+-]\d\d:?\d\d))?"
)
_TABLE = re.compile(r"\|\s*[^|\w]{0,12}(?P<key>[^|]{1,40}?)\s*\|\s*(?P<value>[^|]{0,2000}?)\s*\|?")
_NAMED = re.compile(rf"[-–—:]\s*$|\({_DOMAIN}\)")
_ISO = re.compile(
    r"(\d{4})(?:[-/](\d\d)(?:[-/](\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?)?)?"
)
_WORDS = re.compile(r"\w+")


class HeaderReader:
    """Reads the head and the foot of documents. Made once for a pack; calling it is pure."""

    def __init__(self, pack: Pack, outlets: Mapping[str, str]) -> None:
        rules = pack.rules("header", Rules)
        self.rules = rules
        self.outlets = outlets
        self.calendar = {
            kind: {r["form"].casefold(): r["value"] for r in pack.lexicon("calendar") if r["class"] == kind}
            for kind in ("month", "month.short", "weekday", "zone", "ampm")
        }
        self.months = {**self.calendar["month.short"], **self.calendar["month"]}
        self.zones = {**self.calendar["zone"], "z": "+00:00"}
        known = _grouped(sorted(o for o in outlets if len(o) > 2))
        self._slots = {
            "weekday": _either(self.calendar["weekday"]),
            "month": _either(self.months),
            "zone": _either(self.calendar["zone"]),
            "outlet": f"(?:{_DOMAIN}|(?i:{known})(?![\\w'’]|[-.]\\w))" if known else _DOMAIN,
            "caps": _CAPS,
            "place": _PLACE,
            "dash": _DASH,
            "em": _EM,
        }
        self._slots["weekday"] = f"(?i:{self._slots['weekday']})"
        self._slots["zone"] = f"(?i:{self._slots['zone']})"
        self._slots["time"] = _TIME.replace("{zone}", self._slots["zone"])
        self.parts: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for rule in rules.rule:
            try:
                self.parts.setdefault(rule.part, []).append((rule.id, re.compile(self._fill(rule.pattern))))
            except re.error as e:
                raise PackError(f"rule {rule.id}: {e}") from e
        self._by = re.compile(rf"(?i)[\s,:|-]*\b(?:{_either(rules.by)})\b[\s.:|-]*")

    def _fill(self, pattern: str) -> str:
        for name, value in self._slots.items():
            pattern = pattern.replace("{" + name + "}", value)
        return pattern

    # Datelines

    def dateline(self, text: str, start: int, end: int, said: str = "") -> Part | None:
        """The dateline that stands at `start` of a paragraph (`end`: how far it may reach), or None.

        `said` is what the source says of the outlet: it tells a portal's name from a place.
        """
        stop = min(end, start + 160)
        for rule, pattern in self.parts["dateline"]:
            match = pattern.match(text, start, stop)
            if match is None:
                continue
            groups = match.groupdict()
            if (wire := groups.get("wire")) and wire.casefold() not in self.outlets and not _NAMED.search(match[0]):
                continue  # "Menteri Luar Negeri (Menlu) …": a short form, not a wire service
            values: Values = {"place": None, "outlet": None}
            place = groups.get("place") or groups.get("place2")
            if place and _WORDS.findall(place)[-1].casefold() in self.rules.not_a_place:
                continue
            if place:
                values["place"] = place_name(place)
            if outlet := groups.get("outlet") or groups.get("outlet2") or wire:
                values["outlet"] = self.outlet(outlet)
            elif (agency := groups.get("agency")) and (known := self.outlets.get(agency.casefold())):
                values["outlet"] = known
            if values["place"] and not values["outlet"] and self._is_outlet(str(place), said):
                values = {"place": None, "outlet": self.outlet(str(place).strip(" *_"))}
            if byline := groups.get("byline"):
                values["byline"] = byline
            if iso := groups.get("iso"):
                values["published"] = iso
            return Part(start, match.end(), rule, values)
        return None

    def _is_outlet(self, form: str, said: str) -> bool:
        """Whether what stands where a place does names an outlet."""
        folded = form.casefold()
        if folded in self.outlets or folded.split()[-1] in self.rules.outlet_words:
            return True
        # part of a web name only where the name is not that of a town with a word for a paper behind it
        return folded in said.casefold() and not any(
            folded + word in said.casefold() for word in self.rules.after_place
        )

    def outlet(self, form: str) -> str:
        """The canonical name of an outlet; the form itself where it is not known or differs in spelling only."""
        form = " ".join(form.split())
        for part in (form, *form.split("/")):
            if name := self.outlets.get(part.strip().casefold()):
                return part.strip() if _letters(part) == _letters(name) else name
        return form

    # Date lines

    def date(self, text: str, start: int, end: int) -> Part | None:
        """The date that makes up the line `[start, end)` (with a label, an outlet or a name), or None."""
        if end - start > SHORT or not any(map(str.isdigit, text[start:end])):
            return None
        for rule, pattern in self.parts["date"]:
            match = pattern.fullmatch(text, start, end)
            if match is None:
                continue
            values = self._dated(match)
            if values is not None:
                return Part(start, end, rule, values)
        return None

    def _dated(self, match: re.Match[str]) -> Values | None:
        g = match.groupdict()
        before, after = (g.get("before") or "").strip(), (g.get("after") or "").strip(" .|,-–•)")
        if len(_WORDS.findall(after)) > 6 or not self._labelled(before):
            return None
        value = self._value(g)
        if value is None:
            return None
        folded = before.casefold()
        kind = "updated" if any(w in folded for w in self.rules.updated) else "published"
        values: Values = {kind: value}
        name = self._by.split(before)[0].strip(" ,-–|•:") if self._by.search(before) else None
        if name and 1 < len(name.split()) <= 5:
            values["byline"] = name
        head = before.strip(" ,-–|•:()")
        if head.casefold() in self.outlets or re.fullmatch(_DOMAIN, head):
            values["outlet"] = self.outlet(head)
        return values

    def _labelled(self, before: str) -> bool:
        """Whether what stands before a date leaves it a date line and not a sentence."""
        if before.strip(" *_#>") == "":
            return True
        if before[0] in ",.;:)" or (before[0].islower() and before.casefold() not in self.rules.date):
            return False
        if before[-1] in "-–—|•·/" or before.casefold() in self.rules.date:
            return before.count(" ") <= 10
        if before[-1] == ",":
            # A name, a place or an outlet: every word of it is capitalised.
            return all(w[0].isupper() or w[0].isdigit() for w in _WORDS.findall(before)) and before.count(" ") <= 6
        folded = before.casefold().strip(" :")
        return folded.endswith((*self.rules.updated, *self.rules.published)) and before.count(" ") <= 6

    def _value(self, g: Mapping[str, str | None]) -> str | None:
        """ISO 8601 of the groups of a date rule, as precise as they are; None where they are no date."""
        year = int(g["year"] or 0)
        day = int(g.get("day") or 0) or None
        if name := g.get("monthname"):
            month = int(self.months[name.casefold()])
        elif g.get("first"):
            first, second = int(g["first"] or 0), int(g["second"] or 0)
            # Day first, as the country writes; month first only where nothing else is a date.
            day, month = (second, first) if second > 12 else (first, second)
        else:
            month = int(g["month"] or 0)
        if not (1800 <= year <= 2199 and 1 <= month <= 12 and (day is None or 1 <= day <= 31)):
            return None
        value = f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")
        if day and g.get("hour") and g.get("minute"):
            value += f"T{self._hour(g):02d}:{g['minute']}" + self._offset(g.get("zone"))
        return value

    def _hour(self, g: Mapping[str, str | None]) -> int:
        """The hour of the day, with twelve added where the half of the day that is named asks for it."""
        hour = int(g["hour"] or 0)
        half = self.calendar["ampm"].get((g.get("ampm") or "").casefold())
        if half is None or hour > 12:
            return hour
        return hour % 12 + (0 if half == MORNING else 12)

    def _offset(self, zone: str | None) -> str:
        if not zone:
            return ""
        if known := self.zones.get(zone.casefold()):
            return known
        return zone if ":" in zone else zone[:3] + ":" + zone[3:]

    def moment(self, value: str | None) -> str | None:
        """ISO 8601 of a source's own field in whatever form, or None where it holds no date."""
        if not value or len(value) > 100:
            return None
        value = value.strip()
        if match := _ISO.match(value):
            year, month, day, hour, minute, zone = match.groups()
            out = "-".join(p for p in (year, month, day) if p)
            return out + (f"T{hour}:{minute}{self._offset(zone)}" if hour else "")
        if match := re.fullmatch(r"(\d{1,2})([A-Za-z]{3,9})(\d{4})", value):
            value = " ".join(match.groups())
        part = self.date(value, 0, len(value))
        return (part.values.get("published") or part.values.get("updated")) if part else None

    # Bylines

    def byline(self, text: str, start: int, end: int) -> Part | None:
        """The byline that makes up the line `[start, end)`, or None."""
        if end - start > SHORT:
            return None
        for rule, pattern in self.parts["byline"]:
            match = pattern.fullmatch(text, start, end)
            if match:
                return Part(start, end, rule, {"byline": " ".join(match["byline"].split()).strip(" ,")})
        return None

    def above(self, text: str, start: int, end: int) -> Part | None:
        """Who and where, from the lines right above the date line that end at `end`, or None."""
        for rule, pattern in self.parts.get("above", ()):
            for match in pattern.finditer(text, start, end):
                if match.end() == end:
                    values = {k: " ".join(v.split()) for k, v in match.groupdict().items() if v}
                    if "outlet" in values:
                        values["outlet"] = self.outlet(values["outlet"])
                    return Part(match.start(), end, rule, {**values})
        return None

    def introduces(self, line: str) -> bool:
        """Whether a line of the head says that the next one is the writer's name."""
        return line.strip(" :*").casefold() in self.rules.by

    def sign(self, text: str, start: int, end: int) -> Part | None:
        """The writer's mark at the end of the line `[start, end)`, or None; it follows a sentence or stands alone."""
        stop = end
        while stop > start and text[stop - 1] in " .*":
            stop -= 1
        for rule, pattern in self.parts.get("credit", ()):
            for credit in pattern.finditer(text, max(start, stop - 40), stop):
                if credit.end() == stop and (credit.start() > start or stop == end):
                    return Part(credit.start(), end, rule, {"byline": credit["byline"].strip("-—– ")})
        if stop == start or text[stop - 1] not in ")]":
            return None
        opening = "(" if text[stop - 1] == ")" else "["
        a = text.rfind(opening, max(start, stop - 70), stop)
        if a < 0:
            return None
        if a > start:
            before = text[max(start, a - 3) : a].rstrip()
            if not before or before[-1] not in ".!?\"”’'*)…,":
                return None
        for rule, pattern in self.parts["sign"]:
            match = pattern.fullmatch(text, a, end) or pattern.fullmatch(text, a, stop)
            if match is None:
                continue
            groups = match.groupdict()
            name = " ".join((groups.get("byline") or groups.get("byline2") or "").split())
            if name.casefold() in self.rules.not_a_sign:
                return None
            return Part(a, end, rule, {"byline": name})
        return None

    # The table of fields

    def table(self, text: str, lines: Sequence[Line]) -> tuple[list[int], Values]:
        """The numbers of the lines of a Markdown table at the head, and the values of its rows."""
        rows: list[int] = []
        values: Values = {}
        for k, (start, end) in enumerate(lines[: HEAD * 2]):
            if text[start] != "|" or end - start < 3:
                if rows:
                    break
                continue
            rows.append(k)
            match = _TABLE.fullmatch(text, start, end)
            if match is None or not match["value"]:
                continue
            key, value = match["key"].casefold(), match["value"]
            for name, keys in (
                ("byline", self.rules.author),
                ("title", self.rules.title),
                ("description", self.rules.description),
                ("published", self.rules.date),
            ):
                if key in keys:
                    values[name] = self.moment(value) if name == "published" else value
        return rows, values


def place_name(form: str) -> str:
    """A place as a name: capitals of a dateline become a name's ("LOS ANGELES" → "Los Angeles")."""
    words = form.strip(" *_,.").split()
    if not all(w.isupper() for w in words):
        return " ".join(words)
    return " ".join("-".join(p if len(p) < 3 else p.capitalize() for p in w.split("-")) for w in words)


def agree(rough: str | None, fine: str | None) -> str | None:
    """The more precise of two dates where they do not contradict each other; else the first that there is."""
    if rough and fine:
        return fine if fine.startswith(rough) else rough
    return rough or fine


def _grouped(forms: Sequence[str]) -> str:
    """An alternation of `forms`, longest first, split by their first letters so that it fails fast."""
    by: dict[str, list[str]] = {}
    for form in forms:
        by.setdefault(form[:2], []).append(form[2:])
    return "|".join(
        f"{re.escape(head)}(?:{'|'.join(re.escape(r) for r in sorted(rest, key=len, reverse=True))})"
        for head, rest in sorted(by.items())
    )


def _letters(form: str) -> str:
    return "".join(filter(str.isalnum, form)).casefold()


def _either(forms: Sequence[str] | Mapping[str, str]) -> str:
    return "|".join(re.escape(f) for f in sorted(forms, key=lambda f: (-len(f), f)))


def trimmed(text: str, part: Part) -> Line:
    """The part's range without white space at its edges."""
    return trim(text, part.start, part.end)
