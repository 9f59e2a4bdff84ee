"""Offices over time: which office an article gives a speaker, as the words of its source name it."""

from __future__ import annotations

import re
from functools import cache

from risalah.ledger.store import Ledger
from risalah.model import Statement
from risalah.model.answers import Office
from risalah.packs import load_world

LOWEST = 4
"""The last rank of offices; below it are roles, such as witness and expert."""
SEVERAL = ";"
"""Stands between several speakers, of whom none is given an office."""


@cache
def office_forms() -> dict[str, tuple[str, int]]:
    """Every form of an office in any language, folded, with the office's name and rank."""
    return {
        " ".join(form.casefold().split()): (row["name"], int(row["rank"] or 0))
        for row in load_world().table("offices")
        for column, forms in row.items()
        if column.startswith("forms_")
        for form in (forms or "").split("|")
        if form
    }


@cache
def _named() -> re.Pattern[str]:
    """What names an office, the longest form first."""
    forms = [form for form, (_, rank) in office_forms().items() if rank <= LOWEST]
    joined = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms, key=lambda f: (-len(f), f)))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def office_of(text: str, statement: Statement) -> str | None:
    """The office that a statement's source names for its one speaker, by its name in the world pack."""
    if not statement.speaker or SEVERAL in statement.speaker:
        return None
    found = _named().search(" ".join(span.slice(text) for span in statement.source))
    return office_forms()[" ".join(found[0].casefold().split())][0] if found is not None else None


def held(ledger: Ledger, actor: int) -> tuple[Office, ...]:
    """The offices that articles give an actor, each with the first and the last day of saying (else of publication)."""
    rows = ledger.rows(
        "SELECT s.office, min(s.day) AS first, max(s.day) AS last, count(*) AS n FROM statement_actors x"
        " JOIN statements s ON s.id = x.statement WHERE x.actor = ? AND s.office IS NOT NULL AND +s.current = 1"
        " AND s.day < '9' GROUP BY s.office ORDER BY first, s.office",
        actor,
    )
    return tuple(Office(r["office"], r["first"][:10], r["last"][:10], r["n"]) for r in rows)
