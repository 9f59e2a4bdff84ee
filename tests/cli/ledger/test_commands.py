"""The commands over a ledger: formats, hostile words, errors, examples of the help."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest

from risalah.cli.ledger import COMMANDS
from risalah.ledger import open_ledger
from tests.cli.conftest import Run
from tests.ledger.made import Happen, Say, article, kept
from tests.stub import ARTICLE

EVIL = (
    "=cmd|' /C calc'!A0 \x1b[2J\x1b]0;x\x07 \u202egnp\u202c <script>alert(1)</script> | a [b](c) \x9b31m `d` $e$"
    " {f} \\g"
)
FORMS = ("text", "json", "jsonl", "csv", "markdown")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """A ledger with ordinary articles."""
    path = tmp_path / "talks.db"
    words = "perluasan aliansi militer ke perbatasan kami tidak dapat diterima dalam keadaan apa pun"
    later = "kami setuju perluasan aliansi militer ke perbatasan jika mereka pergi"
    with open_ledger(path, create=True) as ledger:
        kept(
            ledger,
            article("a", Say(words, acts=("reject",), issues=("nato-enlargement",)), outlet="Tass", title="Satu"),
            article("b", Say(words, acts=("reject",), issues=("nato-enlargement",), via="Tass"), outlet="Kompas",
                    happens=(Happen("pertemuan itu"),)),
            article("c", Say(later, acts=("accept",), issues=("nato-enlargement",),
                    day="2023-03-03", condition="jika mereka pergi", speaker="Pyotr Petrov"), published="2023-03-04"),
        )  # fmt: skip
    return path


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A ledger in which every word is hostile."""
    path = tmp_path / "evil.db"
    say = Say(
        EVIL, speaker=EVIL, party=EVIL, acts=("reject",), issues=("brics",), via=EVIL, audience=EVIL, condition="calc"
    )
    with open_ledger(path, create=True) as ledger:
        for name, day in (("=a", "2022-12-07"), ("b\x1b[2J", "2022-12-09")):
            acts, condition = (("reject",), "") if day.endswith("7") else (("accept",), "calc")
            kept(
                ledger,
                article(name, say._replace(day=day, acts=acts, condition=condition), outlet=EVIL, title=EVIL,
                        happens=(Happen(EVIL, who=(EVIL, "x")),), url="https://example.org/" + EVIL + name),
            )  # fmt: skip
    return path


def id_of(run: Run, file: Path) -> str:
    return str(json.loads(run("statements", file, "--format", "jsonl")[1].splitlines()[0])["id"])


QUESTIONS = (
    ("statements",), ("search", "calc"), ("timeline",), ("positions",), ("changes",), ("events",), ("actors",),
    ("judgements",), ("unassigned",), ("verify",), ("corrections",),
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q[0])
def test_nothing_hostile_comes_out(run: Run, evil: Path, question: tuple[str, ...], form: str) -> None:
    code, out, err = run(question[0], evil, *question[1:], "--format", form)
    assert code == 0
    assert not UNSEEN.search(out.replace("\r\n", "\n")), UNSEEN.search(out)
    assert not UNSEEN.search(err)
    if question[0] in ("statements", "search", "positions", "changes", "events", "actors"):
        assert "calc" in out
    if form == "json":
        json.loads(out)
    if form == "csv":
        for row in csv.reader(io.StringIO(out)):
            assert [c for c in row if re.match(r"\s*[=+@-]", c)] == []
    if form == "markdown":
        assert "<script>" not in out


@pytest.mark.parametrize("form", ["text", "markdown", "bibtex", "csl"])
def test_hostile_words_are_cited_safely(run: Run, evil: Path, form: str) -> None:
    code, out, _ = run("cite", evil, id_of(run, evil), "--format", form)
    assert code == 0
    assert not UNSEEN.search(out)
    if form == "csl":
        assert json.loads(out)[0]["container-title"] == EVIL
    if form == "bibtex":
        assert out.count("{") == out.count("}")


@pytest.mark.parametrize("width", [40, 76, 132])
@pytest.mark.parametrize("question", ["statements", "changes", "positions", "actors", "events", "timeline"])
def test_lines_fit_the_terminal(talks: Path, evil: Path, question: str, width: int) -> None:
    from risalah import book
    from risalah.exports.answers import View, render
    from risalah.exports.safe import columns

    for file in (talks, evil):
        with book.open(file) as ledger:
            found = getattr(ledger, question)()
        shown = b"".join(render(found, type(found[0]), View("text", width))).decode()
        assert [line for line in shown.splitlines() if columns(line) > width] == []


def test_json_is_what_is_there(run: Run, evil: Path) -> None:
    (first, _) = json.loads(run("statements", evil, "--format", "json")[1])
    assert first["text"] == EVIL
    assert (first["mode"], first["acts"], first["carriers"]) == ("direct", ["reject"], 1)


def test_the_output_s_ending_tells_the_format(run: Run, talks: Path, tmp_path: Path) -> None:
    assert run("statements", talks, "-o", tmp_path / "x.csv")[0] == 0
    assert (tmp_path / "x.csv").read_bytes().startswith(b"id,speaker,party,")
    code, _, err = run("statements", talks, "-o", talks)
    assert (code, "is the ledger" in err) == (2, True)


def test_changes_stand_side_by_side(run: Run, talks: Path) -> None:
    code, out, _ = run("changes", talks)
    assert code == 0
    assert re.search(r"2022-12-07  against +│ 2023-03-03  conditional", out)


def test_carriers(run: Run, talks: Path) -> None:
    key = id_of(run, talks)
    code, out, _ = run("carriers", talks, key)
    assert code == 0
    assert "2 articles, 1 independent source" in out
    assert "Ivan Petrov told Tass, quoted by Kompas" in out
    assert len(json.loads(run("carriers", talks, key, "--format", "json")[1])[0]["carriers"]) == 2
    assert run("carriers", talks, key, "--format", "csv")[1].count("\r\n") == 3
    assert run("statements", talks, "--group", key, "--format", "csv")[1].count("\r\n") == 3
    assert run("statements", talks, "--distinct", "--format", "csv")[1].count("\r\n") == 3


def test_judging_by_hand(run: Run, talks: Path) -> None:
    key = id_of(run, talks)
    code, out, _ = run("correct", talks, key, "speaker=Olga Petrova", "acts=warn, demand", "--reason", "heard it")
    assert (code, "risalah undo" in out) == (0, True)
    assert "corrected speaker, acts" in run("statements", talks, "--who", "Olga Petrova")[1]
    assert run("corrections", talks, "--format", "jsonl")[1].count("\n") == 1
    code, out, _ = run("merge", talks, "Olga Petrova", "Ivan Petrov")
    number = re.search(r"judgement (\d+)", out)
    assert number is not None
    assert "2 statements" in run("actors", talks, "Olga Petrova")[1]
    assert run("split", talks, "Olga Petrova", "Ivan Petrov")[0] == 0
    assert run("undo", talks, number[1])[0] == 2  # the split undid it
    assert "human" in run("judgements", talks)[1]
    assert run("verify", talks)[0] == 0
    assert run("reindex", talks)[0] == 0


def test_corrections_become_gold(run: Run, talks: Path, tmp_path: Path) -> None:
    run("correct", talks, id_of(run, talks), "acts=warn")
    gold = tmp_path / "gold folder"
    assert run("corrections", talks, "--gold", gold)[0] == 0
    (path,) = (gold / "gold").glob("*.json")
    made = json.loads(path.read_text())
    assert (made["statements"][0]["acts"], made["corrected"]) == (["warn"], {"s1": ["acts"]})
    from risalah.evaluation.gold import load_gold

    (loaded,) = load_gold([path])
    assert loaded.gold.statements[0].content[0].slice(loaded.raw.text) == made["statements"][0]["text"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["statements", "none.db"], "no such ledger"),
        (["statements", "FILE", "--who", "Petrof"], "perhaps 'Pyotr Petrov'"),
        (["statements", "FILE", "--since", "yesterday"], "is no year, quarter"),
        (["positions", "FILE", "--about", "nato"], "perhaps 'nato-enlargement'"),
        (["events", "FILE", "--type", "talk"], "perhaps 'talks'"),
        (["search", "FILE", "--", "-x"], "nothing to search for"),
        (["cite", "FILE", "zzzz"], "no statement 'zzzz'"),
        (["correct", "FILE", "ID", "speaker"], "is not slot=value"),
        (["correct", "FILE", "ID", "mode=x", "mode=y"], "given twice"),
        (["correct", "FILE", "ID", "id=x"], "no slot"),
        (["correct", "FILE", "ID", "self=x"], "no slot"),
        (["undo", "FILE", "9999"], "no judgement 9999"),
        (["merge", "FILE", "Ivan Petrov", "Ivan Petrov"], "one already"),
        (["split", "FILE", "Ivan Petrov"], "give the name"),
        (["split", "FILE", "Ivan Petrov", "Nobody"], "has no name"),
        (["split", "FILE", "Ivan Petrov", "Ivan Petrov"], "nothing would be left"),
        (["keep", "none.txt", "--ledger", "FILE"], "none.txt"),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, talks: Path, arguments: list[str], told: str) -> None:
    key = id_of(run, talks)
    code, out, err = run(*[str(talks) if a == "FILE" else key if a == "ID" else a for a in arguments])
    assert (code, out) == (2, "")
    assert told in err
    assert err.startswith("Error: ")
    assert "Traceback" not in err


# -- keep


def rows(path: Path, texts: list[str]) -> Path:
    path.write_text("".join(json.dumps({"id": f"r{n}", "text": t}) + "\n" for n, t in enumerate(texts)))
    return path


def test_keep(run: Run, tmp_path: Path) -> None:
    ledger, bad = tmp_path / "talks.db", tmp_path / "bad.jsonl"
    source = rows(tmp_path / "in.jsonl", [ARTICLE, "REJECT", ARTICLE + "Tambahan yang berbeda sama sekali."])
    code, out, err = run("keep", source, "--ledger", ledger, "--rejects", bad)
    assert (code, out) == (0, "")
    assert "1 of 3 documents could not be read" in err
    assert "Kept: 2 new." in err
    assert json.loads(bad.read_text())["doc_id"] == "r1"
    code, _, err = run("keep", source, "--ledger", ledger)
    assert "Kept: 2 there already." in err
    code, _, err = run("keep", source, "--ledger", ledger, "--again")
    assert "Kept: 2 read again." in err
    assert run("verify", ledger)[0] == 0


def test_keep_goes_on_where_it_stopped(run: Run, tmp_path: Path) -> None:
    ledger = tmp_path / "talks.db"
    source = rows(tmp_path / "in.jsonl", [ARTICLE + f"Nomor {n}." for n in range(6)])
    assert "Kept: 4 new." in run("keep", source, "--ledger", ledger, "--limit", "4")[2]
    assert "Kept: 2 new, 4 there already." in run("keep", source, "--ledger", ledger)[2]


def test_nothing_kept_is_told_of(run: Run, tmp_path: Path) -> None:
    source = rows(tmp_path / "in.jsonl", ["REJECT"])
    assert run("keep", source, "--ledger", tmp_path / "talks.db")[0] == 1
    code, _, err = run("keep", source, "--ledger", source)
    assert (code, "is read and cannot be written" in err) == (2, True)


# -- help


def examples() -> list[str]:
    lines = [line.strip() for command in COMMANDS for line in (command.epilog or "").splitlines()]
    return [re.split(r"\s{3,}| && ", line)[0] for line in lines if line.startswith("risalah ")]


@pytest.mark.parametrize("line", examples())
def test_the_help_s_examples_are_understood(run: Run, talks: Path, tmp_path: Path, line: str) -> None:
    """What an example names need not be in this ledger, but the command must understand it."""
    told = line.replace("talks.db", str(talks)).replace("4kq2m0ab", id_of(run, talks))
    told = told.replace("FOLDER", str(tmp_path / "f"))
    arguments = [str(tmp_path / a) if a.endswith((".csv", ".bib")) else a for a in shlex.split(told)[1:]]
    code, _, err = run(*arguments)
    if code:
        assert code == 2
        assert re.search("Error: no |does not exist|no such file|has no name|several", err), err
