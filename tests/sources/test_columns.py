"""Columns: which of a row's are taken for what, what is told of it, and what becomes of their values."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from risalah.cli.main import cli
from risalah.errors import UsageError
from risalah.model.document import Run
from risalah.sources.columns import STANDARD, Columns, chosen, folded, guessed, parse_columns, usual
from risalah.sources.moments import moment, shown
from tests.sources.tables import read


def rows(path: Path, *found: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in found), encoding="utf-8")
    return path


def test_the_table_of_usual_names_knows_every_field_and_each_name_once() -> None:
    assert {field for field, _ in usual().values()} == set(STANDARD)
    text = Path(__file__).parents[2].joinpath("src/risalah/sources/columns.tsv").read_text(encoding="utf-8")
    names = [line.split("\t")[1] for line in text.splitlines() if not line.startswith("#")][1:]
    assert len({folded(n) for n in names}) == len(names)
    for field in STANDARD:
        assert usual()[folded(field)][0] == field


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        ("No|Judul|Isi Berita|Tgl Terbit|Sumber|Tautan|Penulis", "Isi Berita|Judul|Tgl Terbit|Sumber|Tautan|Penulis"),
        ("title|maintext|date_publish|site_name|url|byline", "maintext|title|date_publish|site_name|url|byline"),
        ("HEADLINE|BODY|publishedAt|Site-Name|Link|By-line", "BODY|HEADLINE|publishedAt|Site-Name|Link|By-line"),
        ("text|isi|content", "text|||||"),
        ("isi|text|ISI", "text|||||"),
        ("content|full_text|headline", "content|headline||||"),
        ("summary|label", "|||||"),
    ],
)  # fmt: skip
def test_usual_names_are_known(names: str, taken: str) -> None:
    found = chosen(names.split("|"), Columns())
    fields = ("text", "title", "published", "outlet", "url", "author")
    assert "|".join((found.get(f) or ("",))[0] for f in fields) == taken


def test_a_named_column_is_taken_and_no_other_in_its_place() -> None:
    columns = parse_columns("text=kolom, author=oleh")
    assert chosen(["text", "kolom", "penulis", "oleh", "judul"], columns) == {
        "text": ("kolom",), "author": ("oleh",), "title": ("judul",),
    }  # fmt: skip
    assert chosen(["text", "isi"], columns) == {}
    with pytest.raises(UsageError, match="no field 'byline'"):
        parse_columns("byline=oleh")


@given(st.lists(st.one_of(st.text(max_size=8), st.sampled_from([*sorted(usual()), "Isi", "Doc-ID"])), max_size=12))
def test_a_column_holds_one_field(names: list[str]) -> None:
    found = chosen(names, Columns())
    taken = [n for columns in found.values() for n in columns]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(names)
    assert set(guessed(found, Columns())) <= set(found)


def test_what_is_guessed_is_told_once(tmp_path: Path) -> None:
    row = {"judul": "J", "isi": "I", "tanggal": "2022-01-10", "id": "a"}
    found, rejects, told = read(rows(tmp_path / "rows.jsonl", row, row, {"isi": "x"}, row))
    assert (len(found), rejects) == (4, [])
    assert told == ["rows.jsonl: text=isi, title=judul, published=tanggal"]
    assert (found[0].doc_id, found[0].title, found[0].text, found[0].published) == ("a", "J", "I", "2022-01-10")


def test_standard_names_and_named_columns_are_not_told(tmp_path: Path) -> None:
    path = rows(tmp_path / "rows.jsonl", {"Text": "I", "title": "J", "doc_id": "a"}, {"isi": "x"})
    assert read(path)[2] == ["rows.jsonl: text=isi"]
    path = rows(tmp_path / "rows.jsonl", {"isi": "x", "judul": "J"})
    assert read(path, columns=parse_columns("text=isi,title=judul"))[2] == []


def test_rows_with_other_names_are_told_too_but_not_without_end(tmp_path: Path) -> None:
    path = rows(tmp_path / "rows.jsonl", {"isi": "x"}, {"konten": "y"}, *({f"is{'-' * k}i": "z"} for k in range(9)))
    found, _, told = read(path)
    assert [f.text for f in found][:3] == ["x", "y", "z"]
    assert told[:2] == ["rows.jsonl: text=isi", "rows.jsonl: text=konten"]
    assert len(told) == 5


def test_a_row_without_text_names_its_fields(tmp_path: Path) -> None:
    _, rejects, told = read(rows(tmp_path / "rows.jsonl", {"summary": "x", "judul": "J"}))
    expected = "line 1: no field 'text' (the row has: judul, summary); --columns text=NAME says which one it is"
    assert [r.reason for r in rejects] == [expected]
    assert told == []


def test_values_of_other_kinds(tmp_path: Path) -> None:
    path = rows(
        tmp_path / "rows.jsonl",
        {
            "id": 7.0,
            "text": "x",
            "author": ["A", "B"],
            "source": {"id": None, "name": "Warta"},
            "url": True,
            "title": "",
        },
        {"_id": {"$oid": "5f"}, "text": "y", "date": {"$date": {"$numberLong": "1641823500000"}}, "title": {"a": 1}},
        {"id": 10**30, "text": ["x"]},
    )
    found, rejects, _ = read(path)
    one, two = found
    assert (one.doc_id, one.author, one.outlet, one.url, one.title) == ("7", "A, B", "Warta", None, None)
    assert one.notes == ("The field 'url' of the row is not text and is left out.",)
    assert (two.doc_id, two.published) == ("5f", "2022-01-10T14:05:00+00:00")
    assert two.notes == ("The field 'title' of the row is not text and is left out.",)
    assert [r.reason for r in rejects] == ["line 3: the field 'text' is not text"]


def test_nested_values_do_not_recurse(tmp_path: Path) -> None:
    deep = '{"$a":' * 400 + "1" + "}" * 400
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"text": "x", "title": {deep}, "author": [{deep}]}}\n')
    found, rejects, _ = read(path)
    assert (found[0].title, found[0].author, rejects) == (None, None, [])


def test_languages_are_codes_or_left_to_the_text(tmp_path: Path) -> None:
    path = rows(tmp_path / "rows.jsonl", *({"text": f"x {v}", "lang": v} for v in ("id-ID", "EN", "Indonesia")))
    found, _, _ = read(path)
    assert [f.language for f in found] == ["id", "en", None]
    assert found[2].notes == ("The field 'language' is no code of two letters and is left out.",)


def test_what_an_earlier_run_wrote_is_kept(tmp_path: Path) -> None:
    good = {"id": "a", "text": "abc", "author": "X", "runs": [[0, 2, 10, 2], [2, 1, 20, 5]], "copy_of": "b"}
    bad = [[[0, 9, 1, 1]], [[2, 1, 0, 1], [0, 1, 5, 1]], [[0, 1]], "x", [[-1, 1, 1, 1]]]
    found, rejects, _ = read(
        rows(tmp_path / "rows.jsonl", good, *({"text": f"abc {n}", "runs": r} for n, r in enumerate(bad)))
    )
    assert rejects == []
    assert (found[0].runs, found[0].copy_of) == ((Run(0, 2, 10, 2), Run(2, 1, 20, 5)), "b")
    assert found[0].author == "X"
    for raw in found[1:]:
        assert raw.runs == ()
        assert raw.notes == ("The field 'runs' of the row is not well-formed and is left out.",)


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2022-01-10 14:05:00", "2022-01-10T14:05:00"),
        ("2022-01-10T14:05:00.123Z", "2022-01-10T14:05:00+00:00"),
        ("2022-01-10 14:05+0700", "2022-01-10T14:05+07:00"),
        ("2022/1/9", "2022-01-09"),
        ("20220110", "2022-01-10"),
        ("20220110140500", "2022-01-10T14:05:00"),
        ("15/01/2022", "2022-01-15"),
        ("8/15/2025 18:11", "2025-08-15T18:11"),
        ("05.05.2022", "2022-05-05"),
        ("Mon, 10 Jan 2022 14:05:00 +0700", "2022-01-10T14:05:00+07:00"),
        ("1641823500", "2022-01-10T14:05:00+00:00"),
        ("1641823500123", "2022-01-10T14:05:00+00:00"),
        ("0000-00-00 00:00:00", None),
        ("2022-01", "2022-01"),
        ("2022-02-30", "2022-02-30"),
        ("10 Januari 2022", "10 Januari 2022"),
        ("2022-01-10 14:05 WIB", "2022-01-10 14:05 WIB"),
    ],
)
def test_days_in_forms_that_have_one_reading(value: str, iso: str | None) -> None:
    assert moment(value) == (iso, None)


def test_a_day_with_two_readings_is_kept_and_noted(tmp_path: Path) -> None:
    assert moment("10/01/2022")[0] == "10/01/2022"
    found, _, _ = read(rows(tmp_path / "rows.jsonl", {"text": "x", "tanggal": "10/01/2022"}))
    note = "The day '10/01/2022' in the field 'published' may be written day first or month first."
    assert (found[0].published, found[0].notes) == ("10/01/2022", (note,))


@given(st.text(max_size=70))
def test_no_day_raises(value: str) -> None:
    moment(value)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2099, 1, 1)))
def test_days_mean_what_they_meant(when: datetime) -> None:
    iso = when.replace(microsecond=0)
    for value in (iso.isoformat(" "), iso.strftime("%Y/%m/%d %H:%M:%S"), iso.strftime("%Y%m%d%H%M%S")):
        assert moment(value) == (iso.isoformat(), None)
    european = moment(iso.strftime("%d/%m/%Y"))[0]
    assert european in (iso.date().isoformat(), iso.strftime("%d/%m/%Y"))
    assert (european == iso.date().isoformat()) == (iso.day > 12 or iso.day == iso.month)


def test_dates_of_typed_tables() -> None:
    assert shown(datetime(2022, 1, 10)) == "2022-01-10"
    assert shown(datetime(2022, 1, 10, tzinfo=UTC)) == "2022-01-10T00:00:00+00:00"
    assert shown(datetime(2022, 1, 10, 14, 5, 0, 999)) == "2022-01-10T14:05:00"
    assert (shown(date(2022, 1, 10)), shown(time(14, 5))) == ("2022-01-10", "14:05:00")


def test_the_command_tells_on_standard_error(tmp_path: Path) -> None:
    path = rows(tmp_path / "ro\x1b[2Jws.jsonl", {"isi": "Menlu Budi menolak usulan itu.", "judul": "J"})
    done = CliRunner().invoke(cli, ["read", str(path), "--jobs", "1", "--format", "jsonl", "--language", "id"])
    assert done.exit_code == 0
    assert done.stderr == "ro\\x1b[2Jws.jsonl: text=isi, title=judul\n"
    assert json.loads(done.stdout)["header"]["title"] == "J"
    done = CliRunner().invoke(cli, ["read", str(path), "--jobs", "1", "--columns", "text=isi,title=judul"])
    assert "text=isi" not in done.stderr
