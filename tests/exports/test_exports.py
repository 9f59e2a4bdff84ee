"""Exports: the shape of JSON Lines, and that no article can do anything to a terminal or a page."""

from __future__ import annotations

import json
import re
import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.exports import FORMATS, Renderer, encode, explain, page, visible
from risalah.exports.explain import marked
from risalah.exports.markdown import escaped
from risalah.exports.safe import columns, fitted, joined, wrapped
from risalah.model import Raw, Record, Reject, Span, Why
from tests.stub import ARTICLE, record

HOSTILE = "\x1b[2J\x07\u202etxt.exe\u2066\x9b31m\u200b\ud800\r\n\tok"
RAW = Raw(doc_id="a1", text=ARTICLE, title="Menlu: siap berunding", published="2022-12-07", outlet="contoh.id")


def hostile() -> tuple[Raw, Record]:
    text = f'x "{HOSTILE},"\n'
    raw = Raw(doc_id=f"id{HOSTILE}", text=text, title=HOSTILE, outlet=HOSTILE, notes=(HOSTILE,))
    read = record(raw)
    (one,) = read.statements
    one = msgspec.structs.replace(
        one, speaker=HOSTILE, party=HOSTILE, audience=HOSTILE, via=HOSTILE, place=HOSTILE, acts=(HOSTILE,)
    )
    return raw, msgspec.structs.replace(read, statements=(one,))


def test_json_lines_has_the_fields_of_the_gold_files() -> None:
    line = encode(record(RAW))
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    found = json.loads(line)
    assert list(found)[:9] == [
        "doc_id", "file", "language", "header", "furniture", "repeats", "statements", "events", "times",
    ]  # fmt: skip
    assert list(found["statements"][0])[:15] == [
        "id", "content", "cue", "source", "conditions", "speaker", "party", "mode", "said_on", "acts", "issues",
        "audience", "via", "place", "text",
    ]  # fmt: skip
    assert list(found["header"]) == ["title", "published", "outlet", "place", "byline"]
    assert found["statements"][0]["content"] == [[22, 60]]
    assert ARTICLE[22:60] == found["statements"][0]["text"]
    assert found["events"][0]["span"] == [ARTICLE.index("Pertemuan"), ARTICLE.index(" berlangsung")]
    assert found["times"][0]["value"] == "2022-12-07"
    assert msgspec.json.decode(line, type=Record) == record(RAW)


def test_json_lines_escapes_what_utf8_cannot_hold() -> None:
    raw, read = hostile()
    line = encode(read)
    assert json.loads(line)["statements"][0]["text"] == raw.text[3:-3]
    assert json.loads(encode(Reject(doc_id="\ud800", stage="x", reason="y")))["doc_id"] == "\ud800"


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("form", ["text", "table", "markdown"])
def test_nothing_hidden_reaches_the_output(form: str, colour: bool) -> None:
    raw, read = hostile()
    out = Renderer(form, 80, colour)(raw, read).decode()
    if colour:
        for code in ("1", "2", "3", "4", "33", "35", "1;36", "0"):
            out = out.replace(f"\x1b[{code}m", "")
    assert not [c for c in out if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\n"]
    assert "\\u202e" in out.replace("\\\\", "\\")


def test_a_long_fact_is_folded() -> None:
    read = record(RAW)
    issues = ("attacks-on-civilians", "military-deployment", "security-guarantees")
    one = msgspec.structs.replace(read.statements[0], issues=issues)
    out = Renderer("text", 40)(RAW, msgspec.structs.replace(read, statements=(one,))).decode()
    assert max(map(columns, out.splitlines())) <= 40
    assert ", ".join(issues) in " ".join(out.split())


@pytest.mark.parametrize("width", [40, 60, 100, 200])
def test_text_shows_all_and_keeps_the_width(width: int) -> None:
    out = Renderer("text", width)(RAW, record(RAW)).decode()
    flat = " ".join(out.split())
    for words in (
        "Menlu: siap berunding", "2022-12-07", "contoh.id", "Budi Hartono (Indonesia)", "offer", "trade",
        "“Kami siap berunding jika mereka datang”", "condition jika mereka datang", "Events", "talks",
    ):  # fmt: skip
        assert words in flat
    assert max(map(columns, out.splitlines())) <= width
    assert out.index("Kami siap") < out.index("Kami menolak") < out.index("Events")


def test_a_record_without_statements_says_so() -> None:
    raw = Raw(doc_id="a", text="Tidak ada.")
    assert "no statements" in Renderer("text")(raw, record(raw)).decode()
    assert "No statements" in Renderer("markdown")(raw, record(raw)).decode()
    assert Renderer("table")(raw, record(raw)) == b""


def test_a_table_has_a_head_and_a_line_for_each_statement() -> None:
    renderer = Renderer("table", 160)
    head = renderer.head.decode().splitlines()
    lines = renderer(RAW, record(RAW)).decode().splitlines()
    assert len(lines) == 2
    assert head[0].index("words") == lines[0].index("Kami siap")
    assert [Renderer(form).head for form in FORMATS if form != "table"] == [b"", b"", b""]


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (136, "document date speaker party act issue words"),
        (120, "date speaker party act issue words"),
        (100, "date speaker party act words"),
        (80, "date speaker act words"),
        (60, "date speaker words"),
        (40, "speaker words"),
    ],
)
def test_a_table_keeps_the_width(width: int, names: str) -> None:
    renderer = Renderer("table", width, colour=False)
    lines = [*renderer.head.decode().splitlines(), *renderer(RAW, record(RAW)).decode().splitlines()]
    assert lines[0].split() == names.split()
    assert len(lines[1]) == width
    assert max(map(columns, lines)) <= width
    assert "Kami siap" in lines[2]


def test_a_page_without_a_terminal() -> None:
    assert [page(form) for form in FORMATS] == [100, 100, 136, 100]
    assert len(Renderer("table", page("table")).head.decode().splitlines()[1]) == 136


@pytest.mark.parametrize("width", [40, 60, 100])
def test_reasons_are_folded(width: int) -> None:
    read = record(RAW)
    issues = ("attacks-on-civilians", "military-deployment", "security-guarantees")
    one = msgspec.structs.replace(read.statements[0], issues=issues)
    event = msgspec.structs.replace(read.events[0], participants=("Indonesia", "Timor-Leste", "Selandia Baru"))
    event = msgspec.structs.replace(event, why=(Why("participants", "stub.long-name-of-a-rule", "likely"),))
    raw = msgspec.structs.replace(RAW, doc_id="a" * 150)
    read = msgspec.structs.replace(read, doc_id=raw.doc_id, statements=(one,), events=(event,))
    out = explain.render(raw, read, width, colour=False)
    assert max(map(columns, out.splitlines())) <= width
    flat = " ".join(out.split())
    for words in (*issues, "stub.quote (certain) on “Kami", "[22, 60)", "speaker Budi Hartono stub.only (open)"):
        assert words in flat
    # A long name of a rule is broken where no line can hold it.
    told = "participants Indonesia, Timor-Leste, Selandia Baru stub.long-name-of-a-rule (likely)"
    assert told.replace(" ", "") in flat.replace(" ", "")


def test_folding_does_not_count_colours() -> None:
    coloured = explain.render(RAW, record(RAW), 60, colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == explain.render(RAW, record(RAW), 60, colour=False)


def test_colours_only_when_asked() -> None:
    assert b"\x1b" not in Renderer("text")(RAW, record(RAW))
    assert b"\x1b[" in Renderer("text", colour=True)(RAW, record(RAW))


def test_markdown_gives_words_no_meaning() -> None:
    assert escaped("*a* _b_ [c](d) `e` <f> g|h $i$ &j;") == (r"\*a\* \_b\_ \[c\](d) \`e\` &lt;f> g\|h \$i\$ &amp;j;")
    assert escaped("![a](b) <!-- c --> &#60;d ~~e~~ x\\") == r"!\[a\](b) &lt;!-- c --> &amp;#60;d \~\~e\~\~ x\\"


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        ("# a", r"\# a"), ("#a", r"\#a"), ("- a", r"\- a"), ("+ a", r"\+ a"), ("> a", r"\> a"), (">a", r"\>a"),
        ("1. a", r"1\. a"), ("2) a", r"2\) a"), ("3.", r"3\."), ("-", r"\-"), ("--", r"\--"), ("---", r"\---"),
        ("- - -", r"\- - -"), ("===", r"\==="), ("= ", r"\= "),
    ],
)  # fmt: skip
def test_markdown_opens_no_block(start: str, shown: str) -> None:
    assert escaped(start) == shown


@pytest.mark.parametrize(
    "words",
    ["5 a", "2025-06-18", "01-keamanan", "-5 derajat", "1.5 persen", "Riset & Teknologi", "R&D", "a = b", "(a)"],
)
def test_markdown_leaves_words_that_mean_nothing_to_it(words: str) -> None:
    assert escaped(words) == words


def test_visible_is_one_line() -> None:
    assert visible("a\n b\t\u00a0c\u2028d") == "a b c d"
    assert visible("a\x00b\u202ec\U000e0041") == "a\\x00b\\u202ec\\U000e0041"
    assert visible("क्\u200dष") == "क्\u200dष"


@pytest.mark.parametrize(
    ("between", "shown"),
    [
        ('," kata Budi. "', "Kami siap … Kami pergi"),
        ('."\n\n"', "Kami siap. Kami pergi"),
        ('?" "', "Kami siap? Kami pergi"),
        ("\n", "Kami siap Kami pergi"),
        ("", "Kami siap Kami pergi"),
    ],
)
@pytest.mark.parametrize("form", ["text", "table", "markdown"])
def test_pieces_of_a_quotation_are_not_run_together(form: str, between: str, shown: str) -> None:
    text = f'"Kami siap{between}Kami pergi," katanya.'
    spans = (Span(1, 10), Span(10 + len(between), 20 + len(between)))
    assert joined(text, spans) == shown
    raw = Raw(doc_id="a", text=text)
    read = record(RAW)
    one = msgspec.structs.replace(read.statements[0], content=spans, conditions=())
    assert shown in Renderer(form, 200)(raw, msgspec.structs.replace(read, statements=(one,), events=())).decode()


@given(st.text(max_size=200), st.integers(4, 60))
def test_wrapping_keeps_the_words_and_the_width(text: str, width: int) -> None:
    text = visible(text)
    lines = list(wrapped(text, width))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= width for line in lines)
    assert columns(fitted(text, width)) == width


def test_wide_and_combining_characters_are_measured() -> None:
    assert columns("日本") == 4
    assert columns("e\u0301") == 1
    assert list(wrapped("日本日本", 4)) == ["日本", "日本"]


def test_a_long_word_is_wrapped_in_linear_time() -> None:
    assert sum(map(len, wrapped("x" * 2_000_000, 80))) == 2_000_000


@given(
    st.text("ab \n[]", min_size=1, max_size=60),
    st.lists(st.tuples(st.sampled_from(["x", "y"]), st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=5),
)
def test_marked_passages_close_what_they_open(text: str, found: list[tuple[str, int, int]]) -> None:
    marks = [(n, Span(min(a, b, len(text)), min(max(a, b), len(text)))) for n, a, b in found]
    shown = marked(text, marks)
    opened = sum(shown.count(f"[{n}:") for n in "xy")
    assert opened == len(marks)
    assert shown.count("]") - text.count("]") <= len(marks)
