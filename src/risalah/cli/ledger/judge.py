"""What people judge: `correct`, `corrections`, `merge`, `split`, `undo`, `judgements`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from risalah.cli.ledger.common import Show, answer_options, file_argument, limit_option, many, opened, told
from risalah.errors import UsageError

_REASON = click.option("--reason", metavar="WORDS", default="", help="Why; it is written down with the judgement.")

_CORRECT = """\b
Examples:
  risalah correct talks.db 4kq2m0ab speaker="Sergey Ryabkov" party=Russia
  risalah correct talks.db 4kq2m0ab acts=offer,warn issues= --reason "a threat, see paragraph 3"

Slots: speaker, party, mode, said_on, acts, issues, audience, via, place. `slot=` empties a slot.
"""


@click.command(epilog=_CORRECT)
@file_argument
@click.argument("id")
@click.argument("slots", metavar="SLOT=VALUE…", nargs=-1, required=True)
@_REASON
def correct(file: str, id: str, slots: Sequence[str], reason: str) -> int:
    """Put slots of the statement ID right.

    The correction is a judgement: it is shown as such, can be undone, and stays when the article is read again.
    """
    given: dict[str, str] = {}
    for pair in slots:
        slot, sign, value = pair.partition("=")
        if not sign:
            raise UsageError(f"{pair!r} is not slot=value")
        if slot in given:
            raise UsageError(f"the slot {slot!r} is given twice")
        given[slot.strip()] = value
    with opened(file) as book:
        numbers = book.correct(id, reason, **given)
        party = book.statement(id).party
        unknown = "party" in given and party is not None and not book.knows(party)
    told(f"Corrected {', '.join(given)} of {id} ({_undoing(file, numbers)}).")
    if unknown:
        told(f"Nothing else in {file} is said for {party!r}, and it is no state or body that is known.")
    return 0


_CORRECTIONS = """\b
Examples:
  risalah corrections talks.db
  risalah corrections talks.db --gold FOLDER && risalah eval FOLDER/gold/*.json

A gold file holds the whole record of an article, put right where you corrected it: look over the rest of it before
you measure with it.
"""


@click.command(epilog=_CORRECTIONS)
@file_argument
@click.option("--gold", metavar="FOLDER", help="Write the corrected articles as gold files and their texts.")
@limit_option
@answer_options
def corrections(file: str, gold: str | None, limit: int | None, show: Show) -> int:
    """List the statements that were corrected; with --gold export their articles for `risalah eval`."""
    from risalah.model.answers import Said

    with opened(file) as book:
        if gold is not None:
            from risalah.cli.ledger.gold import write

            number = write(list(book.corrections()), gold)
            told(f"Wrote {many(number, 'article')} to {gold}.")
            return 0
        found = book.corrected(limit=show.limit(limit))
    return show(found, Said, "no correction")


_MERGE = """\b
Examples:
  risalah merge talks.db "Zelensky" "Volodymyr Zelenskyy"
  risalah merge talks.db 7f3kq0ab 91mzt2cd --reason "the same man, see his party's site"

Statements and events, by their ids, are merged likewise: one utterance, one event.
"""


@click.command(epilog=_MERGE)
@file_argument
@click.argument("one", metavar="ACTOR")
@click.argument("other", metavar="ACTOR")
@_REASON
def merge(file: str, one: str, other: str, reason: str) -> int:
    """Judge two actors, by id or name, to be the same. No later run overrules it."""
    with opened(file) as book:
        parties = book.parties_of(one, other)
        number = book.merge(one, other, reason)
    told(f"{one} and {other} are one ({_undoing(file, [number])}).")
    if len(parties) > 1:
        told(f"They speak for different parties: {', '.join(parties)}.")
    return 0


_SPLIT = """\b
Examples:
  risalah split talks.db "Sergey Lavrov" "Lavrov (Ukraine)"
  risalah split talks.db 4kq2m0ab                 a statement that is another utterance
"""


@click.command(epilog=_SPLIT)
@file_argument
@click.argument("thing", metavar="ACTOR")
@click.argument("name", required=False)
@_REASON
def split(file: str, thing: str, name: str | None, reason: str) -> int:
    """Hold NAME apart from the other names of ACTOR. No later run overrules it.

    With the id of a statement or event instead, that is taken out of its group.
    """
    with opened(file) as book:
        numbers = book.split(thing, name, reason)
    told(f"{name or thing} stands apart ({_undoing(file, numbers)}).")
    return 0


_UNDO = """\b
Examples:
  risalah judgements talks.db
  risalah undo talks.db 12
"""


@click.command(epilog=_UNDO)
@file_argument
@click.argument("numbers", metavar="NUMBER…", type=click.IntRange(min=1), nargs=-1, required=True)
def undo(file: str, numbers: Sequence[int]) -> int:
    """Undo judgements, of a rule or a human. A rule's is not made again in a later run."""
    with opened(file) as book:
        for number in numbers:
            told(f"Judgement {number} ({book.undo(number)}) is undone.")
    return 0


_JUDGEMENTS = """\b
Examples:
  risalah judgements talks.db
  risalah judgements talks.db 4kq2m0ab "Sergey Ryabkov (Russia)"
"""


@click.command(epilog=_JUDGEMENTS)
@file_argument
@click.argument("about", metavar="[KEY]…", nargs=-1)
@limit_option
@answer_options
def judgements(file: str, about: Sequence[str], limit: int | None, show: Show) -> int:
    """List judgements with their reasons, the last first; with KEY only those on that name or id."""
    from risalah.model.answers import Ruling

    with opened(file) as book:
        found = book.judgements(*about, limit=show.limit(limit))
    return show(found, Ruling, "no judgement")


def _undoing(file: str, numbers: Sequence[int]) -> str:
    name = "judgement" if len(numbers) == 1 else "judgements"
    listed = " ".join(map(str, numbers[:6])) + (" …" if len(numbers) > 6 else "")
    return f"{name} {listed}; risalah undo {file} {listed} takes it back"
