"""`risalah read`: formats, files, rejects, exit codes."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from risalah.errors import RisalahError
from tests.cli.conftest import Run
from tests.stub import ARTICLE


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "berita.txt"
    path.write_text(ARTICLE)
    return path


def rows(path: Path, n: int, bad: tuple[int, ...] = ()) -> Path:
    with path.open("w") as f:
        for i in range(n):
            text = "REJECT" if i in bad else ARTICLE
            f.write(json.dumps({"id": f"r{i}", "title": f"Judul {i}", "text": text}) + "\n")
    return path


def test_the_default_is_text_to_be_read(run: Run, article: Path) -> None:
    code, out, err = run("read", article)
    assert (code, err) == (0, "")
    assert "Budi Hartono (Indonesia)" in out
    assert "“Kami siap berunding jika mereka datang”" in out
    assert "\x1b" not in out


def test_json_lines(run: Run, article: Path) -> None:
    code, out, _ = run("read", article, "--format", "jsonl")
    (record,) = map(json.loads, out.splitlines())
    assert code == 0
    assert (record["doc_id"], record["file"], len(record["statements"])) == ("berita", str(article), 2)


def test_a_file_appears_only_when_complete(run: Run, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = article.parent / "records.jsonl"
    assert run("read", article, "-o", out) == (0, "", "")
    before = out.read_bytes()
    assert json.loads(before)["doc_id"] == "berita"
    assert out.stat().st_mode & 0o777 == 0o666 & ~_umask()

    from risalah import exports

    class Broken(exports.Renderer, frozen=True):
        def __call__(self, *_: object) -> bytes:
            raise RisalahError("broken on purpose")

    monkeypatch.setattr(exports, "Renderer", Broken)
    code, _, err = run("read", article, "-o", out)
    assert (code, err) == (2, "Error: broken on purpose\n")
    assert out.read_bytes() == before
    assert sorted(p.name for p in article.parent.iterdir()) == ["berita.txt", "records.jsonl"]


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def test_the_ending_of_the_output_tells_its_format(run: Run, article: Path) -> None:
    run("read", article, "-o", article.parent / "a.md")
    assert (article.parent / "a.md").read_text().startswith("## berita")
    run("read", article, "-o", article.parent / "a.TXT")
    assert "“Kami siap berunding" in (article.parent / "a.TXT").read_text()
    assert run("read", article, "-o", "/dev/null") == (0, "", "")
    assert run("read", article, "-o", article.parent / "a.xyz", "--format", "jsonl") == (0, "", "")


@pytest.mark.parametrize(
    ("name", "told"),
    [("out.xyz", "the ending '.xyz' tells no format"), ("out", "no ending tells the format"), ("a.jsonl.gz", "'.gz'")],
)
def test_an_ending_that_tells_no_format_is_refused(run: Run, article: Path, name: str, told: str) -> None:
    out = article.parent / name
    code, shown, err = run("read", article, "-o", out)
    assert (code, shown, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"Error: {out}: ")
    assert told in err
    assert "(known are .jsonl, .ndjson, .json, .md, .txt, .text); rename it or give --format" in err
    assert not out.exists()


def test_json_is_one_object(run: Run, article: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.json"
    assert run("read", article, "-o", out) == (0, "", "")
    assert json.loads(out.read_text())["doc_id"] == "berita"
    two = rows(tmp_path / "a.jsonl", 2)
    before = out.read_bytes()
    code, _, err = run("read", two, "-o", out)
    assert (code, err) == (2, f"Error: {out}: a .json file holds one record and there are more; name it .jsonl\n")
    assert out.read_bytes() == before
    assert run("read", two, "-o", out, "--format", "jsonl") == (0, "", "")
    assert len(out.read_text().splitlines()) == 2


def test_an_id_that_comes_again_is_noted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    texts = {"a": ARTICLE, "b": "Pelabuhan itu ditutup."}
    rows = [{"id": i, "text": texts[i] + " x" * n} for n, i in enumerate("aba")]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    _, out, _ = run("read", path, "--format", "jsonl")
    assert [json.loads(line)["notes"] for line in out.splitlines()] == [
        [],
        [],
        ["An earlier document has the same id.", "A copy of a (91% of the words are the same)."],
    ]


def test_the_width_is_the_terminal_s(monkeypatch: pytest.MonkeyPatch) -> None:
    from risalah.cli import output

    monkeypatch.setenv("COLUMNS", "72")
    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: True))
    assert output.terminal_width(136) == 72
    assert output.terminal_width(136, to_file=True) == 136
    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: False))
    assert output.terminal_width(136) == 136


def test_rejects_are_reported_and_the_rest_is_read(run: Run, tmp_path: Path) -> None:
    rejects = tmp_path / "bad.jsonl"
    code, out, err = run("read", rows(tmp_path / "a.jsonl", 40, bad=(3, 7)), "--format", "jsonl", "--rejects", rejects)
    assert code == 0
    assert [json.loads(x)["doc_id"] for x in out.splitlines()] == [f"r{i}" for i in range(40) if i not in (3, 7)]
    assert err.startswith("2 of 40 documents could not be read:\n  r3 (")
    assert [json.loads(x)["reason"] for x in rejects.read_text().splitlines()] == ["asked to"] * 2


def test_many_rejects_are_cut_short(run: Run, tmp_path: Path) -> None:
    _, _, err = run("read", rows(tmp_path / "a.jsonl", 40, bad=tuple(range(30))), "--format", "jsonl")
    assert err.count("\n") == 12
    assert err.endswith("  and 20 more; --rejects FILE writes all\n")


def test_when_nothing_could_be_read_the_exit_code_is_1(run: Run, tmp_path: Path) -> None:
    code, out, err = run("read", rows(tmp_path / "a.jsonl", 2, bad=(0, 1)))
    assert (code, out) == (1, "")
    assert "2 of 2" in err
    assert "1 of 1 document could" in run("read", rows(tmp_path / "a.jsonl", 1, bad=(0,)))[2]
    (tmp_path / "empty.jsonl").write_text("\n\n")
    assert run("read", tmp_path / "empty.jsonl") == (2, "", "Error: no document in the input\n")


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_processes_keep_the_order(run: Run, tmp_path: Path, jobs: int) -> None:
    path = rows(tmp_path / "a.jsonl", 150, bad=(5, 149))
    code, out, err = run("read", path, "--format", "jsonl", "--jobs", jobs)
    assert code == 0
    assert [json.loads(x)["doc_id"] for x in out.splitlines()] == [f"r{i}" for i in range(149) if i != 5]
    assert "2 of 150" in err


def test_limit(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("read", rows(tmp_path / "a.jsonl", 9), "--format", "jsonl", "--limit", 3)
    assert len(out.splitlines()) == 3


def test_columns_and_sizes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"no": 1, "isi": ARTICLE}) + "\n")
    _, out, _ = run("read", path, "--format", "jsonl", "--columns", "id=no,text=isi")
    assert json.loads(out)["doc_id"] == "1"
    code, _, err = run("read", path, "--columns", "id=no,text=isi", "--max-size", "20")
    assert code == 1
    assert "larger than the limit of 20 bytes" in err


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(ARTICLE.encode())))
    code, out, _ = run("read", "-", "--format", "jsonl")
    assert (code, json.loads(out)["doc_id"], json.loads(out)["file"]) == (0, "stdin", "-")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("read", "{dir}/none.txt"), "no such file or folder"),
        (("read", "{dir}/empty"), "nothing to read in this folder"),
        (("read", "{file}", "--format", "pdf"), "'pdf' is not one of"),
        (("read", "{file}", "--columns", "titel=x"), "no field 'titel'"),
        (("read", "{file}", "--max-size", "big"), "'big' is not a size"),
        (("read", "{file}", "--jobs", "0"), "0 is not in the range"),
        (("read", "{file}", "-o", "{file}"), "is read and cannot be written too"),
        (("read", "{file}", "-o", "{dir}/x", "--rejects", "{dir}/x"), "name the same file"),
        (("read", "{file}", "-o", "{dir}/none/x.jsonl"), "cannot be written"),
        (("read", "{file}", "-o", "{dir}/empty"), "is a folder"),
        (("read", "{file}", "--issues", "{dir}/none.tsv"), "does not exist"),
        (("read",), "Missing argument"),
        (("rea",), "No such command"),
        (("read", "{file}", "--frmat", "text"), "No such option"),
    ],
)
def test_wrong_use_is_one_sentence_and_code_2(run: Run, article: Path, args: tuple[str, ...], words: str) -> None:
    (article.parent / "empty").mkdir()
    code, out, err = run(*(a.format(dir=article.parent, file=article) for a in args))
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_colours_can_be_asked_for(run: Run, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in run("read", article, "--color", "always")[1]
    assert "\x1b[" not in run("read", article, "--color", "never")[1]
    from risalah.cli import output

    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert output.coloured("auto", to_file=False)
    assert not output.coloured("auto", to_file=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not output.coloured("auto", to_file=False)
    assert output.coloured("always", to_file=False)
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not output.coloured("auto", to_file=False)


def test_progress_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from risalah.cli.output import Progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, drawn in ((io.StringIO(), False), (Terminal(), True)):
        monkeypatch.setattr("sys.stderr", stream)
        progress = Progress(shown=True)
        progress.update(1, 0)
        assert stream.getvalue() == ""
        progress.last -= 5
        progress.update(200, 3)
        progress.close()
        assert ("200 documents, 3 rejected" in stream.getvalue()) is drawn
