"""robots.txt: which rules count for whom, and which one decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.sources.robots import Robots, parsed

TEXT = """\
# our rules
User-agent: *
Disallow: /cari
Crawl-delay: 2

User-agent: Other
User-agent: Risalah/2.0
Allow: /arsip/2024
Disallow: /arsip # old
Disallow: /*.pdf$
Crawl-delay: 7.5
Sitemap: https://example.org/map.xml
"""


def test_the_group_that_names_the_program_counts_alone() -> None:
    robots = parsed(TEXT, "risalah")
    assert robots.delay == 7.5
    assert robots.allows("/cari")
    assert not robots.allows("/arsip/2023")
    assert parsed(TEXT, "somebody").delay == 2
    assert not parsed(TEXT, "somebody").allows("/cari?q=x")


def test_groups_of_one_name_count_together() -> None:
    robots = parsed("user-agent: a\ndisallow: /x\n\nuser-agent: b\ndisallow: /z\n\nuser-agent: a\ndisallow: /y", "A")
    assert [robots.allows(p) for p in ("/x", "/y", "/z")] == [False, False, True]


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow:", "/x", True),
        ("Disallow: /", "/x", False),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Allow: /a\nDisallow: /ab", "/abc", False),
        ("Disallow: /*/cetak", "/2024/berita/cetak", False),
        ("Disallow: /*/cetak$", "/2024/cetak/1", True),
        ("Disallow: /*.pdf$", "/a.pdf?x", True),
        ("Disallow: /*a*b$", "/xaxb", False),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: *", "/a", False),
        ("Disallow: /caf%C3%A9", "/café", False),
        ("Disallow: /café", "/caf%c3%a9", False),
        ("Disallow: /%7Euser", "/~user/x", False),
    ],
)
def test_the_longest_pattern_that_fits_decides(rules: str, path: str, allowed: bool) -> None:
    assert parsed(f"User-agent: *\n{rules}\n", "risalah").allows(path) is allowed


def test_what_is_no_robots_txt_allows_all() -> None:
    assert parsed("<!DOCTYPE html><p>User-agent: none", "risalah") == Robots()
    assert parsed("Disallow: /", "risalah").allows("/x")


@given(st.text(alphabet="/a*$%C3:\n#", max_size=60), st.text(alphabet="/ab%C3é", max_size=20))
def test_nothing_raises(rules: str, path: str) -> None:
    assert parsed(f"User-agent: *\nDisallow: {rules}", "risalah").allows("/" + path) in (True, False)
