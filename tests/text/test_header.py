"""The header: the values of dates, places and bylines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.packs.loader import load
from risalah.text.header import HeaderReader, agree, place_name

READER = HeaderReader(load("id"), {"kabar tani": "Kabar Tani", "warta": "Warta", "tanipos.id": "Tani Pos"})


@pytest.mark.parametrize(
    ("text", "place", "outlet", "length"),
    [
        ("SUBANG - Petani panen.", "Subang", None, 9),
        ("SAN JUAN– Petani panen.", "San Juan", None, 10),
        ("**SUBANG, TANIPOS.id-** Petani panen.", "Subang", "Tani Pos", 24),
        ("TANIPOS.ID,Subang- Petani panen.", "Subang", "Tani Pos", 19),
        ("Tanipos.id, Subang -Petani panen.", "Subang", "Tani Pos", 20),
        ("Subang (WARTA) - Petani panen.", "Subang", "WARTA", 17),
        ("SUBANG, SABTU — Petani panen.", "Subang", None, 16),
        ("Subang\n-\nPetani panen.", "Subang", None, 9),
        ("Kabar Tani - Petani panen.", None, "Kabar Tani", 13),
        ("KONTANTANI.CO.ID - SUBANG. Petani panen.", "Subang", "KONTANTANI.CO.ID", 27),
    ],
)
def test_datelines(text: str, place: str | None, outlet: str | None, length: int) -> None:
    part = READER.dateline(text, 0, len(text))
    assert part is not None
    assert (part.values["place"], part.values["outlet"], part.end) == (place, outlet, length)


@pytest.mark.parametrize(
    "text",
    ["Menteri Pertanian (Mentan) RI Tono panen.", "ASEAN-China sepakat panen.", "Subang dilanda banjir - warga pergi."],
)
def test_no_dateline(text: str) -> None:
    assert READER.dateline(text, 0, len(text)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Rabu, 07 Juni 2023 - 21:24 WIB", "2023-06-07T21:24+07:00"),
        ("19 Juni 2025 | 10.09 WITA", "2025-06-19T10:09+08:00"),
        ("Tayang: Senin, 9 Juni 2025 19:11 WIT", "2025-06-09T19:11+09:00"),
        ("Tanipos.id- 20/06/2025, 10:15 WIB", "2025-06-20T10:15+07:00"),
        ("Kamis   19 Jun 2025  10:22 WIB", "2025-06-19T10:22+07:00"),
        ("Feb 06, 2023 17:06 Asia/Jakarta", "2023-02-06T17:06+07:00"),
        ("8/15/2025 18:11", "2025-08-15T18:11"),
        ("5/8/2025", "2025-08-05"),
        ("Juni", None),
        ("Rapat digelar pada Rabu, 7 Juni 2023", None),
        ("99/99/2023", None),
    ],
)
def test_date_lines(text: str, value: str | None) -> None:
    part = READER.date(text, 0, len(text))
    assert (part.values.get("published") if part else None) == value


def test_an_update_is_not_publication() -> None:
    part = READER.date("Diperbarui 18 Jun 2025, 07:18 WIB", 0, 33)
    assert part is not None
    assert part.values == {"updated": "2025-06-18T07:18+07:00"}


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2025-06-19", "2025-06-19"),
        ("2015/08/25", "2015-08-25"),
        ("2024-11", "2024-11"),
        ("2007", "2007"),
        ("2025-06-19T10:00:00+07:00", "2025-06-19T10:00+07:00"),
        ("01Nov2025", "2025-11-01"),
        ("Rabu, 7 Juni 2023", "2023-06-07"),
        ("kemarin", None),
        (None, None),
    ],
)
def test_fields_of_a_source(value: str | None, iso: str | None) -> None:
    assert READER.moment(value) == iso


def test_the_more_precise_date_wins_only_where_they_agree() -> None:
    assert agree("2025-06-19", "2025-06-19T10:00+07:00") == "2025-06-19T10:00+07:00"
    assert agree("2025-06-19", "2025-06-20T10:00+07:00") == "2025-06-19"
    assert agree(None, "2025-06") == "2025-06"


@pytest.mark.parametrize(
    ("line", "byline"),
    [("(ton)", "ton"), ("Ia pulang.(ton/tin)", "ton/tin"), ("[TS/r]", "TS/r"), ("(Tono Sutono )", "Tono Sutono")],
)
def test_signs(line: str, byline: str) -> None:
    part = READER.sign(line, 0, len(line))
    assert part is not None
    assert part.values["byline"] == byline


@pytest.mark.parametrize("line", ["Ia tiba di Amerika (AS)", "Ia tiba pada Senin (19/6).", "Ia pulang (ton)"])
def test_not_signs(line: str) -> None:
    assert READER.sign(line, 0, len(line)) is None


def test_place_names() -> None:
    assert place_name("LOS ANGELES") == "Los Angeles"
    assert place_name("WASHINGTON DC") == "Washington DC"
    assert place_name("Tel Aviv") == "Tel Aviv"


@given(st.text(alphabet="AaBb1290/:., -–()[]|*\nWIBRabu2025", max_size=120))
def test_any_text(text: str) -> None:
    for part in (
        READER.dateline(text, 0, len(text)),
        READER.date(text, 0, len(text)),
        READER.byline(text, 0, len(text)),
        READER.sign(text, 0, len(text)),
    ):
        assert part is None or 0 <= part.start <= part.end <= len(text)
    READER.moment(text)
