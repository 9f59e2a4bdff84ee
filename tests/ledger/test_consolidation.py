"""Who is who, what is one utterance, what is one event; and what people judge of it."""

from __future__ import annotations

from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.book import Book
from risalah.errors import UsageError
from risalah.ledger import Ledger
from risalah.ledger import rulings as judge
from risalah.ledger.carriers import carriers
from risalah.ledger.correcting import correct
from risalah.ledger.filters import ALL, Filter
from risalah.ledger.grouping import origins
from risalah.ledger.judging import Sets
from risalah.ledger.keeping import finish
from risalah.ledger.questions import actors, events, judgements, statements
from risalah.model import Record, Span
from risalah.reading.pipeline import Reader
from risalah.sources.plain import document
from tests.ledger.made import Happen, Say, article, kept

WORDS = "perluasan aliansi militer ke perbatasan kami tidak dapat diterima dalam keadaan apa pun"


def names(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    return {a.name: a.names for a in actors(ledger)}


def speakers(ledger: Ledger, *who: tuple[str, str | None]) -> None:
    kept(ledger, *(article(f"a{n}", Say(f"kalimat nomor {n}", speaker=s, party=p)) for n, (s, p) in enumerate(who)))


def test_spellings_of_one_name_are_one_actor(ledger: Ledger) -> None:
    speakers(
        ledger, ("Sergey Ryabkov", "Russia"), ("Sergei Ryabkov", "Russia"), ("Ryabkov", "Russia"),
        ("Volodymyr Zelensky", "Ukraine"), ("Volodymyr Zelenskyy", "Ukraine"), ("Volodymyr Zelenskiy", None),
    )  # fmt: skip
    assert len(names(ledger)) == 2
    assert {len(n) for n in names(ledger).values()} == {3}


def test_two_people_of_one_surname_stay_apart(ledger: Ledger) -> None:
    speakers(ledger, ("Sergey Ivanov", "Russia"), ("Boris Ivanov", "Russia"), ("Ivanov", "Russia"))
    assert set(names(ledger)) == {"Sergey Ivanov", "Boris Ivanov", "Ivanov"}


def test_merge_split_and_undo(ledger: Ledger) -> None:
    speakers(ledger, ("Budi Hartono", "Indonesia"), ("Pak Budi", None), ("Budi Hartono", "Malaysia"))
    number = judge.merge(ledger, "Budi Hartono (Indonesia)", "Pak Budi", "told so")
    assert ("Budi Hartono (Indonesia)", "Pak Budi") in names(ledger).values()
    assert len(statements(ledger, Filter(who="Pak Budi"))) == 2
    (ruling,) = judgements(ledger, ["Pak Budi"])
    assert (ruling.number, ruling.rule, ruling.reason) == (number, "human", "told so")
    assert judge.undo(ledger, number) == "actor.same"
    assert len(names(ledger)) == 2  # two are called Budi Hartono
    assert len(actors(ledger)) == 3
    with pytest.raises(UsageError, match="undone already"):
        judge.undo(ledger, number)
    with pytest.raises(UsageError, match="several actors"):
        judge.merge(ledger, "Budi Hartono", "Pak Budi")


def test_a_human_is_never_overruled_by_a_later_run(ledger: Ledger) -> None:
    speakers(ledger, ("Sergey Ryabkov", "Russia"), ("Sergei Ryabkov", "Russia"))
    assert len(actors(ledger)) == 1
    judge.split(ledger, "Sergey Ryabkov", "Sergei Ryabkov", "a namesake")
    assert len(actors(ledger)) == 2
    kept(ledger, article("b", Say("kalimat lain", speaker="Sergiy Ryabkov"), filler="lain " * 30))
    finish(ledger, always=True)
    assert len({a.id for a in actors(ledger)}) == 2
    apart = [a for a in actors(ledger) if "Sergei Ryabkov (Russia)" in a.names]
    assert "Sergey Ryabkov (Russia)" not in apart[0].names
    judge.merge(ledger, "Sergey Ryabkov", "Sergei Ryabkov")  # the last judgement of a human counts
    assert len(actors(ledger)) == 1


def test_a_rule_s_judgement_that_was_undone_is_not_made_again(ledger: Ledger) -> None:
    speakers(ledger, ("Sergey Ryabkov", "Russia"), ("Sergei Ryabkov", "Russia"))
    (ruling,) = judgements(ledger)
    judge.undo(ledger, ruling.number)
    assert len(actors(ledger)) == 2
    finish(ledger, always=True)
    assert len(actors(ledger)) == 2


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))),
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).filter(lambda p: p[0] != p[1])),
)
def test_joining_keeps_apart_what_is_held_apart(pairs: list[tuple[str, str]], apart: list[tuple[str, str]]) -> None:
    sets = Sets(apart)
    for one, other in pairs:
        assert sets.join(one, other) == (sets.find(one) == sets.find(other))
    assert all(sets.find(one) != sets.find(other) for one, other in apart)


# -- utterances


def test_a_chain_of_likenesses_is_not_one_group(ledger: Ledger) -> None:
    """Each carries six words of the next: the ends have nothing in common."""
    words = [f"kata{a}{b}" for a in "abcdefghijk" for b in "abcdefghijk"]
    pieces = [" ".join(words[k : k + 16]) for k in range(0, 105, 8)]
    kept(ledger, *(article(f"a{n}", Say(piece)) for n, piece in enumerate(pieces)))
    sizes = [r["carriers"] for r in ledger.rows("SELECT carriers FROM groups")]
    assert sizes
    assert max(sizes) < 6


def test_people_join_what_rules_would_not(ledger: Ledger) -> None:
    kept(ledger, article("a", Say("kami menolak")), article("b", Say("kami setuju")), article("c", Say("entahlah")))
    a, b, c = (r["key"] for r in ledger.rows("SELECT key FROM statements ORDER BY id"))
    judge.merge(ledger, a, b)
    judge.merge(ledger, b, c)
    assert group(ledger) == (3, 3)


def group(ledger: Ledger) -> tuple[int, int]:
    (row,) = ledger.rows("SELECT carriers, sources FROM groups")
    return row["carriers"], row["sources"]


def test_copies_count_once_and_one_wire_is_one_source(ledger: Ledger) -> None:
    wire = " ".join(f"kantor{n}" for n in range(100))
    kept(
        ledger,
        article("a", Say(WORDS), outlet="Satu", filler=wire),
        article("b", Say(WORDS), outlet="Dua", filler=wire + " dua"),
        article("c", Say(WORDS, via="RT"), outlet="Tiga"),
        article("d", Say("Moskow: " + WORDS + " saja", via="RT"), outlet="Empat"),
        article("e", Say(WORDS), outlet="Lima"),
    )
    assert group(ledger) == (4, 3)  # a (with b), c, d, e; Satu, RT, Lima


@pytest.mark.parametrize(
    ("found", "sources"),
    [
        ([("a", None, "Satu"), ("b", None, "Dua")], 2),
        ([("a", "Tass", "Satu"), ("b", "tass", "Dua")], 1),
        ([("a", "Tass", "Satu"), ("b", None, "Satu")], 1),
        ([("a", "Tass", "Satu"), ("b", None, "TASS"), ("c", None, None)], 2),
        ([("a", "Tass", "Satu"), ("b", "Xinhua", "Satu"), ("c", "Xinhua", "Dua")], 1),
        ([("a", None, None), ("a", "Tass", None)], 1),
    ],
)
def test_one_agency_or_outlet_is_one_source(found: list[tuple[str, str | None, str | None]], sources: int) -> None:
    assert origins(found) == origins(reversed(found)) == sources


def test_a_report_in_another_frame_is_a_copy(ledger: Ledger) -> None:
    """What stands around the story is no part of it."""
    for name in ("a", "b"):
        raw, record = article(name, Say("kami menolak usulan itu"), filler=" ".join(f"kata{n}" for n in range(60)))
        start = len(raw.text)
        text = raw.text + " ".join(f"{name}iklan{n}" for n in range(90))
        frame = (Span(start, len(text)),)
        record = msgspec.structs.replace(record, furniture=frame, digest=sha256(text.encode()).hexdigest())
        kept(ledger, (msgspec.structs.replace(raw, text=text), record))
    assert [r["copy_of"] for r in ledger.rows("SELECT copy_of FROM documents ORDER BY id")] == [None, 1]


def test_carriers_tell_relay_and_wording(ledger: Ledger) -> None:
    kept(
        ledger,
        article("late", Say(WORDS + " menurut beliau", via="RT"), outlet="Kompas", published="2022-12-09"),
        article("early", Say(WORDS), outlet="Tass", published="2022-12-07"),
    )
    (first, _) = statements(ledger, ALL)
    found = carriers(ledger, first.id)
    assert [(c.outlet, c.earliest, c.only) for c in found.carriers] == [
        ("Tass", True, ()), ("Kompas", False, ("menurut", "beliau")),
    ]  # fmt: skip
    assert [c.relay for c in found.carriers] == [
        "Ivan Petrov, reported by Tass", "Ivan Petrov told RT, quoted by Kompas",
    ]  # fmt: skip
    assert found.carriers[0].why.startswith("same.quote: ")
    assert (found.articles, found.sources, "perluasan" in found.common) == (2, 2, True)
    assert carriers(ledger, found.id) == found
    assert [s.id for s in statements(ledger, Filter(group=found.id))] == [s.id for s in statements(ledger, ALL)]


def test_days_apart_are_two_utterances(ledger: Ledger) -> None:
    kept(ledger, article("a", Say(WORDS)), article("b", Say(WORDS, day="2022-12-20"), published="2022-12-20"))
    assert ledger.rows("SELECT * FROM groups") == []


def test_utterances_are_merged_and_split_by_hand(ledger: Ledger) -> None:
    kept(ledger, article("a", Say(WORDS)), article("b", Say(WORDS)), article("c", Say("hal yang lain sekali")))
    a, b, c = (s.id for s in statements(ledger, ALL))
    judge.merge(ledger, a, c)
    assert group(ledger)[0] == 3
    judge.split(ledger, b)
    assert group(ledger)[0] == 2
    finish(ledger, always=True)
    assert group(ledger)[0] == 2
    with pytest.raises(UsageError, match="not of one kind"):
        judge.merge(ledger, a, "Ivan Petrov")


def test_a_translation_is_the_same_utterance(ledger: Ledger) -> None:
    texts = {
        "id": "Pembicaraan di Jenewa\n\nMOSKOW, 8/12/2022 - Pembicaraan berlangsung sehari penuh.\n\n"
        '"Kami menolak perluasan NATO ke Ukraina," kata Wakil Menteri Luar Negeri Rusia Sergey Ryabkov pada Rabu'
        " (7/12/2022).\n",
        "en": "Talks in Geneva\n\nMOSCOW, December 8, 2022 - The talks took a whole day.\n\n"
        '"We reject the expansion of NATO to Ukraine," Russian Deputy Foreign Minister Sergey Ryabkov said on'
        " Wednesday, December 7, 2022.\n",
    }
    made = []
    for language, text in texts.items():
        raw = document(text.encode(), name=language, file=f"{language}.txt", limit=1 << 20)
        record = Reader().read(raw)  # type: ignore[arg-type]
        assert isinstance(record, Record)
        assert record.language == language
        made.append((raw, record))
    kept(ledger, *made)  # type: ignore[arg-type]
    assert group(ledger) == (2, 2)
    assert judgements(ledger, limit=1)[0].rule == "same.sense"


# -- events


def test_one_event_of_two_articles_is_told_once(ledger: Ledger) -> None:
    kept(
        ledger,
        article("a", happens=(Happen("pertemuan di Jenewa", who=("Russia", "United States")),)),
        article("b", happens=(Happen("perundingan itu", who=("United States", "Russia", "NATO")),)),
        article("c", happens=(Happen("pertemuan lain", date="2022-12-01"),)),
        article("d", happens=(Happen("kunjungan", type="visit"),)),
    )
    assert [e.carriers for e in events(ledger)] == [1, 2, 2, 1]
    assert len(events(ledger, distinct=True)) == 3
    one, other = (e.id for e in events(ledger) if e.carriers == 2)
    with pytest.raises(UsageError, match="is no actor"):
        judge.split(ledger, one, other)
    judge.split(ledger, one)
    assert [e.carriers for e in events(ledger)] == [1, 1, 1, 1]
    judge.merge(ledger, one, other)
    assert len(events(ledger, distinct=True)) == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("serangan udara Israel di pelabuhan Haifa", "serangan udara di pelabuhan Haifa oleh Israel", 1),
        ("serangan Israel terhadap pelabuhan dan gudang", "serangan Israel terhadap pelabuhan dan bandara", 0),
    ],
)
def test_attacks_without_a_day_are_one_only_in_most_of_their_words(
    ledger: Ledger, one: str, other: str, same: int
) -> None:
    attack = Happen(one, "fight", ("Israel", "Iran"), None)
    kept(ledger, article("a", happens=(attack,)), article("b", happens=(attack._replace(words=other),)))
    assert len(ledger.rows("SELECT id FROM event_groups")) == same


def test_judgements_survive_reading_again(ledger: Ledger) -> None:
    raw, record = article("a", Say(WORDS, issues=("trade",)))
    kept(ledger, (raw, record), article("b", Say(WORDS)))
    (one, _) = (s.id for s in statements(ledger, ALL))
    judge.split(ledger, one)
    correct(ledger, one, {"acts": "warn", "speaker": "Pyotr Ivanov"})
    kept(ledger, (raw, record), again=True)
    (said,) = statements(ledger, Filter(who="Pyotr Ivanov"))
    assert (said.id, said.acts, said.corrected, said.carriers) == (one, ("warn",), ("acts", "speaker"), 1)
    with Book(ledger.path) as book:
        assert book.verify().faults == ()
