"""The memory of a watch and its output: whole lines, one owner, no foreign files."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.errors import UsageError
from risalah.watching import Appended, State, parse_pause, schedule
from risalah.watching.state import Article, Kept, key
from risalah.watching.watcher import _bare


def articles(*links: str) -> list[Article]:
    return [Article("https://f/", link, (key(link),)) for link in links]


def test_the_state_outlives_its_closing(tmp_path: Path) -> None:
    a, b = articles("https://x/a", "https://x/b")
    kept = Kept("https://f/", '"v"', None, 5.0, 60.0, 7.0, 2)
    with State(tmp_path / "s") as state, state.together():
        assert state.add(a, "x")
        assert state.add(b, "x")
        assert not state.add(a, "x")
        state.keep(kept)
        state.begin_line(17, b"line\n")
    with State(tmp_path / "s") as state:
        assert state.feed("https://f/") == kept
        assert state.feed("https://other/") == Kept("https://other/")
        (job,) = state.first()
        assert job.article == a
        assert state.line() == (17, b"line\n")
        state.put_off(job, 100.0)
        (job,) = state.first()
        assert job.article == b
        state.done(job)
        (job,) = state.first()
        assert (job.article, job.next, job.tries) == (a, 100.0, 1)
        assert state.waiting() == 1


def add_and_fail(state: State, article: Article) -> None:
    with state.together():
        state.add(article, "x")
        state.begin_line(0, None)  # type: ignore[arg-type]


def test_what_is_done_together_is_undone_together(tmp_path: Path) -> None:
    (a,) = articles("https://x/a")
    with State(tmp_path / "s") as state:
        with pytest.raises(sqlite3.Error):
            add_and_fail(state, a)
        assert state.waiting() == 0
        assert not state.seen(a.keys)


def test_a_host_is_left_alone(tmp_path: Path) -> None:
    a, b, c = articles("https://x/a", "https://x/b", "https://y/c")
    with State(tmp_path / "s") as state:
        for article, host in ((a, "x"), (b, "x"), (c, "y")):
            state.add(article, host)
        state.leave("x", 50.0)
        assert {j.host: j.next for j in state.first()} == {"x": 50.0, "y": 0.0}


def test_two_watches_do_not_share_a_state(tmp_path: Path) -> None:
    with State(tmp_path / "s"), pytest.raises(UsageError, match="another watch is using it"):
        State(tmp_path / "s")
    State(tmp_path / "s").__exit__()


def test_other_files_are_not_taken_for_a_state(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("Berita hari ini. " * 100)
    with pytest.raises(UsageError, match="is not the state of a watch"):
        State(tmp_path / "text")
    base = sqlite3.connect(tmp_path / "base")
    base.execute("CREATE TABLE mine (x)")
    base.commit()
    base.close()
    with pytest.raises(UsageError, match="another version of risalah, or none"):
        State(tmp_path / "base")
    with pytest.raises(UsageError, match="cannot be opened"):
        State(tmp_path / "none" / "s")


def test_lines_are_added(tmp_path: Path) -> None:
    path = tmp_path / "out"
    for line in (b"a\n", b"b\n"):
        with Appended(path) as out:
            out.append(line)
    assert path.read_bytes() == b"a\nb\n"
    path.write_bytes(b"a")
    with Appended(path) as out:
        out.append(b"b\n")
    assert path.read_bytes() == b"a\nb\n"


@given(cut=st.integers(0, 10))
def test_a_line_that_was_cut_off_is_written_once(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "out"
    line = b"123456789\n"
    path.write_bytes(b"first\n" + line[:cut])
    with Appended(path) as out:
        out.settle(line, 6)
    assert path.read_bytes() == b"first\n" + line


def test_what_others_wrote_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"first\nother\n")
    with Appended(path) as out:
        out.settle(b"line\n", 6)
    assert path.read_bytes() == b"first\nother\nline\n"
    path.write_bytes(b"")
    with Appended(path) as out:
        out.settle(b"line\n", 600)
    assert path.read_bytes() == b"line\n"


def test_an_output_is_a_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none" / "out", "/dev/null", "a\0b"):
        with pytest.raises(UsageError):
            Appended(path)


@pytest.mark.parametrize(("option", "seconds"), [("15m", 900), ("1h", 3600), ("90", 90), ("2d", 172_800), ("90S", 90)])
def test_pauses(option: str, seconds: float) -> None:
    assert parse_pause(option) == seconds


@pytest.mark.parametrize("option", ["", "m", "1.5h", "-5m", "5 weeks", "10s", "0"])
def test_what_is_no_pause(option: str) -> None:
    with pytest.raises(UsageError):
        parse_pause(option)


def test_back_off() -> None:
    assert [schedule.hold(900, n, None) for n in (1, 2, 3, 99)] == [900, 1800, 3600, 21_600]
    assert schedule.hold(86_400, 5, None) == 86_400
    assert schedule.hold(900, 1, 7200) == 7200
    assert schedule.hold(900, 1, 1e9) == 86_400
    assert schedule.again(1, None) == 60
    assert schedule.again(1, 600) == 600
    assert schedule.again(8, None) is None


@pytest.mark.parametrize(
    "link",
    ["https://X.example/a?id=1", "http://x.example/a?id=1#top", "https://x.example/a?utm_source=r&id=1&fbclid=2"],
)
def test_addresses_of_one_article(link: str) -> None:
    assert _bare(link) == "x.example/a?id=1"


def test_addresses_of_different_articles() -> None:
    links = ["https://x/a", "https://x/A", "https://x/a/", "https://x/a?id=1", "https://x/a?id=2", "https://y/a"]
    assert len({_bare(x) for x in links}) == len(links)
    assert _bare("https://x/a?utm_source=r") == _bare("https://x/a")
