"""JSON arrays and objects: what is a row, what is kept of broken ones, and that no more than a row is held."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Raw, Reject
from risalah.sources import documents
from risalah.sources.jsonarray import CUT
from tests.sources.tables import peak, read, reasons

A, B = {"id": "a", "text": 'Satu [x] {y} "z" \\ ,'}, {"id": "b", "text": "Dua"}


def made(path: Path, value: object, **options: object) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value, **options), encoding="utf-8")  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize(
    "value",
    [
        [A, B],
        json.dumps([A, B], indent=2),
        "\ufeff" + json.dumps([A, B]),
        {"status": "ok", "total": 2, "tags": ["x"], "articles": [A, B], "more": [{"text": "no"}]},
        {"data": {"tags": [], "docs": [A, B]}},
        {"sources": [{"name": "Warta"}], "spans": [{"text": [1, 2]}], "articles": [A, B]},
        f"[{json.dumps(A)}]\n[{json.dumps(B)}]",
        f"[{json.dumps(A)},\n{json.dumps(B)},]",
        json.dumps(A, indent=1) + json.dumps(B, indent=1),
        json.dumps(A) + "\n" + json.dumps(B) + "\n",
    ],
)
def test_rows_in_all_their_wrappings(tmp_path: Path, value: object) -> None:
    found, rejects, _ = read(made(tmp_path / "rows.json", value))
    assert rejects == []
    assert [(f.doc_id, f.text) for f in found] == [(A["id"], A["text"]), (B["id"], B["text"])]


def test_one_object_is_one_article_even_with_lists_in_it(tmp_path: Path) -> None:
    article = {"judul": "J", "images": [{"text": "caption"}], "comments": [{"text": "no"}], "isi": "I"}
    found, rejects, told = read(made(tmp_path / "kabar.json", article))
    assert [(f.doc_id, f.title, f.text) for f in found] == [("kabar", "J", "I")]
    assert (rejects, told) == ([], ["kabar.json: text=isi, title=judul"])


def test_rows_without_ids_are_numbered(tmp_path: Path) -> None:
    found, _, told = read(made(tmp_path / "rows.json", [{"isi": "x"}, {"isi": "y"}]))
    assert [f.doc_id for f in found] == ["rows:1", "rows:2"]
    assert told == ["rows.json: text=isi"]


def test_standard_input_and_other_encodings(tmp_path: Path) -> None:
    data = json.dumps([A, B]).encode()
    assert len(list(documents(["-"], stdin=io.BytesIO(data)))) == 2
    for encoding in ("utf-16", "utf-32"):
        (tmp_path / "wide.json").write_bytes(json.dumps([{"text": "“é”"}], ensure_ascii=False).encode(encoding))
        assert read(tmp_path / "wide.json")[0][0].text == "“é”"
    (tmp_path / "old.json").write_bytes(b'[{"text": "\x93kami\x94"}]')
    assert read(tmp_path / "old.json")[0][0].text == "“kami”"


def test_broken_rows_are_rejects_and_the_rest_is_read(tmp_path: Path) -> None:
    text = f'[{json.dumps(A)}, {{"text": tru}}, 5, "x", [1], {{"title": "t"}}, {json.dumps(B)}]'
    found, rejects, _ = read(made(tmp_path / "rows.json", text))
    assert [f.doc_id for f in found] == ["a", "b"]
    assert [r.doc_id for r in rejects] == [f"rows:{n}" for n in range(2, 7)]
    assert rejects[0].reason.startswith("row 2: not JSON (")
    assert {r.reason for r in rejects[1:4]} == {f"row {n}: not a JSON object" for n in (3, 4, 5)}
    assert rejects[4].reason.startswith("row 6: no field 'text' (the row has: title)")


@pytest.mark.parametrize(
    "text", ["[" + json.dumps(A) + ', {"text": "half', "[" + json.dumps(A) + ",", '{"articles": [' + json.dumps(A)]
)
def test_what_stands_before_a_break_is_kept(tmp_path: Path, text: str) -> None:
    found, rejects, _ = read(made(tmp_path / "rows.json", text))
    assert [f.doc_id for f in found] == ["a"]
    assert [r.reason.removeprefix("row 2: ") for r in rejects] == [CUT]


@pytest.mark.parametrize("wrap", ["[%s]", '{"articles": [%s]}'])
def test_a_truncated_gzip_gives_what_it_holds(tmp_path: Path, wrap: str) -> None:
    import random

    noise = random.Random(1)
    rows = [{"id": str(n), "text": "".join(noise.choices("abcdefgh ", k=2000))} for n in range(400)]
    data = gzip.compress((wrap % ",".join(map(json.dumps, rows))).encode())
    (tmp_path / "rows.json.gz").write_bytes(data[: len(data) // 2])
    found, rejects, _ = read(tmp_path / "rows.json.gz")
    assert 150 <= len(found) < 210
    assert [f.doc_id for f in found] == [str(n) for n in range(len(found))]
    assert ["ends too early" in r.reason for r in rejects] == [True]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1, 2, 3]", "an array of other things than articles"),
        ("[[1], [2]]", "an array of other things than articles"),
        ("[" * 200_000, "an array of other things than articles"),
        ('{"a": ' * 100_000, "ends too early"),
        ('[{"text": ' + "[" * 100_000 + "]" * 100_000 + "}]", "nested too deeply"),
        ("kabar", "not JSON that holds articles"),
        (
            '{"doc_id": "a", "statements": [{"content": [1]}, {"content": [2]}]}',
            "no field 'text' (the row has: doc_id,",
        ),
        ("[]", "no articles in it"),
        ("  ", "no articles in it"),
        ('{"a": {"b": 1}}', "no field 'text' (the row has: a)"),
        ('{"text": ', "ends too early"),
        ('{"text": tru}', "not JSON ("),
    ],
)
def test_what_is_not_articles_is_one_clear_reject(tmp_path: Path, text: str, reason: str) -> None:
    (found,) = reasons(made(tmp_path / "rows.json", text))
    assert reason in found


def test_rows_over_the_limit_are_rejects_and_the_rest_is_read(tmp_path: Path) -> None:
    for wrap in ("[%s]", '{"n": 1, "rows": [%s], "end": {}}'):
        text = wrap % ",".join(json.dumps(x) for x in (A, {"text": "x" * 5000}, {"text": "y" * 900_000}, B))
        found, rejects, _ = read(made(tmp_path / "rows.json", text), limit=1000)
        assert [f.doc_id for f in found] == ["a", "b"]
        assert [r.reason.startswith(f"row {n}: larger than the limit") for n, r in enumerate(rejects, 2)] == [True] * 2


def test_a_large_array_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    row = json.dumps({"title": "t", "text": 'kata "kami" \n' * 400})
    with path.open("w") as out:
        out.write("[" + row)
        for _ in range(50_000_000 // len(row)):
            out.write("," + row)
        out.write("]")
    assert path.stat().st_size >= 50_000_000
    count, held = peak(path)
    assert count == 50_000_000 // len(row) + 1
    assert held < 3_000_000
    huge = tmp_path / "huge.json"
    huge.write_bytes(b'[{"text": "' + b"kata \\n" * 7_000_000 + b'"}, {"text": "y"}]')
    count, held = peak(huge, limit=1_000_000)
    assert (count, held < 4_000_000) == (1, True)


@given(st.binary(max_size=300) | st.text('[]{}",:\\ ta1', max_size=80).map(str.encode))
def test_no_bytes_raise_or_hang(data: bytes) -> None:
    found = list(documents(["-"], stdin=io.BytesIO(data), kind="json", limit=100))
    assert found
    assert all(isinstance(f, Raw) or f.reason for f in found)


@given(st.lists(st.dictionaries(st.sampled_from(["text", "id", "x"]), st.text(max_size=20), max_size=3), max_size=6))
def test_every_row_is_a_document_or_a_reject(rows: list[dict[str, str]]) -> None:
    found = list(documents(["-"], stdin=io.BytesIO(json.dumps(rows).encode()), kind="json"))
    texts = [r["text"] for r in rows if r.get("text", "").strip()]
    assert [f.text for f in found if isinstance(f, Raw)] == texts
    assert sum(isinstance(f, Reject) for f in found) == (len(rows) - len(texts) if rows else 1)
