"""Versions of an article: ids and judgements follow the words, and an article may be changed back."""

from __future__ import annotations

from pathlib import Path

import msgspec

import risalah
from risalah.ledger import Ledger
from risalah.ledger.correcting import correct
from risalah.ledger.documents import write
from risalah.ledger.keeping import finish
from risalah.ledger.questions import one, pieces
from risalah.ledger.rulings import merge
from risalah.ledger.verify import verify
from risalah.ledger.versions import Tally
from risalah.model import Raw, Record
from tests.ledger.made import Happen, Say, article, kept

Article = tuple[Raw, Record]
NO = "kami menolak usulan itu sama sekali karena wilayah kami terancam"
YES = "kami siap berunding tentang gencatan senjata di pelabuhan besar"


def of(*says: Say, file: str = "a.txt", **more: object) -> Article:
    raw, record = article("a", *says, url="https://example.org/a", **more)  # type: ignore[arg-type]
    return msgspec.structs.replace(raw, file=file), record


def run(ledger: Ledger, *articles: Article) -> Tally:
    """Keep articles as one run does."""
    tally = Tally()
    write(ledger, articles, tally=tally)
    with ledger.transaction():
        tally.settle(ledger)
    finish(ledger)
    assert verify(ledger).faults == ()
    return tally


def current(ledger: Ledger) -> dict[str, str]:
    return {r["key"]: r["text"] for r in ledger.rows("SELECT key, text FROM statements WHERE current = 1")}


def test_ids_and_what_people_judged_follow_the_words(ledger: Ledger) -> None:
    said = article("b", Say("kami menunggu jawaban"), Say("kami tidak menunggu lagi"))
    kept(ledger, of(Say(NO), Say(YES)), said)
    no, yes, wait, _ = (r["key"] for r in ledger.rows("SELECT key FROM statements ORDER BY id"))
    correct(ledger, no, {"acts": "warn", "speaker": "Olga Ivanova"})
    merge(ledger, yes, wait)
    kept(ledger, of(Say("baru sama sekali: kami menambah pasukan"), Say(f"{YES}!"), Say(NO)))
    assert {k: v for k, v in current(ledger).items() if k in (no, yes)} == {no: NO, yes: f"{YES}!"}
    assert (one(ledger, no).acts, one(ledger, no).speaker) == (("warn",), "Olga Ivanova")
    assert one(ledger, no).corrected == ("acts", "speaker")
    assert one(ledger, yes).group == one(ledger, wait).group is not None
    old = one(ledger, f"{no}.1")
    assert (old.superseded, old.acts, old.corrected) == (True, ("assert",), ())


def test_words_that_are_gone_keep_their_id_in_the_old_version(ledger: Ledger) -> None:
    kept(ledger, of(Say(NO), Say(YES)))
    no, yes = current(ledger)
    correct(ledger, no, {"acts": "warn"})
    kept(ledger, of(Say(YES)))
    assert list(current(ledger)) == [yes]
    assert (one(ledger, no).superseded, one(ledger, no).acts) == (True, ("warn",))
    kept(ledger, of(Say(YES), Say(NO)))
    assert current(ledger) == {yes: YES, no: NO}
    assert one(ledger, no).acts == ("warn",)


def test_an_old_version_is_cited_in_its_own_words(ledger: Ledger) -> None:
    kept(ledger, of(Say(NO)))
    (key,) = current(ledger)
    kept(ledger, of(Say(f"{NO} sejak dulu"), filler="kata lain di depan " + " ".join(f"a{n}" for n in range(40))))
    assert pieces(ledger, f"{key}.1") == [NO]
    assert pieces(ledger, key) == [f"{NO} sejak dulu"]


def test_events_keep_their_ids_too(ledger: Ledger) -> None:
    kept(ledger, of(Say(NO), happens=(Happen("delegasi kedua negara bertemu di Jenewa"),)))
    (key,) = (r["key"] for r in ledger.rows("SELECT key FROM events"))
    changed = of(Say(YES), happens=(Happen("delegasi kedua negara bertemu di Jenewa"),))
    kept(ledger, changed)
    assert [r["key"] for r in ledger.rows("SELECT key FROM events WHERE current = 1")] == [key]
    kept(ledger, changed, again=True)
    assert [r["key"] for r in ledger.rows("SELECT key FROM events WHERE current = 1")] == [key]


def test_an_article_that_was_changed_back_counts_as_it_is_now(ledger: Ledger) -> None:
    first, second = of(Say(NO), Say(YES)), of(Say(YES, day="2022-12-06"))
    run(ledger, first)
    no, yes = current(ledger)
    correct(ledger, yes, {"acts": "offer"})
    run(ledger, second)
    tally = run(ledger, first)
    assert (tally.restored, tally.already) == (1, 0)
    assert current(ledger) == {no: NO, yes: YES}
    assert (one(ledger, yes).acts, one(ledger, f"{yes}.2").acts) == (("offer",), ("assert",))
    assert run(ledger, first).restored == 0
    assert run(ledger, second).restored == 1
    assert current(ledger) == {yes: YES}
    assert one(ledger, yes).said_on == "2022-12-06"
    assert [r["statements"] for r in ledger.rows("SELECT statements FROM actors")] == [1]


def test_the_same_input_again_brings_no_old_text_back(ledger: Ledger) -> None:
    first, second = of(Say(NO), file="monday.jsonl"), of(Say(YES), file="tuesday.jsonl")
    run(ledger, first)
    run(ledger, second)
    assert run(ledger, first).restored == 0
    assert run(ledger, first, second).restored == 0
    assert list(current(ledger).values()) == [YES]
    third = of(Say(NO), file="wednesday.jsonl")
    assert run(ledger, third).restored == 1
    assert list(current(ledger).values()) == [NO]
    for old in (first, second, third):
        assert run(ledger, old).restored == 0


def test_changed_back_on_the_disk(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    start = "MOSKOW - Wakil Menteri Luar Negeri Rusia Ivan Petrov mengatakan pada Senin (10/1/2022) bahwa "
    texts = [f"{start}{words}.\n\nPerundingan di Jenewa dimulai pekan depan." for words in (NO, YES)]
    with risalah.open(tmp_path / "l.db", create=True) as book:
        states = []
        for n in (0, 1, 0, 0):
            page.write_text(texts[n])
            states.append(book.keep(page))
        assert [(s.new, s.changed, s.restored, s.already) for s in states] == [
            (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1),
        ]  # fmt: skip
        assert [s.text for s in book.statements()] == [NO]
        assert book.verify().faults == ()
