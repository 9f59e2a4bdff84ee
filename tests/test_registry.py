"""A user's issue registry: every fault names the file and the row, never the shipped pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from risalah import api
from risalah.cli.main import main
from risalah.errors import PackError, UsageError
from risalah.packs import available
from risalah.registry import check

GOOD = "id\tcovers\tterms\n# a comment\nfish\tfleets\tkuota; (ikan|nelayan) <2> laut?\n"
FAULTS = {
    "": ": no issue in it",
    "id\tcovers\tterms\n": ": no issue in it",
    "name\tcovers\na\tb\n": ": no column 'id'",
    "id\tterms\na\tb\n": ": no column 'covers'",
    GOOD + "\tb\n": ":4: an issue without an id",
    GOOD + "x y\tb\n": ":4: the id 'x y' holds more than letters, digits, hyphens, dots and underscores",
    GOOD + "x\t \n": ":4: 'covers' does not say what the issue 'x' is",
    GOOD + "x\tb\t(((\n": ":4: a choice is empty or not closed: '((('",
    GOOD + "x\tb\tkuota; {none}\n": ":4: no word class 'none'",
    GOOD + "fish\tb\n": ":4: the id 'fish' is given twice",
    GOOD + "None\tb\n": ":4: the id 'none' stands for no issue",
    "id\tcovers\tsides\na\tb\tc\n": ": no registry has a column 'sides' (there are id, covers, terms, parties)",
    GOOD + "x\tb\tc\td\n": ":4: 4 cells under 3 column names",
}
TOML_FAULTS = {
    "": "missing required field `issue`",
    "issue = []": ": no issue in it",
    '[[issue]]\nid = "a"\ncovers = "b"\n[[issue]]\nid = "x y"\ncovers = "b"\n': ": issue 2: the id 'x y' holds",
    '[[issue]]\nid = "a"\ncovers = "b"\nterms = ["((("]\n': ": issue 1: a choice is empty or not closed: '((('",
    '[[issue]]\nid = "a"\n': "missing required field `covers`",
    "[[issue": "Expected ']]'",
}


@pytest.mark.parametrize(("body", "words"), FAULTS.items())
def test_a_fault_of_a_table_names_its_row(tmp_path: Path, body: str, words: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(PackError) as e:
        check(path, available())
    assert str(e.value) == f"{path}{words}"


@pytest.mark.parametrize(("body", "words"), TOML_FAULTS.items())
def test_a_fault_of_toml_names_its_issue(tmp_path: Path, body: str, words: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(PackError) as e:
        check(path, available())
    assert str(e.value).startswith(str(path))
    assert words in str(e.value)


@pytest.mark.parametrize("name", ["own.tsv", "own.toml"])
def test_a_file_that_is_no_text_is_told_without_jargon(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"id\tcovers\n\xff\xfe\x00\n")
    with pytest.raises(PackError) as e:
        check(path, available())
    assert str(e.value) == f"{path}:2: is not text in UTF-8"
    with pytest.raises(PackError) as e:
        check(tmp_path / f"none-{name}", available())
    assert str(e.value) == f"{tmp_path / f'none-{name}'}: cannot be read (No such file or directory)"


def test_a_good_registry_is_taken_and_a_bad_one_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(GOOD, encoding="utf-8")
    check(path, available())
    assert api.reader(api.Options(("id",), str(path)))
    bad = tmp_path / "bad.tsv"
    bad.write_text(GOOD + "x\tb\t(((\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"bad\.tsv:4"):
        api.reader(api.Options(issues=str(bad)))
    article = tmp_path / "a.txt"
    article.write_text("Tidak ada.", encoding="utf-8")
    assert main(["read", str(article), "--issues", str(bad)]) == 2
    assert capsys.readouterr().err == f"Error: {bad}:4: a choice is empty or not closed: '((('\n"
