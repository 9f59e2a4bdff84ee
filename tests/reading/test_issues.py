"""Issues: the user's registry, and properties on any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risalah.errors import PackError
from risalah.model import Span
from risalah.packs.loader import load
from risalah.reading.issues import Issues, load_registry

ISSUES = Issues(load("id"), load_registry())


def rules_of(text: str, issues: Issues = ISSUES) -> set[str]:
    return {issues.rules[h.rule].id for h in issues.prime(text).hits}


def found(text: str, context: str = "") -> list[str]:
    return [f.label for f in ISSUES(text, (Span(0, len(text)),), context)]


def test_rule_ids_are_unique_and_every_issue_has_terms() -> None:
    ids = [r.id for r in ISSUES.rules]
    assert len(set(ids)) == len(ids)
    assert {r.issue for r in ISSUES.rules} == load_registry().ids()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sanksi itu melukai ekonomi kami", "sanctions"),
        ("Georgia akan bergabung dengan NATO", "nato-enlargement"),
        ("Taiwan bukan bagian dari perundingan", "taiwan"),
        ("Evakuasi WNI dari Yaman dimulai", "citizen-protection"),
    ],
)
def test_content_decides(text: str, expected: str) -> None:
    assert found(text)[0] == expected


def test_context_decides_where_the_content_only_points() -> None:
    assert found("Perjanjian itu akan kami tinjau") == []
    assert found("Perjanjian itu akan kami tinjau", "Perundingan tarif dan ekspor baja") == []  # no words of the text
    text = "Perundingan tarif dimulai. Tarif baja dibahas lagi. Menteri berkata hal itu rumit."
    topics = ISSUES.prime(text, "Tarif Baja Dirundingkan")
    start = text.index("hal itu")
    around = ISSUES(text, (Span(start, len(text) - 1),), "", topics)
    assert [f.label for f in around] == ["trade"]
    assert [s.slice(text).lower() for s in around[0].spans] == ["tarif"]  # the nearest words that name it


def test_nothing_is_about_nothing() -> None:
    assert found("") == []
    assert ISSUES("", (), "") == ()
    assert found("Ia tersenyum") == []


def test_a_user_adds_issues_by_tsv_and_toml(tmp_path: Path) -> None:
    tsv = tmp_path / "own.tsv"
    tsv.write_text("id\tcovers\tterms\nfisheries\tfish and fleets\t(ikan|nelayan); kuota tangkapan\n", encoding="utf-8")
    toml = tmp_path / "own.toml"
    toml.write_text('[[issue]]\nid = "fisheries"\ncovers = "fish"\nterms = ["nelayan"]\n', encoding="utf-8")
    text = "Para nelayan menolak aturan baru"
    for path in (tsv, toml):
        registry = load_registry(path)
        assert "sanctions" in registry.ids()
        issues = Issues(load("id"), registry)
        assert [f.label for f in issues(text, (Span(0, len(text)),))] == ["fisheries"]
        assert "user.issue.fisheries" in rules_of(text, issues)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kapal NELAYAN Norwegia menolak aturan baru", True),
        ("Kapal nelayan Norway menolak aturan baru", True),
        ("Kapal nelayan Filipina menolak aturan baru", False),
    ],
)
def test_terms_fold_and_parties_must_be_named(tmp_path: Path, text: str, found: bool) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("id\tcovers\tterms\tparties\nfish\tfleets\tkapal Nelayan\tNorway; Islandia\n", encoding="utf-8")
    issues = Issues(load("id"), load_registry(path))
    assert ("fish" in [f.label for f in issues(text, (Span(0, len(text)),))]) == found


@pytest.mark.parametrize("body", ["name\tcovers\na\tb\n", "id\tcovers\n\tb\n", "id\tcovers\tterms\na\tb\t(open\n"])
def test_a_bad_registry_is_refused(tmp_path: Path, body: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(PackError):
        Issues(load("id"), load_registry(path))


@settings(max_examples=150)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(["Israel", "Iran", "perang", ".", "\ud800", "İ", "NATO", "gabung", "tarif"]), max_size=60
        ).map(" ".join),
    ),
    st.text(max_size=40),
)
def test_any_text(text: str, title: str) -> None:
    content = (Span(len(text) // 3, len(text)),)
    topics = ISSUES.prime(text, title)
    out = ISSUES(text, content, "", topics)
    assert out == ISSUES(text, content, "", ISSUES.prime(text, title))
    assert len(out) <= 3
    assert {f.label for f in out} <= load_registry().ids()
    assert all(f.spans and 0 <= s.start < s.end <= len(text) for f in out for s in f.spans)
    assert len(ISSUES(text, content, title)) <= 3


def test_long_texts_take_linear_time() -> None:
    text = "perang israel iran nato gabung " * 20_000
    ISSUES(text, (Span(0, len(text)),), "", ISSUES.prime(text))
