"""What is counted and put together stays right when articles change, are read again, or are corrected."""

from __future__ import annotations

from risalah.book import Book
from risalah.ledger import Ledger
from risalah.ledger import rulings as judge
from risalah.ledger.correcting import correct
from risalah.ledger.filters import ALL, Filter
from risalah.ledger.questions import actors, statements
from tests.ledger.made import Happen, Say, article, kept

WORDS = "perluasan aliansi militer ke perbatasan kami tidak dapat diterima dalam keadaan apa pun"
OTHER = "gandum dari pelabuhan selatan akan dikirim lagi mulai pekan depan"


def counted(ledger: Ledger) -> dict[str, tuple[int, int]]:
    return {a.name: (a.statements, a.documents) for a in actors(ledger)}


def table(ledger: Ledger, name: str) -> list[tuple[object, ...]]:
    return [tuple(r)[1:] for r in ledger.rows(f"SELECT * FROM {name} ORDER BY key")]


def test_actors_are_counted_in_current_versions_only(ledger: Ledger) -> None:
    kept(ledger, article("a", Say(WORDS), Say(OTHER)))
    assert counted(ledger) == {"Ivan Petrov": (2, 1)}
    kept(ledger, article("a", Say(WORDS)))
    assert counted(ledger) == {"Ivan Petrov": (1, 1)}


def test_actors_are_counted_anew_when_read_again_or_corrected(ledger: Ledger) -> None:
    raw, record = article("a", Say(WORDS), Say(OTHER))
    kept(ledger, (raw, record))
    kept(ledger, (raw, record), again=True)
    assert counted(ledger) == {"Ivan Petrov": (2, 1)}
    (one, _) = statements(ledger, ALL)
    (number,) = correct(ledger, one.id, {"speaker": "Olga Orlova"})
    assert counted(ledger) == {"Ivan Petrov": (1, 1), "Olga Orlova": (1, 1)}
    judge.undo(ledger, number)
    assert counted(ledger) == {"Ivan Petrov": (2, 1)}


def test_a_group_tells_what_was_corrected(ledger: Ledger) -> None:
    kept(ledger, article("a", Say(WORDS, via="RT")), article("b", Say(WORDS, via="RT")))
    assert [s.sources for s in statements(ledger, ALL)] == [1, 1]
    correct(ledger, statements(ledger, ALL)[0].id, {"via": "Tass", "said_on": "2022-12-06"})
    assert [s.sources for s in statements(ledger, ALL)] == [2, 2]
    assert [r["said_on"] for r in ledger.rows("SELECT said_on FROM groups")] == ["2022-12-06"]


def test_distinct_takes_the_first_that_is_asked_for(ledger: Ledger) -> None:
    kept(ledger, article("a", Say(WORDS), outlet="Tass"), article("b", Say(WORDS), outlet="Kompas"))
    for outlet in ("Tass", "Kompas"):
        (said,) = statements(ledger, Filter(outlet=outlet), distinct=True)
        assert (said.outlet, said.carriers) == (outlet, 2)
    assert len(statements(ledger, ALL, distinct=True)) == 1


def test_numbers_that_differ_are_two_utterances(ledger: Ledger) -> None:
    kept(ledger, article("a", Say(f"{WORDS} 12 kapal")), article("b", Say(f"{WORDS} 15 kapal")))
    assert table(ledger, "groups") == []


def test_a_reindex_finds_the_same_again(ledger: Ledger) -> None:
    happens = (Happen("pertemuan di Jenewa"),)
    kept(ledger, article("a", Say(WORDS), happens=happens), article("b", Say(WORDS), Say(OTHER), happens=happens))
    before = [table(ledger, name) for name in ("actors", "groups", "event_groups")]
    assert [len(rows) for rows in before] == [1, 1, 1]
    with Book(ledger.path) as book:
        book.reindex()
        assert book.search("perluasan")
    assert [table(ledger, name) for name in ("actors", "groups", "event_groups")] == before
