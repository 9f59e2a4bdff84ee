"""What pages say of themselves to machines, well and badly."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.text.page.facts import Facts, attributes, facts, names
from risalah.text.page.scan import scan


def said(page: str) -> Facts:
    return facts(scan(page))


def data(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


ARTICLE = {"@type": "NewsArticle", "headline": "Panen raya", "datePublished": "2022-01-10", "author": {"name": "Tini"}}


def test_the_head_of_a_page() -> None:
    found = said(
        '<html lang="id-ID"><head><title>Panen &amp; padi | Warta</title><link rel="canonical" href="https://warta.test/a">'
        '<meta property="og:title" content="Panen"><meta content="Warta Subang" property="og:site_name">'
        "<meta name=author content='Tono  Sutono'>"
        "<meta property='article:published_time' content='2022-01-10T14:05+07:00'>"
        "<meta property='article:published_time' content='2019-01-01'>"
    )
    assert found.titles == ["Panen", "Panen & padi | Warta"]
    assert found.sites == ["Warta Subang"]
    assert found.named == ["Tono Sutono"]
    assert found.dates == ["2022-01-10T14:05+07:00"]
    assert found.addresses == ["https://warta.test/a"]
    assert found.language == "id-ID"


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [{"@type": "Organization", "name": "Warta"}, ARTICLE],
        {
            "@context": "https://schema.org",
            "@graph": [{"@type": "WebSite"}, {"@type": "WebPage", "datePublished": "2001-01-01"}, ARTICLE],
        },
        {"@type": "WebPage", "mainEntity": ARTICLE},
        [[[ARTICLE]]],
        "<!-- " + json.dumps(ARTICLE) + " -->",
        "//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>",
        json.dumps(ARTICLE)[:-1] + ",}",
        json.dumps(ARTICLE).replace("raya", "raya").replace('", "', '",\n\t"') + ";",
    ],
)
def test_linked_data_in_its_many_forms(value: object) -> None:
    found = said(
        data("{broken")
        + data({"@type": "BreadcrumbList", "itemListElement": [ARTICLE | {"headline": "Lain"}]})
        + data(value)
    )
    assert (found.titles, found.dates, found.authors) == (["Panen raya"], ["2022-01-10"], ["Tini"])


def test_what_can_be_saved_of_broken_linked_data() -> None:
    found = said(
        data('{"@type": "NewsArticle", "headline": "Panen \\"raya\\"", "datePublished": "2022-01-10", "x": "a" "b"}')
    )
    assert (found.titles, found.dates) == (['Panen "raya"'], ["2022-01-10"])


def test_the_object_of_this_address_counts() -> None:
    other = ARTICLE | {"url": "https://warta.test/b", "headline": "Lain"}
    mine = ARTICLE | {"mainEntityOfPage": {"@id": "https://warta.test/a"}}
    found = said('<link rel=canonical href="https://warta.test/a">' + data([other, mine]))
    assert found.titles == ["Panen raya"]


def test_linked_data_of_the_wrong_shape() -> None:
    wrong = {
        "@type": ["NewsArticle", 3],
        "headline": {"a": 1},
        "datePublished": [],
        "author": [1, None, {"name": ["Tini"]}],
        "publisher": 7,
    }
    found = said(data(wrong))
    assert (found.titles, found.dates, found.authors, found.sites) == ([], [], ["Tini"], [])
    assert names([{"name": "Tini"}, "Tono", {"name": {}}, 4]) == ["Tini", "Tono"]


def test_linked_data_made_to_be_slow() -> None:
    for text in ("[" * 100_000, "{" * 100_000, "," * 200_000, ", " + " " * 200_000, '{"a":' * 50_000, "x" * 500_000):
        assert said(data(text)).titles == []


def test_attributes() -> None:
    assert attributes(""" a=1 B='x "y"' c="d &amp; e" a=2 checked data-x = "z" """) == {
        "a": "1",
        "b": 'x "y"',
        "c": "d & e",
        "data-x": "z",
    }


KEYS = ("@type", "@graph", "headline", "author", "name", "publisher", "mainEntity", "mainEntityOfPage", "@id", "url")
LEAVES = st.none() | st.text(max_size=8) | st.integers()


@given(st.recursive(LEAVES, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(KEYS), x, max_size=5)))
def test_any_linked_data(value: object) -> None:
    found = said(
        data(value) + data({"@type": "Article", "headline": value, "author": value, "publisher": value, "url": value})
    )
    assert all(isinstance(x, str) and x for x in (*found.titles, *found.authors, *found.sites, *found.addresses))
