"""The store's contract: what is kept, when a version is new, what a kill leaves, which files are refused."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import risalah
from risalah.errors import UsageError
from risalah.ledger import Ledger, open_ledger, store
from risalah.ledger.documents import write
from risalah.ledger.keeping import finish
from risalah.ledger.verify import verify
from tests.conftest import ROOT
from tests.ledger.made import Happen, Say, article, kept, numbered

TABLES = (
    "documents", "statements", "statement_acts", "statement_issues", "statement_actors", "events", "actors",
    "actor_names", "groups", "event_groups", "judgements", "word_roots",
)  # fmt: skip


def contents(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    return {t: [tuple(r) for r in ledger.rows(f"SELECT * FROM {t}")] for t in TABLES}


def test_keeping_twice_changes_nothing(ledger: Ledger) -> None:
    articles = [numbered(n) for n in range(5)]
    assert kept(ledger, *articles) == ["new"] * 5
    before = contents(ledger)
    assert kept(ledger, *articles) == ["already"] * 5
    assert contents(ledger) == before


def test_a_changed_article_is_a_new_version(ledger: Ledger) -> None:
    first = article("a", Say("kami menolak usulan itu sama sekali"), url="https://example.org/a?utm_source=x")
    second = article(
        "a", Say("kami menolak usulan itu sama sekali"), Say("kami siap berunding"), url="https://www.example.org/a"
    )
    assert kept(ledger, first) == ["new"]
    assert kept(ledger, second) == ["changed"]
    rows = ledger.rows("SELECT version, current FROM documents ORDER BY version")
    assert [tuple(r) for r in rows] == [(1, 0), (2, 1)]
    assert ledger.one("SELECT count(*) FROM said")[0] == 2  # type: ignore[index]
    assert ledger.one("SELECT count(*) FROM groups")[0] == 0  # type: ignore[index]
    # The old text is known: the same two inputs again change nothing.
    assert kept(ledger, first, second) == ["already", "already"]
    assert ledger.record(1).statements[0].text == "kami menolak usulan itu sama sekali"


def test_articles_that_share_an_id_are_two(ledger: Ledger) -> None:
    one = article("berita", Say("kami menolak"), filler=" ".join(f"kapal{n}" for n in range(60)))
    other = article("berita", Say("kami setuju"), filler=" ".join(f"gandum{n}" for n in range(60)))
    assert kept(ledger, one, other) == ["new", "new"]
    assert kept(ledger, other, one) == ["already", "already"]
    assert ledger.one("SELECT count(*) FROM documents WHERE current = 1")[0] == 2  # type: ignore[index]


def test_a_copy_is_known_across_runs(ledger: Ledger) -> None:
    filler = " ".join(f"kata{n}" for n in range(120))
    kept(ledger, article("a", Say("kami menolak usulan itu"), filler=filler, outlet="Satu"))
    kept(ledger, article("b", Say("kami menolak usulan itu"), filler=filler + " tambahan", outlet="Dua"))
    kept(ledger, article("c", Say("kami menolak usulan itu"), filler=filler + " lagi", outlet="Tiga"))
    assert [r["copy_of"] for r in ledger.rows("SELECT copy_of FROM documents ORDER BY id")] == [None, 1, 1]


def test_ids_do_not_depend_on_the_ledger(tmp_path: Path) -> None:
    found = []
    for name, articles in (("x", [numbered(1), numbered(2)]), ("y", [numbered(2), numbered(3), numbered(1)])):
        with open_ledger(tmp_path / name, create=True) as ledger:
            kept(ledger, *articles)
            found.append({r["key"] for r in ledger.rows("SELECT key FROM statements")})
    assert found[0] < found[1]


def test_ids_stay_where_words_stay_when_an_article_is_read_again(ledger: Ledger) -> None:
    raw, record = article("a", Say("kami menolak usulan itu"), Say("kami siap berunding"), Say("tidak ada kemajuan"))
    kept(ledger, (raw, record))
    keys = [r["key"] for r in ledger.rows("SELECT key FROM statements ORDER BY id")]
    first, _, third = record.statements
    start = third.content[0].start
    cut = msgspec.structs.replace(
        third, id="s2", content=(type(third.content[0])(start, start + 15),), text=third.text[:15]
    )
    shorter = msgspec.structs.replace(
        record, statements=(msgspec.structs.replace(first, id="s1", acts=("reject",)), cut)
    )
    assert kept(ledger, (raw, shorter), again=True) == ["again"]
    rows = ledger.rows("SELECT key, text FROM statements ORDER BY id")
    assert [(r["key"], r["text"]) for r in rows] == [(keys[0], first.text), (keys[2], third.text[:15])]
    assert ledger.one("SELECT act FROM statement_acts WHERE statement = (SELECT id FROM statements WHERE key = ?)",
                      keys[0])["act"] == "reject"  # type: ignore[index]  # fmt: skip
    assert verify(ledger).faults == ()
    assert ledger.rows("SELECT rowid FROM statements_fts WHERE statements_fts MATCH 'berunding'") == []


def test_a_reader_sees_the_last_finished_state_beside_a_writer(ledger: Ledger) -> None:
    kept(ledger, numbered(1))
    code = (
        "import sys; from risalah.ledger import open_ledger\n"
        "with open_ledger(sys.argv[1], readonly=True) as l: print(l.one('SELECT count(*) FROM documents')[0])"
    )
    with ledger.transaction() as db:
        db.execute("UPDATE documents SET title = 'x'")
        db.execute("INSERT INTO facts VALUES ('x', 'y')")
        seen = subprocess.run([sys.executable, "-c", code, str(ledger.path)], env=environment(), capture_output=True)
    assert (seen.stdout.strip(), seen.returncode) == (b"1", 0), seen.stderr


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


def told(line: str) -> set[str]:
    """The articles that a line tells of; none where the line was cut off."""
    return {f"a{n}" for n in line.split() if n.isdigit()} if line.endswith("\n") else set()


def test_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(20221207)
    path = tmp_path / "killed.db"
    acknowledged: set[str] = set()
    command = [sys.executable, str(Path(__file__).with_name("made.py")), str(path)]
    for turn in range(20):
        start = 1000 * turn
        run = [*command, str(start)]
        with subprocess.Popen(run, stdout=subprocess.PIPE, env=environment(), text=True) as writer:
            assert writer.stdout is not None
            for _ in range(chance.randrange(1, 9)):
                acknowledged |= told(writer.stdout.readline())
            time.sleep(chance.random() / 20)
            writer.kill()
            for line in writer.stdout:
                acknowledged |= told(line)
        with open_ledger(path, readonly=True) as ledger:
            there = {r["doc_id"] for r in ledger.rows("SELECT doc_id FROM documents")}
            assert acknowledged <= there
            assert ledger.one("PRAGMA quick_check")[0] == "ok"  # type: ignore[index]
    assert len(acknowledged) > 20
    with open_ledger(path) as ledger:
        finish(ledger)
        assert verify(ledger).faults == ()
        assert ledger.one("SELECT 1 FROM facts WHERE name = 'pending'") is None


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE documents SET text = replace(text, 'menolak', 'memuji')", "its text is not the one that was kept"),
        ("UPDATE statements SET text = 'yang lain'", "its words are not those at its place"),
        ("UPDATE statements SET content = '[[5, 99999]]'", "lies outside its text"),
        ("UPDATE events SET start = start + 1", "its words are not those at its place"),
        ("UPDATE documents SET record = x'00'", "its record cannot be read"),
        ("UPDATE statements SET content = 'nothing'", "its spans cannot be read"),
        ("DELETE FROM documents", "points to a row of documents that is not there"),
    ],
)
def test_planted_damage_is_found(ledger: Ledger, damage: str, told: str) -> None:
    kept(ledger, numbered(1), numbered(2))
    assert verify(ledger).faults == ()
    ledger.db.execute("PRAGMA foreign_keys = OFF")
    ledger.db.execute(damage)
    assert any(told in f.what for f in verify(ledger).faults)


@pytest.mark.parametrize(
    ("damage", "left"),
    [
        ("UPDATE statements SET text = 'yang lain'", 0),
        ("UPDATE statements SET content = 'nothing'", 0),
        ("UPDATE events SET start = start + 1", 0),
        ("DELETE FROM statements WHERE id = 1", 0),
        ("UPDATE statements SET party = 'Mars', mode = 'indirect', said_on = NULL", 0),
        ("UPDATE statement_acts SET act = 'praise'", 0),
        ("DELETE FROM statement_issues", 0),
        ("UPDATE statement_issues SET stance = 'for'", 0),
        ("UPDATE events SET date = '1999', place = 'Mars'", 0),
        ("DELETE FROM event_participants", 0),
        ("UPDATE documents SET title = 'x', outlet = 'y', doc_id = 'z'", 0),
        ("DROP TABLE statements_fts", 0),
        ("DROP TABLE documents_fts", 0),
        ("DROP TABLE word_roots", 0),
        ("DROP TABLE groups", 0),
        ("DROP TABLE statement_actors", 0),
        ("DROP TABLE actor_names", 0),
        ("DROP TABLE statement_issues", 0),
        ("DROP VIEW said", 0),
        ("DROP TRIGGER documents_current", 0),
        ("UPDATE documents SET current = 0 WHERE id = 1", 0),
        ("INSERT INTO events SELECT NULL, document, 'x', 'e9', type, date, place, start, stop, text, 1, NULL,"
         " published, 1 FROM events LIMIT 1", 0),
        ("UPDATE documents SET text = replace(text, 'menolak', 'memuji')", 6),
        ("UPDATE documents SET record = x'00'", 2),
    ],
)  # fmt: skip
def test_a_reindex_mends_what_the_records_tell(tmp_path: Path, damage: str, left: int) -> None:
    with risalah.open(tmp_path / "l.db", create=True) as book:
        ledger = book._write
        kept(ledger, numbered(1), numbered(2))
        number = book.correct(book.statements()[0].id, acts="warn")[0]
        before = book.statements()
        ledger.db.execute("PRAGMA foreign_keys = OFF")
        ledger.db.execute(damage)
        assert book.verify().faults
        mended = book.reindex()
        assert len(mended.faults) == len(book.verify().faults) == left
        if not left:
            assert sorted(book.statements(), key=lambda s: s.id) == sorted(before, key=lambda s: s.id)
        assert not book.judgements()[0].undone
        assert book.judgements()[0].number >= number


@pytest.mark.parametrize("lost", ["statements_fts", "word_roots", "statement_acts"])
def test_damage_is_told_of_in_one_sentence(tmp_path: Path, lost: str) -> None:
    with risalah.open(tmp_path / "l.db", create=True) as book:
        kept(book._write, numbered(1))
        book._write.db.execute("PRAGMA foreign_keys = OFF")
        book._write.db.execute(f"DROP TABLE {lost}")
        with pytest.raises(UsageError, match=r"is damaged .*risalah verify"):
            book.search("usulan")
        if lost == "statement_acts":
            with pytest.raises(UsageError, match="is damaged"):
                list(book.each())


def test_bytes_written_over_are_found_or_told_of(ledger: Ledger) -> None:
    kept(ledger, *(numbered(n) for n in range(40)))
    path = ledger.path
    ledger.close()
    data = bytearray(path.read_bytes())
    place = data.rindex(b"menolak usulan nomor")
    data[place : place + 7] = b"memujii"
    path.write_bytes(data)
    with open_ledger(path, readonly=True) as broken:
        assert verify(broken).faults


def test_files_that_are_no_ledger_are_refused_and_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (x)")
    db.close()
    words = tmp_path / "words.txt"
    words.write_text("no ledger at all " * 100)
    empty = tmp_path / "empty"
    empty.touch()
    for path, told in (
        (other, "no ledger"), (words, "no ledger"), (empty, "is empty"), (tmp_path / "none", "no such ledger"),
        (tmp_path, "is a folder"),
    ):  # fmt: skip
        before = path.read_bytes() if path.is_file() else b""
        for readonly in (True, False):
            with pytest.raises(UsageError, match=told):
                open_ledger(path, readonly=readonly)
        assert (path.read_bytes() if path.is_file() else b"") == before


def test_versions_before_and_after_this_one_are_refused(ledger: Ledger) -> None:
    path = ledger.path
    for version, told in ((0, "schema 0 cannot be brought up to date"), (99, "a newer risalah")):
        ledger.db.execute(f"PRAGMA user_version = {version}")
        with pytest.raises(UsageError, match=told):
            open_ledger(path)


def shape(ledger: Ledger) -> dict[str, object]:
    """Tables with their columns, and indexes, views and triggers as they are written."""
    found: dict[str, object] = {}
    for r in ledger.rows("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'"):
        columns = sorted(tuple(c)[1:] for c in ledger.rows(f"PRAGMA table_xinfo({r['name']})"))
        found[r["name"]] = columns if r["type"] == "table" else " ".join(r["sql"].split())
    return found


def test_a_ledger_of_an_older_version_is_brought_up_to_date(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as db:
        db.executescript(Path(__file__).with_name("schema-1.sql").read_text("utf-8"))
        db.execute(f"PRAGMA application_id = {store.APPLICATION}")
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO events (id, document, key, number, type, date, start, stop, text) VALUES"
                   " (1, 1, 'k', 'e1', 'talks', '2025-W05', 0, 1, 'x')")  # fmt: skip
    db.close()
    with pytest.raises(UsageError, match="reindex"):
        open_ledger(path, readonly=True)
    with open_ledger(path) as newer:
        assert shape(newer) == shape(ledger)
        assert newer.one("PRAGMA user_version")[0] == store.VERSION  # type: ignore[index]
        assert newer.one("SELECT day FROM events")[0] == "2025-01-27"  # type: ignore[index]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=80), st.text(max_size=40), st.text(max_size=20))
def test_any_words_can_be_kept_and_verified(ledger: Ledger, words: str, filler: str, name: str) -> None:
    made = article(f"d{name}", Say(words, speaker=name or None), happens=(Happen(words),), filler=filler, title=words)
    write(ledger, [made])
    finish(ledger)
    assert write(ledger, [made])[0].state == "already"
    assert verify(ledger).faults == ()
