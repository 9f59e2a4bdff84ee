"""Titles: the block that shows it, and what is left of one that only the head tells."""

from __future__ import annotations

import pytest

from risalah.text.page.scan import scan
from risalah.text.page.shown import shown
from risalah.text.page.titles import title_block, title_of


def seen(page: str, *titles: str) -> str | None:
    scanned = scan(page)
    k = title_block(scanned, titles)
    return None if k is None else shown(page, scanned.blocks[k].pieces)


def test_the_heading_that_says_what_the_head_says() -> None:
    menu = "<h1>Warta</h1><h2><a href=x>Panen raya di Subang</a></h2>"
    assert (
        seen(menu + "<h1>Panen Raya di Subang!</h1><p>Isi</p>", "Panen raya di Subang | Warta")
        == "Panen Raya di Subang!"
    )
    assert (
        seen(menu + "<h2>Panen raya di Subang</h2><p>Isi</p>", "Panen raya di Subang | Warta") == "Panen raya di Subang"
    )
    assert (
        seen(menu + "<div class=t>Panen raya di Subang</div>", "Warta: Panen raya di Subang") == "Panen raya di Subang"
    )


def test_a_lone_heading_where_the_head_says_something_else() -> None:
    assert seen("<h1>Panen raya di Subang</h1><p>Isi</p>", "Beras murah") == "Panen raya di Subang"
    assert seen("<h1>Panen raya di Subang</h1><h1>Banjir surut di Demak</h1>", "Beras murah") is None
    assert seen("<h1>Warta</h1><p>Isi</p>", "Beras murah") is None
    assert seen("<p>Isi</p>") is None


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Panen raya di Subang - Warta Tani", "Panen raya di Subang"),
        ("Panen raya di Subang | WartaTani.test", "Panen raya di Subang"),
        ("Warta Tani: Panen raya", "Warta Tani: Panen raya"),
        ("Warta Tani | Panen raya", "Panen raya"),
        ("Panen raya - Subang", "Panen raya - Subang"),
        ("Panen - Subang | Wartatani", "Panen - Subang"),
        ("Panen", "Panen"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(said: str, title: str) -> None:
    assert title_of([said], None, "Warta Tani", "https://www.wartatani.test/a") == title


def test_no_title() -> None:
    assert title_of([], None, None, None) is None
    assert title_of(["Panen"], "Panen raya", None, "http://[") == "Panen raya"
