"""Times resolved in context: publication, tense, neighbours, quotations, damage."""

import re
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risalah.model import Header, Layout, Mark, Raw, Reading, Span, Time
from risalah.packs.loader import load
from risalah.reading.times import TimesStage, parse_time, within
from risalah.reading.times.values import valid

STAGE = TimesStage(load("id"))
EDTF_OR_TIMEX = re.compile(r"[0-9XPTQWHMYDSNIAFEVO+:./{}\[\],-]+")


def read(text: str, published: str | None = "2022-12-07") -> list[tuple[str, str | None]]:
    times = STAGE.times(text, [Span(0, len(text))], published)
    return [(t.span.slice(text), t.value) for t in times]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("Rabu, 07 Desember 2022 - 21:24 WIB", "2022-12-07T21:24+07:00"),
        ("Senin (10/1)", "2022-01-10"),
        ("Rabu (7/12/2022)", "2022-12-07"),
        ("hari Sabtu", "2022-12-03"),
        ("bulan lalu", "2022-11"),
        ("Agustus", "2022-08"),
        ("Desember 2021", "2021-12"),
        ("Minggu malam", "2022-12-04TNI"),
        ("Februari", "2022-02"),
        ("pekan depan", "2022-W50"),
        ("tahun lalu", "2021"),
        ("awal pekan ini", "2022-W49"),
        ("kemarin", "2022-12-06"),
        ("hari ini", "2022-12-07"),
        ("Senin pekan lalu", "2022-11-28"),
        ("kuartal ketiga 2022", "2022-Q3"),
        ("Selasa lalu", "2022-12-06"),
        ("lusa", "2022-12-09"),
        ("dua hari lalu", "2022-12-05"),
        ("Sabtu mendatang", "2022-12-10"),
        ("awal 2020", "2020"),
        ("Senin pagi", "2022-12-05TMO"),
    ],
)
def test_the_forms_no_library_covers(expression: str, value: str) -> None:
    assert read(f"Mereka bertemu pada {expression} di sana.") == [(expression, value)]


def test_days_before_count_from_the_day_told_last() -> None:
    text = "Perundingan gagal pada 20 November 2022. Dua hari sebelumnya kedua pihak masih optimistis."
    assert read(text)[1] == ("Dua hari sebelumnya", "2022-11-18")


def test_without_any_anchor_there_is_no_value() -> None:
    assert read("Ia pergi kemarin.", None) == [("kemarin", None)]
    assert read("Ia pergi bulan lalu.", None) == [("bulan lalu", None)]
    assert read("Ia pergi bulan lalu.", "2022-01") == [("bulan lalu", "2021-12")]


def test_a_month_of_publication_is_made_precise_by_a_day_in_the_text() -> None:
    text = "Menteri berbicara pada Senin (10/1). Mereka sudah makan bersama pada Minggu malam."
    assert read(text, "2022-01") == [("Senin (10/1)", "2022-01-10"), ("Minggu malam", "2022-01-09TNI")]


def test_full_dates_stand_in_for_a_missing_publication() -> None:
    text = "Hal itu disampaikan Kamis (19/6/2025). Kemarin mereka masih diam."
    assert read(text, None)[1] == ("Kemarin", "2025-06-18")


def test_tense_turns_a_weekday_forward() -> None:
    assert read("Delegasi akan tiba pada Jumat.") == [("Jumat", "2022-12-09")]
    assert read("Delegasi sudah tiba pada Jumat.") == [("Jumat", "2022-12-02")]
    assert read('"Kami akan datang," kata menteri, Jumat.') == [("Jumat", "2022-12-02")]


def test_today_in_a_quotation_is_the_day_it_was_said() -> None:
    text = 'Mereka bertemu Selasa (6/12/2022). "Besok kita teken perjanjian," ujar menteri.'
    assert read(text, "2022-12-08")[1] == ("Besok", "2022-12-07")


def test_a_weekday_that_does_not_fit_is_reported() -> None:
    text = "Surat itu terbit Rabu (9/10/2022)."
    (time,) = STAGE.times(text, [Span(0, len(text))], "2022-11-10")
    assert time.value == "2022-10-09"
    assert time.conflict is not None


def test_month_first_only_when_weekday_and_publication_show_it() -> None:
    assert read("Ia berpidato Selasa (6/10/2025).", "2025-06-10") == [("Selasa (6/10/2025)", "2025-06-10")]
    assert read("Ia berpidato Senin (6/10/2025).", "2025-10-07") == [("Senin (6/10/2025)", "2025-10-06")]


def test_a_day_without_year_is_the_one_nearest_publication() -> None:
    assert read("Ia mundur Jumat (30/12).", "2023-01-05") == [("Jumat (30/12)", "2022-12-30")]


def test_old_stories_keep_their_year() -> None:
    text = "Invasi dimulai 24 Februari 2014. Pada Maret wilayah itu dianeksasi."
    assert read(text, "2025-06-18")[1] == ("Maret", "2014-03")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mereka berlatih dua minggu.", [("dua minggu", "P2W")]),
        ("Pada minggu lalu ia pulang.", [("minggu lalu", "2022-W48")]),
        ("Pada Minggu (4/12) ia pulang.", [("Minggu (4/12)", "2022-12-04")]),
        ("Pada\u00a0Senin\u00a0(5/12) ia pulang.", [("Senin\u00a0(5/12)", "2022-12-05")]),
        ("Pada Jum’at (2/12) ia pulang.", [("Jum’at (2/12)", "2022-12-02")]),
        ("Sejak 2014 hingga 2019 ia menjabat.", [("2014 hingga 2019", "2014/2019")]),
        ("Dari Senin (5/12) hingga Rabu (7/12).", [("Senin (5/12) hingga Rabu (7/12)", "2022-12-05/2022-12-07")]),
        ("Liga 2021/2022 usai.", [("2021/2022", "2021/2022")]),
        ("Ia berusia 34 tahun.", []),
        ("Dalam beberapa bulan terakhir.", []),
        ("Loket buka jam 11 siang.", [("jam 11 siang", "2022-12-07T11:00")]),
        ("Loket tutup pukul 17.00 Wita.", [("pukul 17.00 Wita", "2022-12-07T17:00+08:00")]),
        ("Ia memerintah lima tahun berikutnya.", [("lima tahun berikutnya", "P5Y")]),
        ("Mahasiswa semester VII itu lulus.", []),
        ("Beberapa hari ini sepi.", []),
        ("Pertemuan ke tiga Minggu (4/12/2022) usai.", [("Minggu (4/12/2022)", "2022-12-04")]),
        ("HUT ke-80 RI ramai.", []),
    ],
)
def test_ambiguous_and_damaged(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert read(text) == expected


def test_relation_and_mod() -> None:
    text = "Gencatan berlaku sejak akhir Mei 2014."
    (time,) = STAGE.times(text, [Span(0, len(text))], None)
    assert (time.relation, time.mod, time.type) == ("since", "END", "DATE")


def test_stage_reads_story_and_header_only() -> None:
    text = "Senin, 05 Desember 2022 - 10:00 WIB\nIa tiba Sabtu.\nBaca juga: Gempa Kamis"
    story, header = Span(36, 50), Span(0, 35)
    layout = Layout(
        Header(published="2022-12-05T10:00+07:00"), (), (), (story,), (Mark(header, "header.published", "x"),)
    )
    done = STAGE(Reading(Raw("d", text), layout))
    assert [(t.span.slice(text), t.value) for t in done.times] == [
        ("Senin, 05 Desember 2022 - 10:00 WIB", "2022-12-05T10:00+07:00"),
        ("Sabtu", "2022-12-03"),
    ]
    assert within(done.times, 36, 50) == done.times[1:]
    assert within(done.times, 0, 0) == ()


def test_parse_time() -> None:
    found = parse_time("bulan lalu", "2022-12-07", STAGE)
    assert found is not None
    assert found.value == "2022-11"
    assert parse_time("tak ada", "2022-12-07", STAGE) is None


def check(text: str, times: tuple[Time, ...]) -> None:
    assert list(times) == sorted(times, key=lambda t: t.span)
    for a, b in pairwise(times):
        assert a.span.end <= b.span.start
    for t in times:
        assert t.span.slice(text).strip() == t.span.slice(text) != ""
        assert t.value is None or (valid(t.value) and EDTF_OR_TIMEX.fullmatch(t.value))


HEAP = """
Senin Minggu minggu (31/2) (9/6/2025) 2024 1990-an abad ke-19 akhir Mei lalu dua puluh tahun hari ini kemarin depan
pukul 25.99 14.00 WIB sebelumnya tanggal 31 29 Februari akan kata " , . - hingga dan setiap kuartal IV 9999 0000
9999 tahun lalu 99999 abad seribu ribu ribu puluh belas 12/13/2024 00/00/0000 semester yang sama keesokan harinya
"""
WORDS = st.sampled_from(HEAP.split())
PUBLISHED = st.sampled_from(
    [None, "2025-06-18", "2025-06", "2025", "0001-01-01", "9999-12-31", "2025-18-06", "nonsense"]
)
REPEATED = (
    '"',
    "Senin ",
    "9",
    "2 ",
    "Senin (1/1/2025) 2 Juni Jumat pukul 10.00 ",
    "dua ",
    "- ",
    "\u200b",
    "akhir ",
    "A",
)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join), PUBLISHED)
def test_any_heap_of_time_words(text: str, published: str | None) -> None:
    check(text, STAGE.times(text, [Span(0, len(text))], published))


@settings(max_examples=200, deadline=None)
@given(st.text(), PUBLISHED)
def test_any_text(text: str, published: str | None) -> None:
    once = STAGE.times(text, [Span(0, len(text))], published)
    check(text, once)
    assert once == STAGE.times(text, [Span(0, len(text))], published)
    msgspec.json.encode(once)


@pytest.mark.parametrize("piece", REPEATED)
def test_linear_on_repetition(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    check(text, STAGE.times(text, [Span(0, len(text))], "2025-06-18"))
