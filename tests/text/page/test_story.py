"""What pages call their parts: names of the packs, and what they are taken for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from risalah.errors import PackError
from risalah.packs import Pack, available, load
from risalah.packs.loader import read_toml
from risalah.text.page.scan import scan
from risalah.text.page.story import AROUND, ASIDE, FILE, PageRules, Sieve, ends, weight

RULES = [(load(x), read_toml(load(x).folder / FILE, PageRules)) for x in available()]


@cache
def sieve() -> Sieve:
    return Sieve([pack for pack, _ in RULES])


def kind(tag: str) -> int:
    return sieve().kind(scan(tag + "x").nodes[1])


@pytest.mark.parametrize("pack", [p for p, _ in RULES], ids=lambda p: p.language)
def test_every_name_is_found_in_every_place_where_names_stand(pack: Pack) -> None:
    rules = read_toml(pack.folder / FILE, PageRules)
    for names, expected in ((rules.aside, {ASIDE}), (rules.around, {AROUND, ASIDE})):
        for name in (*names.words, *names.parts):
            for tag in (
                f"<div class='x {name} y'>",
                f'<p id="{name}">',
                f"<section role={name}>",
                f"<div CLASS={name.upper()}>",
            ):
                assert kind(tag) in expected, tag
        for name in names.parts:
            assert kind(f"<div class=xx{name}yy>") in expected
    for name in (*rules.story.words, *rules.story.parts):
        assert kind(f"<div class='{name} komentar share'>") == 0
        assert sieve().told(scan(f"<div class='{name}'>x").nodes[1])


OTHER = ("<div>", "<p class=konten>", "<p class=memory-shared-x>", "<div data-x=komentar>", "<div title=related>")
NEVER = ("<nav>", "<aside>", "<footer>", "<div hidden>", "<p style='display: none'>", "<div aria-hidden=true>")


@pytest.mark.parametrize("tag", OTHER)
def test_other_names_say_nothing(tag: str) -> None:
    assert kind(tag) == 0


@pytest.mark.parametrize("tag", NEVER)
def test_what_is_never_the_story(tag: str) -> None:
    assert kind(tag) == ASIDE


def test_names_in_humps() -> None:
    assert kind("<div class=userComments>") == ASIDE
    assert kind("<div class=shareBar>") == AROUND


def test_prose() -> None:
    def of(html: str) -> int:
        scanned = scan(html)
        return weight(scanned.page, scanned.blocks[0])

    sentence = "Petani di Subang menolak harga baru gabah yang diumumkan pekan lalu"
    assert of(f"<p>{sentence}.") == len(sentence) + 1
    assert of(f"<p>{sentence}.&nbsp;</p>") > 0
    assert of(f"<p>{sentence}.&rdquo;</p>") > 0
    assert of(f"<p>{sentence}") == 0
    assert of(f"<h2>{sentence}.") == 0
    assert of(f"<p><a href=x>{sentence}.</a>") == 0
    assert of("<p>Panen raya.") == 0


def test_the_last_character() -> None:
    def of(html: str) -> str:
        scanned = scan(html)
        return ends(scanned.page, scanned.blocks[0])

    assert of("<p>satu. <b></b> </p>") == "."
    assert of("<p>satu&rdquo;&nbsp;</p>") == "”"
    assert of("<p>satu<b>!</b>\n</p>") == "!"


def test_packs_without_names(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text((load("id").folder / "pack.toml").read_text())
    with pytest.raises(PackError, match=r"page\.toml"):
        Sieve([Pack(tmp_path)])
    (tmp_path / FILE).write_text("[aside]\nwords = 3\n")
    with pytest.raises(PackError):
        Sieve([Pack(tmp_path)])
