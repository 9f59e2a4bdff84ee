"""The questions: filters, search, positions and changes, corrections, quotations."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import risalah
from risalah.errors import UsageError
from risalah.ledger import Ledger
from risalah.model import Raw
from tests.ledger.made import Happen, Say, article, kept
from tests.ledger.test_store import environment


@pytest.fixture
def book(ledger: Ledger) -> risalah.Book:
    kept(
        ledger,
        article(
            "a",
            Say("kami menolak perluasan pasukan itu", acts=("reject",), issues=("nato-enlargement",),
                audience="journalists"),
            Say("serangan itu melanggar hukum", speaker="Anna Weber", party="Germany", acts=("accuse",), day=None),
            title="Satu", outlet="Tass", happens=(Happen("pertemuan di Jenewa"),),
        ),
        article(
            "b",
            Say(
                "kami siap berunding tentang perluasan jika pasukan ditarik", acts=("offer",),
                issues=("nato-enlargement",), condition="jika pasukan ditarik", day="2023-02-01",
            ),
            Say("mereka menyerang kapal", speaker="Anna Weber; Ivan Petrov", party="Germany; Russia", day="2023-02-02",
                acts=("accuse",), issues=("trade",)),
            published="2023-02-03", outlet="Kompas",
        ),
        article(
            "c",
            Say(
                "kami menerima perluasan itu jika semua pasukan asing pergi", acts=("accept",),
                issues=("nato-enlargement",), condition="jika semua pasukan asing pergi", day="2023-05-01",
            ),
            Say("entah kapan", day="2023", acts=("accept",), issues=("nato-enlargement",)),
            published="2023-05-03",
        ),
    )  # fmt: skip
    return risalah.open(ledger.path)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "Weber"}, 2),
        ({"who": "anna weber"}, 2),
        ({"party": "russia"}, 5),
        ({"party": "Germany"}, 2),
        ({"about": "nato-enlargement"}, 4),
        ({"act": "accuse"}, 2),
        ({"since": "2023-02"}, 3),
        ({"until": "2022"}, 2),
        ({"since": "2023-02-01", "until": "2023-02-01"}, 1),
        ({"to": "wartawan"}, 1),
        ({"to": "reporters"}, 1),
        ({"who": "Annah Webber"}, 2),
        ({"who": "presiden Petrov"}, 5),
        ({"party": "Rusia"}, 5),
        ({"party": "Jerman"}, 2),
        ({"about": "NATO enlargement"}, 4),
        ({"about": "none"}, 1),
        ({"act": "Accuse"}, 2),
        ({"since": date(2023, 2, 1), "until": date(2023, 2, 1)}, 1),
        ({"since": "2023-W05", "until": "2023-W05"}, 2),
        ({"since": "2023-Q1", "until": "2023-Q1"}, 2),
        ({"mode": "direct"}, 6),
        ({"outlet": "tass"}, 2),
        ({"conditional": True}, 2),
        ({"party": "Russia", "act": "accept", "conditional": True}, 1),
    ],
)
def test_filters(book: risalah.Book, asked: dict[str, Any], found: int) -> None:
    assert len(book.statements(**asked)) == found


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"who": "Webers"}, "no actor 'Webers' .perhaps 'Anna Weber'"),
        ({"party": "Rushia"}, "perhaps 'Russia'"),
        ({"to": "%"}, "no audience '%'"),
        ({"outlet": "Antara"}, "no outlet 'Antara' .there are"),
        ({"since": "2023", "until": "2022"}, "nothing lies between 2023 and 2022"),
        ({"since": "2023-02-30"}, "there is no 2023-02-30"),
        ({"since": 2023}, "since is text, not 2023"),
        ({"limit": -1}, "limit is 1 or more"),
        ({"about": "nato"}, "perhaps 'nato-enlargement'"),
        ({"act": "rejects"}, "perhaps 'reject'"),
        ({"mode": "verbatim"}, "no mode"),
        ({"since": "7/12/2022"}, "is no year, quarter"),
        ({"until": "2022-13"}, "is no year, quarter"),
        ({"group": "zzz"}, "no utterance"),
        ({"whom": "x"}, "no filter 'whom'"),
    ],
)
def test_wrong_questions_are_told_of(book: risalah.Book, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        book.statements(**asked)


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("serang", ["[serangan] itu melanggar hukum", "mereka [menyerang] kapal"]),
        ("diserang", ["[serangan] itu melanggar hukum", "mereka [menyerang] kapal"]),
        ("serangan -kapal", ["[serangan] itu melanggar hukum"]),
        ('"serangan itu"', ["[serangan] [itu] melanggar hukum"]),
        ("berund*", ["kami siap [berunding] tentang perluasan jika pasukan ditarik"]),
        ('"serangan itu', ["[serangan] [itu] melanggar hukum"]),
        (
            'kami -"menolak perluasan"',
            [
                "[kami] siap berunding tentang perluasan jika pasukan ditarik",
                "[kami] menerima perluasan itu jika semua pasukan asing pergi",
            ],
        ),
        ("MENOLAK", ["kami [menolak] perluasan pasukan itu"]),
        ("tidakada", []),
    ],
)
def test_search_finds_families_and_marks_the_words(book: risalah.Book, words: str, marked: list[str]) -> None:
    found = book.search(words)
    assert sorted(h.marked.replace("] [", " ") for h in found) == sorted(m.replace("] [", " ") for m in marked)
    for hit in found:
        assert all(hit.statement.text[a:b].strip() for a, b in hit.marks)


@pytest.mark.parametrize("words", ["", "-x", '""', "*", "!?"])
def test_a_search_without_a_word_is_refused(book: risalah.Book, words: str) -> None:
    with pytest.raises(UsageError, match="nothing to search for"):
        book.search(words)


@pytest.mark.parametrize("words", ['" OR text:x', "NEAR(a b)", "a AND (", "text : b", "'; DROP TABLE x", "a\x00b"])
def test_no_search_is_an_error_of_the_database(book: risalah.Book, words: str) -> None:
    assert book.search(words) == []


def test_positions_and_changes(book: risalah.Book) -> None:
    found = book.positions("russia", "nato-enlargement")
    assert [(p.stance, p.rule) for p in found] == [
        ("against", "stance.reject"), ("for", "stance.accept"), ("conditional", "stance.conditional"),
        ("conditional", "stance.conditional"),
    ]  # fmt: skip
    assert {p.party for p in book.positions(about="trade")} == {"Germany", "Russia"}
    turned = [(c.turned, c.before.statement.said_on, c.after.statement.said_on) for c in book.changes()]
    assert turned == [("stance", "2022-12-07", "2023-02-01"), ("condition", "2023-02-01", "2023-05-01")]


def test_corrections_count_in_every_question(book: risalah.Book) -> None:
    (one,) = book.statements(act="reject")
    numbers = book.correct(one.id, "heard it", acts="accept", speaker="Olga Petrova", said_on="2022-12-06")
    (now,) = book.statements(who="Olga Petrova")
    assert (now.id, now.acts, now.said_on, now.corrected) == (
        one.id, ("accept",), "2022-12-06", ("acts", "speaker", "said_on"),
    )  # fmt: skip
    assert book.positions("Russia", "nato-enlargement")[0].stance == "for"
    later = book.correct(one.id, acts=["support"])
    assert book.statement(one.id).acts == ("support",)
    assert book.correct(one.id, acts="support") == later
    assert [(j.undone, j.replaced) for j in book.judgements(one.id)] == [
        (False, False), (False, False), (False, False), (False, True),
    ]  # fmt: skip
    book.undo(later[0])
    assert book.statement(one.id).acts == ("accept",)
    for number in numbers:
        book.undo(number)
    assert book.statement(one.id) == one
    assert [j.undone for j in book.judgements(one.id)] == [True] * 4


def test_judgements_are_found_by_any_name_or_id(book: risalah.Book) -> None:
    (one,) = book.statements(act="reject")
    (number,) = book.correct(one.id, acts="warn")
    book.merge("Anna Weber", "Ivan Petrov")
    (both,) = book.actors("Weber")
    for thing in (both.id, "Anna Weber", "Petrov", "Anna Weber (Germany)"):
        assert [j.kind for j in book.judgements(thing)] == ["actor.same"]
    assert [j.number for j in book.judgements(one.id)] == [number]
    with pytest.raises(UsageError, match="no actor 'Nobody'"):
        book.judgements("Nobody")


@pytest.mark.parametrize(
    ("slots", "told"),
    [
        ({"speeker": "x"}, "no slot 'speeker' .perhaps 'speaker'"),
        ({"text": "x"}, "no slot"),
        ({"acts": "refuse"}, "no act 'refuse'"),
        ({"acts": ""}, "at least one act"),
        ({"acts": "reject,offer,warn"}, "at most 2 acts"),
        ({"issues": "weather!"}, "no issue"),
        ({"mode": ""}, "no mode"),
        ({"said_on": "yesterday"}, "is no year, quarter"),
        ({"speaker": "x" * 501}, "at most 500"),
        ({}, "nothing to correct"),
    ],
)
def test_wrong_corrections_change_nothing(book: risalah.Book, slots: dict[str, str], told: str) -> None:
    (one,) = book.statements(act="reject")
    with pytest.raises(UsageError, match=told):
        book.correct(one.id, **slots)
    assert book.judgements(one.id) == []


def test_a_corrected_party_is_called_as_records_call_it(book: risalah.Book) -> None:
    (one,) = book.statements(act="reject")
    for given, held in (("jerman", "Germany"), ("RUSSIA; Jepang", "Russia; Japan"), ("Atlantis", "Atlantis")):
        book.correct(one.id, party=given, acts="Reject", said_on="2022-W05")
        now = book.statement(one.id)
        assert (now.party, now.acts, now.said_on) == (held, ("reject",), "2022-W05")
        assert book.knows(held) == (held != "Atlantis")
    assert book.parties_of("Anna Weber", one.id) == ["Germany"]


def test_ids_of_other_things_are_told_apart(book: risalah.Book) -> None:
    event, actor = book.events()[0].id, book.actors()[0].id
    with pytest.raises(UsageError, match="the id of an event"):
        book.cite(event)
    with pytest.raises(UsageError, match="the id of an actor"):
        book.correct(actor, speaker="x")


def test_quotations(book: risalah.Book) -> None:
    (one,) = book.statements(act="reject")
    start = "> “kami menolak perluasan pasukan itu”\n>\n> — Ivan Petrov (Russia), said on 2022-12-07"
    assert book.cite(one.id).startswith(start)
    (item,) = json.loads(book.cite(one.id, "csl"))
    assert (item["title"], item["container-title"], item["issued"]) == ("Satu", "Tass", {"date-parts": [[2022, 12, 8]]})
    assert f"@misc{{risalah:{one.id},\n  title = {{Satu}}," in book.cite(one.id, "bibtex")
    with pytest.raises(UsageError, match="bibtex"):
        book.cite(one.id, "apa")


def test_timeline_and_events(book: risalah.Book) -> None:
    assert [(c.date, c.statements, c.events) for c in book.timeline("year")] == [("2022", 2, 1), ("2023", 4, 0)]
    assert [c.date for c in book.timeline("day", party="Germany")] == ["2022-12-08", "2023-02-02"]
    assert [e.text for e in book.events("talks", "russia")] == ["pertemuan di Jenewa"]
    assert book.events(since="2023") == []


def test_statements_without_an_issue_are_put_together(ledger: Ledger) -> None:
    says = [Say(f"kapal perikanan {w} ditahan di pelabuhan") for w in ("itu", "merah", "asing", "besar")]
    kept(ledger, *(article(f"a{n}", say) for n, say in enumerate(says)))
    kept(ledger, *(article(f"b{n}", Say(f"gandum {n}", issues=("trade",))) for n in range(3)))
    themes = risalah.open(ledger.path).unassigned()
    assert [t.statements for t in themes] == [4]
    assert {themes[0].word, *themes[0].beside} >= {"perikanan", "pelabuhan"}


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """What lies in a folder, but for what SQLite notes of those who have a file open."""
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir() if not p.name.endswith("-shm")}


def test_questions_write_nothing(book: risalah.Book) -> None:
    book.close()
    ledger = book.path
    before = files(ledger.parent)
    with risalah.open(ledger) as asked:
        asked.search("menolak")
        asked.changes()
        asked.timeline()
        asked.verify()
        with pytest.raises(Exception, match="readonly"):
            asked._read.db.execute("DELETE FROM judgements")
    assert files(ledger.parent) == before


def test_rows_are_data_frames_where_a_library_is_there(book: risalah.Book) -> None:
    rows = book.positions()
    for name in ("polars", "pandas"):
        try:
            __import__(name)
        except ImportError:
            with pytest.raises(UsageError, match=f"pip install {name}"):
                getattr(rows, f"to_{name}")()
        else:
            frame = getattr(rows, f"to_{name}")()
            assert len(frame) == len(rows)
            assert {"issue", "stance", "text", "speaker"} <= set(frame.columns)


def test_keep_from_python(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        'MOSKOW - "Kami menolak usulan NATO itu," kata Menteri Luar Negeri Rusia Sergey Lavrov pada Rabu (7/12/2022).\n'
        "Pertemuan yang akan datang di kota itu belum dijadwalkan oleh kedua pihak.\n"
    )
    with risalah.open(tmp_path / "l.db", create=True) as book:
        assert book.keep(path, Raw("x", ""), issues=None).new >= 1
        assert book.keep(path).already == 1
        assert book.keep(path, again=True).again == 1
        assert book.statements(party="Russia")
        book.reindex()
        assert book.verify().faults == ()
    with pytest.raises(UsageError, match="no such ledger"):
        risalah.open(tmp_path / "none.db")


def test_the_ledger_remembers_the_registry(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("id\tcovers\tterms\nbridges\tbridges\tjembatan Gantung\n", encoding="utf-8")
    text = "JAKARTA - Menteri Perhubungan Budi Hartono mengatakan jembatan gantung itu akan dibangun lagi."
    with risalah.open(tmp_path / "l.db", create=True) as book:
        book.keep(Raw("a", text), issues=own)
        assert book.registry() == "own.tsv"
        assert [s.issues for s in book.statements(about="bridges")] == [("bridges",)]
        own.unlink()
        book.keep(Raw("a", text), again=True)
        assert len(book.statements(about="bridges")) == 1


def test_the_file_opens_in_any_sqlite_tool(book: risalah.Book) -> None:
    code = (
        "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as d:\n"
        "    print(d.execute('SELECT count(*) FROM said').fetchone()[0])\nd.close()"
    )
    done = subprocess.run([sys.executable, "-c", code, str(book.path)], env=environment(), capture_output=True)
    assert done.stdout.strip() == b"6", done.stderr
